// The reference policy over its generated cases: the engine against the same policy written by
// hand in C++, in one run.
//
// `ratio` is the engine's time over the native one's, `native_ns` and `ns` those of one case;
// `Bind` is the first of the engine's stages alone. Cases are made beforehand on both sides: names
// and values for the engine, small integers for the native code. Quote the ratio; the times are of
// the machine.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "bench/reference/columns.h"
#include "bench/reference/programme.h"
#include "bench/thread_clock.h"
#include "engine/batch/by_columns.h"
#include "engine/batch/decide_all.h"
#include "engine/bind.h"

namespace credence::bench::reference {
namespace {

constexpr uint64_t kSeed = 2016;
constexpr int kNativeRounds = 32;  // so that its clock has something to measure

struct Cases {
  std::vector<Case> native;
  std::vector<facts::Case> facts;

  explicit Cases(int64_t count) {
    for (int64_t row = 0; row < count; ++row) {
      native.push_back(CaseAt(kSeed, static_cast<uint64_t>(row)));
      facts.push_back(ToFacts(native.back()));
    }
  }
};

size_t DecideAllNative(const std::vector<Case>& cases) {
  Decided decided;
  size_t awards = 0;
  for (int round = 0; round < kNativeRounds; ++round) {
    for (const Case& the_case : cases) {
      DecideNative(the_case, decided);
      awards += decided.awards.size();
    }
  }
  return awards / kNativeRounds;
}

size_t DecideAll(const ruletree::Timeline& timeline, const std::vector<facts::Case>& cases,
                 const engine::Request& request) {
  size_t awards = 0;
  for (const facts::Case& the_case : cases) {
    const engine::Decided decided = engine::Decide(timeline, the_case, request);
    for (const engine::Result& result : decided.decision->results) awards += result.awards.size();
  }
  return awards;
}

// What is told of a case, and by which evaluator.
enum class Told { kAwardsByColumns, kAwards, kEverything };

void EngineAgainstNative(benchmark::State& state, Told told) {
  const ruletree::PolicySetPtr policies = CompileReference();
  if (policies == nullptr) return state.SkipWithError("the reference policy is broken");
  const Cases cases(state.range(0));
  engine::Request request = ByEngine();
  request.explain = told == Told::kEverything;
  request.refusals = told == Told::kEverything;
  if (told == Told::kAwardsByColumns) request.parts_by = &engine::batch::ByColumns();
  double engine_seconds = 0;
  double native_seconds = 0;
  size_t awards = 0;
  for (auto _ : state) {
    const double start = SecondsOfThread();
    const size_t native = DecideAllNative(cases.native);
    const double middle = SecondsOfThread();
    awards = DecideAll(policies->timelines.front(), cases.facts, request);
    const double end = SecondsOfThread();
    if (awards != native) return state.SkipWithError("the engine and the native code differ");
    native_seconds += (middle - start) / kNativeRounds;
    engine_seconds += end - middle;
    state.SetIterationTime(end - middle);
  }
  const auto decided = static_cast<double>(state.iterations() * state.range(0));
  state.counters["ns"] = engine_seconds / decided * 1e9;
  state.counters["native_ns"] = native_seconds / decided * 1e9;
  state.counters["ratio"] = engine_seconds / native_seconds;
  state.counters["awards"] = static_cast<double>(awards) / static_cast<double>(state.range(0));
}
BENCHMARK_CAPTURE(EngineAgainstNative, by_columns, Told::kAwardsByColumns)
    ->Arg(1'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EngineAgainstNative, plain, Told::kAwards)
    ->Arg(1'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EngineAgainstNative, explain, Told::kEverything)
    ->Arg(1'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Both read what stands in memory ready for them: rows of small integers, and columns.
void BatchAgainstNative(benchmark::State& state) {
  const ruletree::PolicySetPtr policies = CompileReference();
  if (policies == nullptr) return state.SkipWithError("the reference policy is broken");
  const engine::batch::ProgramPtr program = LowerReference(*policies);
  if (program == nullptr) return state.SkipWithError("columns cannot say the reference policy");
  std::vector<Case> cases;
  engine::batch::Columns columns(program->policy->vocabulary);
  CaseColumns filling(columns);
  for (int64_t row = 0; row < state.range(0); ++row) {
    cases.push_back(CaseAt(kSeed, static_cast<uint64_t>(row)));
    filling.Append(cases.back());
  }
  engine::batch::Decider decider(program);
  engine::batch::Outcome outcome;
  const auto batch = static_cast<uint32_t>(state.range(1));
  const auto count = static_cast<uint32_t>(columns.cases());
  double engine_seconds = 0;
  double native_seconds = 0;
  Decided decided;
  for (auto _ : state) {
    const double start = SecondsOfThread();
    size_t native = 0;
    for (const Case& the_case : cases) {
      DecideNative(the_case, decided);
      native += decided.awards.size();
    }
    const double middle = SecondsOfThread();
    size_t awards = 0;
    for (uint32_t first = 0; first < count; first += batch) {
      outcome.Clear();
      decider.Decide(columns, first, std::min(batch, count - first), outcome);
      for (const auto& credit : outcome.credits) awards += credit.awards.size();
    }
    const double end = SecondsOfThread();
    if (awards != native) return state.SkipWithError("the engine and the native code differ");
    native_seconds += middle - start;
    engine_seconds += end - middle;
    state.SetIterationTime(end - middle);
  }
  const auto all = static_cast<double>(state.iterations() * state.range(0));
  state.counters["ns"] = engine_seconds / all * 1e9;
  state.counters["native_ns"] = native_seconds / all * 1e9;
  state.counters["ratio"] = engine_seconds / native_seconds;
}
BENCHMARK(BatchAgainstNative)
    ->Args({10'000, 1'024})
    ->Args({10'000, 64})
    ->Args({10'000, 1})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// Any number of cases in the memory of a few: they are made, decided and forgotten by the stretch.
// Only the deciding is timed, by a clock on the wall, for threads share the work.
void Book(benchmark::State& state) {
  constexpr int64_t kStretch = 32'768;
  const ruletree::PolicySetPtr policies = CompileReference();
  if (policies == nullptr) return state.SkipWithError("the reference policy is broken");
  const engine::batch::ProgramPtr program = LowerReference(*policies);
  if (program == nullptr) return state.SkipWithError("columns cannot say the reference policy");
  const auto threads = static_cast<unsigned>(state.range(1));
  engine::batch::Columns columns(program->policy->vocabulary);
  CaseColumns filling(columns);
  std::vector<engine::batch::Outcome> outcomes;
  size_t awards = 0;
  for (auto _ : state) {
    std::chrono::duration<double> deciding{};
    awards = 0;
    for (int64_t first = 0; first < state.range(0); first += kStretch) {
      columns.Clear();
      const int64_t end = std::min(first + kStretch, state.range(0));
      for (int64_t row = first; row < end; ++row) {
        filling.Append(CaseAt(kSeed, static_cast<uint64_t>(row)));
      }
      const auto start = std::chrono::steady_clock::now();
      engine::batch::DecideAll(program, columns, threads, outcomes);
      deciding += std::chrono::steady_clock::now() - start;
      for (const engine::batch::Outcome& outcome : outcomes) {
        for (const auto& credit : outcome.credits) awards += credit.awards.size();
      }
    }
    state.SetIterationTime(deciding.count());
    state.counters["ns"] = deciding.count() / static_cast<double>(state.range(0)) * 1e9;
  }
  state.counters["awards"] = static_cast<double>(awards) / static_cast<double>(state.range(0));
}
BENCHMARK(Book)
    ->ArgsProduct({{1'000, 10'000, 100'000, 1'000'000}, {1, 2}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

void Bind(benchmark::State& state) {
  const ruletree::PolicySetPtr policies = CompileReference();
  if (policies == nullptr) return state.SkipWithError("the reference policy is broken");
  const ruletree::Vocabulary& vocabulary =
      *policies->timelines.front().versions().front()->vocabulary;
  const Cases cases(state.range(0));
  const double start = SecondsOfThread();
  for (auto _ : state) {
    for (const facts::Case& the_case : cases.facts) {
      facts::FaultList faults;
      benchmark::DoNotOptimize(engine::Bind(the_case, vocabulary, std::nullopt, faults));
    }
  }
  const auto bound = static_cast<double>(state.iterations() * state.range(0));
  state.counters["ns"] = (SecondsOfThread() - start) / bound * 1e9;
}
BENCHMARK(Bind)->Arg(1'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench::reference
