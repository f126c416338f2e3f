#include "core/rational.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>

#include "core/limits.h"

namespace credence {
namespace {

constexpr int64_t kInt64Min = std::numeric_limits<int64_t>::min();
constexpr int64_t kInt64Max = std::numeric_limits<int64_t>::max();

Rational PowerOfTwo(int exponent) {
  Rational power = 1;
  for (int i = 0; i < exponent; ++i) power = CheckedMultiply(power, 2).value();
  return power;
}

// 2^256 - 1, the largest whole number there is.
Rational Largest() {
  const Rational half = PowerOfTwo(limits::kRationalBitsMax - 1);
  return CheckedAdd(half, CheckedSubtract(half, 1).value()).value();
}

// Quotients of any two 64-bit numbers: expressions of three of them leave the fast path and
// still fit.
Rational AnyRational() {
  const int64_t numerator = *rc::gen::arbitrary<int64_t>();
  const int64_t denominator = *rc::gen::nonZero<int64_t>();
  return Rational(numerator, denominator);
}

Rational AnyNonZero() {
  return Rational(*rc::gen::nonZero<int64_t>(), *rc::gen::nonZero<int64_t>());
}

TEST(Rational, FivePercentOfAnAmountIsExact) {
  const Rational share = CheckedMultiply(Rational(5, 100), Rational(1234567, 100)).value();
  EXPECT_EQ(share.ToString(), "617.2835");
  EXPECT_EQ(CheckedMultiply(share, Rational(13, 31))->ToString(), "16049371/62000");
}

TEST(Rational, EqualValuesAreEqualObjects) {
  EXPECT_EQ(Rational(2, 4), Rational(1, 2));
  EXPECT_EQ(Rational(-3, -6), Rational(1, 2));
  EXPECT_EQ(Rational(3, -6), Rational(-1, 2));
  EXPECT_EQ(Rational(0, -7), Rational());
  EXPECT_EQ(-Rational(0), Rational(0));
  EXPECT_FALSE((-Rational(0)).is_negative());
  EXPECT_EQ(Rational(2, 4).Hash(), Rational(1, 2).Hash());
  EXPECT_NE(Rational(1, 2).Hash(), Rational(-1, 2).Hash());
  EXPECT_NE(Rational(1, 2).Hash(), Rational(2).Hash());
}

TEST(Rational, TheExtremesOf64BitsAreTakenWhole) {
  EXPECT_EQ(Rational(kInt64Min).ToString(), "-9223372036854775808");
  EXPECT_EQ(Rational(kInt64Max).ToString(), "9223372036854775807");
  EXPECT_EQ(Rational(kInt64Min, kInt64Min), Rational(1));
  EXPECT_EQ(Rational(kInt64Min, -1).ToString(), "9223372036854775808");
  EXPECT_EQ(Rational(kInt64Min).ToInt64(), kInt64Min);
  EXPECT_EQ(Rational(kInt64Max).ToInt64(), kInt64Max);
  EXPECT_EQ(Rational(kInt64Min, -1).ToInt64(), std::nullopt);
  EXPECT_EQ(CheckedSubtract(Rational(kInt64Min), 1)->ToInt64(), std::nullopt);
  EXPECT_EQ(Rational(1, 2).ToInt64(), std::nullopt);
}

TEST(Rational, IsAQuotientOfSmallNumbersWhereBothFit) {
  const auto small = Rational(-6, 4).ToSmall();
  ASSERT_TRUE(small.has_value());
  EXPECT_EQ(small->numerator, -3);
  EXPECT_EQ(small->denominator, 2);
  EXPECT_EQ(Rational(kInt64Max).ToSmall()->numerator, kInt64Max);
  EXPECT_EQ(Rational(1, kInt64Max).ToSmall()->denominator, kInt64Max);
  EXPECT_FALSE(Rational(kInt64Min).ToSmall().has_value());
  EXPECT_FALSE(Rational(1, kInt64Min).ToSmall().has_value());
}

TEST(Rational, ADecimalIsReadAsItIsWritten) {
  EXPECT_EQ(Rational::FromDecimal("12345.67"), Rational(1234567, 100));
  EXPECT_EQ(Rational::FromDecimal("12_345.67"), Rational(1234567, 100));
  EXPECT_EQ(Rational::FromDecimal("-3"), Rational(-3));
  EXPECT_EQ(Rational::FromDecimal("0"), Rational(0));
  EXPECT_EQ(Rational::FromDecimal("-0.00"), Rational(0));
  EXPECT_EQ(Rational::FromDecimal("0.000_1"), Rational(1, 10'000));
  EXPECT_EQ(Rational::FromDecimal("007"), Rational(7));
  EXPECT_EQ(Rational::FromDecimal("-0.12345678901234567"),
            Rational(-12'345'678'901'234'567, 100'000'000'000'000'000));
  EXPECT_EQ(Rational::FromDecimal("-0.123456789012345678"),
            Rational(-123'456'789'012'345'678, 1'000'000'000'000'000'000));
}

TEST(Rational, WhatIsNoDecimalIsRefused) {
  for (const char* text : {"",      "-",   "+1",  ".",    "1.",   ".5",   "1..2", "1.2.3",
                           "1,000", "_1",  "1_",  "1__0", "1_.5", "1._5", " 1",   "1 ",
                           "1e5",   "0x1", "--1", "1/2",  "inf",  "nan",  "1-",   "\xd9\xa1"}) {
    EXPECT_EQ(Rational::FromDecimal(text), std::nullopt) << text;
  }
}

TEST(Rational, ThirtyDigitsAreReadAndOneMoreIsNot) {
  const std::string at_limit(limits::kLiteralDigitsMax, '9');
  EXPECT_EQ(Rational::FromDecimal(at_limit)->ToString(), at_limit);
  EXPECT_EQ(Rational::FromDecimal(at_limit + "9"), std::nullopt);
  const std::string point = at_limit.substr(0, 20) + "." + at_limit.substr(20);
  EXPECT_EQ(Rational::FromDecimal(point)->ToString(), point);
  EXPECT_EQ(Rational::FromDecimal(point + "9"), std::nullopt);
  EXPECT_EQ(Rational::FromDecimal(std::string(1'000'000, '9')), std::nullopt);
  std::string grouped = "9";
  for (int i = 1; i < limits::kLiteralDigitsMax; ++i) grouped += "_9";
  EXPECT_EQ(Rational::FromDecimal(grouped)->ToString(), at_limit);
}

TEST(Rational, At256BitsANumberFitsAndOneOverDoesNot) {
  const Rational largest = Largest();
  EXPECT_EQ(largest.ToString(),
            "115792089237316195423570985008687907853269984665640564039457584007913129639935");
  EXPECT_EQ(CheckedAdd(largest, 1), std::nullopt);
  EXPECT_EQ(CheckedSubtract(-largest, 1), std::nullopt);
  EXPECT_EQ(CheckedAdd(largest, largest), std::nullopt);
  EXPECT_EQ(CheckedMultiply(largest, largest), std::nullopt);
  EXPECT_EQ(CheckedMultiply(PowerOfTwo(255), 2), std::nullopt);
  EXPECT_EQ(CheckedSubtract(largest, 1)->ToString(),
            "115792089237316195423570985008687907853"
            "269984665640564039457584007913129639934");
}

TEST(Rational, At256BitsADenominatorFitsAndOneOverDoesNot) {
  const Rational smallest = CheckedDivide(1, Largest()).value();
  EXPECT_EQ(CheckedMultiply(smallest, Largest()), Rational(1));
  EXPECT_EQ(CheckedDivide(smallest, 2), std::nullopt);
  EXPECT_EQ(CheckedAdd(smallest, Rational(1, 2)), std::nullopt);
  // Coprime neighbours: their sum needs both denominators.
  EXPECT_EQ(CheckedAdd(smallest, CheckedDivide(1, CheckedSubtract(Largest(), 1).value()).value()),
            std::nullopt);
  EXPECT_EQ(CheckedSubtract(smallest, smallest), Rational(0));
}

TEST(Rational, ComparingNeverOverflows) {
  const Rational largest = Largest();
  const Rational smallest = CheckedDivide(1, largest).value();
  const Rational next = CheckedDivide(1, CheckedSubtract(largest, 1).value()).value();
  EXPECT_LT(smallest, next);
  EXPECT_GT(largest, smallest);
  EXPECT_LT(-largest, smallest);
  EXPECT_LT(-largest, -smallest);
  EXPECT_LT(Rational(0), smallest);
  EXPECT_LT(-smallest, Rational(0));
  EXPECT_EQ(largest <=> largest, std::strong_ordering::equal);
}

TEST(Rational, FloorGoesDownAlsoBelowZero) {
  EXPECT_EQ(Rational(7, 2).Floor(), Rational(3));
  EXPECT_EQ(Rational(-7, 2).Floor(), Rational(-4));
  EXPECT_EQ(Rational(-8, 2).Floor(), Rational(-4));
  EXPECT_EQ(Rational(-1, 3).Floor(), Rational(-1));
  const Rational wide = CheckedDivide(Largest(), 2).value();
  EXPECT_EQ(wide.Floor(), CheckedSubtract(PowerOfTwo(255), 1));
  EXPECT_EQ((-wide).Floor(), -PowerOfTwo(255));
  EXPECT_EQ(CheckedDivide(-1, Largest())->Floor(), Rational(-1));
}

TEST(Rational, DecimalsAreExactOrNotGiven) {
  EXPECT_EQ(Rational(1, 3).ToDecimal(), std::nullopt);
  EXPECT_EQ(Rational(1, 8).ToDecimal(), "0.125");
  EXPECT_EQ(Rational(1, 8).ToDecimal(2), std::nullopt);
  EXPECT_EQ(Rational(-1, 8).ToDecimal(3), "-0.125");
  EXPECT_EQ(Rational(100).ToDecimal(0), "100");
  EXPECT_EQ(Rational(1, 1'000'000'000'000'000'000).ToDecimal(), "0.000000000000000001");
  EXPECT_EQ(Rational(1, int64_t{1} << 40).ToDecimal(),
            "0.0000000000009094947017729282379150390625");
  EXPECT_EQ(Rational(1, int64_t{1} << 41).ToDecimal(), std::nullopt);
  const std::string longest = CheckedDivide(1, PowerOfTwo(255))->ToDecimal(255).value();
  EXPECT_EQ(longest.size(), 257u);
  EXPECT_EQ(longest.substr(longest.size() - 6), "578125");
}

TEST(Rational, AQuotientWithoutEndIsWrittenAsOne) {
  EXPECT_EQ(Rational(13, 31).ToString(), "13/31");
  EXPECT_EQ(Rational(-13, 31).ToString(), "-13/31");
  EXPECT_EQ(Rational(13, 31).ToQuotient(), "13/31");
  EXPECT_EQ(Rational(-5, 2).ToQuotient(), "-5/2");
  EXPECT_EQ(Rational(7).ToQuotient(), "7/1");
  EXPECT_EQ(Rational::Parse("-26/62"), Rational(-13, 31));
  for (const char* text :
       {"", "/", "1/", "/2", "1/0", "1/-2", "1.5/2", "1/2.0", "1/2/3", "a/b", "1 / 2"}) {
    EXPECT_EQ(Rational::Parse(text), std::nullopt) << text;
  }
}

TEST(Rational, ParseReadsWhatFitsTheBitsAndRefusesTheRest) {
  const std::string largest = Largest().ToString();
  EXPECT_EQ(Rational::Parse(largest), Largest());
  std::string one_over = largest;
  one_over.back() = '6';
  EXPECT_EQ(Rational::Parse(one_over), std::nullopt);
  EXPECT_EQ(Rational::Parse("1/" + one_over), std::nullopt);
  EXPECT_EQ(Rational::Parse("2/" + one_over),
            CheckedDivide(1, PowerOfTwo(limits::kRationalBitsMax - 1)));
  EXPECT_EQ(Rational::Parse(std::string(100'000, '1')), std::nullopt);
}

TEST(Rational, PeopleSeeGroupsOfThreeAndAnHonestTilde) {
  EXPECT_EQ(Rational(1234567, 100).ToDisplay(), "12,345.67");
  EXPECT_EQ(Rational(999).ToDisplay(), "999");
  EXPECT_EQ(Rational(1000).ToDisplay(), "1,000");
  EXPECT_EQ(Rational(-1000).ToDisplay(), "-1,000");
  EXPECT_EQ(Rational(-999).ToDisplay(), "-999");
  EXPECT_EQ(Rational(1'234'567'890).ToDisplay(), "1,234,567,890");
  EXPECT_EQ(Rational(1, 3).ToDisplay(), "~0.3333333333");
  EXPECT_EQ(Rational(2, 3).ToDisplay(2), "~0.67");
  EXPECT_EQ(Rational(-20'000, 3).ToDisplay(2), "~-6,666.67");
  EXPECT_EQ(Rational(1, 8).ToDisplay(2), "~0.13");
  EXPECT_EQ(Rational(-1, 8).ToDisplay(2), "~-0.13");
  EXPECT_EQ(Rational(1, 3).ToDisplay(0), "~0");
  EXPECT_EQ(Rational(-1, 3).ToDisplay(0), "~0");
  EXPECT_EQ(Rational(300'001, 300'000).ToDisplay(2), "~1");
  EXPECT_EQ(Largest().ToDisplay().substr(0, 11), "115,792,089");
}

RC_GTEST_PROP(Rational, AdditionIsCommutativeAndAssociative, ()) {
  const Rational a = AnyRational();
  const Rational b = AnyRational();
  const Rational c = AnyRational();
  RC_ASSERT(CheckedAdd(a, b) == CheckedAdd(b, a));
  RC_ASSERT(CheckedAdd(CheckedAdd(a, b).value(), c) == CheckedAdd(a, CheckedAdd(b, c).value()));
}

RC_GTEST_PROP(Rational, MultiplicationIsCommutativeAssociativeAndDistributes, ()) {
  const Rational a = AnyRational();
  const Rational b = AnyRational();
  const Rational c = AnyRational();
  RC_ASSERT(CheckedMultiply(a, b) == CheckedMultiply(b, a));
  RC_ASSERT(CheckedMultiply(CheckedMultiply(a, b).value(), c) ==
            CheckedMultiply(a, CheckedMultiply(b, c).value()));
  const Rational left = CheckedMultiply(a, CheckedAdd(b, c).value()).value();
  // The two products share a's denominator, but their sum is worked out before that shows.
  const std::optional<Rational> right =
      CheckedAdd(CheckedMultiply(a, b).value(), CheckedMultiply(a, c).value());
  RC_ASSERT(right == left);
}

RC_GTEST_PROP(Rational, SubtractingAndDividingUndo, ()) {
  const Rational a = AnyRational();
  const Rational b = AnyNonZero();
  RC_ASSERT(CheckedSubtract(CheckedAdd(a, b).value(), b) == a);
  RC_ASSERT(CheckedDivide(CheckedMultiply(a, b).value(), b) == a);
  RC_ASSERT(CheckedAdd(a, -a) == Rational(0));
  RC_ASSERT(CheckedDivide(b, b) == Rational(1));
  RC_ASSERT(-(-a) == a);
}

RC_GTEST_PROP(Rational, TheFastPathAndTheWideOneAgree, ()) {
  const Rational a(*rc::gen::inRange(-1'000'000, 1'000'000), *rc::gen::inRange(1, 1'000'000));
  const Rational b(*rc::gen::inRange(-1'000'000, 1'000'000), *rc::gen::inRange(1, 1'000'000));
  const Rational scale = PowerOfTwo(100);
  const Rational wide_a = CheckedMultiply(a, scale).value();
  const Rational wide_b = CheckedMultiply(b, scale).value();
  RC_ASSERT(CheckedAdd(wide_a, wide_b) == CheckedMultiply(CheckedAdd(a, b).value(), scale));
  RC_ASSERT(CheckedMultiply(wide_a, b) == CheckedMultiply(CheckedMultiply(a, b).value(), scale));
  RC_ASSERT((wide_a <=> wide_b) == (a <=> b));
}

RC_GTEST_PROP(Rational, OrderFollowsTheSignOfTheDifference, ()) {
  const Rational a = AnyRational();
  const Rational b = AnyRational();
  RC_ASSERT((a <=> b) == (CheckedSubtract(a, b)->sign() <=> 0));
  RC_ASSERT((a == b) == (a <=> b == 0));
  RC_ASSERT((-a <=> -b) == (b <=> a));
}

RC_GTEST_PROP(Rational, FloorIsTheWholeNumberJustBelow, ()) {
  const Rational a = AnyRational();
  const Rational floor = a.Floor();
  RC_ASSERT(floor.is_integer());
  RC_ASSERT(floor <= a);
  RC_ASSERT(a < CheckedAdd(floor, 1).value());
}

RC_GTEST_PROP(Rational, WhatIsWrittenReadsBack, ()) {
  const Rational a = AnyRational();
  const Rational b = CheckedMultiply(a, AnyNonZero()).value();
  const Rational decimal(*rc::gen::arbitrary<int64_t>(), 1'000'000'000);
  for (const Rational& value : {a, b, decimal}) {
    RC_ASSERT(Rational::Parse(value.ToString()) == value);
    RC_ASSERT(Rational::Parse(value.ToQuotient()) == value);
  }
  RC_ASSERT(Rational::FromDecimal(decimal.ToString()) == decimal);
}

}  // namespace
}  // namespace credence
