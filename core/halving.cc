#include "core/halving.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <numeric>
#include <utility>

#include "core/check.h"

namespace credence {
namespace {

using boost::multiprecision::cpp_int;

constexpr int64_t kScale = 1'000'000'000'000;  // 12 decimals

// mantissa * 2^exponent, the mantissa above zero.
struct Scaled {
  cpp_int mantissa;
  int64_t exponent = 0;
};

int64_t TopBit(const cpp_int& number) {
  return static_cast<int64_t>(boost::multiprecision::msb(number));
}

// Keeps `bits` of the mantissa, leaving something a little smaller or, `up`, a little larger.
void Trim(Scaled& number, int64_t bits, bool up) {
  const int64_t spare = TopBit(number.mantissa) + 1 - bits;
  if (spare <= 0) return;
  cpp_int kept = number.mantissa >> static_cast<unsigned>(spare);
  const bool lost = (kept << static_cast<unsigned>(spare)) != number.mantissa;
  if (up && lost) ++kept;
  number.mantissa = std::move(kept);
  number.exponent += spare;
}

Scaled Multiply(const Scaled& a, const Scaled& b, int64_t bits, bool up) {
  Scaled product{a.mantissa * b.mantissa, a.exponent + b.exponent};
  Trim(product, bits, up);
  return product;
}

// base^power from below or, `up`, from above; exact where `bits` hold it.
Scaled Power(int64_t base, int32_t power, int64_t bits, bool up) {
  Scaled result{1, 0};
  Scaled square{base, 0};
  for (int32_t left = power;;) {
    if (left % 2 == 1) result = Multiply(result, square, bits, up);
    left /= 2;
    if (left == 0) return result;
    square = Multiply(square, square, bits, up);
  }
}

bool IsLess(const Scaled& a, const Scaled& b) {
  const int64_t a_top = a.exponent + TopBit(a.mantissa);
  const int64_t b_top = b.exponent + TopBit(b.mantissa);
  if (a_top != b_top) return a_top < b_top;
  // Of one size, so the exponents are no further apart than the mantissas are long.
  const int64_t shared = std::min(a.exponent, b.exponent);
  return (a.mantissa << static_cast<unsigned>(a.exponent - shared)) <
         (b.mantissa << static_cast<unsigned>(b.exponent - shared));
}

// Whether (2m - 1)^half_life * 2^days <= (2 * 10^12)^half_life. A few bits settle nearly every
// question; where they do not, twice as many are kept, until the powers are exact.
bool IsReached(int64_t m, int32_t days, int32_t half_life) {
  for (int64_t bits = 128;; bits *= 2) {
    Scaled least = Power(2 * m - 1, half_life, bits, false);
    Scaled most = Power(2 * m - 1, half_life, bits, true);
    least.exponent += days;
    most.exponent += days;
    const Scaled bound_least = Power(2 * kScale, half_life, bits, false);
    const Scaled bound_most = Power(2 * kScale, half_life, bits, true);
    if (!IsLess(bound_least, most)) return true;
    if (IsLess(bound_most, least)) return false;
  }
}

}  // namespace

Rational HalvingWeight(int32_t days, int32_t half_life) {
  CREDENCE_CHECK(days >= 0 && half_life >= 1);
  // 2^-42 is less than half of the last decimal.
  if (days / half_life >= 42) return 0;
  const int32_t shared = std::gcd(days, half_life);
  days /= shared;
  half_life /= shared;
  int64_t reached = 0;
  int64_t beyond = kScale + 1;
  while (beyond - reached > 1) {
    const int64_t middle = reached + (beyond - reached) / 2;
    (IsReached(middle, days, half_life) ? reached : beyond) = middle;
  }
  return Rational(reached, kScale);
}

}  // namespace credence
