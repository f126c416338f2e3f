#include "core/halving.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace credence {
namespace {

Rational Of(std::string_view decimal) { return Rational::FromDecimal(decimal).value(); }

TEST(Halving, WholeHalfLivesAreExactPowers) {
  EXPECT_EQ(HalvingWeight(0, 7), Rational(1));
  EXPECT_EQ(HalvingWeight(7, 7), Rational(1, 2));
  EXPECT_EQ(HalvingWeight(14, 7), Rational(1, 4));
  EXPECT_EQ(HalvingWeight(84, 7), Of("0.000244140625"));
}

TEST(Halving, AnExactHalfOfTheLastDecimalGoesUp) {
  // 2^-13 has 13 decimals and ends in 5.
  EXPECT_EQ(HalvingWeight(13, 1), Of("0.000122070313"));
}

TEST(Halving, ADayOfASevenDayHalfLife) { EXPECT_EQ(HalvingWeight(1, 7), Of("0.905723664264")); }

TEST(Halving, WhatIsBelowHalfTheLastDecimalIsZero) {
  EXPECT_EQ(HalvingWeight(40, 1), Of("0.000000000001"));
  EXPECT_EQ(HalvingWeight(41, 1), Rational(0));
  EXPECT_EQ(HalvingWeight(1'000'000, 1), Rational(0));
}

TEST(Halving, TheLongestSpansAreSettledToo) {
  constexpr int32_t kMost = 2'147'483'647;
  EXPECT_EQ(HalvingWeight(kMost, kMost), Rational(1, 2));
  // 1 - ln 2 / 2^31, and half of its inverse.
  EXPECT_EQ(HalvingWeight(1, kMost), Of("0.999999999677"));
  EXPECT_EQ(HalvingWeight(kMost - 1, kMost), Of("0.500000000161"));
}

TEST(Halving, TheTwoPartsOfAHalfLifeHalveTogether) {
  for (const int32_t half_life : {7, 90}) {
    for (int32_t days = 0; days <= half_life; ++days) {
      const Rational both = *CheckedMultiply(HalvingWeight(days, half_life),
                                             HalvingWeight(half_life - days, half_life));
      const Rational apart = *CheckedSubtract(both, Rational(1, 2));
      // Each is half of the last decimal off at most, and no weight is above 1.
      EXPECT_LE(apart, Of("0.000000000001")) << days;
      EXPECT_LE(-apart, Of("0.000000000001")) << days;
    }
  }
}

RC_GTEST_PROP(Halving, ALaterDayNeverWeighsMore, ()) {
  const auto half_life = *rc::gen::inRange<int32_t>(1, 2000);
  const auto days = *rc::gen::inRange<int32_t>(0, 20'000);
  RC_ASSERT(HalvingWeight(days + 1, half_life) <= HalvingWeight(days, half_life));
}

}  // namespace
}  // namespace credence
