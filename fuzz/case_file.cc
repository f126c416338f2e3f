// Cases in YAML or JSON, to a case as the wire has it, to a case as the engine takes it: faults are
// told inside the file, and what is no fault there is read by the server or refused by field.
#include "clients/cli/case_file.h"

#include <memory>
#include <utility>

#include "core/check.h"
#include "fuzz/seeds.h"
#include "fuzz/target.h"
#include "server/convert_case.h"
#include "tests/support/golden.h"

namespace credence::fuzz {
namespace {

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds = FilesOf("tests/golden/cli/case_faults", ".yaml");
  seeds.push_back(testing::ReadGolden("rules/cloud_recognition/announcement.case.yaml"));
  seeds.push_back(R"({"policy": "recognition", "period": "2016-02", "customers": {"n": {}},)"
                  R"( "partners": ["a"], "feeds": {"csp": "2016-02-29"}})");
  seeds.push_back("customers: { n: &one { region: emea } , m: { <<: *one, segment: x } }\n");
  for (const char* piece : {"[", "{a: ", "- ", "? ", "a: &a [*a, ", "!!", "\"", "'"}) {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += piece;
    seeds.push_back(std::move(deep));
  }
  return seeds;
}

void Run(std::string_view bytes) {
  const auto source = std::make_shared<Source>("case.yaml", std::string(bytes));
  cli::FileFaults faults;
  const cli::YamlDocument document = cli::ReadYaml(source, faults);
  const cli::CaseFile file = cli::ReadCaseFile(document, faults);
  for (const cli::FileFault& fault : faults.items()) {
    CREDENCE_CHECK(fault.span.begin <= fault.span.end && fault.span.end <= bytes.size());
    CREDENCE_CHECK(!fault.message.empty());
  }
  CREDENCE_CHECK(faults.empty() == faults.Render({}).empty());
  std::vector<facts::Fault> unread;
  const auto read = server::ReadCase(file.value, server::FieldPath("case"), unread);
  CREDENCE_CHECK(read.has_value() == unread.empty());
  for (const facts::Fault& fault : unread) {
    const std::optional<cli::Place> place =
        file.places.Find(fault.field.starts_with("case.") ? fault.field.substr(5) : fault.field);
    if (place) CREDENCE_CHECK(place->span.end <= place->source->text().size());
  }
}

}  // namespace

Target CaseFile() { return {"case_file", "cases in YAML or JSON", Seeds, Run}; }

}  // namespace credence::fuzz
