#include "engine/bind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

auto FaultAt(const std::string& field, const std::string& words) {
  return AllOf(Field("field", &facts::Fault::field, field),
               Field("message", &facts::Fault::message, HasSubstr(words)));
}

std::vector<facts::Fault> FaultsOf(CaseSketch& sketch) {
  const facts::Case the_case = sketch.Build();
  facts::FaultList faults;
  EXPECT_FALSE(Bind(the_case, *PolicySketch::Vocabulary(), std::nullopt, faults).has_value());
  return std::move(faults).Take();
}

facts::MeasureInput Row(const std::string& measure, const std::string& subject,
                        facts::TypedValue value, const std::string& period = "2016-02") {
  return {.measure = measure,
          .subject = subject,
          .period = ParsePeriod(period),
          .value = std::move(value)};
}

facts::TypedValue Number(Rational value) { return {Type::Of(TypeKind::kNumber), value}; }

TEST(BindTest, TellsEveryMisfitOfACaseAtOnceWithItsField) {
  CaseSketch sketch({"adatum"});
  facts::CaseBuilder& builder = sketch.builder;
  builder.AddSubject({.type = "tenant", .id = "t1"});
  builder.AddSubject({.type = "workload", .id = "w1", .parent = "northwind"});
  builder.AddSubject({.type = "subscription", .id = "ea2"});
  builder.AddSubject(
      {.type = "partner",
       .id = "contoso",
       .attributes = {{"home", {Type::Of(TypeKind::kSymbol), std::string("northwnd")}},
                      {"hme", {Type::Of(TypeKind::kSymbol), std::string("northwind")}}}});
  builder.AddMeasure(Row("active_user", "ea1.exchange", Number(1)));
  builder.AddMeasure(Row("active_users", "ea1", Number(-5)));
  builder.AddMeasure(Row("active_users", "ea1.exchange", Number(Rational(1, 2)), "2016-Q1"));
  builder.AddMeasure(Row("revenue", "ea1", {Type::Money(*FindCurrency("EUR")), Rational(5)}));
  builder.AddEvidence({.id = "e1",
                       .kind = "dopr",
                       .partner = "adatum",
                       .subject = "ea1",
                       .from = Day("2016-01-01")});
  builder.AddEvidence({.id = "e2",
                       .kind = "dpor",
                       .partner = "adatum",
                       .subject = "northwind",
                       .from = Day("2016-01-01"),
                       .fields = {{"sinc", {Type::Of(TypeKind::kDate), Day("2016-01-01")}}}});
  builder.AddEvidence({.id = "e3", .kind = "dpor", .partner = "adatum", .from = Day("2016-01-01")});
  builder.AddEvidence({.id = "e4",
                       .kind = "touch",
                       .partner = "adatum",
                       .subject = "ea1",
                       .from = Day("2016-01-01")});
  builder.AddEvidence({.id = "e5",
                       .kind = "suspended",
                       .partner = "adatum",
                       .subject = "ea1",
                       .from = Day("2016-01-01")});
  builder.AddFeed({"dporr", Day("2016-01-01")});
  EXPECT_THAT(
      FaultsOf(sketch),
      ElementsAre(
          FaultAt("subjects[5].type", "no subject named `tenant` is declared"),
          FaultAt("subjects[6].parent",
                  "a workload is in a subscription, and `northwind` is a "
                  "customer"),
          FaultAt("subjects[7].parent", "a subscription is in a customer, and this one names none"),
          FaultAt("subjects[8].attributes.home",
                  "no customer named `northwnd` is declared; near: "
                  "`northwind`"),
          FaultAt("subjects[8].attributes.hme", "near: `home`"),
          FaultAt("measures[0].measure", "near: `active_users`"),
          FaultAt("measures[1].subject", "measured per workload, and `ea1` is a subscription"),
          FaultAt("measures[1].value", "a count is never negative: -5"),
          FaultAt("measures[2].period",
                  "measured each month, and 2016-01-01..2016-03-31 is no "
                  "month"),
          FaultAt("measures[2].value", "a count is a whole number: 0.5"),
          FaultAt("measures[3].value", "expected money in USD, found 5.00 EUR"),
          FaultAt("evidence[0].kind", "near: `dpor`"),
          FaultAt("evidence[1].subject",
                  "dpor stands on a subscription, and `northwind` is a "
                  "customer"),
          FaultAt("evidence[1].fields.sinc", "near: `since`"),
          FaultAt("evidence[2].subject", "dpor stands on a subscription, and no subject is given"),
          FaultAt("evidence[3].on", "touch happens on one day"),
          FaultAt("evidence[4].subject", "suspended stands on the partner itself"),
          FaultAt("feeds[0].kind", "near: `dpor`")));
}

