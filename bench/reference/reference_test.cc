// The reference policy by the engine and by hand in C++: the same awards, case by case.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "bench/reference/programme.h"

namespace credence::bench::reference {

void PrintTo(const Award& award, std::ostream* out) {
  *out << "credit " << int{static_cast<uint8_t>(award.credit)} << " on " << int{award.subject}
       << " to " << int{award.partner} << ": " << award.amount;
}

namespace {

using ::testing::ElementsAreArray;

constexpr uint64_t kSeed = 2016;
constexpr uint64_t kRows = 2'000;

Decided Native(const Case& the_case) {
  Decided decided;
  DecideNative(the_case, decided);
  std::sort(decided.awards.begin(), decided.awards.end());
  return decided;
}

TEST(Reference, TheEngineAndThePolicyWrittenByHandAwardTheSame) {
  const ruletree::PolicySetPtr policies = CompileReference();
  ASSERT_NE(policies, nullptr);
  for (uint64_t row = 0; row < kRows; ++row) {
    const Case the_case = CaseAt(kSeed, row);
    const engine::Decided by_rules =
        engine::Decide(policies->timelines.front(), ToFacts(the_case), ByEngine());
    ASSERT_TRUE(by_rules.ok()) << "row " << row << ": " << by_rules.faults.front().message;
    const Decided expected = Native(the_case);
    const Decided found = AwardsOf(*by_rules.decision);
    ASSERT_THAT(found.awards, ElementsAreArray(expected.awards)) << "row " << row;
    ASSERT_EQ(found.held_incentives, expected.held_incentives) << "row " << row;
  }
}

// What the averages are said to be, and that every rule has its say in cases enough.
TEST(Reference, GeneratedCasesAreAsLargeAsTheyAreSaidToBe) {
  uint64_t subscriptions = 0, lines = 0, partners = 0, records = 0, awards = 0;
  uint64_t by_credit[3] = {}, held = 0;
  constexpr uint64_t kCases = 20'000;
  for (uint64_t row = 0; row < kCases; ++row) {
    const Case the_case = CaseAt(kSeed, row);
    subscriptions += the_case.subscription_count;
    lines += the_case.line_count;
    partners += the_case.partner_count;
    records += the_case.record_count;
    const Decided decided = Native(the_case);
    awards += decided.awards.size();
    for (const Award& award : decided.awards) ++by_credit[static_cast<size_t>(award.credit)];
    if (decided.held_incentives != 0) ++held;
  }
  const auto in_hundredths = [](uint64_t sum) { return static_cast<int>(sum * 100 / kCases); };
  EXPECT_NEAR(in_hundredths(subscriptions), 300, 5);
  EXPECT_NEAR(in_hundredths(lines), 1200, 20);
  EXPECT_NEAR(in_hundredths(partners), 350, 5);
  EXPECT_NEAR(in_hundredths(records), 550, 8);
  EXPECT_NEAR(in_hundredths(awards), 590, 30);
  for (const uint64_t count : by_credit) EXPECT_GT(count, kCases / 5);
  EXPECT_GT(held, kCases / 200);
}

// The cases are the same on every machine: the first of the seed, and one of the last.
TEST(Reference, ACaseIsAFunctionOfItsSeedAndRow) {
  const auto told = [](const Case& the_case) {
    uint64_t sum = 0;
    for (const Subscription& subscription : the_case.subscriptions) {
      sum = sum * 31 + static_cast<uint64_t>(subscription.revenue_cents);
    }
    for (const Line& line : the_case.lines)
      sum = sum * 3 + static_cast<uint64_t>(line.seats + line.active);
    return sum;
  };
  EXPECT_EQ(told(CaseAt(kSeed, 0)), 2759528931344427572u);
  EXPECT_EQ(told(CaseAt(kSeed, 9'999'999)), 3087698775356789408u);
}

}  // namespace
}  // namespace credence::bench::reference
