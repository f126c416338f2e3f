// How long `credence test` takes for a thousand cases: the rows of one case of the shipped
// programme, read, decided over the in-process contract, and matched. The target is one second.
//
// Starting the services and compiling the rules are part of it, as they are of the command.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "clients/cli/program.h"
#include "tests/support/golden.h"

namespace credence::bench {
namespace {

std::string ManyRows(int rows) {
  std::string text = testing::ReadGolden("rules/cloud_recognition/usage_floor.test.yaml");
  text.resize(text.find("\ncases:\n"));
  text += "\ncases:\n  - name: many\n    given: *small\n    period: 2016-02\n    each:\n";
  for (int i = 0; i < rows; ++i) {
    text += "      - { set: { active_users@sub1.exchange: " + std::to_string(400 + i) +
            " }, awarded: [incentive] }\n";
  }
  return text;
}

void TestThousandCases(benchmark::State& state) {
  const auto path = std::filesystem::temp_directory_path() / "credence_many.test.yaml";
  std::ofstream(path) << ManyRows(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    cli::Console console{in, out, err};
    const cli::ExitCode exit_code = cli::RunProgram(
        {"--rules", testing::SourcePath("rules"), "test", path.string()}, console, {});
    if (exit_code != cli::ExitCode::kDone) return state.SkipWithError(err.str().c_str());
  }
  std::filesystem::remove(path);
}
BENCHMARK(TestThousandCases)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench
