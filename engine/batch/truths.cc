#include <algorithm>

#include "engine/batch/runs.h"

namespace credence::engine::batch {

namespace {

uint64_t AllOrNone(bool truth) { return truth ? ~uint64_t{0} : 0; }

}  // namespace

void TruthRun::Run(ColumnId column) {
  const Step& step = machine_.step(column);
  switch (step.what) {
    case Do::kGreaterEqual:
      return Compare(column, [](int64_t a, int64_t b) { return a >= b; });
    case Do::kGreater:
      return Compare(column, [](int64_t a, int64_t b) { return a > b; });
    case Do::kEqual:
      return Compare(column, [](int64_t a, int64_t b) { return a == b; });
    case Do::kInSymbols: {
      const std::vector<uint8_t>& symbols = machine_.program().symbols[step.ref];
      return Fill(column, [a = machine_.numbers(step.a), &symbols](uint32_t i) {
        const int64_t symbol = a[i];
        return symbol >= 0 && static_cast<size_t>(symbol) < symbols.size() &&
               symbols[static_cast<size_t>(symbol)] != 0;
      });
    }
    case Do::kIsNumber:
      return Fill(column, [a = machine_.numbers(step.a)](uint32_t i) { return a[i] != kNoNumber; });
    case Do::kPresent:
      return Present(column);
    case Do::kAlways:
      *machine_.MakeTruths(column) = AllOrNone(step.immediate != 0);
      return;
    case Do::kAnd:
      return Zip(column, [](uint64_t a, uint64_t b) { return a & b; });
    case Do::kOr:
      return Zip(column, [](uint64_t a, uint64_t b) { return a | b; });
    case Do::kNot: {
      uint64_t* out = machine_.MakeTruths(column);
      const uint64_t* a = machine_.truths(step.a);
      const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
      for (uint32_t row = 0; row < rows; ++row) out[row] = ~a[row];
      return;
    }
    case Do::kExactlyOne:
      return ExactlyOne(column);
    default:
      return AtLeast(column);
  }
}

// Of each value of the step's grain whether it holds, by its place.
template <typename Holds>
void TruthRun::Fill(ColumnId column, Holds holds) {
  const Step& step = machine_.step(column);
  uint64_t* out = machine_.MakeTruths(column);
  const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
  if (!step.grain.by_partner) {
    for (uint32_t row = 0; row < rows; ++row) out[row] = AllOrNone(holds(row));
    return;
  }
  const uint32_t* begin = machine_.frame().PairBegin(step.grain.rows);
  for (uint32_t row = 0; row < rows; ++row) {
    uint64_t mask = 0;
    for (uint32_t i = begin[row]; i < begin[row + 1]; ++i) {
      mask |= static_cast<uint64_t>(holds(i)) << (i - begin[row]);
    }
    out[row] = mask;
  }
}

// What is one in all stands beside each value.
template <typename Holds>
void TruthRun::Compare(ColumnId column, Holds holds) {
  const Step& step = machine_.step(column);
  const int64_t* a = machine_.numbers(step.a);
  const int64_t* b = machine_.numbers(step.b);
  if (machine_.is_one(step.b)) {
    Fill(column, [=, one = *b](uint32_t i) { return holds(a[i], one); });
  } else if (machine_.is_one(step.a)) {
    Fill(column, [=, one = *a](uint32_t i) { return holds(one, b[i]); });
  } else {
    Fill(column, [=](uint32_t i) { return holds(a[i], b[i]); });
  }
}

template <typename Join>
void TruthRun::Zip(ColumnId column, Join join) {
  const Step& step = machine_.step(column);
  uint64_t* out = machine_.MakeTruths(column);
  const uint64_t* a = machine_.truths(step.a);
  const uint64_t* b = machine_.truths(step.b);
  const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
  if (machine_.is_one(step.a)) {
    const uint64_t one = *a;
    const bool both = machine_.is_one(step.b);
    for (uint32_t row = 0; row < rows; ++row) out[row] = join(one, b[both ? 0 : row]);
  } else if (machine_.is_one(step.b)) {
    const uint64_t one = *b;
    for (uint32_t row = 0; row < rows; ++row) out[row] = join(a[row], one);
  } else {
    for (uint32_t row = 0; row < rows; ++row) out[row] = join(a[row], b[row]);
  }
}

void TruthRun::Present(ColumnId column) {
  const Step& step = machine_.step(column);
  const Column* values = machine_.ColumnOf(machine_.step(step.a));
  if (values == nullptr) return Fill(column, [](uint32_t) { return false; });
  const uint8_t* present = values->present.data() + machine_.FirstRowOf(step.grain);
  Fill(column, [present](uint32_t i) { return present[i] != 0; });
}

void TruthRun::ExactlyOne(ColumnId column) {
  const Step& step = machine_.step(column);
  uint64_t* out = machine_.MakeTruths(column);
  const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
  std::vector<uint64_t>& again = machine_.scratch_;
  again.assign(rows, 0);
  std::fill_n(out, rows, 0);
  for (const ColumnId truth : machine_.program().lists[step.ref]) {
    const uint64_t* masks = machine_.truths(truth);
    for (uint32_t row = 0; row < rows; ++row) {
      again[row] |= out[row] & masks[row];
      out[row] |= masks[row];
    }
  }
  for (uint32_t row = 0; row < rows; ++row) out[row] &= ~again[row];
}

// A bit moves up a level each time it is met.
void TruthRun::AtLeast(ColumnId column) {
  const Step& step = machine_.step(column);
  const std::vector<ColumnId>& truths = machine_.program().lists[step.ref];
  uint64_t* out = machine_.MakeTruths(column);
  const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
  const auto wanted = static_cast<size_t>(step.immediate);
  if (wanted > truths.size() || wanted == 0) {
    std::fill_n(out, rows, AllOrNone(wanted == 0));
    return;
  }
  std::vector<uint64_t>& levels = machine_.scratch_;
  for (uint32_t row = 0; row < rows; ++row) {
    levels.assign(wanted + 1, 0);
    levels[0] = ~uint64_t{0};
    for (const ColumnId truth : truths) {
      const uint64_t mask = machine_.truths(truth)[row];
      for (size_t level = wanted; level > 0; --level) levels[level] |= levels[level - 1] & mask;
    }
    out[row] = levels[wanted];
  }
}

}  // namespace credence::engine::batch
