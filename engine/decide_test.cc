#include "engine/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::Op;
using ruletree::PolicyPtr;
using ruletree::RuleKind;
using ruletree::Sharing;
using ruletree::TieRule;
using ruletree::Timeline;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Request February() { return {.days = ParsePeriod("2016-02")->range}; }

Decision DecideOf(const PolicyPtr& policy, const facts::Case& the_case,
                  const Request& request = February()) {
  Decided decided = Decide(Timeline({policy}), the_case, request);
  EXPECT_TRUE(decided.ok()) << (decided.faults.empty() ? "" : decided.faults[0].message);
  return decided.decision.value_or(Decision());
}

Result OnlyResult(const PolicyPtr& policy, facts::Case the_case,
                  const Request& request = February()) {
  Decision decision = DecideOf(policy, the_case, request);
  EXPECT_EQ(decision.results.size(), 1u);
  return decision.results.empty() ? Result() : decision.results[0];
}

std::vector<std::string> Paid(const Result& result) {
  std::vector<std::string> paid;
  for (const Award& award : result.awards) {
    paid.push_back(award.partner + " " + award.amount.ToString());
  }
  return paid;
}

std::string ReasonOf(const Result& result, const std::string& partner) {
  for (const Refusal& refusal : result.refusals) {
    if (refusal.partner == partner) {
      return std::string(StageName(refusal.stage)) + ": " + refusal.reason;
    }
  }
  return "not refused";
}

std::vector<std::string> StepsOf(const Result& result, size_t award = 0) {
  if (award >= result.awards.size()) return {"no such award"};
  std::vector<std::string> steps;
  for (const Step& step : result.awards[award].steps) steps.push_back(step.text);
  return steps;
}

// What holds the result; of one that is not held, nothing.
Held HeldOf(const Result& result) { return result.held.value_or(Held()); }

// The incentive of January 2016: 5% of revenue to the partner of record, at 40% use.
struct Incentive {
  PolicySketch sketch;
  ruletree::CreditId credit = 0;
  ruletree::RuleId rule = 0;

