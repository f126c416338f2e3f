// What a policy is decided with by columns: its programs, made once, and, for single cases, memory
// that is used again.
//
//   Workbenches& benches = WorkbenchesOf(policy);
//   ProgramPtr program = benches.ProgramOf(february, PeriodUnit::kMonth);
//   if (program == nullptr) ...                      // columns cannot say it
//
//   std::unique_ptr<Workbench> bench = benches.Take(bound, february, PeriodUnit::kMonth);
//   if (bench == nullptr) ...                        // nor that, or it is not worth it
//   bench->decider.Decide(bench->columns, 0, 1, bench->outcome);
//   benches.GiveBack(std::move(bench));              // or lose it: then another is made
//
// A program is made when days are first asked for, and kept for the days asked for last. Programs
// and benches belong to the policy and are of use for as long as it is there.
//
// Thread-safe. A bench that was taken belongs to who took it.
#ifndef CREDENCE_ENGINE_BATCH_WORKBENCH_H_
#define CREDENCE_ENGINE_BATCH_WORKBENCH_H_

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/batch/columns.h"
#include "engine/batch/decider.h"
#include "engine/batch/program.h"

namespace credence::engine::batch {

struct Workbench {
  explicit Workbench(ProgramPtr program);

  Columns columns;
  Decider decider;
  Outcome outcome;
};

class Workbenches {
 public:
  // The policy outlives them.
  explicit Workbenches(const ruletree::Policy& policy);

  ProgramPtr ProgramOf(const DateRange& days, PeriodUnit unit);

  // With that case in its columns, and no outcome. Null: leave it to the plain evaluator.
  std::unique_ptr<Workbench> Take(const BoundCase& bound, const DateRange& days, PeriodUnit unit);
  void GiveBack(std::unique_ptr<Workbench> bench);

 private:
  struct OfDays {
    DateRange days;
    PeriodUnit unit;
    ProgramPtr program;  // null: columns cannot say it
    std::vector<std::unique_ptr<Workbench>> idle = {};

    size_t steps() const { return program == nullptr ? 0 : program->steps.size(); }
  };
  OfDays& Find(const DateRange& days, PeriodUnit unit);
  std::unique_ptr<Workbench> TakeEmpty(const DateRange& days, PeriodUnit unit);
  void DropOne();

  const ruletree::PolicyPtr policy_;  // owns nothing: it is the policy that owns this
  std::mutex mutex_;
  std::deque<OfDays> of_days_;  // the latest made last; guarded by mutex_, as what follows
  size_t steps_ = 0;            // of all programs
  size_t idle_ = 0;             // benches
};

Workbenches& WorkbenchesOf(const ruletree::Policy& policy);

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_WORKBENCH_H_
