// The reference policy by the engine and by hand in C++: the same awards, case by case.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "bench/reference/columns.h"
#include "bench/reference/programme.h"
#include "engine/batch/decide_all.h"

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

TEST(Reference, TheBatchEvaluatorAwardsTheSameWhateverTheBatch) {
  const ruletree::PolicySetPtr policies = CompileReference();
  ASSERT_NE(policies, nullptr);
  const engine::batch::ProgramPtr program = LowerReference(*policies);
  ASSERT_NE(program, nullptr);
  engine::batch::Columns columns(program->policy->vocabulary);
  CaseColumns filling(columns);
  for (uint64_t row = 0; row < kRows; ++row) filling.Append(CaseAt(kSeed, row));
  ASSERT_TRUE(columns.Check().ok()) << columns.Check();
  for (const uint32_t batch : {1u, 7u, 1'024u}) {
    engine::batch::Decider decider(program);
    engine::batch::Outcome outcome;
    for (uint32_t row = 0; row < kRows; row += batch) {
      decider.Decide(columns, row, std::min<uint32_t>(batch, kRows - row), outcome);
    }
    ASSERT_TRUE(outcome.plain.empty());
    const std::vector<Decided> found = AwardsOf(outcome, *program, columns);
    for (uint64_t row = 0; row < kRows; ++row) {
      const Decided expected = Native(CaseAt(kSeed, row));
      ASSERT_THAT(found[row].awards, ElementsAreArray(expected.awards)) << "row " << row;
      ASSERT_EQ(found[row].held_incentives, expected.held_incentives) << "row " << row;
    }
  }
}

// One case of a batch that numbers are too large for, and one that lacks a value: they are named,
// and the others are decided as ever.
TEST(Reference, OneCaseOfABatchThatColumnsCannotSayLeavesTheOthersAlone) {
  const ruletree::PolicySetPtr policies = CompileReference();
  ASSERT_NE(policies, nullptr);
  const engine::batch::ProgramPtr program = LowerReference(*policies);
  ASSERT_NE(program, nullptr);
  const ruletree::Vocabulary& words = *program->policy->vocabulary;
  engine::batch::Columns columns(program->policy->vocabulary);
  CaseColumns filling(columns);
  constexpr uint32_t kCases = 1'024;
  constexpr uint32_t kLarge = 500;
  constexpr uint32_t kLacking = 700;
  constexpr uint32_t kOdd = 800;
  for (uint64_t row = 0; row < kCases; ++row) filling.Append(CaseAt(kSeed, row));
  const auto first_row = [&](const char* type, uint32_t at) {
    return columns.rows[words.FindSubject(type)].begin[at];
  };
  engine::batch::Column& revenue =
      columns.Measure(words.FindMeasure("revenue"), DecidedDays().begin);
  const int64_t parts_of_cent = engine::batch::Scale(Type::Money({})) / 100;
  Case large = CaseAt(kSeed, kLarge);
  large.subscriptions[0].revenue_cents = (engine::batch::kColumnValueMax - 1) / parts_of_cent;
  revenue.values[first_row("subscription", kLarge)] =
      large.subscriptions[0].revenue_cents * parts_of_cent;
  revenue.bits |= static_cast<uint64_t>(engine::batch::kColumnValueMax - 1);
  columns.Measure(words.FindMeasure("seats"), DecidedDays().begin)
      .present[first_row("workload", kLacking)] = 0;
  columns.odd[kOdd] = 1;
  ASSERT_TRUE(columns.Check().ok()) << columns.Check();

  engine::batch::Decider decider(program);
  engine::batch::Outcome outcome;
  decider.Decide(columns, 0, kCases, outcome);
  EXPECT_THAT(outcome.plain, ::testing::ElementsAre(kLacking, kOdd));
  const std::vector<Decided> found = AwardsOf(outcome, *program, columns);
  for (uint32_t row = 0; row < kCases; ++row) {
    Decided expected = Native(row == kLarge ? large : CaseAt(kSeed, row));
    if (row == kLacking || row == kOdd) expected = Decided();
    ASSERT_THAT(found[row].awards, ElementsAreArray(expected.awards)) << "row " << row;
    ASSERT_EQ(found[row].held_incentives, expected.held_incentives) << "row " << row;
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
