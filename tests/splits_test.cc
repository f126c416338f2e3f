// Pools and limits as authors write them: what partners get, that nothing is lost, and that no
// limit is passed, whatever the amounts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dsl/compile.h"
#include "engine/decide.h"
#include "engine/print_decision.h"
#include "tests/support/case_rows.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using testing::CaseRows;
using testing::Day;
using testing::Dollars;
using testing::MatchesGolden;
using testing::Number;
using testing::ReadGolden;
using testing::Symbol;

const std::string kFolder = "tests/golden/splits/";

ruletree::PolicySetPtr Compiled(const std::string& name, const std::string& text) {
  const std::vector<SourcePtr> sources = {
      std::make_shared<Source>("deals.vocab", ReadGolden(kFolder + "deals.vocab")),
      std::make_shared<Source>(name, text)};
  dsl::Compiled compiled = dsl::Compile(sources);
  EXPECT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
  return compiled.policies;
}

ruletree::PolicySetPtr FromFile(const std::string& name) {
  return Compiled(name, ReadGolden(kFolder + name));
}

engine::Decision Decided(const ruletree::PolicySetPtr& policies, const facts::Case& the_case,
                         const std::string& period, bool explain) {
  engine::Request request{.days = ParsePeriod(period)->range};
  request.explain = explain;
  engine::Decided decided = engine::Decide(policies->timelines.front(), the_case, request);
  for (const facts::Fault& fault : decided.faults) {
    ADD_FAILURE() << fault.field << ": " << fault.message;
  }
  return std::move(decided.decision).value_or(engine::Decision());
}

std::string Printed(const std::string& policy, CaseRows rows, const std::string& period) {
  const ruletree::PolicySetPtr policies = FromFile(policy);
  if (policies == nullptr) return "";
  return engine::Print(Decided(policies, rows.Build(), period, true));
}

std::vector<facts::AttributeInput> Touch(const std::string& stage, int64_t hours) {
  return {{"stage", Symbol(stage)}, {"hours", Number(hours)}};
}

// One deal, closed at the end of March, touched by three partners; woodgrove is its own.
CaseRows Deal(const std::string& value) {
  CaseRows rows("deal");
  rows.Subject("customer", "northwind")
      .Subject("opportunity", "erp", "northwind", {{"closed_on", Day(Day("2026-03-31"))}})
      .Subject("partner", "adatum")
      .Subject("partner", "contoso")
      .Subject("partner", "fabrikam")
      .Subject("partner", "woodgrove", "", {{"home_customer", Symbol("northwind")}})
      .Measure("deal_value", "erp", "", Dollars(value))
      .Evidence("t1", "touch", "adatum", "erp", "2026-02-03", Touch("awareness", 3))
      .Evidence("t2", "touch", "contoso", "erp", "2026-02-17", Touch("evaluation", 1))
      .Evidence("t3", "touch", "adatum", "erp", "2026-03-10", Touch("evaluation", 1))
      .Evidence("t4", "touch", "fabrikam", "erp", "2026-03-31", Touch("closing", 0))
      .Evidence("t5", "touch", "woodgrove", "erp", "2026-01-10", Touch("evaluation", 2));
  return rows;
}

TEST(SplitsTest, APoolIsDividedByPlaceByHalvingAndByWeight) {
  EXPECT_TRUE(MatchesGolden(kFolder + "attribution.expect",
                            Printed("attribution.policy", Deal("100000.01"), "2026-03")));
}

TEST(SplitsTest, AForfeitLeavesAShareUnpaid) {
  CaseRows rows = Deal("100000.01");
  rows.Evidence("s1", "suspended", "fabrikam", "", "2026-03-05..2026-03-06");
  EXPECT_TRUE(MatchesGolden(kFolder + "attribution_suspended.expect",
                            Printed("attribution.policy", std::move(rows), "2026-03")));
}

