// Standings by what was posted over all customers: thresholds at and below, a year that rolls,
// locations of one account, and what was told at the time.
#include "book/standings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_book.h"

namespace credence {
namespace {

using ::credence::testing::Attribute;
using ::credence::testing::Compiled;
using ::credence::testing::KnownDay;
using ::credence::testing::Measured;
using ::credence::testing::Recognised;
using ::credence::testing::SmallBook;
using ::credence::testing::Subject;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kVocabulary = R"(vocabulary services version "1"

subject customer
subject subscription in customer
subject account

evidence dpor on subscription lasting with { since: date }
evidence serves on customer lasting

measure active_users : count per subscription each month, level, optional

attribute partner.account : account, optional
)";

constexpr const char* kCompetency = R"(policy competency version "2015.9"
  effective from 2015-09-01
  uses services version "1"

credit seats : count for every partner per customer each month
credit customers : count for every partner per customer each month

award seats to every partner with serves on period.end
  amount sum of (active_users else 0)
  because "Active seats of the customers a partner serves."

award customers to every partner with serves on period.end
  amount 1
  because "Each customer counts once."

standing silver in small_cloud
  when sum of seats >= 40 and sum of customers >= 4
  because "Silver needs 40 seats and 4 customers."

standing gold in small_cloud
  when sum of seats >= 250 and count of customers >= 25
  because "Gold needs 250 seats and 25 customers."
)";

constexpr const char* kAccounts = R"(policy competency version "1"
  effective from 2015-01-01
  uses services version "1"

credit seats : count for every account per customer each month

award seats to every partner with serves on period.end
  amount sum of (active_users else 0)
  because "The seats of an account's customers, each once."

standing silver
  when sum of seats >= 50
  because "Silver needs 50 seats of the account."
)";

constexpr const char* kRollingYear = R"(policy competency version "1"
  effective from 2014-01-01
  uses services version "1"

credit seats : count for every partner per subscription each month

award seats to every partner with dpor on period.end
  amount active_users else 0
  because "The partner of record is recognised."

standing gold
  when sum of seats over 12 months >= 121
  because "Gold needs 121 seats in twelve months."
)";

facts::Record Seats(const std::string& subscription, const std::string& month, int64_t seats) {
  return Measured("active_users", subscription, month, Type::Of(TypeKind::kCount), Rational(seats));
}

// "silver adatum reached", "gold adatum not_reached: ..."
std::vector<std::string> Standings(SmallBook& book, book::StandingsRequest request) {
  request.policy = "competency";
  request.limit = 100;
  const auto page = book::StandingsOf(book.store(), book.policies(), request);
  EXPECT_TRUE(page.ok()) << page.status();
  std::vector<std::string> lines;
  if (!page.ok()) return lines;
  for (const engine::StandingResult& one : page->standings) {
    const bool reached = one.verdict == engine::Verdict::kReached;
    const bool held = one.verdict == engine::Verdict::kHeld;
    lines.push_back(one.standing + " " + one.partner + " " +
                    (reached ? "reached"
                     : held  ? "held: " + one.text
                             : "not reached: " + one.missing));
  }
  return lines;
}

// Seats over customers, each of a subscription of its own.
std::vector<std::string> Competency(int customers, int seats) {
  SmallBook book(Compiled({{"services.vocab", kVocabulary}, {"competency.policy", kCompetency}}),
                 "competency");
  std::vector<facts::Record> records;
  for (int i = 0; i < customers; ++i) {
    const std::string customer = "c" + std::to_string(100 + i);
    const std::string subscription = customer + ".s";
    records.push_back(Subject("customer", customer));
    records.push_back(Subject("subscription", subscription, customer));
    records.push_back(Recognised("serves", "adatum", customer, "2015-01-01"));
    records.push_back(
        Seats(subscription, "2015-10", seats / customers + (i < seats % customers ? 1 : 0)));
  }
  book.Record(records, "2015-10-31", "usage.csv");
  book.Close("2015-10", "2015-11-05");
  return Standings(book, {});
}

TEST(StandingsTest, SilverAtFortySeatsAndFourCustomers) {
  EXPECT_THAT(Competency(4, 40)[0], "silver adatum reached");
  EXPECT_THAT(Competency(4, 39)[0], HasSubstr("not reached: 39 of 40 seats: 1 more"));
  EXPECT_THAT(Competency(3, 40)[0], HasSubstr("not reached: 3 of 4 customers: 1 more"));
}

TEST(StandingsTest, GoldAtTwoHundredAndFiftySeatsAndTwentyFiveCustomers) {
  EXPECT_THAT(Competency(25, 250)[1], "gold adatum reached");
  EXPECT_THAT(Competency(25, 249)[1], HasSubstr("not reached: 249 of 250 seats: 1 more"));
  EXPECT_THAT(Competency(24, 250)[1], HasSubstr("24 of 25 customers: 1 more"));
}

