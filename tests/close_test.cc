// The announcement of January 2016 through the ledger: records that come in April close as
// adjustments of the months they belong to, and what was issued before stays as it was.
#include "book/close.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "book/resolution.h"
#include "book/statement.h"
#include "book/why.h"
#include "tests/support/small_book.h"

namespace credence {
namespace {

using ::credence::testing::Compiled;
using ::credence::testing::KnownDay;
using ::credence::testing::Measured;
using ::credence::testing::Recognised;
using ::credence::testing::SmallBook;
using ::credence::testing::Subject;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kVocabulary = R"(vocabulary services version "1"

subject customer
subject subscription in customer

evidence dpor on subscription lasting with { since: date }
evidence delegated_admin on subscription lasting

measure revenue : money in USD per subscription each month, flow
measure active_users : count per subscription each month, level
)";

constexpr const char* kPolicy = R"(policy recognition version "2016.1"
  effective from 2016-01-14 splitting periods
  uses services version "1"
  supersedes "2015.7"

credit incentive : money in USD for one partner per subscription each month
  prefer latest dpor.since
  if tied hold
  rounded to nearest 0.01 USD

credit seats : count for every partner per subscription each month
  combine highest

award incentive to the partner with dpor on period.end
  amount 5% of sum of revenue
  because "Incentives are paid to the partner of record."

award seats to every partner with any of { dpor, delegated_admin } on period.end
  amount active_users
  because "Every partner who helped is recognised."
)";

constexpr const char* kBefore = R"(policy recognition version "2015.7"
  effective from 2015-07-01
  uses services version "1"

credit incentive : money in USD for one partner per subscription each month
  prefer latest dpor.since
  if tied hold
  rounded to nearest 0.01 USD

award incentive to the partner with dpor on period.end
  amount 5% of sum of revenue
  because "Incentives are paid to the partner of record."
)";

constexpr const char* kQuarterly = R"(policy recognition version "1"
  effective from 2016-01-01
  uses services version "1"

credit seats : count for every partner per subscription each month
  settled quarterly

award seats to every partner with dpor on period.end
  amount active_users
  because "The partner of record is recognised."
)";

ruletree::PolicySetPtr Policies() {
  return Compiled(
      {{"services.vocab", kVocabulary}, {"2016.policy", kPolicy}, {"2015.policy", kBefore}});
}

class CloseTest : public ::testing::Test {
 protected:
  CloseTest() {
    std::vector<facts::Record> usage = {
        Subject("customer", "northwind"), Subject("subscription", "ea1", "northwind"),
        Subject("partner", "adatum"), Recognised("dpor", "adatum", "ea1", "2015-07-01")};
    for (const char* month : {"2016-01", "2016-02", "2016-03", "2016-04"}) {
      usage.push_back(Measured("revenue", "ea1", month, Type::Money(*FindCurrency("USD")), 3100));
      usage.push_back(Measured("active_users", "ea1", month, Type::Of(TypeKind::kCount), 40));
    }
    book_.Record(usage, "2016-01-31", "usage.csv");
  }

  SmallBook book_{Policies()};
};

TEST_F(CloseTest, WhatComesInAprilAdjustsTheMonthsItBelongsTo) {
  book_.Close("2016-01", "2016-02-05");
  book_.Close("2016-02", "2016-03-05");
  book_.Close("2016-03", "2016-04-04");
  // Seats count from January 14 and the incentive as before.
  const std::vector<std::string> issued = {
      "2016-01: 2016-01 incentive adatum 155.00 USD", "2016-01: 2016-01 seats adatum 40",
      "2016-02: 2016-02 incentive adatum 155.00 USD", "2016-02: 2016-02 seats adatum 40",
      "2016-03: 2016-03 incentive adatum 155.00 USD", "2016-03: 2016-03 seats adatum 40"};
  EXPECT_EQ(book_.Entries(), issued);
  const int64_t before = book_.LastEntry();

  book_.Record({Recognised("delegated_admin", "contoso", "ea1", "2016-01-01")}, "2016-04-05",
               "april.json");
  const book::CloseSummary april = book_.Close("2016-04", "2016-05-05");
  EXPECT_EQ(april.adjustments, 3u);
  EXPECT_THAT(book_.Entries(before),
              ElementsAre("2016-04: 2016-01 seats contoso 40 adjusted",
                          "2016-04: 2016-02 seats contoso 40 adjusted",
                          "2016-04: 2016-03 seats contoso 40 adjusted",
                          "2016-04: 2016-04 incentive adatum 155.00 USD",
                          "2016-04: 2016-04 seats adatum 40", "2016-04: 2016-04 seats contoso 40"));
  // What was issued before is as it was, and each adjustment says what was learnt.
  std::vector<std::string> all = book_.Entries();
  all.resize(issued.size());
  EXPECT_EQ(all, issued);
  EXPECT_EQ(book_.store().Entries({}, before, 1)->front().learnt,
            "2016-04-05 test:april.json:7 delegated_admin/ea1/contoso");
}