TEST(SplitsTest, WhatNobodyCanTellOfOneTouchHoldsThePool) {
  CaseRows rows = Deal("100000.01");
  rows.Evidence("t6", "touch", "fabrikam", "erp", "2026-03-30", {{"hours", Number(2)}});
  EXPECT_TRUE(MatchesGolden(kFolder + "attribution_held.expect",
                            Printed("attribution.policy", std::move(rows), "2026-03")));
}

// Limits ----------------------------------------------------------------------------------------

CaseRows Partners() {
  CaseRows rows("rebates");
  rows.Subject("customer", "northwind").Subject("partner", "adatum").Subject("partner", "contoso");
  for (const char* partner : {"adatum", "contoso"}) {
    rows.Evidence(std::string("net-") + partner, "enrolled", partner, "", "2025-01-01..");
  }
  for (const char* deal : {"erp", "crm"}) {
    rows.Subject("opportunity", deal, "northwind", {{"closed_on", Day(Day("2026-03-31"))}})
        .Evidence(std::string(deal) + "-a", "touch", "adatum", deal, "2026-01-20",
                  Touch("closing", 1));
  }
  rows.Evidence("erp-c", "touch", "contoso", "erp", "2026-01-21", Touch("closing", 1))
      .Measure("deal_value", "erp", "", Dollars("5000.55"))
      .Measure("deal_value", "crm", "", Dollars("3000"));
  return rows;
}

TEST(LimitsTest, WhatIsCutFirstIsCutBeforeTheOthers) {
  CaseRows rows = Partners();
  rows.Measure("quota", "adatum", "2026", Dollars("150000"))
      .Measure("quota", "contoso", "2026", Dollars("90000"));
  EXPECT_TRUE(MatchesGolden(kFolder + "joint_cap.expect",
                            Printed("joint_cap.policy", std::move(rows), "2026-01")));
}

// What a provisional award comes to may still change, and with it what is left for the other.
TEST(LimitsTest, AnAwardBesideAProvisionalOneIsProvisional) {
  const ruletree::PolicySetPtr policies = FromFile("joint_cap.policy");
  ASSERT_NE(policies, nullptr);
  CaseRows rows = Partners();
  rows.Feed("quota", "2026-01-15")
      .Measure("quota", "adatum", "2026", Dollars("150000"))
      .Measure("quota", "contoso", "2026", Dollars("90000"));
  for (const engine::Result& result : Decided(policies, rows.Build(), "2026-01", false).results) {
    EXPECT_EQ(result.provisional, result.credit != "won") << result.credit;
  }
}

TEST(LimitsTest, EarlierMonthsKeepWhatTheyHaveOfALongerLimit) {
  const ruletree::PolicySetPtr policies = FromFile("joint_cap.policy");
  ASSERT_NE(policies, nullptr);
  const facts::Case the_case = Partners().Build();
  // Asked for alone or with the months before, March has what January and February leave.
  for (const char* period : {"2026-03", "2026-Q1"}) {
    const engine::Decision decision = Decided(policies, the_case, period, false);
    std::string paid;
    for (const engine::Result& result : decision.results) {
      if (result.credit != "rebate" || result.subject != "adatum") continue;
      if (result.days != ParsePeriod("2026-03")->range) continue;
      for (const engine::Award& award : result.awards) paid += award.amount.ToString();
    }
    EXPECT_EQ(paid, "49999.98") << period;
  }
}

// Properties ------------------------------------------------------------------------------------

// One pool for each way of dividing it.
const char kEveryWay[] = R"(policy deal_attribution version "1"
  effective from 2026-01-01
  uses deals version "1"

credit by_place : money in USD shared by partners per opportunity each month
  rounded to nearest 0.01 USD

credit by_decay : money in USD shared by partners per opportunity each month
  rounded to nearest 0.01 USD

credit by_hours : money in USD shared by partners per opportunity each month
  rounded to nearest 0.01 USD

credit evenly_capped : money in USD shared by partners per opportunity each month
  rounded to nearest 0.01 USD

split by_place of deal_value
  over touch within 90 days before opportunity.closed_on
  in order of touch.on
  40% to first, 15% to middle where touch.stage is evaluation evenly, 5% to rest evenly, 40% to last
  because "Places."

