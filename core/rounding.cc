#include "core/rounding.h"

#include "core/check.h"

namespace credence {
namespace {

// Whether `steps` + `rest` (0 <= rest < 1) is rounded away from zero.
bool GoesUp(RoundingMode mode, const Rational& steps, const Rational& rest) {
  switch (mode) {
    case RoundingMode::kDown:
      return false;
    case RoundingMode::kUp:
      return !rest.is_zero();
    case RoundingMode::kNearest:
      return rest >= Rational(1, 2);
    case RoundingMode::kNearestEven: {
      if (rest != Rational(1, 2)) return rest > Rational(1, 2);
      const std::optional<Rational> half = CheckedDivide(steps, Rational(2));
      return half && !half->is_integer();
    }
  }
  return false;
}

}  // namespace

std::string_view RoundingModeText(RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kNearest:
      return "to nearest";
    case RoundingMode::kNearestEven:
      return "to nearest even";
    case RoundingMode::kUp:
      return "up to";
    case RoundingMode::kDown:
      return "down to";
  }
  CREDENCE_CHECK(false);
}

std::optional<Rational> Round(const Rational& value, const Rounding& rounding) {
  CREDENCE_CHECK(rounding.unit.sign() > 0);
  // Only the magnitude is rounded, so that a reversal mirrors what it reverses.
  const std::optional<Rational> exact =
      CheckedDivide(value.is_negative() ? -value : value, rounding.unit);
  if (!exact) return std::nullopt;
  std::optional<Rational> steps = exact->Floor();
  const std::optional<Rational> rest = CheckedSubtract(*exact, *steps);
  if (!rest) return std::nullopt;
  if (GoesUp(rounding.mode, *steps, *rest)) steps = CheckedAdd(*steps, Rational(1));
  if (!steps) return std::nullopt;
  const std::optional<Rational> rounded = CheckedMultiply(*steps, rounding.unit);
  if (!rounded) return std::nullopt;
  return value.is_negative() ? -*rounded : *rounded;
}

}  // namespace credence
