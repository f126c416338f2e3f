#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/batch/runs.h"
#include "engine/batch/wide.h"

namespace credence::engine::batch {

namespace {

uint64_t Magnitude(int64_t value) {
  return value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

uint64_t ProductOf(uint64_t a, uint64_t b) {
  uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? ~uint64_t{0} : product;
}

uint64_t SumOf(uint64_t a, uint64_t b) {
  uint64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? ~uint64_t{0} : sum;
}

}  // namespace

void NumberRun::Run(ColumnId column) {
  const Step& step = machine_.step(column);
  switch (step.what) {
    case Do::kConstant:
      *machine_.MakeNumbers(column, Magnitude(step.immediate)) = step.immediate;
      return;
    case Do::kMeasure:
    case Do::kAttribute:
      return Load(column);
    case Do::kRowNumber:
      return NumberRows(column);
    case Do::kAdd:
    case Do::kSubtract:
      return Add(column, step.what == Do::kSubtract);
    case Do::kMultiply:
      return Multiply(column);
    case Do::kTimes:
      return Times(column);
    case Do::kLeast:
    case Do::kMost: {
      const uint64_t bound = std::max(machine_.bound(step.a), machine_.bound(step.b));
      const auto least = [](int64_t a, int64_t b) { return std::min(a, b); };
      const auto most = [](int64_t a, int64_t b) { return std::max(a, b); };
      const auto never = [](int64_t, int64_t, int64_t&) { return false; };
      if (step.what == Do::kLeast) return Zip(column, bound, true, least, never);
      return Zip(column, bound, true, most, never);
    }
    case Do::kDividend:
    case Do::kDivisor:
      return Divide(column);
    case Do::kRound:
      return Round(column);
    case Do::kTiers:
      return Tiers(column);
    case Do::kEither:
      return Either(column);
    default:
      return Pick(column);
  }
}

NumberRun::Operand NumberRun::At(ColumnId column) const {
  return {machine_.numbers(column), machine_.is_one(column)};
}

// Columns of the cases ----------------------------------------------------------------

void NumberRun::NumberRows(ColumnId column) {
  const Grain& grain = machine_.step(column).grain;
  const Row first = machine_.FirstRowOf(grain);
  const uint32_t count = machine_.frame().ValueCount(grain);
  int64_t* out = machine_.MakeNumbers(column, uint64_t{first} + count);
  for (uint32_t i = 0; i < count; ++i) out[i] = first + i;
}

// The cases' own values, where they are.
void NumberRun::Load(ColumnId column) {
  const Step& step = machine_.step(column);
  const Column* values = machine_.ColumnOf(step);
  if (values == nullptr) {
    std::fill_n(machine_.MakeNumbers(column, 0), machine_.frame().ValueCount(step.grain), 0);
  } else {
    Machine::Numbers& numbers = machine_.numbers_[column];
    numbers.view = values->values.data() + machine_.FirstRowOf(step.grain);
    numbers.bound = values->bits + 1;
  }
  const ruletree::Vocabulary& words = machine_.frame().columns().vocabulary();
  const bool is_optional = step.what == Do::kAttribute ? words.attributes[step.ref].optional
                                                       : words.measures[step.ref].optional;
  if (!is_optional) RefuseMissing(step);
}

void NumberRun::RefuseMissing(const Step& load) {
  const Column* values = machine_.ColumnOf(load);
  const uint32_t count = machine_.frame().ValueCount(load.grain);
  const uint8_t* present =
      values == nullptr ? nullptr : values->present.data() + machine_.FirstRowOf(load.grain);
  if (present != nullptr && (count == 0 || std::memchr(present, 0, count) == nullptr)) return;
  for (uint32_t i = 0; i < count; ++i) {
    if (present == nullptr || present[i] == 0) machine_.FaultAt(load.grain, i);
  }
}

// Arithmetic --------------------------------------------------------------------------

// `checked` writes the result and says whether it passed 64 bits.
template <typename Exact, typename Checked>
void NumberRun::Zip(ColumnId column, uint64_t bound, bool is_small, Exact exact, Checked checked) {
  const Step& step = machine_.step(column);
  int64_t* out = machine_.MakeNumbers(column, bound);
  const size_t count = machine_.frame().ValueCount(step.grain);
  const Operand a = At(step.a);
  const Operand b = At(step.b);
  if (!is_small) {
    for (size_t i = 0; i < count; ++i) {
      if (!checked(a.data[a.is_one ? 0 : i], b.data[b.is_one ? 0 : i], out[i])) continue;
      out[i] = 0;
      machine_.FaultAt(step.grain, static_cast<uint32_t>(i));
    }
  } else if (a.is_one) {
    const int64_t one = *a.data;
    for (size_t i = 0; i < count; ++i) out[i] = exact(one, b.data[b.is_one ? 0 : i]);
  } else if (b.is_one) {
    const int64_t one = *b.data;
    for (size_t i = 0; i < count; ++i) out[i] = exact(a.data[i], one);
  } else {
    for (size_t i = 0; i < count; ++i) out[i] = exact(a.data[i], b.data[i]);
  }
}

void NumberRun::Add(ColumnId column, bool subtract) {
  const Step& step = machine_.step(column);
  const uint64_t bound = SumOf(machine_.bound(step.a), machine_.bound(step.b));
  const bool is_small = bound < kSmallNumber;
  if (subtract) {
    Zip(
        column, bound, is_small, [](int64_t a, int64_t b) { return a - b; },
        [](int64_t a, int64_t b, int64_t& out) { return __builtin_sub_overflow(a, b, &out); });
  } else {
    Zip(
        column, bound, is_small, [](int64_t a, int64_t b) { return a + b; },
        [](int64_t a, int64_t b, int64_t& out) { return __builtin_add_overflow(a, b, &out); });
  }
}

void NumberRun::Multiply(ColumnId column) {
  const Step& step = machine_.step(column);
  const uint64_t bound = ProductOf(machine_.bound(step.a), machine_.bound(step.b));
  Zip(
      column, bound, bound < kSmallNumber, [](int64_t a, int64_t b) { return a * b; },
      [](int64_t a, int64_t b, int64_t& out) { return __builtin_mul_overflow(a, b, &out); });
}

void NumberRun::Times(ColumnId column) {
  const Step& step = machine_.step(column);
  const uint64_t bound = ProductOf(machine_.bound(step.a), Magnitude(step.immediate));
  int64_t* out = machine_.MakeNumbers(column, bound);
  const size_t count = machine_.frame().ValueCount(step.grain);
  const int64_t* a = machine_.numbers(step.a);
  const int64_t factor = step.immediate;
  if (bound < kSmallNumber) {
    for (size_t i = 0; i < count; ++i) out[i] = a[i] * factor;
    return;
  }
  for (size_t i = 0; i < count; ++i) {
    if (!__builtin_mul_overflow(a[i], factor, &out[i])) continue;
    out[i] = 0;
    machine_.FaultAt(step.grain, static_cast<uint32_t>(i));
  }
}

// Magnitudes stay below those of the operands, but for the sign of the least number of all.
void NumberRun::Divide(ColumnId column) {
  const Step& step = machine_.step(column);
  const auto never = [](int64_t, int64_t, int64_t& out) {
    out = 0;
    return true;
  };
  if (step.what == Do::kDividend) {
    const uint64_t bound = machine_.bound(step.a);
    return Zip(
        column, bound, bound < kSmallNumber * 2,
        [](int64_t a, int64_t b) { return b < 0 ? -a : a; }, never);
  }
  const uint64_t bound = std::max<uint64_t>(machine_.bound(step.a), 1);
  int64_t* out = machine_.MakeNumbers(column, bound);
  const size_t count = machine_.frame().ValueCount(step.grain);
  const int64_t* a = machine_.numbers(step.a);
  for (size_t i = 0; i < count; ++i) {
    out[i] = a[i] == 0 ? 1 : a[i] < 0 ? -a[i] : a[i];
    if (out[i] > 0) continue;
    out[i] = 1;
    machine_.FaultAt(step.grain, static_cast<uint32_t>(i));
  }
}

void NumberRun::Round(ColumnId column) {
  const Step& step = machine_.step(column);
  const RoundStep& rounding = machine_.program().rounds[step.ref];
  int64_t* out = machine_.MakeNumbers(column, ~uint64_t{0});
  const size_t count = machine_.frame().ValueCount(step.grain);
  const Operand value = At(step.a);
  for (size_t i = 0; i < count; ++i) {
    const int64_t divisor = step.b == kNone ? 1 : machine_.numbers(step.b)[i];
    const std::optional<int64_t> units =
        UnitsOf(value.data[value.is_one ? 0 : i], divisor, rounding, rounding.mode);
    const bool fits = units && !__builtin_mul_overflow(*units, rounding.unit, &out[i]);
    if (fits) continue;
    out[i] = 0;
    machine_.FaultAt(step.grain, static_cast<uint32_t>(i));
  }
  machine_.numbers_[column].bound = BoundOf(out, count);
}

// Lookups -----------------------------------------------------------------------------

namespace {

// Whether all that is paid is shares of slices, which stays within 64 bits.
bool AreShares(const TierSteps& tiers, uint64_t bound) {
  uint64_t highest = 0;
  for (size_t i = 0; i < tiers.from.size(); ++i) {
    if (tiers.amounts[i] != 0) return false;
    highest = std::max({highest, Magnitude(tiers.pays[i]), uint64_t{1}});
    bound = std::max(bound, Magnitude(tiers.from[i]));
  }
  return tiers.by_slices && ProductOf(ProductOf(2, bound), highest) < kSmallNumber;
}

// nullopt: past 64 bits.
std::optional<int64_t> Paid(const TierSteps& tiers, int64_t base) {
  Wide sum = 0;
  for (size_t i = 0; i < tiers.from.size() && base >= tiers.from[i]; ++i) {
    const bool is_last = i + 1 == tiers.from.size() || base < tiers.from[i + 1];
    if (!tiers.by_slices) {
      sum = Wide{base} * tiers.pays[i] + tiers.amounts[i];
      continue;
    }
    const Wide slice = Wide{is_last ? base : tiers.from[i + 1]} - tiers.from[i];
    if (slice > 0) sum += slice * tiers.pays[i] + tiers.amounts[i];
  }
  return Narrow(sum);
}

}  // namespace

void NumberRun::Tiers(ColumnId column) {
  const Step& step = machine_.step(column);
  const TierSteps& tiers = machine_.program().tiers[step.ref];
  int64_t* out = machine_.MakeNumbers(column, 0);
  const size_t count = machine_.frame().ValueCount(step.grain);
  const int64_t* base = machine_.numbers(step.a);
  if (AreShares(tiers, machine_.bound(step.a))) {
    std::fill_n(out, count, 0);
    for (size_t tier = 0; tier < tiers.from.size(); ++tier) {
      const int64_t from = tiers.from[tier];
      const int64_t to = tier + 1 < tiers.from.size() ? tiers.from[tier + 1] : INT64_MAX;
      const int64_t pays = tiers.pays[tier];
      for (size_t i = 0; i < count; ++i) {
        out[i] += (std::max(std::min(base[i], to), from) - from) * pays;
      }
    }
    machine_.numbers_[column].bound = BoundOf(out, count);
    return;
  }
  for (size_t i = 0; i < count; ++i) {
    const std::optional<int64_t> paid = Paid(tiers, base[i]);
    out[i] = paid.value_or(0);
    if (!paid) machine_.FaultAt(step.grain, static_cast<uint32_t>(i));
  }
  machine_.numbers_[column].bound = BoundOf(out, count);
}

void NumberRun::Either(ColumnId column) {
  const Step& step = machine_.step(column);
  int64_t* out =
      machine_.MakeNumbers(column, std::max(machine_.bound(step.a), machine_.bound(step.b)));
  const uint64_t* when = machine_.truths(step.c);
  const int64_t* a = machine_.numbers(step.a);
  const int64_t* b = machine_.numbers(step.b);
  const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
  if (!step.grain.by_partner) {
    for (uint32_t row = 0; row < rows; ++row) out[row] = (when[row] & 1) != 0 ? a[row] : b[row];
    return;
  }
  const uint32_t* begin = machine_.frame().PairBegin(step.grain.rows);
  for (uint32_t row = 0; row < rows; ++row) {
    for (uint32_t i = begin[row]; i < begin[row + 1]; ++i) {
      out[i] = (when[row] >> (i - begin[row]) & 1) != 0 ? a[i] : b[i];
    }
  }
}

void NumberRun::Pick(ColumnId column) {
  const Step& step = machine_.step(column);
  const batch::Pick& pick = machine_.program().picks[step.ref];
  uint64_t bound = 0;
  for (const int64_t value : pick.values) bound = std::max(bound, Magnitude(value));
  // Where several are laid over each other there is no value, but bits of all of them.
  bound = bound < kSmallNumber ? std::bit_ceil(bound + 1) : ~uint64_t{0};
  int64_t* out = machine_.MakeNumbers(column, bound);
  std::fill_n(out, machine_.frame().ValueCount(step.grain), 0);
  const uint32_t rows = machine_.frame().RowCount(step.grain.rows);
  for (size_t choice = 0; choice < pick.when.size(); ++choice) {
    const uint64_t* when = machine_.truths(pick.when[choice]);
    const int64_t value = pick.values[choice];
    if (!step.grain.by_partner) {
      for (uint32_t row = 0; row < rows; ++row) {
        if ((when[row] & 1) != 0) out[row] = value;
      }
      continue;
    }
    // At most one of several counts, so they are laid over each other without a branch.
    const uint32_t* begin = machine_.frame().PairBegin(step.grain.rows);
    for (uint32_t row = 0; row < rows; ++row) {
      const uint64_t mask = when[row];
      for (uint32_t i = begin[row]; i < begin[row + 1]; ++i) {
        out[i] |= value & -static_cast<int64_t>(mask >> (i - begin[row]) & 1);
      }
    }
  }
}

}  // namespace credence::engine::batch