TEST_F(CloseTest, ARetractedRecordIsTakenBackAndTheIncentiveStays) {
  book_.Record({Recognised("delegated_admin", "contoso", "ea1", "2016-01-01")}, "2016-02-01",
               "february.json");
  book_.Close("2016-01", "2016-02-05");
  const int64_t before = book_.LastEntry();
  ASSERT_TRUE(book_.store()
                  .Retract("delegated_admin/ea1/contoso", "never accepted", KnownDay("2016-03-01"))
                  .ok());
  book_.Close("2016-02", "2016-03-05");
  EXPECT_THAT(book_.Entries(before), ElementsAre("2016-02: 2016-01 seats contoso -40 adjusted",
                                                 "2016-02: 2016-02 incentive adatum 155.00 USD",
                                                 "2016-02: 2016-02 seats adatum 40"));
  EXPECT_THAT(book_.store().Entries({}, before, 1)->front().learnt,
              Eq("2016-03-01 delegated_admin/ea1/contoso is no longer known: never accepted"));
}

TEST_F(CloseTest, ASecondCloseWithNothingNewPostsNothing) {
  book_.Close("2016-01", "2016-02-05");
  const std::vector<std::string> once = book_.Entries();
  const book::CloseSummary again = book_.Close("2016-01", "2016-02-06");
  EXPECT_EQ(again.entries, 0u);
  EXPECT_EQ(again.customers, 1u);
  EXPECT_EQ(book_.Entries(), once);
}

TEST_F(CloseTest, ACloseThatWasCutOffGoesOn) {
  book_.Record({Subject("customer", "wingtip"), Subject("subscription", "w1", "wingtip"),
                Recognised("dpor", "adatum", "w1", "2015-07-01"),
                Measured("revenue", "w1", "2016-01", Type::Money(*FindCurrency("USD")), 100)},
               "2016-01-31", "more.csv");
  // The first customer was posted, then the process was gone.
  const auto begun = book_.store().BeginClose({.policy = "recognition",
                                               .period = *ParsePeriod("2016-01"),
                                               .known = KnownDay("2016-02-05"),
                                               .digest = Policies()->digest});
  ASSERT_TRUE(begun.ok());
  ASSERT_TRUE(book_.store()
                  .PostAll(*begun, {{.customer = "northwind", .record = {.digest = "as before"}}})
                  .ok());
  book_.OpenAgain();
  const book::CloseSummary closed = book_.Close("2016-01", "2016-02-05");
  EXPECT_EQ(closed.posted_before, 1u);
  EXPECT_EQ(closed.close.id, begun->id);
  EXPECT_TRUE(closed.close.issued);
  // What w1 lacks is held, and told.
  EXPECT_THAT(book_.Entries(), ElementsAre("2016-01: 2016-01 incentive adatum 5.00 USD"));
  const std::vector<store::HeldEntry> held = *book_.store().HeldOf(closed.close, "");
  ASSERT_FALSE(held.empty());
  EXPECT_EQ(held[0].key.subject, "w1");
  EXPECT_THAT(held[0].text, HasSubstr("active_users of w1 for 2016-01 is missing"));
}