TEST(StandingsTest, TwoLocationsOfOneAccountCountOnce) {
  SmallBook book(Compiled({{"services.vocab", kVocabulary}, {"accounts.policy", kAccounts}}),
                 "competency");
  const facts::TypedValue acme{Type::Of(TypeKind::kSymbol), std::string("acme")};
  book.Record({Subject("customer", "northwind"), Subject("subscription", "ea1", "northwind"),
               Subject("customer", "wingtip"), Subject("subscription", "w1", "wingtip"),
               Subject("account", "acme"), Subject("partner", "acme-berlin"),
               Subject("partner", "acme-paris"), Attribute("acme-berlin", "account", acme),
               Attribute("acme-paris", "account", acme),
               Recognised("serves", "acme-berlin", "northwind", "2015-01-01"),
               Recognised("serves", "acme-paris", "northwind", "2015-01-01"),
               Recognised("serves", "acme-paris", "wingtip", "2015-01-01"),
               Seats("ea1", "2015-10", 30), Seats("w1", "2015-10", 19)},
              "2015-10-31", "usage.csv");
  book.Close("2015-10", "2015-11-05");
  EXPECT_THAT(book.Entries(),
              ElementsAre("2015-10: 2015-10 seats acme 30", "2015-10: 2015-10 seats acme 19"));
  // Each location stands where its account does, and the account is no partner.
  EXPECT_THAT(Standings(book, {}),
              ElementsAre("silver acme-berlin not reached: 49 of 50 seats: 1 more",
                          "silver acme-paris not reached: 49 of 50 seats: 1 more"));
}

class RollingYearTest : public ::testing::Test {
 protected:
  RollingYearTest() {
    std::vector<facts::Record> records = {Subject("customer", "northwind"),
                                          Subject("subscription", "ea1", "northwind"),
                                          Subject("partner", "adatum")};
    for (Period month = *ParsePeriod("2015-01"); month != *ParsePeriod("2016-05");
         month = month.Next()) {
      records.push_back(Seats("ea1", month.ToString(), 10));
    }
    book_.Record(records, "2015-01-31", "usage.csv");
    for (Period month = *ParsePeriod("2015-01"); month != *ParsePeriod("2016-03");
         month = month.Next()) {
      book_.Close(month.ToString(), month.range.end.AddDays(4).ToString());
    }
  }

  SmallBook book_{Compiled({{"services.vocab", kVocabulary}, {"rolling.policy", kRollingYear}}),
                  "competency"};
};

TEST_F(RollingYearTest, ARecordDatedBackFourteenMonthsBringsTwelve) {
  EXPECT_THAT(book_.Entries(), IsEmpty());
  book_.Record({Recognised("dpor", "adatum", "ea1", "2015-01-01")}, "2016-03-10", "late.csv");
  book_.Close("2016-02", "2016-03-11");
  EXPECT_EQ(book_.Entries().size(), 14u);
  EXPECT_THAT(Standings(book_, {}),
              ElementsAre("gold adatum not reached: 120 of 121 seats: 1 more"));
}

TEST_F(RollingYearTest, AStandingIsAskedAsItWasToldThen) {
  book_.Record({Recognised("dpor", "adatum", "ea1", "2015-01-01")}, "2016-03-10", "late.csv");
  book_.Close("2016-02", "2016-03-11");
  EXPECT_THAT(Standings(book_, {.month = ParsePeriod("2015-03")}),
              ElementsAre("gold adatum not reached: 30 of 121 seats: 91 more"));
  EXPECT_THAT(Standings(book_, {.month = ParsePeriod("2015-03"), .known = KnownDay("2016-03-09")}),
              ElementsAre("gold adatum not reached: 0 of 121 seats: 121 more"));
}

TEST_F(RollingYearTest, WhatIsNotClosedIsSaid) {
  const auto ask = [this](const book::StandingsRequest& request) {
    return std::string(
        book::StandingsOf(book_.store(), book_.policies(), request).status().message());
  };
  EXPECT_THAT(ask({.policy = "competency", .month = ParsePeriod("2016-03")}),
              HasSubstr("2016-03 is not closed; the last close is that of 2016-02"));
  EXPECT_THAT(ask({.policy = "competency", .known = KnownDay("2015-01-31")}),
              HasSubstr("nothing of competency was closed as known on 2015-01-31"));
  EXPECT_THAT(ask({.policy = "other"}), HasSubstr("there is no policy `other`"));
}

TEST(StandingsTest, PartnersComeByPage) {
  SmallBook book(Compiled({{"services.vocab", kVocabulary}, {"rolling.policy", kRollingYear}}),
                 "competency");
  std::vector<facts::Record> records = {Subject("customer", "northwind"),
                                        Subject("subscription", "ea1", "northwind"),
                                        Seats("ea1", "2015-10", 3)};
  for (const char* partner : {"adatum", "contoso", "fabrikam"}) {
    records.push_back(Subject("partner", partner));
  }
  // Nobody declared this one: evidence names it, and it was posted to.
  records.push_back(Recognised("dpor", "bellows", "ea1", "2015-01-01"));
  book.Record(records, "2015-10-31", "usage.csv");
  book.Close("2015-10", "2015-11-05");
  std::vector<std::string> partners;
  std::string after;
  do {
    const auto page = book::StandingsOf(book.store(), book.policies(),
                                        {.policy = "competency", .after = after, .limit = 2});
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& one : page->standings) partners.push_back(one.partner);
    after = page->last;
  } while (!after.empty());
  EXPECT_THAT(partners, ElementsAre("adatum", "bellows", "contoso", "fabrikam"));
}

}  // namespace
}  // namespace credence
