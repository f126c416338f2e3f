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

std::vector<std::string> StepsOf(const Award& award) {
  std::vector<std::string> steps;
  for (const Step& step : award.steps) steps.push_back(step.text);
  return steps;
}

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
  EXPECT_EQ(result.awards[0].exact.ToString(), "617.2835");
  EXPECT_THAT(StepsOf(result.awards[0]), ElementsAre("dpor on 2016-02-29: e1 since 2015-07-01",
                                                     "active_share >= usage_floor: 80% >= 40%",
                                                     "revenue of ea1 in 2016-02: 12,345.67 USD",
                                                     "5% of 12,345.67 USD = 617.2835 USD",
                                                     "at most 25,000.00 USD: 617.2835 USD stays",
                                                     "rounded to nearest 0.01 USD = 617.28 USD"));
  EXPECT_EQ(ReasonOf(result, "contoso"), "qualify: no dpor on 2016-02-29");
}

}  // namespace
}  // namespace credence::engine