TEST_F(CloseTest, WhatIsHeldStaysInSightUntilItIsKnown) {
  const auto without_users = [] {
    return std::vector<facts::Record>{
        Subject("customer", "wingtip"),
        Subject("subscription", "w1", "wingtip"),
        Recognised("dpor", "adatum", "w1", "2015-07-01"),
        Measured("revenue", "w1", "2016-01", Type::Money(*FindCurrency("USD")), 100),
        Measured("revenue", "w1", "2016-02", Type::Money(*FindCurrency("USD")), 100),
        Measured("active_users", "w1", "2016-02", Type::Of(TypeKind::kCount), 9)};
  };
  book_.Record(without_users(), "2016-01-31", "wingtip.csv");
  const auto held_months = [this] {
    std::vector<std::string> months;
    const std::vector<store::HeldEntry> held =
        *book_.store().HeldOf(**book_.store().LastIssued("recognition"), "wingtip");
    for (const store::HeldEntry& one : held) months.push_back(one.key.period.ToString());
    return months;
  };
  book_.Close("2016-01", "2016-02-05");
  EXPECT_THAT(held_months(), ElementsAre("2016-01"));
  // Nothing was learnt: neither the next period nor the same one again lets it out of sight.
  book_.Close("2016-02", "2016-03-05");
  EXPECT_THAT(held_months(), ElementsAre("2016-01"));
  book_.Close("2016-02", "2016-03-06");
  EXPECT_THAT(held_months(), ElementsAre("2016-01"));
  const int64_t before = book_.LastEntry();
  book_.Record({Measured("active_users", "w1", "2016-01", Type::Of(TypeKind::kCount), 8)},
               "2016-03-07", "late.csv");
  book_.Close("2016-02", "2016-03-08");
  EXPECT_THAT(held_months(), IsEmpty());
  EXPECT_THAT(book_.Entries(before), ElementsAre("2016-02: 2016-01 seats adatum 8 adjusted"));
}

// Both versions count seats: those of January are there once, as the version of its end has them.
TEST_F(CloseTest, SeatsOfAMonthThatTwoVersionsPartAreThereOnce) {
  std::string before = kBefore;
  before += R"(
credit seats : count for every partner per subscription each month

award seats to every partner with dpor at any time in the period
  amount active_users
  because "The partner of record is recognised."
)";
  book_.set_policies(Compiled(
      {{"services.vocab", kVocabulary}, {"2016.policy", kPolicy}, {"2015.policy", before}}));
  book_.Close("2016-01", "2016-02-05");
  EXPECT_THAT(book_.Entries(), ElementsAre("2016-01: 2016-01 incentive adatum 155.00 USD",
                                           "2016-01: 2016-01 seats adatum 40"));
}

class TieTest : public CloseTest {
 protected:
  TieTest() {
    book_.Record({Recognised("dpor", "contoso", "ea1", "2015-07-01")}, "2016-02-01", "other.csv");
    book_.Close("2016-01", "2016-02-05");
  }

  absl::StatusOr<std::string> Resolve(const std::string& partner, std::string_view known,
                                      const std::string& credit = "incentive") {
    return book::Resolve(book_.store(), {.policy = "recognition",
                                         .credit = credit,
                                         .subject = "ea1",
                                         .period = *ParsePeriod("2016-01"),
                                         .partner = partner,
                                         .reason = "the customer confirmed",
                                         .by = "a.admin",
                                         .known = KnownDay(known)});
  }

  std::vector<std::string> Incentives(int64_t after) {
    std::vector<std::string> found;
    for (const std::string& entry : book_.Entries(after)) {
      if (entry.find("incentive") != std::string::npos) found.push_back(entry);
    }
    return found;
  }
};

