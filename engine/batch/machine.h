// Runs the steps of a program over the rows of some cases.
//
//   Machine machine(*program);
//   machine.Run(columns, 256, 64);
//   machine.truths(award.claims)[row]               -> the partners of whom it is true
//
// Each family of steps is a file: numbers.cc, truths.cc, spreads.cc, folds.cc, evidence.cc. A step
// whose operands are small, as those of all cases at hand are, runs without a look at overflow;
// else each value is looked at, and what passes 64 bits faults its case.
//
// Memory is kept from run to run: once warm, none is taken.
//
// Thread-safety: belongs to one thread; the program may be shared.
#ifndef CREDENCE_ENGINE_BATCH_MACHINE_H_
#define CREDENCE_ENGINE_BATCH_MACHINE_H_

#include <cstdint>
#include <vector>

#include "engine/batch/columns.h"
#include "engine/batch/frame.h"
#include "engine/batch/program.h"

namespace credence::engine::batch {

class Machine {
 public:
  explicit Machine(ProgramPtr program);

  // REQUIRES: columns that are fit, and outlive what is read of it.
  void Run(const Columns& columns, uint32_t first_case, uint32_t case_count);

  const Program& program() const { return *program_; }
  Frame& frame() { return frame_; }
  // By case at hand: whether it is for the plain evaluator.
  bool is_faulted(uint32_t at) const { return faulted_[at] != 0; }
  void Fault(uint32_t at) {
    faulted_[at] = 1;
    has_faults_ = true;
  }
  bool has_faults() const { return has_faults_; }

  const int64_t* numbers(ColumnId column) const { return numbers_[column].view; }
  const uint64_t* truths(ColumnId column) const { return truths_[column].data(); }
  const Step& step(ColumnId column) const { return program_->steps[column]; }
  bool is_one(ColumnId column) const { return step(column).grain.rows == Grain::kOne; }

 private:
  friend class NumberRun;
  friend class TruthRun;
  friend class SpreadRun;
  friend class FoldRun;
  friend class EvidenceRun;

  // Days of a demand's window that a record covers, of a pair that no single record decides.
  struct Covered {
    uint32_t row = 0;
    uint32_t bit = 0;
    DateRange days;
  };
  struct Numbers {
    const int64_t* view = nullptr;
    std::vector<int64_t> own;
    uint64_t bound = 0;  // no magnitude is above it
  };

  int64_t* MakeNumbers(ColumnId column, uint64_t bound);
  uint64_t* MakeTruths(ColumnId column);
  uint64_t bound(ColumnId column) const { return numbers_[column].bound; }
  // The cases' own column that a step loads; null: no case has any. And the first of its rows.
  const Column* ColumnOf(const Step& load) const;
  Row FirstRowOf(const Grain& grain) const {
    return frame_.FirstRow(grain.by_partner ? ruletree::kPartner : grain.rows);
  }
  // Faults the case of a value of the grain.
  void FaultAt(const Grain& grain, uint32_t value);

  ProgramPtr program_;
  Frame frame_;
  std::vector<Numbers> numbers_;               // by column
  std::vector<std::vector<uint64_t>> truths_;  // by column
  std::vector<uint64_t> scratch_;              // of one step
  std::vector<Covered> covered_;               // likewise
  bool has_faults_ = false;
  std::vector<uint8_t> faulted_;  // by case at hand
};

// Below it two numbers add up within 64 bits.
inline constexpr uint64_t kSmallNumber = uint64_t{1} << 62;

// A little above the largest magnitude, in one pass without a branch.
uint64_t BoundOf(const int64_t* values, size_t count);

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_MACHINE_H_
