#include "engine/batch/workbench.h"

#include <algorithm>
#include <utility>

#include "engine/batch/lower.h"
#include "engine/prepared.h"

namespace credence::engine::batch {

namespace {

// Days whose programs are kept: years of months, for who asks for months again.
constexpr size_t kDaysKept = 48;

// A program runs all its steps, whatever the case; the plain evaluator tries the rules that an
// index finds. From so many steps on that one is the faster, for a single case.
constexpr size_t kStepsMax = 1'000;

// Beyond these the memory of a large case would stay for small ones.
constexpr size_t kSubjectsKept = 4'096;
constexpr size_t kPeriodsKept = 64;
constexpr size_t kIdleMax = 64;

bool IsWorthKeeping(const Columns& columns) {
  size_t subjects = 0;
  for (const Rows& rows : columns.rows) subjects += rows.size();
  for (const Records& records : columns.records) subjects += records.place.size();
  return subjects <= kSubjectsKept && columns.measures().size() <= kPeriodsKept;
}

}  // namespace

Workbench::Workbench(ProgramPtr program)
    : columns(program->policy->vocabulary), decider(std::move(program)) {}

Workbenches::Workbenches(const ruletree::Policy& policy)
    : policy_(std::shared_ptr<const void>(), &policy) {}

Workbenches::OfDays& Workbenches::Find(const DateRange& days, PeriodUnit unit) {
  const auto found = std::ranges::find_if(
      of_days_, [&](const OfDays& one) { return one.days == days && one.unit == unit; });
  if (found != of_days_.end()) return *found;
  if (of_days_.size() == kDaysKept) of_days_.pop_front();
  return of_days_.emplace_back(days, unit, Lower(policy_, days, unit).program);
}

ProgramPtr Workbenches::ProgramOf(const DateRange& days, PeriodUnit unit) {
  const std::lock_guard lock(mutex_);
  return Find(days, unit).program;
}

std::unique_ptr<Workbench> Workbenches::Take(const DateRange& days, PeriodUnit unit) {
  ProgramPtr program;
  {
    const std::lock_guard lock(mutex_);
    OfDays& of_days = Find(days, unit);
    if (!of_days.idle.empty()) {
      std::unique_ptr<Workbench> bench = std::move(of_days.idle.back());
      of_days.idle.pop_back();
      return bench;
    }
    program = of_days.program;
  }
  if (program == nullptr || program->steps.size() > kStepsMax) return nullptr;
  return std::make_unique<Workbench>(std::move(program));
}

void Workbenches::GiveBack(std::unique_ptr<Workbench> bench) {
  if (!IsWorthKeeping(bench->columns)) return;
  bench->columns.Clear();
  bench->outcome.Clear();
  const Program& program = bench->decider.program();
  const std::lock_guard lock(mutex_);
  for (OfDays& of_days : of_days_) {
    if (of_days.program.get() != &program || of_days.idle.size() >= kIdleMax) continue;
    of_days.idle.push_back(std::move(bench));
    return;
  }
}

Workbenches& WorkbenchesOf(const ruletree::Policy& policy) {
  // What a memo keeps is const, and here the pointer is.
  using Kept = std::unique_ptr<Workbenches>;
  return *PreparedOf(policy).lowered.Get<Kept>(
      [&] { return std::make_unique<Workbenches>(policy); });
}

}  // namespace credence::engine::batch
