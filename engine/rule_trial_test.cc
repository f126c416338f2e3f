// Tests engine/rule_trial.h: what a test that has no answer does to the others of its rule.
#include "engine/rule_trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/bind.h"
#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::NodeId;
using ruletree::Op;

// Guards about adatum on ea1: its quota of 2016 is missing, the revenue is 12,345.67 USD.
enum class Say { kTrue, kFalse, kNothing };

struct Told {
  std::string outcome;  // "holds", "none", or "held: ..."
  size_t passed = 0;
  std::string failed;  // the guard shown as failed

  friend bool operator==(const Told&, const Told&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Told& told) {
    return out << told.outcome << ", " << told.passed << " passed, failed " << told.failed;
  }
};

NodeId Condition(PolicySketch& sketch, Say say) {
  if (say == Say::kNothing) {
    return sketch.Condition(Op::kGreater, sketch.Measure("quota"), sketch.Money(1),
                            "quota > 1 USD");
  }
  const bool truth = say == Say::kTrue;
  return sketch.Condition(truth ? Op::kGreater : Op::kLess, sketch.Measure("revenue"),
                          sketch.Money(1), truth ? "revenue > 1 USD" : "revenue < 1 USD");
}

Told Try(const std::vector<Say>& guards, bool unless = false) {
  PolicySketch sketch;
  const auto credit = sketch.Credit("incentive", ruletree::Sharing::kEvery);
  const auto rule = sketch.Award(credit, "deploy", sketch.With("dpor"), sketch.Money(1));
  for (const Say say : guards) sketch.Guard(rule, Condition(sketch, say), unless);
  const ruletree::PolicyPtr policy = sketch.Build();
  const facts::Case the_case =
      CaseSketch({"adatum"}).Usage().Designate("e1", "adatum", "2015-07-01").Build();
  facts::FaultList faults;
  const auto bound = Bind(the_case, *policy->vocabulary, std::nullopt, faults);
  CREDENCE_CHECK(bound.has_value());
  const Evaluator evaluator(*policy, *bound, {});
  Scope scope{.subject = bound->SubjectsOf(2)[0],
              .partner = bound->SubjectsOf(ruletree::kPartner)[0],
              .days = ParsePeriod("2016-02")->range};
  const RuleTrial trial = TryRule(evaluator, rule, scope);
  if (trial.doubt) return {"held: " + trial.doubt->text, trial.passed, ""};
  if (trial.holds) return {"holds", trial.passed, ""};
  const ruletree::Guard* failed = FailedGuard(policy->rules[rule], trial);
  return {"none", trial.passed, failed == nullptr ? "evidence" : policy->TextOf(failed->span)};
}

TEST(RuleTrialTest, AGuardThatFailsDecidesWhateverAnotherLacksInEitherOrder) {
  const Told none{"none", 1, "revenue < 1 USD"};
  EXPECT_EQ(Try({Say::kFalse, Say::kNothing}), none);
  EXPECT_EQ(Try({Say::kNothing, Say::kFalse}), none);
}

TEST(RuleTrialTest, AnUnlessThatIsTrueDecidesWhateverAnotherLacksInEitherOrder) {
  const Told none{"none", 1, "revenue > 1 USD"};
  EXPECT_EQ(Try({Say::kTrue, Say::kNothing}, /*unless=*/true), none);
  EXPECT_EQ(Try({Say::kNothing, Say::kTrue}, /*unless=*/true), none);
}

TEST(RuleTrialTest, WhatAGuardLacksHoldsTheRuleWhenNoOtherFails) {
  const std::string why = "held: quota > 1 USD has no value: quota of adatum for 2016 is missing";
  EXPECT_EQ(Try({Say::kTrue, Say::kNothing}).outcome, why);
  EXPECT_EQ(Try({Say::kNothing, Say::kTrue}).outcome, why);
  EXPECT_EQ(Try({Say::kNothing, Say::kFalse}, /*unless=*/true).outcome, why);
}

TEST(RuleTrialTest, HowFarARuleCameIsTheSameInEveryOrderOfItsGuards) {
  const Told none{"none", 2, "revenue < 1 USD"};
  EXPECT_EQ(Try({Say::kTrue, Say::kFalse}), none);
  EXPECT_EQ(Try({Say::kFalse, Say::kTrue}), none);
  EXPECT_EQ(Try({Say::kTrue, Say::kTrue}), (Told{"holds", 3, ""}));
}

}  // namespace
}  // namespace credence::engine
