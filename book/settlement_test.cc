#include "book/settlement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <utility>

namespace credence::book {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Type kDollars = Type::Money(*FindCurrency("USD"));

Period Of(std::string_view text) { return *ParsePeriod(text); }

LineKey Line(std::string_view period, std::string credit = "incentive") {
  return {.credit = std::move(credit),
          .subject_type = "subscription",
          .subject = "ea1",
          .partner = "adatum",
          .period = Of(period)};
}

Entitlements Entitled(const LineKey& key, Rational amount) {
  return {.lines = {{.key = key, .type = kDollars, .amount = amount, .policy = nullptr}},
          .held = {}};
}

PostedLines Before(const LineKey& key, Rational amount) { return {{key, {kDollars, amount}}}; }

SettlementOf Clauses(ruletree::Settlement clauses) { return {{"incentive", clauses}}; }

std::vector<Rational> AmountsOf(const Settled& settled) {
  std::vector<Rational> amounts;
  for (const Posting& posting : settled.postings) amounts.push_back(posting.amount);
  return amounts;
}

TEST(Settlement, PostsWhatIsOwedAndNothingTwice) {
  const LineKey key = Line("2016-02");
  const Settled first = Settle(Entitled(key, 500), {}, {}, Of("2016-02"));
  ASSERT_THAT(first.postings, SizeIs(1));
  EXPECT_EQ(first.postings[0].amount, Rational(500));
  EXPECT_FALSE(first.postings[0].adjustment);
  EXPECT_THAT(Settle(Entitled(key, 500), Before(key, 500), {}, Of("2016-02")).postings, IsEmpty());
}

TEST(Settlement, ALaterCloseCorrectsUpAndDown) {
  const LineKey key = Line("2016-02");
  const Settled up = Settle(Entitled(key, {61728, 100}), Before(key, 500), {}, Of("2016-04"));
  ASSERT_THAT(up.postings, SizeIs(1));
  EXPECT_EQ(up.postings[0].amount, Rational(11728, 100));
  EXPECT_TRUE(up.postings[0].adjustment);
  EXPECT_THAT(AmountsOf(Settle({}, Before(key, 500), {}, Of("2016-04"))),
              ElementsAre(Rational(-500)));
}

// language.md's example: slices of 2, 3 and 4.5 % of revenue to date, settled by difference.
TEST(Settlement, AYearToDateIsSettledByDifference) {
  const LineKey key = Line("2016");
  const SettlementOf quarterly = Clauses({.each = PeriodUnit::kQuarter});
  const std::vector<std::pair<const char*, Rational>> to_date = {
      {"2016-Q1", 6200}, {"2016-Q2", 14650}, {"2016-Q3", 33100}, {"2016-Q4", 29725}};
  PostedLines posted;
  std::vector<Rational> amounts;
  for (const auto& [closed, entitled] : to_date) {
    const Settled settled = Settle(Entitled(key, entitled), posted, quarterly, Of(closed));
    ASSERT_THAT(settled.postings, SizeIs(1)) << closed;
    amounts.push_back(settled.postings[0].amount);
    posted[key] = {kDollars, entitled};
  }
  EXPECT_THAT(amounts,
              ElementsAre(Rational(6200), Rational(8450), Rational(18450), Rational(-3375)));
}

TEST(Settlement, IsDueWhenItsClauseSaysSo) {
  const ruletree::Settlement unsaid;
  EXPECT_TRUE(IsDue(unsaid, Of("2016-02"), Of("2016-02")));
  EXPECT_TRUE(IsDue(unsaid, Of("2016-01"), Of("2016-02")));
  EXPECT_FALSE(IsDue(unsaid, Of("2016-03"), Of("2016-02")));
  EXPECT_FALSE(IsDue(unsaid, Of("2016"), Of("2016-02")));
  EXPECT_TRUE(IsDue(unsaid, Of("2016"), Of("2016-12")));
  const ruletree::Settlement quarterly{.each = PeriodUnit::kQuarter};
  EXPECT_FALSE(IsDue(quarterly, Of("2016-01"), Of("2016-02")));
  EXPECT_TRUE(IsDue(quarterly, Of("2016-01"), Of("2016-03")));
  EXPECT_TRUE(IsDue(quarterly, Of("2016"), Of("2016-03")));
  EXPECT_TRUE(IsDue(quarterly, Of("2016"), Of("2016-Q1")));
  EXPECT_FALSE(IsDue(quarterly, Of("2017"), Of("2016-03")));
}

TEST(Settlement, WhatAQuarterLeftToItsEndIsNoAdjustment) {
  const SettlementOf quarterly = Clauses({.each = PeriodUnit::kQuarter, .recover_never = true});
  const LineKey january = Line("2016-01");
  const Settled waits = Settle(Entitled(january, 500), {}, quarterly, Of("2016-02"));
  ASSERT_THAT(waits.kept_back, SizeIs(1));
  EXPECT_EQ(waits.kept_back[0].kept, Kept::kNotDue);
  const Settled posted = Settle(Entitled(january, 500), {}, quarterly, Of("2016-03"));
  ASSERT_THAT(posted.postings, SizeIs(1));
  EXPECT_FALSE(posted.postings[0].adjustment);
  const Settled late = Settle(Entitled(january, 500), {}, quarterly, Of("2016-06"));
  ASSERT_THAT(late.postings, SizeIs(1));
  EXPECT_TRUE(late.postings[0].adjustment);

  EXPECT_FALSE(SettlesEarlier(quarterly, Of("2016-02")));
  EXPECT_TRUE(SettlesEarlier(quarterly, Of("2016-03")));
  EXPECT_FALSE(SettlesEarlier(quarterly, Of("2016-Q1")));
  EXPECT_FALSE(SettlesEarlier(Clauses({.each = PeriodUnit::kMonth}), Of("2016-03")));
  EXPECT_FALSE(SettlesEarlier(Clauses({}), Of("2016-12")));
}

TEST(Settlement, NeverRecoversWhatItsClauseLeaves) {
  const LineKey key = Line("2016-02");
  const SettlementOf never = Clauses({.recover_never = true});
  const Settled kept = Settle(Entitled(key, 400), Before(key, 500), never, Of("2016-03"));
  EXPECT_THAT(kept.postings, IsEmpty());
  ASSERT_THAT(kept.kept_back, SizeIs(1));
  EXPECT_EQ(kept.kept_back[0].kept, Kept::kNotRecovered);
  EXPECT_EQ(kept.kept_back[0].difference, Rational(-100));
  // Upwards it is corrected, and the period itself is closed as it is.
  EXPECT_THAT(AmountsOf(Settle(Entitled(key, 600), Before(key, 500), never, Of("2016-03"))),
              ElementsAre(Rational(100)));
  EXPECT_THAT(AmountsOf(Settle(Entitled(key, -50), {}, never, Of("2016-02"))),
              ElementsAre(Rational(-50)));
}

TEST(Settlement, RecoversAsFarBackAsItsClauseSays) {
  const LineKey key = Line("2015-02");
  const SettlementOf year =
      Clauses({.recover_up_to = Duration{.count = 12, .unit = DurationUnit::kMonth}});
  EXPECT_THAT(AmountsOf(Settle({}, Before(key, 500), year, Of("2016-02"))),
              ElementsAre(Rational(-500)));
  EXPECT_THAT(Settle({}, Before(key, 500), year, Of("2016-03")).postings, IsEmpty());
}

TEST(Settlement, WaivesBelowAndNotAtItsAmount) {
  const LineKey key = Line("2016-02");
  const SettlementOf fifty = Clauses({.waive_under = Rational(50)});
  const Settled below = Settle(Entitled(key, {54999, 100}), Before(key, 500), fifty, Of("2016-03"));
  EXPECT_THAT(below.postings, IsEmpty());
  ASSERT_THAT(below.kept_back, SizeIs(1));
  EXPECT_EQ(below.kept_back[0].kept, Kept::kWaived);
  EXPECT_THAT(AmountsOf(Settle(Entitled(key, 550), Before(key, 500), fifty, Of("2016-03"))),
              ElementsAre(Rational(50)));
  EXPECT_THAT(Settle(Entitled(key, {45001, 100}), Before(key, 500), fifty, Of("2016-03")).postings,
              IsEmpty());
  EXPECT_THAT(AmountsOf(Settle(Entitled(key, 450), Before(key, 500), fifty, Of("2016-03"))),
              ElementsAre(Rational(-50)));
}

TEST(Settlement, LeavesWhatIsHeldAsItIs) {
  const LineKey key = Line("2016-02");
  LineKey result = key;
  result.partner.clear();
  Entitlements held;
  held.held.push_back({.key = result,
                       .held = {.reason = engine::HeldReason::kTied,
                                .between = {"adatum", "contoso"},
                                .text = "tied",
                                .rules = {}},
                       .policy = nullptr});
  EXPECT_THAT(Settle(held, Before(key, 500), {}, Of("2016-03")).postings, IsEmpty());
  // Who is not among those it waits for is settled.
  LineKey other = key;
  other.partner = "fabrikam";
  EXPECT_THAT(AmountsOf(Settle(held, Before(other, 500), {}, Of("2016-03"))),
              ElementsAre(Rational(-500)));
  held.held[0].held.between.clear();
  EXPECT_THAT(Settle(held, Before(other, 500), {}, Of("2016-03")).postings, IsEmpty());
}

TEST(Settlement, DoesNotMixUnits) {
  const LineKey key = Line("2016-02");
  const PostedLines euros = {{key, {Type::Money(*FindCurrency("EUR")), 500}}};
  const Settled settled = Settle(Entitled(key, 500), euros, {}, Of("2016-03"));
  EXPECT_THAT(settled.postings, IsEmpty());
  ASSERT_THAT(settled.kept_back, SizeIs(1));
  EXPECT_EQ(settled.kept_back[0].kept, Kept::kOtherUnit);
}

// Whatever was posted in whatever steps, without clauses the next close brings it to what is owed,
// and the one after posts nothing.
RC_GTEST_PROP(SettlementProperty, PostingsAddUpToWhatIsOwed, ()) {
  const auto cents = [] { return Rational(*rc::gen::inRange<int64_t>(-100'000, 100'000), 100); };
  const std::vector<LineKey> keys = {Line("2016-01"), Line("2016-02"), Line("2016-02", "rebate")};
  PostedLines posted;
  for (int close = 0; close < 4; ++close) {
    Entitlements entitled;
    for (const LineKey& key : keys) {
      if (*rc::gen::arbitrary<bool>()) {
        entitled.lines.push_back(Entitled(key, cents()).lines.front());
      }
    }
    std::sort(entitled.lines.begin(), entitled.lines.end(),
              [](const Entitlement& a, const Entitlement& b) { return a.key < b.key; });
    const Settled settled = Settle(entitled, posted, {}, Of("2016-03"));
    RC_ASSERT(settled.kept_back.empty());
    for (const Posting& posting : settled.postings) {
      RC_ASSERT(!posting.amount.is_zero());
      posted[posting.key] = {kDollars, posting.entitled};
    }
    for (const LineKey& key : keys) {
      const Entitlement* owed = entitled.Find(key);
      const Rational sum = posted.contains(key) ? posted[key].sum : Rational();
      RC_ASSERT(sum == (owed != nullptr ? owed->amount : Rational()));
    }
    RC_ASSERT(Settle(entitled, posted, {}, Of("2016-03")).postings.empty());
  }
}

}  // namespace
}  // namespace credence::book
