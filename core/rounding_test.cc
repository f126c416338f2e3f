#include "core/rounding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace credence {
namespace {

constexpr RoundingMode kModes[] = {RoundingMode::kNearest, RoundingMode::kNearestEven,
                                   RoundingMode::kUp, RoundingMode::kDown};

Rational Of(std::string_view decimal) { return Rational::FromDecimal(decimal).value(); }

Rational Rounded(std::string_view value, RoundingMode mode, std::string_view unit) {
  return Round(Of(value), {mode, Of(unit)}).value();
}

TEST(Rounding, ACreditIsRoundedToTheCent) {
  EXPECT_EQ(Rounded("617.2835", RoundingMode::kNearest, "0.01"), Of("617.28"));
  EXPECT_EQ(Rounded("617.285", RoundingMode::kNearest, "0.01"), Of("617.29"));
  EXPECT_EQ(Rounded("617.285", RoundingMode::kNearestEven, "0.01"), Of("617.28"));
  EXPECT_EQ(Rounded("617.275", RoundingMode::kNearestEven, "0.01"), Of("617.28"));
  EXPECT_EQ(Rounded("617.281", RoundingMode::kUp, "0.01"), Of("617.29"));
  EXPECT_EQ(Rounded("617.289", RoundingMode::kDown, "0.01"), Of("617.28"));
}

TEST(Rounding, AHalfGoesAwayFromZeroOrToTheEvenNeighbour) {
  EXPECT_EQ(Rounded("2.5", RoundingMode::kNearest, "1"), Of("3"));
  EXPECT_EQ(Rounded("-2.5", RoundingMode::kNearest, "1"), Of("-3"));
  EXPECT_EQ(Rounded("0.5", RoundingMode::kNearestEven, "1"), Of("0"));
  EXPECT_EQ(Rounded("1.5", RoundingMode::kNearestEven, "1"), Of("2"));
  EXPECT_EQ(Rounded("2.5", RoundingMode::kNearestEven, "1"), Of("2"));
  EXPECT_EQ(Rounded("-2.5", RoundingMode::kNearestEven, "1"), Of("-2"));
  EXPECT_EQ(Rounded("2.500001", RoundingMode::kNearestEven, "1"), Of("3"));
}

TEST(Rounding, UpIsAwayFromZeroAndDownTowardIt) {
  EXPECT_EQ(Rounded("2.1", RoundingMode::kUp, "1"), Of("3"));
  EXPECT_EQ(Rounded("-2.1", RoundingMode::kUp, "1"), Of("-3"));
  EXPECT_EQ(Rounded("2.9", RoundingMode::kDown, "1"), Of("2"));
  EXPECT_EQ(Rounded("-2.9", RoundingMode::kDown, "1"), Of("-2"));
}

TEST(Rounding, TheUnitNeedBeNoPowerOfTen) {
  EXPECT_EQ(Rounded("7", RoundingMode::kNearest, "5"), Of("5"));
  EXPECT_EQ(Rounded("7.5", RoundingMode::kNearest, "5"), Of("10"));
  EXPECT_EQ(Rounded("1.03", RoundingMode::kUp, "0.05"), Of("1.05"));
  EXPECT_EQ(Rounded("1260", RoundingMode::kDown, "500"), Of("1000"));
}

TEST(Rounding, WhatWouldNotFitIsNotGiven) {
  Rational tiny = 1;
  for (int i = 0; i < 200; ++i) tiny = CheckedDivide(tiny, 2).value();
  const Rational huge = CheckedDivide(1, tiny).value();
  EXPECT_EQ(Round(huge, {RoundingMode::kNearest, tiny}), std::nullopt);
  EXPECT_EQ(Round(tiny, {RoundingMode::kUp, Rational(1)}), Rational(1));
}

TEST(RoundingDeathTest, AUnitOfNothingIsAMistakeOfTheCaller) {
  EXPECT_DEATH(static_cast<void>(Round(1, {RoundingMode::kUp, Rational(0)})), "unit");
}

struct Example {
  Rational value;
  Rounding rounding;
};

Example AnyExample() {
  const Rational value(*rc::gen::inRange<int64_t>(-1'000'000'000, 1'000'000'000),
                       *rc::gen::inRange<int64_t>(1, 10'000));
  const Rational unit(*rc::gen::inRange(1, 100), *rc::gen::element(1, 2, 3, 10, 100, 1000));
  return {
      value,
      {*rc::gen::elementOf(std::vector<RoundingMode>(std::begin(kModes), std::end(kModes))), unit}};
}

RC_GTEST_PROP(Rounding, AReversalMirrorsWhatItReverses, ()) {
  const auto [value, rounding] = AnyExample();
  RC_ASSERT(Round(-value, rounding) == -Round(value, rounding).value());
}

RC_GTEST_PROP(Rounding, TheResultIsAMultipleLessThanOneUnitAway, ()) {
  const auto [value, rounding] = AnyExample();
  const Rational rounded = Round(value, rounding).value();
  RC_ASSERT(CheckedDivide(rounded, rounding.unit)->is_integer());
  Rational apart = CheckedSubtract(rounded, value).value();
  if (apart.is_negative()) apart = -apart;
  RC_ASSERT(apart < rounding.unit);
  const bool is_nearest =
      rounding.mode == RoundingMode::kNearest || rounding.mode == RoundingMode::kNearestEven;
  if (is_nearest) RC_ASSERT(CheckedMultiply(apart, 2).value() <= rounding.unit);
}

RC_GTEST_PROP(Rounding, RoundingAgainChangesNothing, ()) {
  const auto [value, rounding] = AnyExample();
  const Rational rounded = Round(value, rounding).value();
  RC_ASSERT(Round(rounded, rounding) == rounded);
}

RC_GTEST_PROP(Rounding, MoreIsNeverRoundedToLess, ()) {
  const auto [value, rounding] = AnyExample();
  const Rational more = CheckedAdd(value, Rational(*rc::gen::inRange(0, 1000), 97)).value();
  RC_ASSERT(Round(value, rounding).value() <= Round(more, rounding).value());
}

}  // namespace
}  // namespace credence
