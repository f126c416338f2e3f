// The configuration of `credence serve`: settings, or faults at their places.
#include <memory>

#include "clients/cli/serve_settings.h"
#include "core/check.h"
#include "fuzz/target.h"

namespace credence::fuzz {
namespace {

std::vector<std::string> Seeds() {
  return {cli::UsualServeConfiguration(),
          "version: 1\nlisten: 127.0.0.1:1\nlog: { level: debug, form: json }\n",
          "version: 2\nlissten: 127.0.0.1:1\ntls: yes\n"};
}

void Run(std::string_view bytes) {
  const auto source = std::make_shared<Source>("credence.yaml", std::string(bytes));
  cli::FileFaults faults;
  const auto settings =
      cli::ReadServeSettings({.given = {}, .file = source}, cli::Surroundings(), faults);
  CREDENCE_CHECK(settings.ok() || !faults.empty());
  for (const cli::FileFault& fault : faults.items()) {
    CREDENCE_CHECK(fault.span.end <= bytes.size() && !fault.message.empty());
  }
  CREDENCE_CHECK(faults.empty() == faults.Render({}).empty());
}

}  // namespace

Target ServeConfiguration() {
  return {"serve_configuration", "the configuration of `credence serve`", Seeds, Run};
}

}  // namespace credence::fuzz