TEST_F(TieTest, APersonDecidesATieAndTheNextClosePostsIt) {
  EXPECT_THAT(Incentives(0), IsEmpty());
  const auto key = Resolve("contoso", "2016-02-06");
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(*key, "resolution/recognition/incentive/ea1/2016-01");
  const int64_t before = book_.LastEntry();
  book_.Close("2016-01", "2016-02-07");
  EXPECT_THAT(Incentives(before), ElementsAre("2016-01: 2016-01 incentive contoso 155.00 USD"));
  const auto none = [](const std::string&) { return ruletree::PolicySetPtr(); };
  const auto gone = book::WhyEntry(book_.store(), none, before + 1);
  EXPECT_EQ(gone.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(gone.status().message()), HasSubstr("ask again with them"));
  const auto why = book::WhyEntry(
      book_.store(), [this](const std::string&) { return book_.policies_ptr(); }, before + 1);
  ASSERT_TRUE(why.ok()) << why.status();
  EXPECT_TRUE(why->same);
  EXPECT_THAT(why->decision, HasSubstr("level in every key, and resolved by a.admin on 2016-02-06: "
                                       "the customer confirmed"));
  // Taken back it is tied again: what was posted stays until it is known.
  ASSERT_TRUE(book_.store().Retract(*key, "it was another customer", KnownDay("2016-02-08")).ok());
  const int64_t posted = book_.LastEntry();
  book_.Close("2016-01", "2016-02-09");
  EXPECT_THAT(Incentives(posted), IsEmpty());
  ASSERT_TRUE(Resolve("adatum", "2016-02-10").ok());
  book_.Close("2016-01", "2016-02-11");
  EXPECT_THAT(Incentives(posted), ElementsAre("2016-01: 2016-01 incentive adatum 155.00 USD",
                                              "2016-01: 2016-01 incentive contoso -155.00 USD"));
}

TEST_F(TieTest, WhatCannotBeResolvedIsSaid) {
  const auto said = [](const absl::StatusOr<std::string>& key) {
    return std::string(key.status().message());
  };
  EXPECT_THAT(said(Resolve("fabrikam", "2016-02-06")),
              HasSubstr("`fabrikam` is none of those it waits for: adatum, contoso"));
  EXPECT_THAT(said(Resolve("adatum", "2016-02-06", "seats")), HasSubstr("is not held"));
  EXPECT_THAT(said(Resolve("adatum", "2016-02-05")), HasSubstr("2016-02-06"));
  // Of one day the first holds, whichever it is.
  ASSERT_TRUE(Resolve("contoso", "2016-02-06").ok());
  EXPECT_EQ(Resolve("contoso", "2016-02-06").status(), absl::OkStatus());
  EXPECT_THAT(said(Resolve("adatum", "2016-02-06")), HasSubstr("retract `resolution/"));
}

class StatementTest : public CloseTest {
 protected:
  // "seats 40 + 120 = 160"
  std::vector<std::string> Totals(const book::StatementRequest& request) {
    const auto close = book::CloseOfStatement(book_.store(), request);
    EXPECT_TRUE(close.ok()) << close.status();
    std::vector<std::string> lines;
    if (!close.ok()) return lines;
    const auto totals = *book::TotalsOf(book_.store(), *close, request.partner);
    for (const book::StatementTotal& total : totals) {
      lines.push_back(total.credit + " " + ToDisplay(total.earned, total.type) + " + " +
                      ToDisplay(total.adjustments, total.type) + " = " +
                      ToDisplay(total.sum, total.type));
    }
    return lines;
  }
};

TEST_F(StatementTest, EarnedAndAdjustmentsAddUp) {
  book_.Close("2016-01", "2016-02-05");
  book_.Close("2016-02", "2016-03-05");
  book_.Record({Recognised("delegated_admin", "contoso", "ea1", "2016-01-01")}, "2016-04-05",
               "april.json");
  book_.Close("2016-03", "2016-04-06");
  EXPECT_THAT(Totals({.policy = "recognition", .partner = "contoso"}),
              ElementsAre("seats 40 + 80 = 120"));
  EXPECT_THAT(
      Totals({.policy = "recognition", .partner = "adatum", .period = ParsePeriod("2016-01")}),
      ElementsAre("incentive 155.00 USD + 0.00 USD = 155.00 USD", "seats 40 + 0 = 40"));
  EXPECT_THAT(
      Totals({.policy = "recognition", .partner = "contoso", .period = ParsePeriod("2016-01")}),
      IsEmpty());
}

