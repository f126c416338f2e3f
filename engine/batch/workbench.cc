#include "engine/batch/workbench.h"

#include <algorithm>
#include <utility>

#include "engine/batch/lower.h"
#include "engine/prepared.h"

namespace credence::engine::batch {

namespace {

// What is kept for who asks again: the programs of some days, of so many steps together, and
// benches, unless their cases measured in more periods than usual ones do.
constexpr size_t kDaysKept = 256;
constexpr size_t kStepsKept = 1'000'000;
constexpr size_t kBenchesKept = 8;
constexpr size_t kPeriodsKept = 64;

// A program runs all its steps, whatever the case; the plain evaluator tries the rules that an
// index finds. From so many on that one is the faster for a single case, and nothing is lowered
// only to find that out.
constexpr size_t kRulesMax = 128;
constexpr size_t kStepsMax = 1'000;
// Of more subjects and records, columns by subject and partner take megabytes, and that for each
// call at work.
constexpr size_t kRowsMax = 256;

}  // namespace

Workbench::Workbench(ProgramPtr program)
    : columns(program->policy->vocabulary), decider(std::move(program)) {}

Workbenches::Workbenches(const ruletree::Policy& policy)
    : policy_(std::shared_ptr<const void>(), &policy) {}

Workbenches::OfDays& Workbenches::Find(const DateRange& days, PeriodUnit unit) {
  const auto found = std::ranges::find_if(
      of_days_, [&](const OfDays& one) { return one.days == days && one.unit == unit; });
  if (found != of_days_.end()) return *found;
  of_days_.push_back({days, unit, Lower(policy_, days, unit).program});
  steps_ += of_days_.back().steps();
  while (of_days_.size() > 1 && (of_days_.size() > kDaysKept || steps_ > kStepsKept)) {
    steps_ -= of_days_.front().steps();
    idle_ -= of_days_.front().idle.size();
    of_days_.pop_front();
  }
  return of_days_.back();
}

ProgramPtr Workbenches::ProgramOf(const DateRange& days, PeriodUnit unit) {
  const std::lock_guard lock(mutex_);
  return Find(days, unit).program;
}

std::unique_ptr<Workbench> Workbenches::Take(const BoundCase& bound, const DateRange& days,
                                             PeriodUnit unit) {
  const size_t rows = bound.facts().subjects.size() + bound.facts().evidence.size();
  if (policy_->rules.size() > kRulesMax || rows > kRowsMax) return nullptr;
  std::unique_ptr<Workbench> bench = TakeEmpty(days, unit);
  if (bench != nullptr) bench->columns.Append(bound);
  return bench;
}

std::unique_ptr<Workbench> Workbenches::TakeEmpty(const DateRange& days, PeriodUnit unit) {
  ProgramPtr program;
  {
    const std::lock_guard lock(mutex_);
    OfDays& of_days = Find(days, unit);
    if (!of_days.idle.empty()) {
      std::unique_ptr<Workbench> bench = std::move(of_days.idle.back());
      of_days.idle.pop_back();
      --idle_;
      return bench;
    }
    program = of_days.program;
  }
  if (program == nullptr || program->steps.size() > kStepsMax) return nullptr;
  return std::make_unique<Workbench>(std::move(program));
}

void Workbenches::GiveBack(std::unique_ptr<Workbench> bench) {
  if (bench->columns.measures().size() > kPeriodsKept) return;
  bench->columns.Clear();
  bench->outcome.Clear();
  const Program& program = bench->decider.program();
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(
      of_days_, [&](const OfDays& one) { return one.program.get() == &program; });
  if (found == of_days_.end()) return;
  if (idle_ == kBenchesKept) DropOne();
  found->idle.push_back(std::move(bench));
  ++idle_;
}

// Of the days that were lowered longest ago.
void Workbenches::DropOne() {
  const auto oldest =
      std::ranges::find_if(of_days_, [](const OfDays& one) { return !one.idle.empty(); });
  oldest->idle.pop_back();
  --idle_;
}

Workbenches& WorkbenchesOf(const ruletree::Policy& policy) {
  // What a memo keeps is const, and here the pointer is.
  using Kept = std::unique_ptr<Workbenches>;
  return *PreparedOf(policy).lowered.Get<Kept>(
      [&] { return std::make_unique<Workbenches>(policy); });
}

}  // namespace credence::engine::batch
