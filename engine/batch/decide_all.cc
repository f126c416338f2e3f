#include "engine/batch/decide_all.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace credence::engine::batch {

namespace {

// Enough that taking the next stretch costs nothing, few enough that no thread waits long at the
// end.
constexpr uint32_t kCasesOfStretch = 2'048;

}  // namespace

void DecideAll(const ProgramPtr& program, const Columns& columns, unsigned threads,
               std::vector<Outcome>& outcomes) {
  const auto cases = static_cast<uint32_t>(columns.cases());
  outcomes.resize((cases + kCasesOfStretch - 1) / kCasesOfStretch);
  for (Outcome& outcome : outcomes) outcome.Clear();
  std::atomic<uint32_t> next = 0;
  const auto work = [&] {
    Decider decider(program);
    for (uint32_t stretch = next++; stretch < outcomes.size(); stretch = next++) {
      const uint32_t first = stretch * kCasesOfStretch;
      decider.Decide(columns, first, std::min(kCasesOfStretch, cases - first), outcomes[stretch]);
    }
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
  work();
}

}  // namespace credence::engine::batch
