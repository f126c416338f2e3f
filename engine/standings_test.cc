#include "engine/standings.h"

#include <gtest/gtest.h>

#include "engine/bind.h"
#include "engine/operate.h"
#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::Op;

Result ResultOf(const std::string& partner, int64_t amount, const Period& period) {
  Result result;
  result.credit = "incentive";
  result.type = Dollars();
  result.subject = "ea1";
  result.period = period;
  result.days = period.range;
  result.outcome = Outcome::kAwarded;
  result.awards.push_back({.partner = partner,
                           .exact = Rational(amount),
                           .amount = Rational(amount),
                           .rules = {},
                           .evidence = {},
                           .steps = {}});
  return result;
}

Result HeldFor(const std::string& partner, const Period& period) {
  Result result = ResultOf(partner, 0, period);
  result.awards.clear();
  result.outcome = Outcome::kHeld;
  result.held = Held{.between = {partner}, .text = "revenue is missing", .rules = {}};
  return result;
}

const Period kFebruary = *ParsePeriod("2016-02");

TEST(AwardHistoryTest, AMonthIsDecidedOnceAndItsAwardsAddUp) {
  int asked = 0;
  AwardHistory history([&](const DateRange& days) {
    ++asked;
    return AwardHistory::Month{
        AwardHistory::AddUp({ResultOf("adatum", 100, kFebruary), ResultOf("adatum", 50, kFebruary),
                             HeldFor("bellows", kFebruary)},
                            days)};
  });
  EXPECT_EQ(history.TotalOf("incentive", "adatum", kFebruary.range).amount, Rational(150));
  EXPECT_EQ(history.TotalOf("incentive", "adatum", kFebruary.range).count, 2);
  EXPECT_EQ(history.TotalOf("incentive", "bellows", kFebruary.range).held,
            "incentive of ea1 for 2016-02 is held: revenue is missing");
  EXPECT_EQ(history.TotalOf("other", "adatum", kFebruary.range).amount, Rational(0));
  EXPECT_EQ(asked, 1);
}

TEST(AwardHistoryTest, AnAwardCountsWhereItsPeriodEnds) {
  AwardHistory history([&](const DateRange& days) {
    return AwardHistory::Month{
        AwardHistory::AddUp({ResultOf("adatum", 100, *ParsePeriod("2016-Q1"))}, days)};
  });
  EXPECT_EQ(history.TotalOf("incentive", "adatum", kFebruary.range).amount, Rational(0));
  EXPECT_EQ(history.TotalOf("incentive", "adatum", ParsePeriod("2016-03")->range).amount,
            Rational(100));
}

TEST(AwardHistoryTest, WhatCannotBeDecidedHoldsEveryPartner) {
  AwardHistory history([](const DateRange&) { return AwardHistory::Month{{}, "no such case"}; });
  EXPECT_EQ(history.TotalOf("incentive", "adatum", kFebruary.range).held, "no such case");
}

// A standing of 100 dollars of incentive in the month, on a history that gives `results`.
StandingResult Judged(std::vector<Result> results, uint32_t held_months = 1) {
  PolicySketch sketch;
  const ruletree::CreditId credit = sketch.Credit("incentive", ruletree::Sharing::kEvery);
  sketch.Award(credit, "deploy", sketch.With("dpor"), sketch.Money(1));
  const auto total =
      sketch.Add({.op = Op::kAwardTotal, .ref = credit, .type = Dollars()}, "incentive");
  const auto enough =
      sketch.Condition(Op::kGreaterEqual, total, sketch.Money(100), "incentive >= 100 USD");
  ruletree::Standing gold;
  gold.name = "gold";
  gold.condition = enough;
  gold.held_months = held_months;
  sketch.policy().standings.push_back(gold);
  const ruletree::PolicyPtr policy = sketch.Build();
  const facts::Case the_case = CaseSketch({"adatum"}).Build();
  facts::FaultList faults;
  const std::optional<BoundCase> bound =
      Bind(the_case, *policy->vocabulary, std::nullopt, faults, {});
  CREDENCE_CHECK(bound.has_value());
  AwardHistory history([&](const DateRange& days) {
    std::vector<Result> of_days;
    for (const Result& result : results) {
      if (result.days == days) of_days.push_back(result);
    }
    return AwardHistory::Month{AwardHistory::AddUp(of_days, days)};
  });
  Standings standings(policy, *bound, {}, history, [](Date) { return true; });
  return standings.Decide(0, bound->SubjectsOf(ruletree::kPartner).front(), kFebruary);
}

TEST(StandingsTest, ALevelIsReachedAtItsValueAndNotBelow) {
  EXPECT_EQ(Judged({ResultOf("adatum", 100, kFebruary)}).verdict, Verdict::kReached);
  const StandingResult below = Judged({ResultOf("adatum", 99, kFebruary)});
  EXPECT_EQ(below.verdict, Verdict::kNotReached);
  EXPECT_EQ(below.missing, "99.00 USD of 100.00 USD incentive: 1.00 USD more");
}

TEST(StandingsTest, CertainAwardsCountAndHeldOnesHoldOnlyWhatTheyCouldChange) {
  const StandingResult reached =
      Judged({ResultOf("adatum", 100, kFebruary), HeldFor("adatum", kFebruary)});
  EXPECT_EQ(reached.verdict, Verdict::kReached);
  EXPECT_TRUE(reached.provisional);
  EXPECT_EQ(Judged({ResultOf("adatum", 99, kFebruary), HeldFor("adatum", kFebruary)}).verdict,
            Verdict::kHeld);
}

TEST(StandingsTest, AStandingLastsAsManyMonthsAsItSaysAndNotOneMore) {
  const std::vector<Result> in_december = {ResultOf("adatum", 100, *ParsePeriod("2015-12"))};
  EXPECT_EQ(Judged(in_december, 3).verdict, Verdict::kReached);
  EXPECT_EQ(Judged(in_december, 3).reached_in, ParsePeriod("2015-12"));
  EXPECT_EQ(Judged(in_december, 2).verdict, Verdict::kNotReached);
}

TEST(PointsTest, PointsAreTheExactShareOfTheTargetFromNoneToAll) {
  PolicySketch sketch;
  sketch.policy().constants.push_back(Rational(20));
  const ruletree::Node node{.op = Op::kPointsToward, .ref = 0, .type = Type::Of(TypeKind::kPoints)};
  const auto points = [&](int64_t value) {
    return OperateOnTwo(sketch.policy(), node, Rational(value), Rational(7)).number();
  };
  EXPECT_EQ(points(-1), Rational(0));
  EXPECT_EQ(points(0), Rational(0));
  EXPECT_EQ(points(3), Rational(60, 7));
  EXPECT_EQ(points(7), Rational(20));
  EXPECT_EQ(points(8), Rational(20));
}

}  // namespace
}  // namespace credence::engine
