#include "engine/batch/decider.h"

#include <algorithm>
#include <utility>

#include "engine/batch/credit_run.h"
#include "engine/batch/machine.h"

namespace credence::engine::batch {

namespace {

// Cases whose columns stay in the cache of a core.
constexpr uint32_t kCasesAtOnce = 128;

}  // namespace

struct Decider::Parts {
  explicit Parts(ProgramPtr program) : machine(std::move(program)) {
    for (const CreditSteps& credit : machine.program().credits) {
      credits.emplace_back(machine, credit);
    }
  }

  void Decide(const Columns& columns, uint32_t first, uint32_t count, Outcome& outcome) {
    machine.Run(columns, first, count);
    for (CreditRun& credit : credits) credit.Begin();
    std::vector<size_t>& before = sizes;
    before.clear();
    for (size_t i = 0; i < credits.size(); ++i) {
      before.push_back(outcome.credits[i].awards.size());
      before.push_back(outcome.credits[i].ties.size());
      credits[i].Decide(outcome.credits[i]);
    }
    if (!machine.has_faults()) return;
    for (uint32_t at = 0; at < count; ++at) {
      if (machine.is_faulted(at)) outcome.plain.push_back(first + at);
    }
    // What was awarded before the fault of a case was found.
    const auto is_faulted = [&](const auto& one) {
      return machine.is_faulted(one.the_case - first);
    };
    for (size_t i = 0; i < credits.size(); ++i) {
      EraseFrom(outcome.credits[i].awards, before[2 * i], is_faulted);
      EraseFrom(outcome.credits[i].ties, before[2 * i + 1], is_faulted);
    }
  }

  template <typename Item, typename Goes>
  static void EraseFrom(std::vector<Item>& items, size_t first, Goes goes) {
    const auto from = items.begin() + static_cast<std::ptrdiff_t>(first);
    items.erase(std::remove_if(from, items.end(), goes), items.end());
  }

  Machine machine;
  std::vector<CreditRun> credits;
  std::vector<size_t> sizes;  // of what was there before
};

Decider::Decider(ProgramPtr program) : parts_(std::make_unique<Parts>(std::move(program))) {}
Decider::~Decider() = default;
Decider::Decider(Decider&&) noexcept = default;

const Program& Decider::program() const { return parts_->machine.program(); }

void Decider::Decide(const Columns& columns, uint32_t first_case, uint32_t case_count,
                     Outcome& outcome) {
  outcome.credits.resize(program().credits.size());
  for (uint32_t done = 0; done < case_count; done += kCasesAtOnce) {
    parts_->Decide(columns, first_case + done, std::min(kCasesAtOnce, case_count - done), outcome);
  }
}

}  // namespace credence::engine::batch
