#include "core/apportion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "core/limits.h"

namespace credence {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Rational Of(std::string_view decimal) { return Rational::FromDecimal(decimal).value(); }
const Rational kCent(1, 100);

std::vector<Rational> Parts(std::string_view amount, std::vector<Rational> weights,
                            const Rational& unit = kCent) {
  return Apportion(Of(amount), weights, unit).value();
}

TEST(Apportion, TheOddCentGoesToTheFirstOfEqualShares) {
  EXPECT_THAT(Parts("100", {1, 1, 1}), ElementsAre(Of("33.34"), Of("33.33"), Of("33.33")));
}

TEST(Apportion, TheOddCentGoesToTheLargestRemainder) {
  EXPECT_THAT(Parts("1.00", {1, 2, 4}), ElementsAre(Of("0.14"), Of("0.29"), Of("0.57")));
}

TEST(Apportion, EqualRemaindersAreSettledByTheLargerWeight) {
  // Shares 0.5, 1.5 and 1 units: two halves, one unit left.
  EXPECT_THAT(Parts("3", {1, 3, 2}, 1), ElementsAre(Rational(0), Rational(2), Rational(1)));
}

TEST(Apportion, AClawbackTakesBackExactlyWhatWasPaid) {
  EXPECT_THAT(Parts("-0.05", {1, 1}), ElementsAre(Of("-0.03"), Of("-0.02")));
  const std::vector<Rational> paid = Parts("1.01", {50, 30, 20});
  const std::vector<Rational> taken = Parts("-1.01", {50, 30, 20});
  for (size_t i = 0; i < paid.size(); ++i) EXPECT_EQ(paid[i], -taken[i]) << "party " << i;
}

TEST(Apportion, AnOddFractionGoesToTheNextInLine) {
  EXPECT_THAT(Parts("1.5", {1, 1}, 1), ElementsAre(Rational(1), Rational(1, 2)));
  EXPECT_THAT(Parts("0.005", {1, 1}), ElementsAre(Of("0.005"), Rational(0)));
  EXPECT_THAT(Parts("1.9", {1, 1, 1}, 1), ElementsAre(Rational(1), Of("0.9"), Rational(0)));
}

TEST(Apportion, ZeroWeightsReceiveNothingAndZeroAmountsGiveNothing) {
  EXPECT_THAT(Parts("0.01", {0, 0, 1, 0}),
              ElementsAre(Rational(0), Rational(0), kCent, Rational(0)));
  EXPECT_THAT(Parts("0", {1, 2}), ElementsAre(Rational(0), Rational(0)));
}

TEST(Apportion, WeightsMayBeFractions) {
  EXPECT_THAT(Parts("60", {Rational(1, 3), Rational(1, 2), Rational(1, 6)}, 1),
              ElementsAre(Rational(20), Rational(30), Rational(10)));
}

absl::Status Refusal(std::vector<Rational> weights) {
  return Apportion(100, weights, kCent).status();
}

TEST(Apportion, WeightsThatSayNothingAreRefused) {
  EXPECT_EQ(Refusal({}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal({0, 0}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal({2, -1}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Refusal({2, -1}).message()), HasSubstr("never negative"));
}

TEST(Apportion, AtTheLimitOfPartsAllAreServedAndOneMoreIsRefused) {
  const std::vector<Rational> most(limits::kApportionPartsMax, 1);
  const std::vector<Rational> parts = Apportion(100, most, kCent).value();
  // 10,000 cents among 4,096: two each, and a third for the first 1,808.
  EXPECT_EQ(std::count(parts.begin(), parts.end(), Of("0.03")), 1808);
  EXPECT_EQ(parts[1807], Of("0.03"));
  EXPECT_EQ(parts[1808], Of("0.02"));

  const std::vector<Rational> one_over(limits::kApportionPartsMax + 1, 1);
  const absl::Status refused = Refusal(one_over);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("4096"));
}

TEST(Apportion, NumbersThatDoNotFitAreSaidNotWrapped) {
  Rational tiny = 1;
  for (int i = 0; i < 250; ++i) tiny = CheckedDivide(tiny, 2).value();
  EXPECT_EQ(Refusal({tiny, Rational(1, 1'000'003)}).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Apportion(100, std::vector<Rational>{1, 1}, tiny).status().code(),
            absl::StatusCode::kOutOfRange);
}

struct Example {
  Rational amount;
  std::vector<Rational> weights;
  Rational unit;
};

Rational AnyWeight() {
  // Zeros and equal weights are where the ties are.
  const int kind = *rc::gen::inRange(0, 4);
  if (kind == 0) return 0;
  if (kind == 1) return 1;
  return Rational(*rc::gen::inRange(1, 1000), *rc::gen::inRange(1, 30));
}

Example AnyExample(bool whole_units) {
  Example example;
  example.unit = *rc::gen::element(Rational(1, 100), Rational(1), Rational(1, 1000), Rational(5));
  const Rational units(*rc::gen::inRange<int64_t>(-1'000'000, 1'000'000),
                       whole_units ? 1 : *rc::gen::inRange(1, 50));
  example.amount = CheckedMultiply(units, example.unit).value();
  const int count = *rc::gen::inRange(1, 12);
  for (int i = 0; i < count; ++i) example.weights.push_back(AnyWeight());
  example.weights[static_cast<size_t>(*rc::gen::inRange(0, count))] = 3;
  return example;
}

Rational Sum(const std::vector<Rational>& numbers) {
  Rational sum;
  for (const Rational& number : numbers) sum = CheckedAdd(sum, number).value();
  return sum;
}

RC_GTEST_PROP(Apportion, ThePartsSumToTheAmount, ()) {
  const Example example = AnyExample(*rc::gen::arbitrary<bool>());
  RC_ASSERT(Sum(*Apportion(example.amount, example.weights, example.unit)) == example.amount);
}

RC_GTEST_PROP(Apportion, WholeUnitsAreSplitIntoWholeUnits, ()) {
  const Example example = AnyExample(true);
  const std::vector<Rational> parts = *Apportion(example.amount, example.weights, example.unit);
  for (const Rational& part : parts) RC_ASSERT(CheckedDivide(part, example.unit)->is_integer());
}

RC_GTEST_PROP(Apportion, NoPartIsAUnitFromItsShareAndNoneWithoutWeightReceives, ()) {
  const Example example = AnyExample(*rc::gen::arbitrary<bool>());
  const std::vector<Rational> parts = *Apportion(example.amount, example.weights, example.unit);
  const Rational per_weight = CheckedDivide(example.amount, Sum(example.weights)).value();
  for (size_t i = 0; i < parts.size(); ++i) {
    const Rational exact = CheckedMultiply(per_weight, example.weights[i]).value();
    const Rational apart = CheckedSubtract(parts[i], exact).value();
    RC_ASSERT(apart < example.unit);
    RC_ASSERT(-apart < example.unit);
    if (example.weights[i].is_zero()) RC_ASSERT(parts[i].is_zero());
  }
}

RC_GTEST_PROP(Apportion, ANegativeAmountMirrorsThePositiveOne, ()) {
  const Example example = AnyExample(*rc::gen::arbitrary<bool>());
  std::vector<Rational> mirrored = *Apportion(-example.amount, example.weights, example.unit);
  for (Rational& part : mirrored) part = -part;
  RC_ASSERT(mirrored == *Apportion(example.amount, example.weights, example.unit));
}

RC_GTEST_PROP(Apportion, OnlyTheProportionOfTheWeightsCounts, ()) {
  const Example example = AnyExample(*rc::gen::arbitrary<bool>());
  const Rational factor(*rc::gen::inRange(1, 100), *rc::gen::inRange(1, 100));
  std::vector<Rational> scaled = example.weights;
  for (Rational& weight : scaled) weight = CheckedMultiply(weight, factor).value();
  RC_ASSERT(*Apportion(example.amount, scaled, example.unit) ==
            *Apportion(example.amount, example.weights, example.unit));
}

RC_GTEST_PROP(Apportion, PartiesWithoutWeightDoNotDisturbTheOthers, ()) {
  const Example example = AnyExample(*rc::gen::arbitrary<bool>());
  std::vector<Rational> with_idle = example.weights;
  with_idle.insert(with_idle.begin(), Rational(0));
  with_idle.push_back(0);
  std::vector<Rational> parts = *Apportion(example.amount, with_idle, example.unit);
  RC_ASSERT(parts.front().is_zero());
  RC_ASSERT(parts.back().is_zero());
  parts.erase(parts.begin());
  parts.pop_back();
  RC_ASSERT(parts == *Apportion(example.amount, example.weights, example.unit));
}

RC_GTEST_PROP(Apportion, WithoutTiesTheOrderOfThePartiesDoesNotMatter, ()) {
  Example example = AnyExample(true);
  // Distinct weights leave no tie to settle by position.
  std::sort(example.weights.begin(), example.weights.end());
  example.weights.erase(std::unique(example.weights.begin(), example.weights.end()),
                        example.weights.end());
  std::vector<Rational> backward(example.weights.rbegin(), example.weights.rend());
  std::vector<Rational> parts = *Apportion(example.amount, backward, example.unit);
  std::reverse(parts.begin(), parts.end());
  RC_ASSERT(parts == *Apportion(example.amount, example.weights, example.unit));
}

TEST(Apportion, ThreeQuartersOfAnOddPoolGoToTheLargerRemainderFirst) {
  EXPECT_THAT(Parts("9999", {75, 25}, 1), ElementsAre(Rational(7499), Rational(2500)));
}

CappedParts Within(std::string_view amount, std::vector<Rational> weights, const Rational& cap,
                   Excess excess, const Rational& unit = kCent) {
  return ApportionWithin(Of(amount), weights, cap, excess, unit).value();
}

TEST(ApportionWithin, WhatACapCutsGoesToTheRestOrStaysUnpaid) {
  const CappedParts rest = Within("100", {3, 1}, 60, Excess::kToTheRest);
  EXPECT_THAT(rest.parts, ElementsAre(Rational(60), Rational(40)));
  EXPECT_EQ(rest.unpaid, Rational(0));
  const CappedParts unpaid = Within("100", {3, 1}, 60, Excess::kUnpaid);
  EXPECT_THAT(unpaid.parts, ElementsAre(Rational(60), Rational(25)));
  EXPECT_EQ(unpaid.unpaid, Rational(15));
}

TEST(ApportionWithin, WhatTheRestCannotTakeEitherIsUnpaid) {
  const CappedParts both = Within("100", {3, 1}, 30, Excess::kToTheRest);
  EXPECT_THAT(both.parts, ElementsAre(Rational(30), Rational(30)));
  EXPECT_EQ(both.unpaid, Rational(40));
}

TEST(ApportionWithin, TheExcessOfOneCanBringTheNextToTheCap) {
  // 60, 30 and 10: the first leaves 20, which lifts the second from 30 to 45.
  EXPECT_THAT(Within("100", {6, 3, 1}, 40, Excess::kToTheRest).parts,
              ElementsAre(Rational(40), Rational(40), Rational(20)));
}

TEST(ApportionWithin, AUnitThatWouldPassTheCapIsRoundedDown) {
  const CappedParts thirds = Within("100", {1, 1, 1}, Of("33.5"), Excess::kToTheRest, 1);
  EXPECT_THAT(thirds.parts, ElementsAre(Rational(33), Rational(33), Rational(33)));
  EXPECT_EQ(thirds.unpaid, Rational(1));
}

TEST(ApportionWithin, ACapOfNothingPaysNobody) {
  const CappedParts none = Within("5", {1, 0}, 0, Excess::kToTheRest);
  EXPECT_THAT(none.parts, ElementsAre(Rational(0), Rational(0)));
  EXPECT_EQ(none.unpaid, Rational(5));
}

TEST(ApportionWithin, WeightsThatSayNothingAreRefusedAndSoAreNumbersThatDoNotFit) {
  const std::vector<Rational> zeros = {0, 0};
  EXPECT_EQ(ApportionWithin(1, zeros, 1, Excess::kUnpaid, 1).status().code(),
            absl::StatusCode::kInvalidArgument);
  Rational tiny = 1;
  for (int i = 0; i < 250; ++i) tiny = CheckedDivide(tiny, 2).value();
  const std::vector<Rational> weights = {tiny, Rational(1, 1'000'003)};
  EXPECT_EQ(ApportionWithin(1, weights, 1, Excess::kUnpaid, 1).status().code(),
            absl::StatusCode::kOutOfRange);
}

struct CappedExample {
  Example of;
  Rational cap;
  Excess excess = Excess::kUnpaid;
};

CappedExample AnyCapped() {
  CappedExample example{AnyExample(true), 0, Excess::kUnpaid};
  const Rational whole = example.of.amount.is_negative() ? -example.of.amount : example.of.amount;
  const Rational share(*rc::gen::inRange(0, 40), *rc::gen::inRange(20, 40));
  example.cap = CheckedMultiply(whole, share).value();
  if (*rc::gen::arbitrary<bool>()) example.excess = Excess::kToTheRest;
  return example;
}

CappedParts Divide(const CappedExample& example) {
  return *ApportionWithin(example.of.amount, example.of.weights, example.cap, example.excess,
                          example.of.unit);
}

Rational Magnitude(const Rational& number) { return number.is_negative() ? -number : number; }

RC_GTEST_PROP(ApportionWithin, NothingIsLostAndNobodyPassesTheCap, ()) {
  const CappedExample example = AnyCapped();
  const CappedParts divided = Divide(example);
  RC_ASSERT(CheckedAdd(Sum(divided.parts), divided.unpaid) == example.of.amount);
  RC_ASSERT(divided.unpaid.is_zero() ||
            divided.unpaid.is_negative() == example.of.amount.is_negative());
  for (size_t i = 0; i < divided.parts.size(); ++i) {
    RC_ASSERT(CheckedDivide(divided.parts[i], example.of.unit)->is_integer());
    RC_ASSERT(Magnitude(divided.parts[i]) <= example.cap);
    if (example.of.weights[i].is_zero()) RC_ASSERT(divided.parts[i].is_zero());
  }
}

RC_GTEST_PROP(ApportionWithin, UnpaidExcessLeavesEachWithinAUnitOfItsShareOrTheCap, ()) {
  CappedExample example = AnyCapped();
  example.excess = Excess::kUnpaid;
  const CappedParts divided = Divide(example);
  const Rational per_weight =
      CheckedDivide(Magnitude(example.of.amount), Sum(example.of.weights)).value();
  for (size_t i = 0; i < divided.parts.size(); ++i) {
    const Rational exact =
        std::min(CheckedMultiply(per_weight, example.of.weights[i]).value(), example.cap);
    const Rational apart = CheckedSubtract(Magnitude(divided.parts[i]), exact).value();
    RC_ASSERT(Magnitude(apart) < example.of.unit);
  }
}

RC_GTEST_PROP(ApportionWithin, ExcessIsUnpaidOnlyWhenNobodyHasRoomForAUnit, ()) {
  CappedExample example = AnyCapped();
  example.excess = Excess::kToTheRest;
  const CappedParts divided = Divide(example);
  if (divided.unpaid.is_zero()) return;
  const Rational room = CheckedSubtract(example.cap, example.of.unit).value();
  for (size_t i = 0; i < divided.parts.size(); ++i) {
    if (!example.of.weights[i].is_zero()) RC_ASSERT(Magnitude(divided.parts[i]) > room);
  }
}

RC_GTEST_PROP(ApportionWithin, ANegativeAmountMirrorsThePositiveOne, ()) {
  CappedExample example = AnyCapped();
  const CappedParts divided = Divide(example);
  example.of.amount = -example.of.amount;
  CappedParts mirrored = Divide(example);
  for (Rational& part : mirrored.parts) part = -part;
  RC_ASSERT(mirrored.parts == divided.parts);
  RC_ASSERT(-mirrored.unpaid == divided.unpaid);
}

RC_GTEST_PROP(ApportionWithin, WithoutTiesTheOrderOfThePartiesDoesNotMatter, ()) {
  CappedExample example = AnyCapped();
  std::sort(example.of.weights.begin(), example.of.weights.end());
  example.of.weights.erase(std::unique(example.of.weights.begin(), example.of.weights.end()),
                           example.of.weights.end());
  const CappedParts forward = Divide(example);
  std::reverse(example.of.weights.begin(), example.of.weights.end());
  CappedParts backward = Divide(example);
  std::reverse(backward.parts.begin(), backward.parts.end());
  RC_ASSERT(backward.parts == forward.parts);
}

RC_GTEST_PROP(ApportionWithin, ACapAboveTheAmountChangesNothing, ()) {
  CappedExample example = AnyCapped();
  example.cap = Magnitude(example.of.amount);
  const CappedParts divided = Divide(example);
  RC_ASSERT(divided.unpaid.is_zero());
  RC_ASSERT(divided.parts == *Apportion(example.of.amount, example.of.weights, example.of.unit));
}

}  // namespace
}  // namespace credence