TEST_F(StatementTest, AnotherCloseOfThePeriodHasOneOfItsOwn) {
  book_.Close("2016-01", "2016-02-05");
  book_.Record({Recognised("delegated_admin", "contoso", "ea1", "2016-01-01")}, "2016-02-06",
               "late.json");
  book_.Close("2016-01", "2016-02-07");
  const book::StatementRequest last{.policy = "recognition", .partner = "contoso"};
  EXPECT_THAT(Totals(last), ElementsAre("seats 40 + 0 = 40"));
  book::StatementRequest first = last;
  first.known = KnownDay("2016-02-05");
  EXPECT_THAT(Totals(first), IsEmpty());
}

TEST_F(StatementTest, IsOfWhatWasIssued) {
  const auto said = [this](const std::string& period) {
    return std::string(book::CloseOfStatement(book_.store(), {.policy = "recognition",
                                                              .partner = "adatum",
                                                              .period = ParsePeriod(period)})
                           .status()
                           .message());
  };
  EXPECT_THAT(said("2016-01"), Eq("recognition 2016-01 is not closed"));
  ASSERT_TRUE(book_.store()
                  .BeginClose({.policy = "recognition",
                               .period = *ParsePeriod("2016-01"),
                               .known = KnownDay("2016-02-05"),
                               .digest = Policies()->digest})
                  .ok());
  EXPECT_THAT(said("2016-01"), HasSubstr("not issued yet; finish it with `credence close 2016-01"));
  book_.Close("2016-01", "2016-02-05");
  EXPECT_THAT(said("2016-02"),
              HasSubstr("the last close is that of 2016-01 as known on 2016-02-05"));
}

// Nothing is learnt in the quarter: its months are posted at its end all the same.
TEST_F(CloseTest, AQuarterIsSettledAtItsEnd) {
  book_.set_policies(Compiled({{"services.vocab", kVocabulary}, {"quarterly.policy", kQuarterly}}));
  book_.Close("2016-01", "2016-02-05");
  book_.Close("2016-02", "2016-03-05");
  EXPECT_THAT(book_.Entries(), IsEmpty());
  book_.Close("2016-03", "2016-04-05");
  EXPECT_THAT(book_.Entries(),
              ElementsAre("2016-03: 2016-01 seats adatum 40", "2016-03: 2016-02 seats adatum 40",
                          "2016-03: 2016-03 seats adatum 40"));
}

TEST_F(CloseTest, WhatDoesNotFitNamesTheCustomerAndGoesOnWhenMended) {
  book_.Record({Subject("subscription", "ea2", "nowhere"), Subject("customer", "wingtip"),
                Subject("subscription", "w1", "wingtip"),
                Measured("active_users", "w1", "2016-01", Type::Of(TypeKind::kNumber), -5)},
               "2016-01-31", "wrong.csv");
  const auto closed = book::CloseBook(book_.store(), *Policies(),
                                      {.policy = "recognition",
                                       .period = *ParsePeriod("2016-01"),
                                       .known = KnownDay("2016-02-05")});
  EXPECT_EQ(closed.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(closed.status().message()),
              HasSubstr("customer `wingtip`: its facts do not fit the rules"));
  EXPECT_THAT(std::string(closed.status().message()), HasSubstr("a count is never negative"));
}

TEST_F(CloseTest, WhatThePolicyDoesNotSpeakOfIsNoPartOfItsCases) {
  book_.Record({Recognised("pal", "contoso", "ea1", "2016-01-01"),
                Measured("seats_of_teams", "ea1", "2016-01", Type::Of(TypeKind::kCount), 7)},
               "2016-01-31", "more.json");
  book_.Close("2016-01", "2016-02-05");
  EXPECT_THAT(book_.Entries(), ElementsAre("2016-01: 2016-01 incentive adatum 155.00 USD",
                                           "2016-01: 2016-01 seats adatum 40"));
}

TEST_F(CloseTest, ThereIsAPolicyToCloseBy) {
  const auto closed = book::CloseBook(book_.store(), *Policies(),
                                      {.policy = "recognitoin",
                                       .period = *ParsePeriod("2016-01"),
                                       .known = KnownDay("2016-02-05")});
  EXPECT_EQ(closed.status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace credence