  explicit Incentive(TieRule if_tied = TieRule::kHold) {
    credit = sketch.Exclusive("incentive", if_tied);
    sketch.policy().credits[credit].rounding = {RoundingMode::kNearest, Rational(1, 100)};
    const auto evidence = sketch.With("dpor");
    const auto rate = sketch.Percent(5);
    const auto amount = sketch.Binary(Op::kMultiply, rate, sketch.Sum("revenue"), Dollars(),
                                      "5% of sum of revenue");
    rule = sketch.Award(credit, "deploy_incentive", evidence, amount);
    const auto percent = Type::Of(TypeKind::kPercent);
    const auto share =
        sketch.Binary(Op::kDivide, sketch.Sum("active_users"), sketch.Sum("licensed_seats"),
                      percent, "sum of active_users / sum of licensed_seats");
    const auto safe = sketch.Binary(Op::kElse, share, sketch.Percent(0), percent,
                                    "sum of active_users / sum of licensed_seats else 0%");
    sketch.policy().defines.push_back({"active_share"});
    const auto named =
        sketch.Add({.op = Op::kDefine, .a = safe, .ref = 0, .type = percent}, "active_share");
    sketch.policy().params.push_back(
        {"usage_floor", percent, {{Day("2015-07-01"), Rational(40, 100)}}});
    const auto floor = sketch.Add({.op = Op::kParam, .ref = 0, .type = percent}, "usage_floor");
    sketch.Guard(rule,
                 sketch.Condition(Op::kGreaterEqual, named, floor, "active_share >= usage_floor"));
    sketch.AtMost(rule, sketch.Money(25'000));
  }
};

TEST(DecideTest, PaysThePartnerOfRecordAndSaysWhy) {
  const Incentive incentive;
  const Result result = OnlyResult(
      incentive.sketch.Build(),
      CaseSketch({"contoso", "adatum"}).Usage().Designate("e1", "adatum", "2015-07-01").Build());
  EXPECT_EQ(result.outcome, Outcome::kAwarded);
  EXPECT_THAT(Paid(result), ElementsAre("adatum 617.28"));
  ASSERT_FALSE(result.awards.empty());
  EXPECT_EQ(result.awards[0].exact.ToString(), "617.2835");
  EXPECT_THAT(StepsOf(result), ElementsAre("dpor on 2016-02-29: e1 since 2015-07-01",
                                           "active_share >= usage_floor: 80% >= 40%",
                                           "revenue of ea1 in 2016-02: 12,345.67 USD",
                                           "5% of 12,345.67 USD = 617.2835 USD",
                                           "at most 25,000 USD: 617.2835 USD stays",
                                           "rounded to nearest 0.01 USD = 617.28 USD"));
  EXPECT_EQ(ReasonOf(result, "contoso"), "qualify: no dpor on 2016-02-29");
}

CaseSketch TwoDesignated(const std::string& adatum_since, const std::string& contoso_since) {
  return CaseSketch({"adatum", "contoso", "fabrikam"})
      .Usage()
      .Designate("e1", "adatum", adatum_since)
      .Designate("e2", "contoso", contoso_since);
}

TEST(DecideTest, PaysExactlyAtTheFloorAndRefusesOneUserUnderItWithBothNumbers) {
  const PolicyPtr policy = Incentive().sketch.Build();
  const auto with_users = [&](int64_t users) {
    return OnlyResult(policy, CaseSketch({"adatum"})
                                  .Count("active_users", "ea1.exchange", users)
                                  .Count("licensed_seats", "ea1.exchange", 100)
                                  .Count("active_users", "ea1.yammer", 0)
                                  .Count("licensed_seats", "ea1.yammer", 0)
                                  .Revenue("2016-02", "100")
                                  .Designate("e1", "adatum", "2015-07-01")
                                  .Build());
  };
  EXPECT_THAT(Paid(with_users(40)), ElementsAre("adatum 5"));
  const Result under = with_users(39);
  EXPECT_EQ(under.outcome, Outcome::kNone);
  EXPECT_EQ(ReasonOf(under, "adatum"),
            "qualify: active_share >= usage_floor is not met: 39% >= 40%");
  std::vector<std::string> values;
  ASSERT_FALSE(under.refusals.empty());
  for (const NamedValue& value : under.refusals[0].values) {
    values.push_back(value.name + " " + value.value);
  }
  EXPECT_THAT(values, ElementsAre("active_share 39%", "usage_floor 40%", "sum of active_users 39",
                                  "sum of licensed_seats 100"));
}

TEST(DecideTest, WithoutSeatsTheElseSaysTheShareAndTheReason) {
  const Result result =
      OnlyResult(Incentive().sketch.Build(), CaseSketch({"adatum"})
                                                 .Count("active_users", "ea1.exchange", 7)
                                                 .Count("licensed_seats", "ea1.exchange", 0)
                                                 .Count("active_users", "ea1.yammer", 0)
                                                 .Count("licensed_seats", "ea1.yammer", 0)
                                                 .Designate("e1", "adatum", "2015-07-01")
                                                 .Build());
  EXPECT_EQ(ReasonOf(result, "adatum"),
            "qualify: active_share >= usage_floor is not met: 0% >= 40%; sum of licensed_seats is "
            "0, so the share is 0% (else)");
}

TEST(DecideTest, TheLaterDesignationWinsAndTheEarlierIsToldBothDays) {
  const Result result =
      OnlyResult(Incentive().sketch.Build(), TwoDesignated("2015-07-01", "2014-03-01").Build());
  EXPECT_THAT(Paid(result), ElementsAre("adatum 617.28"));
  EXPECT_EQ(ReasonOf(result, "contoso"),
            "choose: adatum wins: latest dpor.since 2015-07-01, contoso 2014-03-01");
  EXPECT_THAT(StepsOf(result),
              Contains("adatum wins: latest dpor.since 2015-07-01, contoso 2014-03-01"));
}

TEST(DecideTest, TwoLevelDesignationsAreHeldAndBothNamed) {
  const Result result =
      OnlyResult(Incentive().sketch.Build(), TwoDesignated("2015-07-01", "2015-07-01").Build());
  EXPECT_EQ(result.outcome, Outcome::kHeld);
  EXPECT_THAT(result.awards, IsEmpty());
  EXPECT_EQ(HeldOf(result).reason, HeldReason::kTied);
  EXPECT_THAT(HeldOf(result).between, ElementsAre("adatum", "contoso"));
  EXPECT_EQ(HeldOf(result).text, "adatum and contoso are level by latest dpor.since 2015-07-01");
  EXPECT_EQ(ReasonOf(result, "adatum"), "not refused");
  EXPECT_EQ(ReasonOf(result, "fabrikam"), "qualify: no dpor on 2016-02-29");
}

TEST(DecideTest, ALevelTieGoesToTheLowestPartnerIdWhereThePolicySaysSo) {
  const Result result = OnlyResult(Incentive(TieRule::kLowestPartnerId).sketch.Build(),
                                   TwoDesignated("2015-07-01", "2015-07-01").Build());
  EXPECT_THAT(Paid(result), ElementsAre("adatum 617.28"));
  EXPECT_EQ(ReasonOf(result, "contoso"),
            "choose: adatum wins: level in every key, and the lowest partner id goes first");
}

TEST(DecideTest, ATieSharedEvenlyPaysThePoolToTheLastCent) {
  Incentive incentive(TieRule::kShareEvenly);
  const Result result =
      OnlyResult(incentive.sketch.Build(), CaseSketch({"adatum", "contoso"})
                                               .Usage()
                                               .Revenue("2016-03", "1")
                                               .Designate("e1", "adatum", "2015-07-01")
                                               .Designate("e2", "contoso", "2015-07-01")
                                               .Build());
  // 617.2835 is paid as 617.28, and halves of it are whole cents.
  EXPECT_THAT(Paid(result), ElementsAre("adatum 308.64", "contoso 308.64"));
  ASSERT_FALSE(result.awards.empty());
  EXPECT_EQ(result.awards[0].exact.ToString(), "308.64175");
  EXPECT_THAT(StepsOf(result),
              Contains("the pool of 617.28 USD is parted in steps of 0.01 USD: 308.64 USD each"));
}

TEST(DecideTest, TheNextInLineWinsWhenTheFirstIsExcluded) {
  Incentive incentive;
  incentive.sketch.Remove(RuleKind::kExclude, incentive.credit, "not_suspended",
                          incentive.sketch.With("suspended"));
  const Result result = OnlyResult(incentive.sketch.Build(),
                                   TwoDesignated("2015-07-01", "2014-03-01")
                                       .Evidence("s1", "suspended", "adatum", "", "2016-02-10")
                                       .Evidence("s2", "suspended", "fabrikam", "", "2016-02-10")
                                       .Build());
  EXPECT_THAT(Paid(result), ElementsAre("contoso 617.28"));
  EXPECT_THAT(ReasonOf(result, "adatum"), HasSubstr("exclude: excluded by not_suspended (line "));
  EXPECT_THAT(ReasonOf(result, "adatum"),
              HasSubstr("Because of not_suspended; suspended on 2016-02-29: s1 since 2016-02-10"));
  // Who had nothing to lose is told what was missing, not what else would have stood against it.
  EXPECT_EQ(ReasonOf(result, "fabrikam"), "qualify: no dpor on 2016-02-29");
}

TEST(DecideTest, NobodyTakesThePlaceOfAForfeitedAward) {
  Incentive incentive;
  incentive.sketch.Remove(RuleKind::kForfeit, incentive.credit, "suspended_money",
                          incentive.sketch.With("suspended"));
  const Result result = OnlyResult(incentive.sketch.Build(),
                                   TwoDesignated("2015-07-01", "2014-03-01")
                                       .Evidence("s1", "suspended", "adatum", "", "2016-02-10")
                                       .Evidence("s2", "suspended", "contoso", "", "2016-02-10")
                                       .Build());
  EXPECT_EQ(result.outcome, Outcome::kNone);
  EXPECT_THAT(ReasonOf(result, "adatum"), HasSubstr("forfeit: forfeited by suspended_money"));
  EXPECT_THAT(ReasonOf(result, "contoso"), HasSubstr("choose: adatum wins"));
}

TEST(DecideTest, WithoutRefusalsTheAwardsAreTheSame) {
  const PolicyPtr policy = Incentive().sketch.Build();
  const facts::Case the_case = CaseSketch({"adatum", "contoso", "fabrikam"})
                                   .Usage()
                                   .Designate("e1", "adatum", "2015-07-01")
                                   .Designate("e2", "contoso", "2014-03-01")
                                   .Build();
  Request request = February();
  const Result told = OnlyResult(policy, the_case, request);
  request.refusals = false;
  const Result untold = OnlyResult(policy, the_case, request);
  EXPECT_EQ(told.refusals.size(), 2u);
  EXPECT_THAT(untold.refusals, IsEmpty());
  EXPECT_THAT(Paid(untold), ElementsAre("adatum 617.28"));
  EXPECT_EQ(StepsOf(untold), StepsOf(told));
}

TEST(DecideTest, AReplacingAwardTakesThePlaceOfTheOtherThroughOthersToo) {
  PolicySketch sketch;
  const auto credit = sketch.Credit("incentive", Sharing::kEvery);
  const auto base = sketch.Award(credit, "base", sketch.With("dpor"), sketch.Money(1));
  const auto middle = sketch.Award(credit, "middle", sketch.With("csp"), sketch.Money(2));
  const auto best = sketch.Award(credit, "best", sketch.With("dpor"), sketch.Money(3));
  sketch.policy().rules[middle].replaces = {base};
  sketch.policy().rules[best].replaces = {middle};
  const Result result = OnlyResult(
      sketch.Build(), CaseSketch({"adatum"}).Designate("e1", "adatum", "2015-07-01").Build());
  EXPECT_THAT(Paid(result), ElementsAre("adatum 3"));
  EXPECT_THAT(StepsOf(result), Contains("base is replaced"));
}

TEST(DecideTest, TwoAwardsForOnePartnerAreAConflictUnlessTheCreditCombinesThem) {
  const auto paid_under = [](ruletree::Combine combine) {
    PolicySketch sketch;
    const auto credit = sketch.Credit("incentive", Sharing::kEvery);
    sketch.policy().credits[credit].combine = combine;
    sketch.Award(credit, "large", sketch.With("dpor"), sketch.Money(7));
    sketch.Award(credit, "small", sketch.With("dpor"), sketch.Money(5));
    return OnlyResult(sketch.Build(),
                      CaseSketch({"adatum"}).Designate("e1", "adatum", "2015-07-01").Build());
  };
  const Result conflict = paid_under(ruletree::Combine::kUnwritten);
  EXPECT_EQ(conflict.outcome, Outcome::kHeld);
  EXPECT_EQ(HeldOf(conflict).reason, HeldReason::kConflict);
  EXPECT_EQ(HeldOf(conflict).text,
            "large and small both award incentive to adatum, and nothing says how to combine them");
  EXPECT_THAT(Paid(paid_under(ruletree::Combine::kSum)), ElementsAre("adatum 12"));
  EXPECT_THAT(Paid(paid_under(ruletree::Combine::kHighest)), ElementsAre("adatum 7"));
  EXPECT_THAT(Paid(paid_under(ruletree::Combine::kLowest)), ElementsAre("adatum 5"));
}

TEST(DecideTest, AMissingInputHoldsTheResultAndIsNamed) {
  const Result result =
      OnlyResult(Incentive().sketch.Build(), CaseSketch({"adatum", "contoso"})
                                                 .Count("active_users", "ea1.exchange", 80)
                                                 .Count("licensed_seats", "ea1.exchange", 100)
                                                 .Count("active_users", "ea1.yammer", 0)
                                                 .Count("licensed_seats", "ea1.yammer", 0)
                                                 .Designate("e1", "adatum", "2015-07-01")
                                                 .Build());
  EXPECT_EQ(result.outcome, Outcome::kHeld);
  EXPECT_EQ(HeldOf(result).reason, HeldReason::kMissingInput);
  EXPECT_EQ(HeldOf(result).text, "revenue of ea1 for 2016-02 is missing");
  EXPECT_THAT(HeldOf(result).between, ElementsAre("adatum"));
}

TEST(DecideTest, AnInputThatNobodyNeedsIsNotMissed) {
  // Without evidence neither the guard nor the amount is ever asked.
  const Result result = OnlyResult(Incentive().sketch.Build(), CaseSketch({"adatum"}).Build());
  EXPECT_EQ(result.outcome, Outcome::kNone);
  EXPECT_EQ(ReasonOf(result, "adatum"), "qualify: no dpor on 2016-02-29");
}

TEST(DecideTest, UnderForEveryPartnerOnlyThePartnerInDoubtWaits) {
  PolicySketch sketch;
  const auto credit = sketch.Credit("incentive", Sharing::kEvery);
  sketch.Award(credit, "by_revenue", sketch.With("dpor"), sketch.Sum("revenue"));
  sketch.Award(credit, "flat", sketch.With("csp"), sketch.Money(9));
  const Result result =
      OnlyResult(sketch.Build(), CaseSketch({"adatum", "contoso"})
                                     .Designate("e1", "adatum", "2015-07-01")
                                     .Evidence("e2", "csp", "contoso", "ea1", "2015-07-01")
                                     .Build());
  EXPECT_EQ(result.outcome, Outcome::kHeld);
  EXPECT_THAT(HeldOf(result).between, ElementsAre("adatum"));
  EXPECT_THAT(Paid(result), ElementsAre("contoso 9"));
}

TEST(DecideTest, ADoubtfulExclusionHoldsOnlyThoseWithAClaim) {
  Incentive incentive;
  const auto removal =
      incentive.sketch.Remove(RuleKind::kExclude, incentive.credit, "tiny", ruletree::kNone);
  incentive.sketch.Guard(removal,
                         incentive.sketch.Condition(Op::kLess, incentive.sketch.Measure("quota"),
                                                    incentive.sketch.Money(1), "quota < 1 USD"));
  const Result result = OnlyResult(
      incentive.sketch.Build(),
      CaseSketch({"adatum", "contoso"}).Usage().Designate("e1", "adatum", "2015-07-01").Build());
  EXPECT_EQ(result.outcome, Outcome::kHeld);
  EXPECT_THAT(HeldOf(result).between, ElementsAre("adatum"));
  EXPECT_EQ(HeldOf(result).text, "quota < 1 USD has no value: quota of adatum for 2016 is missing");
}

TEST(DecideTest, TheCapCutsAndRoundingNeverLiftsOverIt) {
  Incentive incentive;
  const auto fine = incentive.sketch.Constant(Rational(61'728, 1'000), Dollars());
  incentive.sketch.AtMost(incentive.rule, fine);
  incentive.sketch.policy().credits[incentive.credit].rounding = {RoundingMode::kUp, Rational(1)};
  const Result result =
      OnlyResult(incentive.sketch.Build(),
                 CaseSketch({"adatum"}).Usage().Designate("e1", "adatum", "2015-07-01").Build());
  EXPECT_THAT(Paid(result), ElementsAre("adatum 61"));
  EXPECT_THAT(StepsOf(result), Contains("at most 61.728 USD: 617.2835 USD is cut to 61.728 USD"));
  EXPECT_THAT(StepsOf(result),
              Contains("rounded up to 1.00 USD = 61.00 USD, down, to stay within 61.728 USD"));
}

TEST(DecideTest, UpToSeveralPartnersTakeTheFirstPlacesOfTheOrder) {
  PolicySketch sketch;
  const auto credit = sketch.Exclusive("incentive");
  sketch.policy().credits[credit].sharing = Sharing::kUpTo;
  sketch.policy().credits[credit].up_to = 2;
  sketch.Award(credit, "deploy", sketch.With("dpor"), sketch.Money(10));
  const auto designated = [](const std::string& second, const std::string& third) {
    return CaseSketch({"adatum", "contoso", "fabrikam"})
        .Designate("e1", "adatum", "2015-09-01")
        .Designate("e2", "contoso", second)
        .Designate("e3", "fabrikam", third)
        .Build();
  };
  const Result clear = OnlyResult(sketch.Build(), designated("2015-07-01", "2015-08-01"));
  EXPECT_THAT(Paid(clear), ElementsAre("adatum 10", "fabrikam 10"));
  EXPECT_EQ(ReasonOf(clear, "contoso"),
            "choose: the 2 places are taken, the last by fabrikam: latest dpor.since 2015-08-01, "
            "contoso 2015-07-01");
  EXPECT_THAT(StepsOf(clear, 1),
              Contains("among the first 2 of 3: latest dpor.since 2015-08-01, contoso 2015-07-01"));
  const Result tied = OnlyResult(sketch.Build(), designated("2015-07-01", "2015-07-01"));
  EXPECT_EQ(tied.outcome, Outcome::kHeld);
  EXPECT_THAT(Paid(tied), ElementsAre("adatum 10"));
  EXPECT_THAT(HeldOf(tied).between, ElementsAre("contoso", "fabrikam"));
}

TEST(DecideTest, APartnerIsRankedByTheBestEvidenceItUsed) {
  PolicySketch sketch;
  const auto credit = sketch.Credit("incentive", Sharing::kOne);
  sketch.policy().credits[credit].prefer = {{.kinds = {sketch.Kind("dpor"), sketch.Kind("csp")}}};
  sketch.policy().credits[credit].if_tied = TieRule::kHold;
  sketch.Award(credit, "deploy",
               sketch.AtAnyTime({sketch.Kind("csp"), sketch.Kind("dpor")}, "recognised"),
               sketch.Money(10));
  const Result result =
      OnlyResult(sketch.Build(), CaseSketch({"adatum", "contoso", "fabrikam"})
                                     .Evidence("e1", "csp", "adatum", "ea1", "2015-07-01")
                                     .Designate("e2", "contoso", "2015-07-01")
                                     .Evidence("e3", "csp", "contoso", "ea1", "2015-07-01")
                                     .Build());
  EXPECT_THAT(Paid(result), ElementsAre("contoso 10"));
  EXPECT_EQ(ReasonOf(result, "adatum"), "choose: contoso wins: best evidence dpor, adatum csp");
  EXPECT_EQ(ReasonOf(result, "fabrikam"),
            "qualify: none of recognised at any time in 2016-02-01..2016-02-29");
}

TEST(DecideTest, AResultIsProvisionalUntilTheFeedsItReliesOnAreLoaded) {
  const PolicyPtr policy = Incentive().sketch.Build();
  const auto loaded_through = [&](const std::string& kind, const std::string& day) {
    CaseSketch sketch = CaseSketch({"adatum"}).Usage().Designate("e1", "adatum", "2015-07-01");
    sketch.builder.AddFeed({kind, Day(day)});
    return OnlyResult(policy, sketch.Build()).provisional;
  };
  EXPECT_TRUE(loaded_through("dpor", "2016-02-28"));
  EXPECT_FALSE(loaded_through("dpor", "2016-02-29"));
  EXPECT_TRUE(loaded_through("revenue", "2016-01-31"));
  EXPECT_FALSE(loaded_through("touch", "2015-01-01"));
}

}  // namespace
}  // namespace credence::engine
