#include <algorithm>

#include "engine/batch/runs.h"

namespace credence::engine::batch {

void SpreadRun::Run(ColumnId column) {
  if (IsTruth(machine_.step(column).what)) return SpreadTruths(column);
  SpreadNumbers(column);
}

void SpreadRun::SpreadTruths(ColumnId column) {
  const Step& step = machine_.step(column);
  const uint64_t* from = machine_.truths(step.a);
  uint64_t* out = machine_.MakeTruths(column);
  const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
  if (machine_.is_one(step.a)) {
    std::fill_n(out, rows, *from);
    return;
  }
  const uint32_t* up = machine_.frame().Up(step.grain.rows, machine_.step(step.a).grain.rows);
  for (uint32_t row = 0; row < rows; ++row) out[row] = from[up[row]];
}

void SpreadRun::SpreadNumbers(ColumnId column) {
  const Step& step = machine_.step(column);
  const Grain& coarse = machine_.step(step.a).grain;
  const int64_t* from = machine_.numbers(step.a);
  int64_t* out = machine_.MakeNumbers(column, machine_.bound(step.a));
  const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
  if (coarse.rows == Grain::kOne) {
    std::fill_n(out, machine_.frame().ValueCount(step.grain), *from);
    return;
  }
  const uint32_t* up = machine_.frame().Up(step.grain.rows, coarse.rows);
  if (!step.grain.by_partner) {
    for (uint32_t row = 0; row < rows; ++row) out[row] = from[up[row]];
    return;
  }
  const uint32_t* begin = machine_.frame().PairBegin(step.grain.rows);
  const uint32_t* pairs = coarse.by_partner ? machine_.frame().PairBegin(coarse.rows) : nullptr;
  for (uint32_t row = 0; row < rows; ++row) {
    const int64_t* of_row = from + (pairs == nullptr ? up[row] : pairs[up[row]]);
    for (uint32_t i = begin[row]; i < begin[row + 1]; ++i) {
      out[i] = *of_row;
      if (pairs != nullptr) ++of_row;
    }
  }
}

}  // namespace credence::engine::batch