split by_decay of deal_value
  over touch within 90 days before opportunity.closed_on
  in order of touch.on
  halving every 7 days before opportunity.closed_on
  because "Halving."

split by_hours of deal_value
  over touch within 90 days before opportunity.closed_on
  weighted by touch.hours
  because "Hours."

split evenly_capped of deal_value
  over touch within 90 days before opportunity.closed_on
  evenly
  at most 100 USD each, excess to the rest
  because "Evenly."
)";

struct Touched {
  int partner = 0;
  int day = 0;
  int stage = 0;
  int hours = 0;
};

rc::Gen<std::vector<Touched>> Touches() {
  return rc::gen::container<std::vector<Touched>>(
      rc::gen::build<Touched>(rc::gen::set(&Touched::partner, rc::gen::inRange(0, 5)),
                              rc::gen::set(&Touched::day, rc::gen::inRange(0, 80)),
                              rc::gen::set(&Touched::stage, rc::gen::inRange(0, 3)),
                              rc::gen::set(&Touched::hours, rc::gen::inRange(0, 50))));
}

facts::Case DealOf(const std::vector<Touched>& touches, int64_t cents) {
  static const char* const kPartners[] = {"adatum", "bellows", "contoso", "dunmore", "evergreen"};
  static const char* const kStages[] = {"awareness", "evaluation", "closing"};
  CaseRows rows("deal");
  rows.Subject("customer", "northwind")
      .Subject("opportunity", "erp", "northwind", {{"closed_on", Day(Day("2026-03-31"))}})
      .Measure("deal_value", "erp", "", {Type::Money(*FindCurrency("USD")), Rational(cents, 100)});
  for (const char* partner : kPartners) rows.Subject("partner", partner);
  for (size_t i = 0; i < touches.size(); ++i) {
    const Touched& touch = touches[i];
    rows.Evidence("t" + std::to_string(i), "touch", kPartners[touch.partner], "erp",
                  Date{Day("2026-03-31").days - touch.day}.ToString(),
                  Touch(kStages[touch.stage], touch.hours));
  }
  return rows.Build();
}

const ruletree::PolicySetPtr& EveryWay() {
  static const ruletree::PolicySetPtr policies = Compiled("every_way.policy", kEveryWay);
  return policies;
}

std::vector<engine::Result> Divided(const std::vector<Touched>& touches, int64_t cents) {
  return Decided(EveryWay(), DealOf(touches, cents), "2026-03", false).results;
}

Rational PaidBy(const engine::Result& result) {
  Rational sum;
  for (const engine::Award& award : result.awards) sum = *CheckedAdd(sum, award.amount);
  return sum;
}

RC_GTEST_PROP(SplitsProperty, EveryPoolIsPaidToTheCent, ()) {
  const std::vector<Touched> touches = *Touches();
  const auto cents = *rc::gen::inRange<int64_t>(-1'000'000'000, 1'000'000'000);
  for (const engine::Result& result : Divided(touches, cents)) {
    if (touches.empty()) {
      RC_ASSERT(result.outcome == engine::Outcome::kNone);
      continue;
    }
    // Hours may all be 0, and then nobody can tell whose the pool is.
    if (result.held) {
      RC_ASSERT(result.credit == "by_hours");
      RC_ASSERT(result.awards.empty());
      continue;
    }
    if (result.credit == "evenly_capped") {
      const Rational cap(100);
      const Rational pool(cents < 0 ? -cents : cents, 100);
      const auto most = CheckedMultiply(cap, Rational(static_cast<int64_t>(result.awards.size())));
      const Rational paid = PaidBy(result);
      RC_ASSERT((paid.is_negative() ? -paid : paid) == std::min(pool, *most));
      for (const engine::Award& award : result.awards) {
        RC_ASSERT((award.amount.is_negative() ? -award.amount : award.amount) <= cap);
      }
      continue;
    }
    RC_ASSERT(PaidBy(result) == Rational(cents, 100));
  }
}

