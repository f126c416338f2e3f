// Exact numbers: quotients of whole numbers of up to limits::kRationalBitsMax bits.
//
//   5% of 12,345.67         Rational(5, 100) * Rational(1234567, 100)  ->  617.2835 exactly
//   13 of 31 days of it     ... * Rational(13, 31)                     ->  kept as a quotient
//
// Always in lowest terms with a positive denominator, so equal values are equal objects and
// hash alike. Addition and the like answer nullopt where a numerator or denominator would
// pass the limit: the caller reports that result as held. Nothing wraps, nothing rounds but
// Round (core/rounding.h). A value of small numerator and denominator never allocates.
//
// Thread-safe: a value.
#ifndef CREDENCE_CORE_RATIONAL_H_
#define CREDENCE_CORE_RATIONAL_H_

#include <array>
#include <compare>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace credence {

class Rational {
 public:
  constexpr Rational() = default;  // 0
  Rational(int64_t whole);         // NOLINT: numbers are numbers
  // REQUIRES: denominator != 0.
  Rational(int64_t numerator, int64_t denominator);

  // Reads "12345.67", "-3", "12_345.67" (underscores between digits). nullopt: anything
  // else, or more than limits::kLiteralDigitsMax digits.
  static std::optional<Rational> FromDecimal(std::string_view text);

  bool is_zero() const;
  bool is_negative() const { return negative_; }
  bool is_integer() const;
  int sign() const { return is_zero() ? 0 : negative_ ? -1 : 1; }

  Rational operator-() const;
  friend std::optional<Rational> CheckedAdd(const Rational& a, const Rational& b);
  friend std::optional<Rational> CheckedSubtract(const Rational& a, const Rational& b);
  friend std::optional<Rational> CheckedMultiply(const Rational& a, const Rational& b);
  // REQUIRES: !b.is_zero().
  friend std::optional<Rational> CheckedDivide(const Rational& a, const Rational& b);

  // Never overflows: compares by cross-multiplication at twice the width.
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);
  friend bool operator==(const Rational& a, const Rational& b) = default;

  // The largest whole number not above the value.
  Rational Floor() const;

  // The value as int64 when it is whole and fits.
  std::optional<int64_t> ToInt64() const;

  // In lowest terms, the denominator above zero; nullopt when either passes 63 bits.
  struct Small {
    int64_t numerator = 0;
    int64_t denominator = 1;
  };
  std::optional<Small> ToSmall() const;

  // Exact decimal digits ("617.2835", "-3") when the value has at most `decimals_max`
  // decimals, else nullopt (1/3 never has).
  std::optional<std::string> ToDecimal(int decimals_max = 40) const;

  // ToDecimal, or "13/31" where no finite decimal exists. Reads back exactly with Parse.
  std::string ToString() const;
  // "n/d", whether or not a finite decimal exists ("617/1").
  std::string ToQuotient() const;
  // What ToString writes, for numbers we wrote ourselves: a decimal of as many digits as fit
  // the bits, or "n/d". What people write is read by FromDecimal, which limits the digits.
  static std::optional<Rational> Parse(std::string_view text);

  // For people: grouped with commas ("12,345.67"); a value without a short decimal is shown
  // to `decimals_max` decimals, rounded half away from zero, with a leading "~".
  std::string ToDisplay(int decimals_max = 10) const;

  // Feeds a hash: equal values give equal digests.
  size_t Hash() const;

  // ToString, so that a failed test shows numbers.
  friend std::ostream& operator<<(std::ostream& out, const Rational& value);

 private:
  using Limbs = std::array<uint64_t, 4>;  // little-endian magnitude

  struct Wide;  // conversions to the arithmetic of the implementation
  friend struct Wide;

  Limbs numerator_ = {0, 0, 0, 0};
  Limbs denominator_ = {1, 0, 0, 0};
  bool negative_ = false;
};

}  // namespace credence

#endif  // CREDENCE_CORE_RATIONAL_H_