TEST(BindTest, TwoValuesOfOneFactKnownFromTheSameDayContradictEachOther) {
  CaseSketch sketch({});
  sketch.Revenue("2016-02", "100").Revenue("2016-01", "7").Revenue("2016-02", "200");
  EXPECT_THAT(FaultsOf(sketch), ElementsAre(FaultAt("measures[2].measure",
                                                    "given twice for the same period, also at "
                                                    "measures[0]")));
}

TEST(BindTest, TheLastRecordedByTheMomentCountsAndWhatWasWithdrawnDoesNot) {
  CaseSketch sketch({});
  const auto add = [&](int64_t dollars, const char* recorded, std::optional<Date> superseded) {
    facts::MeasureInput row = Row("revenue", "ea1", {Dollars(), Rational(dollars)});
    row.recorded = Day(recorded);
    row.superseded = superseded;
    sketch.builder.AddMeasure(row);
  };
  add(3, "2016-05-01", Day("2016-06-01"));
  add(1, "2016-03-01", std::nullopt);
  add(2, "2016-04-01", std::nullopt);
  const facts::Case the_case = sketch.Build();
  const auto vocabulary = PolicySketch::Vocabulary();
  const auto revenue_at = [&](const char* day) -> std::string {
    facts::FaultList faults;
    const auto bound = Bind(the_case, *vocabulary, Day(day), faults);
    const auto rows = bound->MeasureRows(1, vocabulary->FindMeasure("revenue"));
    return rows.empty() ? "none" : ToDisplay(*rows[0].value, Dollars());
  };
  EXPECT_EQ(revenue_at("2016-02-28"), "none");
  EXPECT_EQ(revenue_at("2016-03-01"), "1.00 USD");
  EXPECT_EQ(revenue_at("2016-04-30"), "2.00 USD");
  EXPECT_EQ(revenue_at("2016-05-01"), "3.00 USD");
  EXPECT_EQ(revenue_at("2016-06-01"), "none");
}

TEST(BindTest, ListsSubjectsAsWrittenAndPartnersAndRecordsById) {
  CaseSketch sketch({"fabrikam", "adatum"});
  sketch.Designate("e2", "adatum", "2015-07-01").Designate("e1", "adatum", "2015-07-01");
  const facts::Case the_case = sketch.Build();
  const auto vocabulary = PolicySketch::Vocabulary();
  facts::FaultList faults;
  const auto bound = Bind(the_case, *vocabulary, std::nullopt, faults);
  ASSERT_TRUE(bound.has_value());
  const auto partners = bound->SubjectsOf(ruletree::kPartner);
  ASSERT_THAT(partners, SizeIs(2));
  EXPECT_EQ(bound->IdOf(partners[0]), "adatum");
  const auto records = bound->RecordsOfAllTimes(partners[0], vocabulary->FindEvidence("dpor"));
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(bound->RecordId(records[0]), "e1");
  const auto customer = bound->SubjectsOf(1)[0];
  EXPECT_THAT(bound->Below(customer, 3), SizeIs(2));
  EXPECT_EQ(bound->Above(bound->Below(customer, 3)[0], 1), customer);
  EXPECT_THAT(bound->Below(bound->SubjectsOf(2)[0], 1), IsEmpty());
}

TEST(BindTest, LeavesOutWhatOnlyALaterVocabularyKnows) {
  const auto later = PolicySketch::Vocabulary();
  auto earlier = std::make_shared<ruletree::Vocabulary>(*later);
  earlier->evidence.erase(earlier->evidence.begin());  // dpor
  earlier->measures.pop_back();                        // quota
  earlier->attributes.pop_back();                      // partner.home
  CaseSketch sketch({});
  sketch.builder.AddSubject(
      {.type = "partner",
       .id = "adatum",
       .attributes = {{"home", {Type::Of(TypeKind::kSymbol), std::string("northwind")}}}});
  sketch.Designate("e1", "adatum", "2015-07-01");
  sketch.builder.AddMeasure(Row("quota", "adatum", {Dollars(), Rational(1)}, "2016"));
  sketch.builder.AddFeed({"dpor", Day("2016-01-01")});
  const facts::Case the_case = sketch.Build();
  facts::FaultList alone;
  EXPECT_FALSE(Bind(the_case, *earlier, std::nullopt, alone).has_value());
  EXPECT_EQ(alone.size(), 4u);
  facts::FaultList together;
  const ruletree::Vocabulary* others[] = {earlier.get(), later.get()};
  EXPECT_TRUE(Bind(the_case, *earlier, std::nullopt, together, others).has_value());
  EXPECT_TRUE(together.empty());
}

}  // namespace
}  // namespace credence::engine
