// The announcement of January 2016 through the ledger: records that come in April close as
// adjustments of the months they belong to, and what was issued before stays as it was.
#include "book/close.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "dsl/compile.h"
#include "store/backends/open_store.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

using ::credence::testing::ReadGolden;
using ::credence::testing::TemporaryDirectory;
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

Date Day(std::string_view text) { return *Date::Parse(text); }

constexpr const char* kQuarterly = R"(policy recognition version "1"
  effective from 2016-01-01
  uses services version "1"

credit seats : count for every partner per subscription each month
  settled quarterly

award seats to every partner with dpor on period.end
  amount active_users
  because "The partner of record is recognised."
)";

ruletree::PolicySetPtr Compiled(std::vector<SourcePtr> policies) {
  policies.push_back(std::make_shared<const Source>("services.vocab", kVocabulary));
  dsl::Compiled compiled = dsl::Compile(policies);
  EXPECT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
  return compiled.policies;
}

ruletree::PolicySetPtr Policies(bool quarterly = false) {
  if (quarterly) return Compiled({std::make_shared<const Source>("quarterly.policy", kQuarterly)});
  return Compiled({std::make_shared<const Source>("2016.policy", kPolicy),
                   std::make_shared<const Source>("2015.policy", kBefore)});
}

facts::Record Subject(const std::string& type, const std::string& id,
                      const std::string& parent = "") {
  return {.key = "subject/" + id,
          .fact = facts::SubjectInput{.type = type, .id = id, .parent = parent}};
}

facts::Record Measured(const std::string& measure, const std::string& subject,
                       const std::string& month, const Type& type, Rational value) {
  return {.key = "measure/" + measure + "/" + subject + "/" + month,
          .fact = facts::MeasureInput{.measure = measure,
                                      .subject = subject,
                                      .period = ParsePeriod(month),
                                      .value = {type, value}}};
}

facts::Record Recognised(const std::string& kind, const std::string& partner,
                         const std::string& subject, std::string_view from) {
  facts::EvidenceInput evidence{.id = kind + "/" + subject + "/" + partner,
                                .kind = kind,
                                .partner = partner,
                                .subject = subject,
                                .from = Day(from)};
  if (kind == "dpor") evidence.fields = {{"since", {Type::Of(TypeKind::kDate), Day(from)}}};
  return {.key = evidence.id, .row = 7, .fact = evidence};
}

class CloseTest : public ::testing::Test {
 protected:
  CloseTest() {
    EXPECT_TRUE(store::MigrateStore(path_).ok());
    store_ = *store::OpenStore(path_);
    std::vector<facts::Record> usage = {
        Subject("customer", "northwind"), Subject("subscription", "ea1", "northwind"),
        Subject("partner", "adatum"), Recognised("dpor", "adatum", "ea1", "2015-07-01")};
    for (const char* month : {"2016-01", "2016-02", "2016-03", "2016-04"}) {
      usage.push_back(Measured("revenue", "ea1", month, Type::Money(*FindCurrency("USD")), 3100));
      usage.push_back(Measured("active_users", "ea1", month, Type::Of(TypeKind::kCount), 40));
    }
    Record(usage, "2016-01-31", "usage.csv");
  }

  void Record(const std::vector<facts::Record>& records, std::string_view known,
              const std::string& file) {
    auto stream =
        store_->Record({.system = "test", .file = file, .sha256 = file + "#"}, Day(known));
    ASSERT_TRUE(stream.ok()) << stream.status();
    for (const facts::Record& record : records) ASSERT_TRUE((*stream)->Add(record).ok());
    ASSERT_TRUE((*stream)->Commit().ok());
  }

  book::CloseSummary Close(std::string_view month, std::string_view known) {
    const auto closed = book::CloseBook(
        *store_, *Policies(quarterly_),
        {.policy = "recognition", .period = *ParsePeriod(month), .known = Day(known)});
    EXPECT_TRUE(closed.ok()) << closed.status();
    return closed.ok() ? *closed : book::CloseSummary{};
  }

  // "2016-02: 2016-01 incentive adatum 155 USD"
  std::vector<std::string> Entries(int64_t after = 0) {
    std::vector<std::string> lines;
    const std::vector<store::Entry> entries = *store_->Entries({}, after, 1000);
    for (const store::Entry& entry : entries) {
      lines.push_back(entry.closed.ToString() + ": " + entry.key.period.ToString() + " " +
                      entry.key.credit + " " + entry.key.partner + " " +
                      ToDisplay(entry.amount, entry.type) + (entry.adjustment ? " adjusted" : ""));
    }
    return lines;
  }

