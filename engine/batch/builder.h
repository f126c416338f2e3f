// Makes a program step by step: what is asked twice is one column.
//
//   Number share = builder.Divide(active, seats);       // exact: a value and its divisor
//   Truth enough = builder.Compare(Op::kGreaterEqual, share, floor);
//
// Numbers of unlike scales are brought to one, values of coarser rows to the finer; where a value
// may be lacking, so may what is made of it. What columns cannot say is noted once by Fail, and
// building goes on with anything: whoever builds asks `failure` at the end.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_ENGINE_BATCH_BUILDER_H_
#define CREDENCE_ENGINE_BATCH_BUILDER_H_

#include <absl/container/flat_hash_map.h>

#include <string>
#include <vector>

#include "engine/batch/program.h"

namespace credence::engine::batch {

class Builder {
 public:
  explicit Builder(Program& program) : program_(program) {}

  // Steps -------------------------------------------------------------------------

  ColumnId Add(const Step& step);
  const Grain& GrainOf(ColumnId column) const { return program_.steps[column].grain; }

  // The finer of two grains' rows.
  Grain Meet(const Grain& a, const Grain& b);
  ColumnId SpreadTo(const Grain& grain, ColumnId column);

  // Numbers -----------------------------------------------------------------------

  Number Constant(const Rational& value);
  Number Whole(int64_t value);
  Number Scaled(const Number& number, int64_t scale);  // REQUIRES: a multiple of its own
  Number Add(const Number& a, const Number& b, bool subtract = false);
  Number Multiply(const Number& a, const Number& b);
  Number Divide(const Number& a, const Number& b);
  Number Negate(const Number& number);
  Number Bounded(const Number& number, const Number& bound, bool at_most);
  Number Either(const Number& a, const Number& b, ColumnId when_a);
  Number Round(const Number& number, const Rounding& rounding);

  // The least scale that both divide.
  int64_t CommonScale(int64_t a, int64_t b);
  // Both in parts of the same, over the same divisor.
  void AlignScales(Number& a, Number& b);

  // Truths ------------------------------------------------------------------------

  ColumnId Always(bool truth);
  bool IsAlways(ColumnId column, bool truth) const;
  ColumnId AndOf(ColumnId a, ColumnId b);  // kNone: always
  ColumnId OrOf(ColumnId a, ColumnId b);
  ColumnId NotOf(ColumnId a);
  ColumnId AtLeast(int64_t count, std::vector<ColumnId> truths);
  ColumnId ExactlyOne(std::vector<ColumnId> truths);

  Truth And(const Truth& a, const Truth& b);
  Truth Or(const Truth& a, const Truth& b);
  Truth Not(const Truth& a);
  // Of all of them; what varies by fewer rows is joined first, where there is less of it.
  Truth All(std::vector<Truth> truths);
  Truth Any(std::vector<Truth> truths);
  // Of an operation that compares.
  Truth Compare(ruletree::Op op, const Number& a, const Number& b);

  // Failure -----------------------------------------------------------------------

  void Fail(std::string why) {
    if (failure_.empty()) failure_ = std::move(why);
  }
  const std::string& failure() const { return failure_; }

  // Leaves out the steps that no credit asks for. Last of all: columns get other numbers.
  void Prune();

  Program& program() { return program_; }

 private:
  void SortByRows(std::vector<Truth>& truths) const;
  ColumnId OfMany(Do what, int64_t count, std::vector<ColumnId> truths);
  ColumnId Zip(Do what, ColumnId a, ColumnId b);
  ColumnId Times(ColumnId column, int64_t factor);
  ColumnId Product(ColumnId a, ColumnId b);  // kNone: one
  const Step* ConstantStep(ColumnId column) const;

  Program& program_;
  absl::flat_hash_map<Step, ColumnId> known_;
  std::string failure_;
};

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_BUILDER_H_
