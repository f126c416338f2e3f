// How fast rule files are read: parsed, and compiled to a published set.
//
// bytes_per_second is of policy text; peak_rss_mb is the process's high-water mark, so the
// largest size tells (run one benchmark at a time with --benchmark_filter to compare).
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "bench/generated_programme.h"
#include "dsl/compile.h"
#include "dsl/parse.h"

namespace credence::bench {
namespace {

int64_t PeakResidentMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void Report(benchmark::State& state, size_t bytes) {
  state.SetBytesProcessed(static_cast<int64_t>(bytes) * state.iterations());
  state.counters["text_kb"] = static_cast<double>(bytes) / 1024;
  state.counters["peak_rss_mb"] = static_cast<double>(PeakResidentMegabytes());
}

void ParsePolicy(benchmark::State& state) {
  const GeneratedProgramme programme = GenerateProgramme(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(dsl::Parse(programme.sources[1], diagnostics));
    if (!diagnostics.empty()) state.SkipWithError("the generated policy does not parse");
  }
  Report(state, programme.sources[1]->text().size());
}
BENCHMARK(ParsePolicy)->Arg(100)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void CompileProgramme(benchmark::State& state) {
  const GeneratedProgramme programme = GenerateProgramme(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const dsl::Compiled compiled = dsl::Compile(programme.sources);
    if (compiled.policies == nullptr) {
      state.SkipWithError(Render(compiled.diagnostics).c_str());
    }
    benchmark::DoNotOptimize(compiled.policies);
  }
  Report(state, programme.bytes);
}
BENCHMARK(CompileProgramme)->Arg(100)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench
