// How fast one case is decided: the announcement's, for February 2016, by the plain evaluator,
// without any wire.
//
// Six results for seven partners come out: the incentive, the seats of four workloads, capacity.
// `explain` is with the steps of every award, `plain` without. Binding the case to the
// vocabulary is part of it, as it is of every request.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/case_file.h"
#include "dsl/compile.h"
#include "engine/decide.h"
#include "server/convert_case.h"
#include "tests/support/golden.h"

namespace credence::bench {
namespace {

constexpr char kProgramme[] = "rules/cloud_recognition/";

ruletree::PolicySetPtr CompiledProgramme() {
  std::vector<SourcePtr> sources;
  for (const char* file : {"cloud_recognition.vocab", "2015_07_winner_takes_all.policy",
                           "2016_01_multi_partner.policy"}) {
    sources.push_back(
        std::make_shared<Source>(file, testing::ReadGolden(std::string(kProgramme) + file)));
  }
  return dsl::Compile(sources).policies;
}

std::optional<facts::Case> AnnouncementCase() {
  const std::string file = std::string(kProgramme) + "announcement.case.yaml";
  cli::FileFaults file_faults;
  const auto source = std::make_shared<const Source>(file, testing::ReadGolden(file));
  const cli::CaseFile read = cli::ReadCaseFile(cli::ReadYaml(source, file_faults), file_faults);
  std::vector<facts::Fault> faults;
  return server::ReadCase(read.value, server::FieldPath("case"), faults);
}

void DecideAnnouncement(benchmark::State& state, bool explain) {
  const ruletree::PolicySetPtr policies = CompiledProgramme();
  const std::optional<facts::Case> the_case = AnnouncementCase();
  if (policies == nullptr || !the_case.has_value()) {
    return state.SkipWithError("the programme or its case is broken");
  }
  const ruletree::Timeline& timeline = policies->timelines.front();
  engine::Request request;
  request.days = ParsePeriod("2016-02")->range;
  request.explain = explain;
  size_t results = 0;
  for (auto _ : state) {
    const engine::Decided decided = engine::Decide(timeline, *the_case, request);
    results = decided.decision->results.size();
    benchmark::DoNotOptimize(results);
  }
  state.counters["results"] = static_cast<double>(results);
}
BENCHMARK_CAPTURE(DecideAnnouncement, plain, false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(DecideAnnouncement, explain, true)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace credence::bench