RC_GTEST_PROP(SplitsProperty, ACreditNoteMirrorsTheDeal, ()) {
  const std::vector<Touched> touches = *Touches();
  const auto cents = *rc::gen::inRange<int64_t>(0, 1'000'000'000);
  const std::vector<engine::Result> deal = Divided(touches, cents);
  const std::vector<engine::Result> note = Divided(touches, -cents);
  RC_ASSERT(deal.size() == note.size());
  for (size_t i = 0; i < deal.size(); ++i) {
    RC_ASSERT(deal[i].awards.size() == note[i].awards.size());
    for (size_t j = 0; j < deal[i].awards.size(); ++j) {
      RC_ASSERT(deal[i].awards[j].amount == -note[i].awards[j].amount);
    }
  }
}

RC_GTEST_PROP(SplitsProperty, TheOrderOfRowsMeansNothing, ()) {
  const std::vector<Touched> touches = *Touches();
  const auto cents = *rc::gen::inRange<int64_t>(0, 1'000'000);
  std::vector<Touched> turned(touches.rbegin(), touches.rend());
  const std::vector<engine::Result> one = Divided(touches, cents);
  const std::vector<engine::Result> other = Divided(turned, cents);
  for (size_t i = 0; i < one.size(); ++i) {
    RC_ASSERT(one[i].awards.size() == other[i].awards.size());
    for (size_t j = 0; j < one[i].awards.size(); ++j) {
      RC_ASSERT(one[i].awards[j].partner == other[i].awards[j].partner);
      RC_ASSERT(one[i].awards[j].amount == other[i].awards[j].amount);
    }
  }
}

// Three credits per deal under a limit per partner, and one per customer across partners.
const char kLimited[] = R"(policy rebates version "1"
  effective from 2026-01-01
  uses deals version "1"

param partner_cap = 100 USD
param customer_cap = 150 USD

credit a : money in USD for every partner per opportunity each month
  rounded to nearest 0.01 USD

credit b : money in USD for every partner per opportunity each month
  rounded up to 0.01 USD

award a to every partner with touch at any time in the period
  amount 33.3333% of deal_value
  because "A third."

award b to every partner with touch at any time in the period
  amount 12.34567% of deal_value
  because "An eighth."

limit a + b per partner each month to partner_cap, cutting b first
  because "Each partner."

limit a + b per customer each month to customer_cap, cutting proportionally
  because "Each customer."
)";

RC_GTEST_PROP(LimitsProperty, NoLimitIsPassed, ()) {
  static const ruletree::PolicySetPtr kPolicies = Compiled("limited.policy", kLimited);
  CaseRows rows("deals");
  rows.Subject("customer", "northwind");
  const char* const kPartners[] = {"adatum", "bellows", "contoso"};
  for (const char* partner : kPartners) rows.Subject("partner", partner);
  const auto values =
      *rc::gen::container<std::vector<int64_t>>(rc::gen::inRange<int64_t>(-20'000, 40'000));
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string deal = "d" + std::to_string(i);
    rows.Subject("opportunity", deal, "northwind", {{"closed_on", Day(Day("2026-01-31"))}})
        .Measure("deal_value", deal, "",
                 {Type::Money(*FindCurrency("USD")), Rational(values[i], 100)});
    const auto who = *rc::gen::inRange(1, 8);
    for (int bit = 0; bit < 3; ++bit) {
      if ((who & (1 << bit)) == 0) continue;
      rows.Evidence(deal + "-" + std::to_string(bit), "touch", kPartners[bit], deal, "2026-01-10",
                    Touch("closing", 1));
    }
  }
  const engine::Decision decision = Decided(kPolicies, rows.Build(), "2026-01", false);
  Rational customer;
  std::map<std::string, Rational> partners;
  for (const engine::Result& result : decision.results) {
    for (const engine::Award& award : result.awards) {
      customer = *CheckedAdd(customer, award.amount);
      Rational& partner = partners[award.partner];
      partner = *CheckedAdd(partner, award.amount);
    }
  }
  RC_ASSERT(customer <= Rational(150));
  for (const auto& [partner, sum] : partners) RC_ASSERT(sum <= Rational(100));
}

}  // namespace
}  // namespace credence
