// Tests engine/choose.h through a whole decision: who is level, and what the level share.
#include "engine/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/decide.h"
#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::TieRule;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The result for ea1.exchange, the first workload of the case.
Result OnExchange(const PolicySketch& sketch, facts::Case the_case) {
  const Request request{.days = ParsePeriod("2016-02")->range};
  Decided decided = Decide(ruletree::Timeline({sketch.Build()}), the_case, request);
  CREDENCE_CHECK(decided.ok() && !decided.decision->results.empty());
  return std::move(decided.decision->results[0]);
}

std::vector<std::string> Paid(const Result& result) {
  std::vector<std::string> paid;
  for (const Award& award : result.awards) {
    paid.push_back(award.partner + " " + award.amount.ToString());
  }
  return paid;
}

std::vector<std::string> Texts(const Award& award) {
  std::vector<std::string> texts;
  for (const Step& step : award.steps) texts.push_back(step.text);
  return texts;
}

ruletree::CreditId PerWorkload(PolicySketch& sketch, TypeKind type, uint32_t up_to,
                               TieRule if_tied) {
  const auto id = sketch.Credit("k", ruletree::Sharing::kUpTo);
  ruletree::Credit& credit = sketch.policy().credits[id];
  credit.type = Type::Of(type);
  credit.up_to = up_to;
  credit.per = 3;
  credit.prefer = {{.kinds = {sketch.Kind("dpor"), sketch.Kind("csp")}}};
  credit.if_tied = if_tied;
  return id;
}

// Level claims by two rules, whichever of them is named first.
PolicySketch TwoRules(const std::string& by_csp, const std::string& by_dpor) {
  PolicySketch sketch;
  const auto credit = PerWorkload(sketch, TypeKind::kCount, 2, TieRule::kHold);
  sketch.policy().credits[credit].combine = ruletree::Combine::kHighest;
  sketch.Award(credit, by_csp, sketch.With("csp"), sketch.Measure("active_users"));
  sketch.Award(credit, by_dpor, sketch.With("dpor"), sketch.Measure("active_users"));
  return sketch;
}

TEST(ChooseTest, APartnerIsRankedByTheBestEvidenceOfAnyOfItsClaims) {
  for (const auto& [by_csp, by_dpor] : {std::pair("aa", "bb"), std::pair("bb", "aa")}) {
    const Result result =
        OnExchange(TwoRules(by_csp, by_dpor), CaseSketch({"a", "b", "z"})
                                                  .Usage()
                                                  .Evidence("e1", "csp", "a", "ea1", "2015-07-01")
                                                  .Designate("e2", "a", "2015-07-01")
                                                  .Designate("e3", "b", "2015-07-01")
                                                  .Designate("e4", "z", "2015-07-01")
                                                  .Build());
    EXPECT_EQ(result.outcome, Outcome::kHeld);
    EXPECT_THAT(Paid(result), IsEmpty());
    ASSERT_TRUE(result.held.has_value());
    EXPECT_EQ(result.held->reason, HeldReason::kTied);
    EXPECT_EQ(result.held->text, "a, b and z are level by best evidence dpor");
  }
}

PolicySketch SharedByThree(TypeKind type) {
  PolicySketch sketch;
  const auto credit = PerWorkload(sketch, type, 1, TieRule::kShareEvenly);
  sketch.Award(credit, "users", sketch.With("dpor"), sketch.Measure("active_users"));
  return sketch;
}

facts::Case FiveUsersAmongThree() {
  return CaseSketch({"a", "b", "c"})
      .Count("active_users", "ea1.exchange", 5)
      .Count("active_users", "ea1.yammer", 0)
      .Designate("e1", "a", "2015-07-01")
      .Designate("e2", "b", "2015-07-01")
      .Designate("e3", "c", "2015-07-01")
      .Build();
}

TEST(ChooseTest, APoolOfACountIsSharedInWholeOnes) {
  const Result result = OnExchange(SharedByThree(TypeKind::kCount), FiveUsersAmongThree());
  EXPECT_THAT(Paid(result), ElementsAre("a 2", "b 2", "c 1"));
  EXPECT_EQ(result.awards[2].exact, Rational(5, 3));
  EXPECT_THAT(Texts(result.awards[2]), Contains("the pool of 5 is parted in steps of 1: 1 for c"));
}

TEST(ChooseTest, APoolOfANumberThatIsNotRoundedIsSharedExactly) {
  const Result result = OnExchange(SharedByThree(TypeKind::kNumber), FiveUsersAmongThree());
  EXPECT_THAT(Paid(result), ElementsAre("a 5/3", "b 5/3", "c 5/3"));
}

}  // namespace
}  // namespace credence::engine
