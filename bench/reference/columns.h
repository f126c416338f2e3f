// The reference policy for the batch evaluator, and its cases in columns.
//
//   engine::batch::Columns columns(vocabulary);
//   CaseColumns filling(columns);
//   for (row ...) filling.Append(CaseAt(seed, row));
//   decider.Decide(columns, 0, columns.cases(), outcome);
//   AwardsOf(outcome, columns)[41]     -> what DecideNative says of the 42nd, sorted
//
// The columns are filled from the rows of the cases, as a store of columns would give them.
//
// Thread-safety: a filling belongs to one thread, as its columns do.
#ifndef CREDENCE_BENCH_REFERENCE_COLUMNS_H_
#define CREDENCE_BENCH_REFERENCE_COLUMNS_H_

#include <vector>

#include "bench/reference/native.h"
#include "engine/batch/decider.h"
#include "ruletree/timeline.h"

namespace credence::bench::reference {

// Null: columns cannot say the policy, which its test says first.
engine::batch::ProgramPtr LowerReference(const ruletree::PolicySet& policies);

class CaseColumns {
 public:
  // The columns must be of reference.vocab, and outlive it.
  explicit CaseColumns(engine::batch::Columns& columns);

  // What Columns::Append adds of ToFacts(the_case).
  void Append(const Case& the_case);

 private:
  using Column = engine::batch::Column;
  void AppendPartners(const Case& the_case);
  void AppendSubjects(const Case& the_case);
  void AppendRecords(const Case& the_case);

  engine::batch::Columns& columns_;
  uint32_t customer_, subscription_, workload_;
  Column &seats_, &active_users_, &revenue_;
  Column &region_, &segment_, &contract_, &family_, &level_, &enrolled_on_, &owner_;
  std::vector<int64_t> regions_, families_, levels_;
  std::vector<uint32_t> kinds_;
};

// By case, awards sorted. A case that is named in `plain` has none.
std::vector<Decided> AwardsOf(const engine::batch::Outcome& outcome,
                              const engine::batch::Program& program,
                              const engine::batch::Columns& columns);

}  // namespace credence::bench::reference

#endif  // CREDENCE_BENCH_REFERENCE_COLUMNS_H_