  int64_t LastEntry() { return store_->Entries({}, 0, 1000)->back().id; }

  TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("book.db");
  std::unique_ptr<store::Store> store_;
  bool quarterly_ = false;  // whose policy decides
};

TEST_F(CloseTest, WhatComesInAprilAdjustsTheMonthsItBelongsTo) {
  Close("2016-01", "2016-02-05");
  Close("2016-02", "2016-03-05");
  Close("2016-03", "2016-04-04");
  // Seats count from January 14 and the incentive as before.
  const std::vector<std::string> issued = {
      "2016-01: 2016-01 incentive adatum 155.00 USD", "2016-01: 2016-01 seats adatum 40",
      "2016-02: 2016-02 incentive adatum 155.00 USD", "2016-02: 2016-02 seats adatum 40",
      "2016-03: 2016-03 incentive adatum 155.00 USD", "2016-03: 2016-03 seats adatum 40"};
  EXPECT_EQ(Entries(), issued);
  const int64_t before = LastEntry();

  Record({Recognised("delegated_admin", "contoso", "ea1", "2016-01-01")}, "2016-04-05",
         "april.json");
  const book::CloseSummary april = Close("2016-04", "2016-05-05");
  EXPECT_EQ(april.adjustments, 3u);
  EXPECT_THAT(Entries(before),
              ElementsAre("2016-04: 2016-01 seats contoso 40 adjusted",
                          "2016-04: 2016-02 seats contoso 40 adjusted",
                          "2016-04: 2016-03 seats contoso 40 adjusted",
                          "2016-04: 2016-04 incentive adatum 155.00 USD",
                          "2016-04: 2016-04 seats adatum 40", "2016-04: 2016-04 seats contoso 40"));
  // What was issued before is as it was, and each adjustment says what was learnt.
  std::vector<std::string> all = Entries();
  all.resize(issued.size());
  EXPECT_EQ(all, issued);
  EXPECT_EQ(store_->Entries({}, before, 1)->front().learnt,
            "2016-04-05 test:april.json:7 delegated_admin/ea1/contoso");
}

TEST_F(CloseTest, ARetractedRecordIsTakenBackAndTheIncentiveStays) {
  Record({Recognised("delegated_admin", "contoso", "ea1", "2016-01-01")}, "2016-02-01",
         "february.json");
  Close("2016-01", "2016-02-05");
  const int64_t before = LastEntry();
  ASSERT_TRUE(
      store_->Retract("delegated_admin/ea1/contoso", "never accepted", Day("2016-03-01")).ok());
  Close("2016-02", "2016-03-05");
  EXPECT_THAT(Entries(before), ElementsAre("2016-02: 2016-01 seats contoso -40 adjusted",
                                           "2016-02: 2016-02 incentive adatum 155.00 USD",
                                           "2016-02: 2016-02 seats adatum 40"));
  EXPECT_THAT(store_->Entries({}, before, 1)->front().learnt,
              Eq("2016-03-01 delegated_admin/ea1/contoso is no longer known: never accepted"));
}

TEST_F(CloseTest, ASecondCloseWithNothingNewPostsNothing) {
  Close("2016-01", "2016-02-05");
  const std::vector<std::string> once = Entries();
  const book::CloseSummary again = Close("2016-01", "2016-02-06");
  EXPECT_EQ(again.entries, 0u);
  EXPECT_EQ(again.customers, 1u);
  EXPECT_EQ(Entries(), once);
}

