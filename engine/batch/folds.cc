#include <algorithm>
#include <bit>

#include "engine/batch/runs.h"

namespace credence::engine::batch {

void FoldRun::Run(ColumnId column) {
  switch (machine_.step(column).what) {
    case Do::kSum:
      return Sum(column);
    case Do::kHighest:
      return Highest(column);
    default:
      return Any(column);
  }
}

// `take` of the place a value goes to, and the value.
template <typename Take>
void FoldRun::ForEachTaken(ColumnId column, Take take) {
  const Step& step = machine_.step(column);
  Frame& frame = machine_.frame();
  const Grain& fine = machine_.step(step.a).grain;
  const uint32_t rows = frame.RowCount(fine.rows);
  const uint32_t* up = frame.Up(fine.rows, step.grain.rows);
  const int64_t* values = machine_.numbers(step.a);
  const uint64_t* when = machine_.truths(step.b);
  if (!step.grain.by_partner) {
    for (uint32_t row = 0; row < rows; ++row) {
      if ((when[row] & 1) != 0) take(up[row], values[row]);
    }
    return;
  }
  const uint32_t* to = frame.PairBegin(step.grain.rows);
  const uint64_t* all = frame.AllPartners(fine.rows);
  const uint32_t* pairs = fine.by_partner ? frame.PairBegin(fine.rows) : nullptr;
  for (uint32_t row = 0; row < rows; ++row) {
    const uint32_t first = to[up[row]];
    for (uint64_t left = when[row] & all[row]; left != 0; left &= left - 1) {
      const auto bit = static_cast<uint32_t>(std::countr_zero(left));
      take(first + bit, values[pairs == nullptr ? row : pairs[row] + bit]);
    }
  }
}

void FoldRun::Sum(ColumnId column) {
  const Step& step = machine_.step(column);
  Frame& frame = machine_.frame();
  int64_t* out = machine_.MakeNumbers(column, 0);
  const uint32_t count = frame.ValueCount(step.grain);
  std::fill_n(out, count, 0);
  uint64_t largest = 0;
  const uint64_t rows = frame.RowCount(machine_.step(step.a).grain.rows);
  const bool is_small =
      !__builtin_mul_overflow(machine_.bound(step.a), rows + 1, &largest) && largest < kSmallNumber;
  if (is_small && !step.grain.by_partner) {
    // Of what no partner changes a truth is all or none: no branch, which would be a guess.
    const uint32_t* up = frame.Up(machine_.step(step.a).grain.rows, step.grain.rows);
    const int64_t* values = machine_.numbers(step.a);
    const uint64_t* when = machine_.truths(step.b);
    for (uint32_t row = 0; row < rows; ++row) {
      out[up[row]] += values[row] & static_cast<int64_t>(when[row]);
    }
  } else if (is_small) {
    ForEachTaken(column, [out](uint32_t to, int64_t value) { out[to] += value; });
  } else {
    ForEachTaken(column, [&](uint32_t to, int64_t value) {
      if (!__builtin_add_overflow(out[to], value, &out[to])) return;
      out[to] = 0;
      machine_.FaultAt(step.grain, to);
    });
  }
  machine_.numbers_[column].bound = BoundOf(out, count);
}

void FoldRun::Highest(ColumnId column) {
  const Step& step = machine_.step(column);
  int64_t* out = machine_.MakeNumbers(column, machine_.bound(step.a));
  std::fill_n(out, machine_.frame().ValueCount(step.grain), kNoNumber);
  ForEachTaken(column, [out](uint32_t to, int64_t value) { out[to] = std::max(out[to], value); });
}

void FoldRun::Any(ColumnId column) {
  const Step& step = machine_.step(column);
  const uint32_t fine = machine_.step(step.a).grain.rows;
  const uint64_t* from = machine_.truths(step.a);
  uint64_t* out = machine_.MakeTruths(column);
  std::fill_n(out, machine_.frame().RowCount(step.grain.rows), 0);
  const uint32_t* up = machine_.frame().Up(fine, step.grain.rows);
  const uint32_t rows = machine_.frame().RowCount(fine);
  for (uint32_t row = 0; row < rows; ++row) out[up[row]] |= from[row];
}

}  // namespace credence::engine::batch
