// The families of steps, each run over the rows at hand by a file of its own.
//
//   TruthRun(machine).Run(22)      -> machine.truths(22) is what step 22 says of each row
//
// What a step reads has been run: steps stand in that order. Nothing fails; a value that cannot be
// said faults its case.
//
// Thread-safety: as Machine, which they work on.
#ifndef CREDENCE_ENGINE_BATCH_RUNS_H_
#define CREDENCE_ENGINE_BATCH_RUNS_H_

#include "engine/batch/machine.h"

namespace credence::engine::batch {

// Each makes the one column that the step is.

class NumberRun {
 public:
  explicit NumberRun(Machine& machine) : machine_(machine) {}
  void Run(ColumnId column);

 private:
  struct Operand {
    const int64_t* data;
    bool is_one;
  };
  Operand At(ColumnId column) const;
  void Load(ColumnId column);
  void RefuseMissing(const Step& load);
  void NumberRows(ColumnId column);
  template <typename Exact, typename Checked>
  void Zip(ColumnId column, uint64_t bound, bool is_small, Exact exact, Checked checked);
  void Add(ColumnId column, bool subtract);
  void Multiply(ColumnId column);
  void Times(ColumnId column);
  void Divide(ColumnId column);
  void Round(ColumnId column);
  void Tiers(ColumnId column);
  void Either(ColumnId column);
  void Pick(ColumnId column);

  Machine& machine_;
};

class TruthRun {
 public:
  explicit TruthRun(Machine& machine) : machine_(machine) {}
  void Run(ColumnId column);

 private:
  template <typename Holds>
  void Fill(ColumnId column, Holds holds);
  template <typename Holds>
  void Compare(ColumnId column, Holds holds);
  template <typename Join>
  void Zip(ColumnId column, Join join);
  void Present(ColumnId column);
  void AtLeast(ColumnId column);
  void ExactlyOne(ColumnId column);

  Machine& machine_;
};

class SpreadRun {
 public:
  explicit SpreadRun(Machine& machine) : machine_(machine) {}
  void Run(ColumnId column);

 private:
  void SpreadNumbers(ColumnId column);
  void SpreadTruths(ColumnId column);

  Machine& machine_;
};

class FoldRun {
 public:
  explicit FoldRun(Machine& machine) : machine_(machine) {}
  void Run(ColumnId column);

 private:
  template <typename Take>
  void ForEachTaken(ColumnId column, Take take);
  void Sum(ColumnId column);
  void Highest(ColumnId column);
  void Any(ColumnId column);

  Machine& machine_;
};

class EvidenceRun {
 public:
  explicit EvidenceRun(Machine& machine) : machine_(machine) {}
  void Run(ColumnId column);

 private:
  template <typename Take>
  void ForEachRecord(ColumnId column, Take take);
  void Holds(ColumnId column);
  void AddUp(const Demand& demand, uint64_t* truths);
  void Latest(ColumnId column);

  Machine& machine_;
};

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_RUNS_H_
