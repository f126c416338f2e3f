#include "core/rational.h"

#include <algorithm>
#include <bit>
#include <boost/multiprecision/cpp_int.hpp>
#include <numeric>
#include <ostream>
#include <utility>

#include "core/check.h"
#include "core/limits.h"

namespace credence {
namespace {

namespace mp = boost::multiprecision;

__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

// Wide enough that nothing can wrap before a result is held against the limit: the largest
// intermediate is a decimal expansion, a numerator of 256 bits times 5^256 (595 bits).
// Fixed width, so it lives on the stack and never allocates.
constexpr int kWideBits = 1024;
using Big = mp::number<
    mp::cpp_int_backend<kWideBits, kWideBits, mp::unsigned_magnitude, mp::unchecked, void>>;
static_assert(limits::kRationalBitsMax == 256, "a magnitude is four limbs of 64 bits");

// Digits that Parse reads: ToString writes at most 78 before the point and 40 after.
constexpr int kParseDigitsMax = 120;
constexpr int kDecimalsMax = 200;

constexpr uint64_t kSmallMax = (uint64_t{1} << 63) - 1;

Big PowerOf(unsigned base, int exponent) {
  return mp::pow(Big(base), static_cast<unsigned>(exponent));
}

std::string DigitsOf(uint128 value) {
  std::string out;
  do {
    out.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  std::reverse(out.begin(), out.end());
  return out;
}

// "6172835" with 4 decimals is "617.2835".
std::string PlacePoint(std::string digits, int decimals) {
  if (decimals == 0) return digits;
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  digits.insert(digits.size() - places, 1, '.');
  return digits;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A decimal taken apart: "-12_345.67" is {negative, "1234567", 2}.
struct Decimal {
  bool negative = false;
  std::string digits;
  int decimals = 0;
};

// Reads digits with underscores between them into `digits`, from the front of `text`.
bool TakeDigits(std::string_view& text, std::string& digits) {
  if (text.empty() || !IsDigit(text.front())) return false;
  while (!text.empty()) {
    const bool groups = text[0] == '_' && text.size() > 1 && IsDigit(text[1]);
    if (!IsDigit(text[0]) && !groups) break;
    if (!groups) digits.push_back(text[0]);
    text.remove_prefix(1);
  }
  return true;
}

std::optional<Decimal> SplitDecimal(std::string_view text, int digits_max) {
  Decimal out;
  if (!text.empty() && text.front() == '-') {
    out.negative = true;
    text.remove_prefix(1);
  }
  // Twice the digits leaves room for underscores; longer text is refused before it is copied.
  if (text.size() > 2 * static_cast<std::size_t>(digits_max)) return std::nullopt;
  if (!TakeDigits(text, out.digits)) return std::nullopt;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    const std::size_t whole = out.digits.size();
    if (!TakeDigits(text, out.digits)) return std::nullopt;
    out.decimals = static_cast<int>(out.digits.size() - whole);
  }
  if (!text.empty() || out.digits.size() > static_cast<std::size_t>(digits_max)) {
    return std::nullopt;
  }
  return out;
}

Big ReadDigits(std::string_view digits) {
  Big value = 0;
  while (!digits.empty()) {
    const std::string_view chunk = digits.substr(0, 18);
    uint64_t part = 0;
    uint64_t scale = 1;
    for (const char c : chunk) {
      part = part * 10 + static_cast<uint64_t>(c - '0');
      scale *= 10;
    }
    value = value * scale + part;
    digits.remove_prefix(chunk.size());
  }
  return value;
}

std::string GroupThousands(std::string text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = point; at > first + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

}  // namespace

// The bridge between the limbs that are kept and the arithmetic that is done. Numbers below
// 2^63 on both sides, nearly all there are, stay within 128 bits.
struct Rational::Wide {
  static bool IsOne(const Limbs& limbs) { return limbs == Limbs{1, 0, 0, 0}; }
  static bool IsSmall(const Limbs& limbs) {
    return (limbs[1] | limbs[2] | limbs[3]) == 0 && limbs[0] <= kSmallMax;
  }
  static bool IsSmall(const Rational& a) {
    return IsSmall(a.numerator_) && IsSmall(a.denominator_);
  }

  static Big Load(const Limbs& limbs) {
    Big value = limbs[3];
    for (int i = 2; i >= 0; --i) {
      value <<= 64;
      value |= limbs[static_cast<std::size_t>(i)];
    }
    return value;
  }

  static std::optional<Limbs> Store(Big value) {
    Limbs limbs;
    for (uint64_t& limb : limbs) {
      limb = static_cast<uint64_t>(value & UINT64_MAX);
      value >>= 64;
    }
    if (!value.is_zero()) return std::nullopt;
    return limbs;
  }

  // REQUIRES: numerator and denominator share no factor.
  static Rational Make(bool negative, uint128 numerator, uint128 denominator) {
    Rational out;
    if (numerator == 0) return out;
    out.negative_ = negative;
    out.numerator_ = {static_cast<uint64_t>(numerator), static_cast<uint64_t>(numerator >> 64), 0,
                      0};
    out.denominator_ = {static_cast<uint64_t>(denominator),
                        static_cast<uint64_t>(denominator >> 64), 0, 0};
    return out;
  }
  static std::optional<Rational> Make(bool negative, const Big& numerator, const Big& denominator) {
    Rational out;
    if (numerator.is_zero()) return out;
    const std::optional<Limbs> top = Store(numerator);
    const std::optional<Limbs> bottom = Store(denominator);
    if (!top || !bottom) return std::nullopt;
    out.negative_ = negative;
    out.numerator_ = *top;
    out.denominator_ = *bottom;
    return out;
  }
  static std::optional<Rational> Reduce(bool negative, const Big& numerator,
                                        const Big& denominator) {
    const Big shared = mp::gcd(numerator, denominator);
    return Make(negative, numerator / shared, denominator / shared);
  }

  // Both sums follow Knuth 4.5.1: dividing by the shared factor of the denominators first
  // leaves only that factor to divide out at the end.
  static Rational AddSmall(const Rational& a, const Rational& b) {
    const uint64_t ad = a.denominator_[0];
    const uint64_t bd = b.denominator_[0];
    const uint64_t shared = std::gcd(ad, bd);
    const int128 left = static_cast<int128>(a.numerator_[0]) * (bd / shared);
    const int128 right = static_cast<int128>(b.numerator_[0]) * (ad / shared);
    const int128 sum = (a.negative_ ? -left : left) + (b.negative_ ? -right : right);
    const uint128 magnitude = static_cast<uint128>(sum < 0 ? -sum : sum);
    uint64_t factor = 1;
    if (shared != 1) factor = std::gcd(static_cast<uint64_t>(magnitude % shared), shared);
    return Make(sum < 0, magnitude / factor, static_cast<uint128>(ad / shared) * (bd / factor));
  }
  static std::optional<Rational> Add(const Rational& a, const Rational& b) {
    const Big ad = Load(a.denominator_);
    const Big bd = Load(b.denominator_);
    const Big shared = mp::gcd(ad, bd);
    const Big left = Load(a.numerator_) * (bd / shared);
    const Big right = Load(b.numerator_) * (ad / shared);
    const bool left_is_larger = left >= right;
    Big magnitude;
    if (a.negative_ == b.negative_) {
      magnitude = left + right;
    } else {
      magnitude = left_is_larger ? Big(left - right) : Big(right - left);
    }
    const bool negative = left_is_larger ? a.negative_ : b.negative_;
    const Big factor = mp::gcd(magnitude, shared);
    return Make(negative, magnitude / factor, (ad / shared) * (bd / factor));
  }

  static Rational MultiplySmall(const Rational& a, const Rational& b) {
    const uint64_t across = std::gcd(a.numerator_[0], b.denominator_[0]);
    const uint64_t back = std::gcd(b.numerator_[0], a.denominator_[0]);
    return Make(a.negative_ != b.negative_,
                static_cast<uint128>(a.numerator_[0] / across) * (b.numerator_[0] / back),
                static_cast<uint128>(a.denominator_[0] / back) * (b.denominator_[0] / across));
  }
  static std::optional<Rational> Multiply(const Rational& a, const Rational& b) {
    const Big an = Load(a.numerator_);
    const Big ad = Load(a.denominator_);
    const Big bn = Load(b.numerator_);
    const Big bd = Load(b.denominator_);
    const Big across = mp::gcd(an, bd);
    const Big back = mp::gcd(bn, ad);
    return Make(a.negative_ != b.negative_, Big((an / across) * (bn / back)),
                Big((ad / back) * (bd / across)));
  }

  static std::strong_ordering CompareMagnitude(const Rational& a, const Rational& b) {
    if (IsSmall(a) && IsSmall(b)) {
      const uint128 left = static_cast<uint128>(a.numerator_[0]) * b.denominator_[0];
      const uint128 right = static_cast<uint128>(b.numerator_[0]) * a.denominator_[0];
      if (left == right) return std::strong_ordering::equal;
      return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    const Big left = Load(a.numerator_) * Load(b.denominator_);
    const Big right = Load(b.numerator_) * Load(a.denominator_);
    return left.compare(right) <=> 0;
  }

  static std::optional<Rational> FromParts(const Decimal& decimal) {
    if (decimal.digits.size() <= 18) {
      int64_t numerator = 0;
      int64_t denominator = 1;
      for (const char c : decimal.digits) numerator = numerator * 10 + (c - '0');
      for (int i = 0; i < decimal.decimals; ++i) denominator *= 10;
      return Rational(decimal.negative ? -numerator : numerator, denominator);
    }
    return Reduce(decimal.negative, ReadDigits(decimal.digits), PowerOf(10, decimal.decimals));
  }

  // The magnitude's decimal digits and how many stand after the point; nullopt when they do
  // not end, or not within `decimals_max`.
  static std::optional<std::string> Digits(const Rational& a, int decimals_max) {
    if (IsSmall(a)) {
      uint64_t rest = a.denominator_[0];
      const int twos = std::countr_zero(rest);
      rest >>= twos;
      int fives = 0;
      for (; rest % 5 == 0; rest /= 5) ++fives;
      const int decimals = std::max(twos, fives);
      if (rest != 1 || decimals > decimals_max) return std::nullopt;
      if (decimals <= 19) {
        uint64_t ten = 1;
        for (int i = 0; i < decimals; ++i) ten *= 10;
        const uint128 scaled = static_cast<uint128>(a.numerator_[0]) * (ten / a.denominator_[0]);
        return PlacePoint(DigitsOf(scaled), decimals);
      }
    }
    Big rest = Load(a.denominator_);
    const int twos = static_cast<int>(mp::lsb(rest));
    rest >>= twos;
    int fives = 0;
    for (; rest % 5 == 0; rest /= 5) ++fives;
    const int decimals = std::max(twos, fives);
    if (rest != 1 || decimals > decimals_max) return std::nullopt;
    const Big scaled =
        Load(a.numerator_) * PowerOf(2, decimals - twos) * PowerOf(5, decimals - fives);
    return PlacePoint(scaled.str(), decimals);
  }
};

Rational::Rational(int64_t whole) : Rational(whole, 1) {}

Rational::Rational(int64_t numerator, int64_t denominator) {
  CREDENCE_CHECK(denominator != 0);
  // Unsigned negation, since the least int64_t has no positive counterpart.
  const auto magnitude = [](int64_t value) {
    return value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  };
  const uint64_t top = magnitude(numerator);
  const uint64_t bottom = magnitude(denominator);
  const uint64_t shared = bottom == 1 ? 1 : std::gcd(top, bottom);
  *this = Wide::Make((numerator < 0) != (denominator < 0), top / shared, bottom / shared);
}

std::optional<Rational> Rational::FromDecimal(std::string_view text) {
  const std::optional<Decimal> decimal = SplitDecimal(text, limits::kLiteralDigitsMax);
  if (!decimal) return std::nullopt;
  return Wide::FromParts(*decimal);
}

bool Rational::is_zero() const { return numerator_ == Limbs{0, 0, 0, 0}; }
bool Rational::is_integer() const { return Wide::IsOne(denominator_); }

Rational Rational::operator-() const {
  Rational out = *this;
  out.negative_ = !negative_ && !is_zero();
  return out;
}

std::optional<Rational> CheckedAdd(const Rational& a, const Rational& b) {
  if (Rational::Wide::IsSmall(a) && Rational::Wide::IsSmall(b)) {
    return Rational::Wide::AddSmall(a, b);
  }
  return Rational::Wide::Add(a, b);
}

std::optional<Rational> CheckedSubtract(const Rational& a, const Rational& b) {
  return CheckedAdd(a, -b);
}

std::optional<Rational> CheckedMultiply(const Rational& a, const Rational& b) {
  if (Rational::Wide::IsSmall(a) && Rational::Wide::IsSmall(b)) {
    return Rational::Wide::MultiplySmall(a, b);
  }
  return Rational::Wide::Multiply(a, b);
}

std::optional<Rational> CheckedDivide(const Rational& a, const Rational& b) {
  CREDENCE_CHECK(!b.is_zero());
  Rational reciprocal;
  reciprocal.numerator_ = b.denominator_;
  reciprocal.denominator_ = b.numerator_;
  reciprocal.negative_ = b.negative_;
  return CheckedMultiply(a, reciprocal);
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  if (a.negative_ != b.negative_) {
    return a.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  const std::strong_ordering magnitude = Rational::Wide::CompareMagnitude(a, b);
  return a.negative_ ? 0 <=> magnitude : magnitude;
}

Rational Rational::Floor() const {
  if (is_integer()) return *this;
  if (Wide::IsSmall(*this)) {
    const uint64_t whole = numerator_[0] / denominator_[0];
    return Wide::Make(negative_, negative_ ? whole + 1 : whole, 1);
  }
  Big whole = Wide::Load(numerator_) / Wide::Load(denominator_);
  if (negative_) whole += 1;
  // Not above the numerator, so it fits.
  return *Wide::Make(negative_, whole, Big(1));
}

std::optional<int64_t> Rational::ToInt64() const {
  if (!is_integer() || (numerator_[1] | numerator_[2] | numerator_[3]) != 0) return std::nullopt;
  if (numerator_[0] <= kSmallMax) {
    const auto whole = static_cast<int64_t>(numerator_[0]);
    return negative_ ? -whole : whole;
  }
  if (negative_ && numerator_[0] == kSmallMax + 1) return INT64_MIN;
  return std::nullopt;
}

std::optional<Rational::Small> Rational::ToSmall() const {
  const uint64_t above = numerator_[1] | numerator_[2] | numerator_[3] | denominator_[1] |
                         denominator_[2] | denominator_[3];
  if (above != 0 || numerator_[0] > kSmallMax || denominator_[0] > kSmallMax) return std::nullopt;
  const auto numerator = static_cast<int64_t>(numerator_[0]);
  return Small{negative_ ? -numerator : numerator, static_cast<int64_t>(denominator_[0])};
}

std::optional<std::string> Rational::ToDecimal(int decimals_max) const {
  std::optional<std::string> digits = Wide::Digits(*this, decimals_max);
  if (digits && negative_) digits->insert(digits->begin(), '-');
  return digits;
}

std::string Rational::ToString() const {
  if (std::optional<std::string> decimal = ToDecimal()) return *std::move(decimal);
  return ToQuotient();
}

std::string Rational::ToQuotient() const {
  return (negative_ ? "-" : "") + Wide::Load(numerator_).str() + "/" +
         Wide::Load(denominator_).str();
}

std::optional<Rational> Rational::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<Decimal> top = SplitDecimal(text.substr(0, slash), kParseDigitsMax);
  if (!top) return std::nullopt;
  if (slash == std::string_view::npos) return Wide::FromParts(*top);

  const std::optional<Decimal> bottom = SplitDecimal(text.substr(slash + 1), kParseDigitsMax);
  if (!bottom || bottom->negative || top->decimals != 0 || bottom->decimals != 0) {
    return std::nullopt;
  }
  const Big denominator = ReadDigits(bottom->digits);
  if (denominator.is_zero()) return std::nullopt;
  return Wide::Reduce(top->negative, ReadDigits(top->digits), denominator);
}

std::string Rational::ToDisplay(int decimals_max) const {
  decimals_max = std::clamp(decimals_max, 0, kDecimalsMax);
  if (std::optional<std::string> exact = ToDecimal(decimals_max)) {
    return GroupThousands(*std::move(exact));
  }
  const Big bottom = Wide::Load(denominator_);
  const Big twice = Wide::Load(numerator_) * PowerOf(10, decimals_max) * 2;
  const Big rounded = (twice + bottom) / (bottom * 2);
  std::string digits = PlacePoint(rounded.str(), decimals_max);
  if (decimals_max > 0) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
  }
  return (negative_ && !rounded.is_zero() ? "~-" : "~") + GroupThousands(std::move(digits));
}

size_t Rational::Hash() const {
  uint64_t digest = negative_ ? 1 : 0;
  // The finaliser of MurmurHash3 over every limb.
  const auto mix = [&digest](uint64_t limb) {
    digest ^= limb;
    digest ^= digest >> 33;
    digest *= 0xff51afd7ed558ccdULL;
    digest ^= digest >> 33;
    digest *= 0xc4ceb9fe1a85ec53ULL;
    digest ^= digest >> 33;
  };
  for (const uint64_t limb : numerator_) mix(limb);
  for (const uint64_t limb : denominator_) mix(limb);
  return static_cast<size_t>(digest);
}

std::ostream& operator<<(std::ostream& out, const Rational& value) {
  return out << value.ToString();
}

}  // namespace credence
