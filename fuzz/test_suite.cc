// Policy tests in YAML: read, decided by the programmes of rules/, and held to what they expect, as
// `credence test` does.
#include "clients/cli/test_suite.h"

#include <memory>

#include "clients/cli/decision_view.h"
#include "core/check.h"
#include "fuzz/published.h"
#include "fuzz/seeds.h"
#include "fuzz/target.h"
#include "tests/support/golden.h"

namespace credence::fuzz {
namespace {

// A file may ask for ten years of days; deciding them all is no reading.
constexpr size_t kRequestsMax = 24;

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds = FilesOf("tests/golden/cli/test_faults", ".yaml");
  for (const std::string_view folder : Programmes()) {
    for (std::string& text : FilesOf(folder, ".test.yaml")) seeds.push_back(std::move(text));
  }
  return seeds;
}

void CheckFaults(const cli::FileFaults& faults) {
  for (const cli::FileFault& fault : faults.items()) {
    CREDENCE_CHECK(fault.source != nullptr && !fault.message.empty());
    CREDENCE_CHECK(fault.span.end <= fault.source->text().size());
  }
  CREDENCE_CHECK(faults.empty() == faults.Render({}).empty());
}

void Decide(const cli::TestRun& run) {
  std::vector<v1::Decision> decisions;
  for (const v1::DecideRequest& request : run.requests) {
    v1::Decision decision;
    if (!DecideByRules(request, &decision).ok()) return;
    CREDENCE_CHECK(!cli::RenderExplained(decision, {}).empty());
    decisions.push_back(std::move(decision));
  }
  if (!run.settled_on.empty()) return;
  for (const cli::Mismatch& one : cli::Match(run.expected, run.given->value, decisions)) {
    CREDENCE_CHECK(!one.message.empty());
  }
}

void Run(std::string_view bytes) {
  // Named as if it stood beside a policy, which some of the seeds ask for.
  const auto source = std::make_shared<Source>(
      testing::SourcePath("rules/cloud_recognition/fuzz.test.yaml"), std::string(bytes));
  cli::FileFaults faults;
  const cli::TestSuite suite = cli::ReadTestSuite(source, faults);
  CheckFaults(faults);
  if (!faults.empty()) return;
  size_t left = kRequestsMax;
  for (const cli::TestRun& run : suite.runs) {
    CREDENCE_CHECK(run.skip || run.given != nullptr);
    if (run.skip || run.requests.size() > left) continue;
    left -= run.requests.size();
    Decide(run);
  }
}

}  // namespace

Target TestSuite() {
  return {"test_suite", "policy tests in YAML, decided and held to", Seeds, Run};
}

}  // namespace credence::fuzz
