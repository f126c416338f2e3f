#include "engine/batch/machine.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "engine/batch/runs.h"

namespace credence::engine::batch {

Machine::Machine(ProgramPtr program)
    : program_(std::move(program)),
      numbers_(program_->steps.size()),
      truths_(program_->steps.size()) {}

void Machine::Run(const Columns& columns, uint32_t first_case, uint32_t case_count) {
  frame_.Set(columns, first_case, case_count);
  const auto odd = columns.odd.begin() + first_case;
  faulted_.assign(odd, odd + case_count);
  has_faults_ = std::ranges::find(faulted_, 1) != faulted_.end();
  for (ColumnId column = 0; column < program_->steps.size(); ++column) {
    switch (step(column).what) {
      case Do::kSpread:
      case Do::kSpreadTruth:
        SpreadRun(*this).Run(column);
        break;
      case Do::kSum:
      case Do::kHighest:
      case Do::kAny:
        FoldRun(*this).Run(column);
        break;
      case Do::kEvidence:
      case Do::kLatestRecord:
        EvidenceRun(*this).Run(column);
        break;
      default:
        if (IsTruth(step(column).what)) {
          TruthRun(*this).Run(column);
        } else {
          NumberRun(*this).Run(column);
        }
    }
  }
}

int64_t* Machine::MakeNumbers(ColumnId column, uint64_t bound) {
  Numbers& numbers = numbers_[column];
  numbers.own.resize(frame_.ValueCount(step(column).grain));
  numbers.view = numbers.own.data();
  numbers.bound = bound;
  return numbers.own.data();
}

uint64_t* Machine::MakeTruths(ColumnId column) {
  truths_[column].resize(frame_.RowCount(step(column).grain.rows));
  return truths_[column].data();
}

const Column* Machine::ColumnOf(const Step& load) const {
  const Columns& columns = frame_.columns();
  if (load.what == Do::kAttribute) return &columns.attributes[load.ref];
  return columns.FindMeasure(load.ref, Date{static_cast<int32_t>(load.immediate)});
}

void Machine::FaultAt(const Grain& grain, uint32_t value) {
  if (grain.rows == Grain::kOne) {
    std::ranges::fill(faulted_, uint8_t{1});
    has_faults_ = true;
    return;
  }
  uint32_t row = value;
  if (grain.by_partner) {
    const uint32_t* begin = frame_.PairBegin(grain.rows);
    const uint32_t* end = begin + frame_.RowCount(grain.rows) + 1;
    row = static_cast<uint32_t>(std::upper_bound(begin, end, value) - begin) - 1;
  }
  Fault(grain.rows == Grain::kCase ? row : frame_.Up(grain.rows, Grain::kCase)[row]);
}

uint64_t BoundOf(const int64_t* values, size_t count) {
  uint64_t bits = 0;
  for (size_t i = 0; i < count; ++i) bits |= static_cast<uint64_t>(values[i] ^ (values[i] >> 63));
  return std::bit_ceil(bits + 1);
}

}  // namespace credence::engine::batch