TEST_F(CloseTest, ACloseThatWasCutOffGoesOn) {
  Record({Subject("customer", "wingtip"), Subject("subscription", "w1", "wingtip"),
          Recognised("dpor", "adatum", "w1", "2015-07-01"),
          Measured("revenue", "w1", "2016-01", Type::Money(*FindCurrency("USD")), 100)},
         "2016-01-31", "more.csv");
  // The first customer was posted, then the process was gone.
  const auto begun = store_->BeginClose({.policy = "recognition",
                                         .period = *ParsePeriod("2016-01"),
                                         .known = Day("2016-02-05"),
                                         .digest = Policies()->digest});
  ASSERT_TRUE(begun.ok());
  ASSERT_TRUE(store_->Post(*begun, {.customer = "northwind", .digest = "as before"}).ok());
  store_ = *store::OpenStore(path_);
  const book::CloseSummary closed = Close("2016-01", "2016-02-05");
  EXPECT_EQ(closed.posted_before, 1u);
  EXPECT_EQ(closed.close.id, begun->id);
  EXPECT_TRUE(closed.close.issued);
  // What w1 lacks is held, and told.
  EXPECT_THAT(Entries(), ElementsAre("2016-01: 2016-01 incentive adatum 5.00 USD"));
  const std::vector<store::HeldEntry> held = *store_->HeldOf(closed.close, "");
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
  Record(without_users(), "2016-01-31", "wingtip.csv");
  const auto held_months = [this] {
    std::vector<std::string> months;
    const std::vector<store::HeldEntry> held =
        *store_->HeldOf(**store_->LastIssued("recognition"), "wingtip");
    for (const store::HeldEntry& one : held) months.push_back(one.key.period.ToString());
    return months;
  };
  Close("2016-01", "2016-02-05");
  EXPECT_THAT(held_months(), ElementsAre("2016-01"));
  // Nothing was learnt: neither the next period nor the same one again lets it out of sight.
  Close("2016-02", "2016-03-05");
  EXPECT_THAT(held_months(), ElementsAre("2016-01"));
  Close("2016-02", "2016-03-06");
  EXPECT_THAT(held_months(), ElementsAre("2016-01"));
  const int64_t before = LastEntry();
  Record({Measured("active_users", "w1", "2016-01", Type::Of(TypeKind::kCount), 8)}, "2016-03-07",
         "late.csv");
  Close("2016-02", "2016-03-08");
  EXPECT_THAT(held_months(), IsEmpty());
  EXPECT_THAT(Entries(before), ElementsAre("2016-02: 2016-01 seats adatum 8 adjusted"));
}

// Nothing is learnt in the quarter: its months are posted at its end all the same.
TEST_F(CloseTest, AQuarterIsSettledAtItsEnd) {
  quarterly_ = true;
  Close("2016-01", "2016-02-05");
  Close("2016-02", "2016-03-05");
  EXPECT_THAT(Entries(), IsEmpty());
  Close("2016-03", "2016-04-05");
  EXPECT_THAT(Entries(),
              ElementsAre("2016-03: 2016-01 seats adatum 40", "2016-03: 2016-02 seats adatum 40",
                          "2016-03: 2016-03 seats adatum 40"));
}

TEST_F(CloseTest, WhatDoesNotFitNamesTheCustomerAndGoesOnWhenMended) {
  Record({Subject("subscription", "ea2", "nowhere"), Subject("customer", "wingtip"),
          Subject("subscription", "w1", "wingtip"),
          Measured("active_users", "w1", "2016-01", Type::Of(TypeKind::kNumber), -5)},
         "2016-01-31", "wrong.csv");
  const auto closed = book::CloseBook(
      *store_, *Policies(),
      {.policy = "recognition", .period = *ParsePeriod("2016-01"), .known = Day("2016-02-05")});
  EXPECT_EQ(closed.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(closed.status().message()),
              HasSubstr("customer `wingtip`: its facts do not fit the rules"));
  EXPECT_THAT(std::string(closed.status().message()), HasSubstr("a count is never negative"));
}

TEST_F(CloseTest, WhatThePolicyDoesNotSpeakOfIsNoPartOfItsCases) {
  Record({Recognised("pal", "contoso", "ea1", "2016-01-01"),
          Measured("seats_of_teams", "ea1", "2016-01", Type::Of(TypeKind::kCount), 7)},
         "2016-01-31", "more.json");
  Close("2016-01", "2016-02-05");
  EXPECT_THAT(Entries(), ElementsAre("2016-01: 2016-01 incentive adatum 155.00 USD",
                                     "2016-01: 2016-01 seats adatum 40"));
}

TEST_F(CloseTest, ThereIsAPolicyToCloseBy) {
  const auto closed = book::CloseBook(
      *store_, *Policies(),
      {.policy = "recognitoin", .period = *ParsePeriod("2016-01"), .known = Day("2016-02-05")});
  EXPECT_EQ(closed.status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace credence
