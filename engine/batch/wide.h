// Whole numbers of 128 bits, for what two of 64 come to, and the one rounding over them.
//
//   UnitsOf(617'283'500, 1, {kNearest, 1, 100, 1'000'000}, kNearest)  -> 61728: 617.28
//
// Source of the modes: core/rounding.h.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_BATCH_WIDE_H_
#define CREDENCE_ENGINE_BATCH_WIDE_H_

#include <cstdint>
#include <optional>

#include "engine/batch/program.h"

namespace credence::engine::batch {

__extension__ typedef __int128 Wide;

// nullopt: it does not fit.
inline std::optional<int64_t> Narrow(Wide value) {
  const auto narrow = static_cast<int64_t>(value);
  return narrow == value ? std::optional(narrow) : std::nullopt;
}

// The whole number nearest above / below, as the mode says. REQUIRES: below > 0.
template <typename Int>
Int Quotient(Int above, Int below, RoundingMode mode) {
  Int units = above / below;
  Int rest = above % below;
  if (rest < 0) rest = -rest;
  bool away = false;
  switch (mode) {
    case RoundingMode::kNearest:
      away = rest >= below - rest;
      break;
    case RoundingMode::kNearestEven:
      away = rest > below - rest || (rest == below - rest && units % 2 != 0);
      break;
    case RoundingMode::kUp:
      away = rest != 0;
      break;
    case RoundingMode::kDown:
      break;
  }
  if (away) units += above < 0 ? -1 : 1;
  return units;
}

// How many units value / (scale * divisor) is, rounded. nullopt: past the limits.
inline std::optional<int64_t> UnitsOf(int64_t value, int64_t divisor, const RoundStep& rounding,
                                      RoundingMode mode) {
  int64_t above = 0;
  int64_t below = 0;
  const bool is_small = !__builtin_mul_overflow(value, rounding.unit_in, &above) &&
                        !__builtin_mul_overflow(rounding.scale, rounding.unit, &below) &&
                        !__builtin_mul_overflow(below, divisor, &below);
  // A division of 64 bits is many times as fast.
  if (is_small) return Quotient(above, below, mode);
  Wide wide_below = 0;
  if (__builtin_mul_overflow(Wide{rounding.scale} * rounding.unit, Wide{divisor}, &wide_below)) {
    return std::nullopt;
  }
  return Narrow(Quotient(Wide{value} * rounding.unit_in, wide_below, mode));
}

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_WIDE_H_
