// The one rounding of a credit, by name.
//
//   Round(617.2835, {kNearest, 0.01})  ->  617.28      Round(-2.5, {kNearest, 1})  ->  -3
//   Round(2.5, {kNearestEven, 1})      ->  2           Round(2.1, {kUp, 1})        ->  3
//
// kNearest takes a half away from zero, so a reversal mirrors what it reverses: for every
// mode Round(-x) == -Round(x). Up is away from zero and down toward it, for the same reason.
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_ROUNDING_H_
#define CREDENCE_CORE_ROUNDING_H_

#include <optional>
#include <string_view>

#include "core/rational.h"

namespace credence {

enum class RoundingMode { kNearest, kNearestEven, kUp, kDown };

// "to nearest", "to nearest even", "up to", "down to": as a policy writes it.
std::string_view RoundingModeText(RoundingMode mode);

struct Rounding {
  RoundingMode mode = RoundingMode::kNearest;
  Rational unit = Rational(1);  // REQUIRES: above zero
  friend bool operator==(const Rounding&, const Rounding&) = default;
};

// The multiple of `rounding.unit` chosen for `value`; nullopt when it would not fit.
std::optional<Rational> Round(const Rational& value, const Rounding& rounding);

}  // namespace credence

#endif  // CREDENCE_CORE_ROUNDING_H_
