#include "facts/case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/limits.h"

namespace credence::facts {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Date Day(const char* text) { return *Date::Parse(text); }

TypedValue Number(int64_t value) { return {Type::Of(TypeKind::kNumber), Rational(value)}; }

auto FaultAt(const std::string& field, const std::string& words) {
  return AllOf(Field("field", &Fault::field, field),
               Field("message", &Fault::message, HasSubstr(words)));
}

std::vector<Fault> FaultsOf(CaseBuilder builder) {
  std::vector<Fault> faults;
  EXPECT_FALSE(std::move(builder).Build(faults).has_value());
  return faults;
}

CaseBuilder Northwind() {
  CaseBuilder builder("northwind 2016-02");
  builder.AddSubject({.type = "customer", .id = "northwind", .parent = "", .attributes = {}});
  builder.AddSubject(
      {.type = "subscription", .id = "ea1", .parent = "northwind", .attributes = {}});
  builder.AddSubject({.type = "partner", .id = "adatum", .parent = "", .attributes = {}});
  return builder;
}

EvidenceInput Designation(std::string id) {
  EvidenceInput input;
  input.id = std::move(id);
  input.kind = "dpor";
  input.partner = "adatum";
  input.subject = "ea1";
  input.from = Day("2015-07-01");
  return input;
}

MeasureInput Seats(std::string subject) {
  MeasureInput input;
  input.measure = "active_users";
  input.subject = std::move(subject);
  input.period = ParsePeriod("2016-02");
  input.value = Number(80);
  return input;
}

TEST(CaseTest, KeepsEvidenceInColumnsWithBothTimes) {
  CaseBuilder builder = Northwind();
  EvidenceInput input = Designation("e1");
  input.through = Day("2016-02-10");
  input.recorded = Day("2015-08-01");
  input.provenance = "designations.csv:17";
  input.fields = {{"since", {Type::Of(TypeKind::kDate), Day("2015-07-01")}}};
  builder.AddEvidence(input);
  std::vector<Fault> faults;
  const std::optional<Case> the_case = std::move(builder).Build(faults);
  ASSERT_TRUE(the_case.has_value());
  EXPECT_THAT(faults, IsEmpty());
  const Evidence& evidence = the_case->evidence;
  ASSERT_EQ(evidence.size(), 1u);
  EXPECT_EQ(the_case->names[evidence.kind[0]], "dpor");
  EXPECT_EQ(evidence.valid[0].ToString(), "2015-07-01..2016-02-10");
  EXPECT_EQ(evidence.known[0].begin, Day("2015-08-01"));
  EXPECT_EQ(the_case->names[evidence.provenance[0]], "designations.csv:17");
  EXPECT_THAT(evidence.fields_begin, ElementsAre(0, 1));
  EXPECT_EQ(the_case->names[evidence.field_name[0]], "since");
}

TEST(CaseTest, EvidenceWithoutASubjectStandsOnThePartner) {
  CaseBuilder builder = Northwind();
  EvidenceInput input = Designation("e1");
  input.subject.clear();
  builder.AddEvidence(input);
  std::vector<Fault> faults;
  const std::optional<Case> the_case = std::move(builder).Build(faults);
  ASSERT_TRUE(the_case.has_value());
  EXPECT_EQ(the_case->evidence.subject[0], the_case->evidence.partner[0]);
}

TEST(CaseTest, AParentMayComeAfterItsChildren) {
  CaseBuilder builder;
  builder.AddSubject({.type = "workload", .id = "ea1.exchange", .parent = "ea1", .attributes = {}});
  builder.AddSubject(
      {.type = "subscription", .id = "ea1", .parent = "northwind", .attributes = {}});
  builder.AddSubject({.type = "customer", .id = "northwind", .parent = "", .attributes = {}});
  std::vector<Fault> faults;
  const std::optional<Case> the_case = std::move(builder).Build(faults);
  ASSERT_TRUE(the_case.has_value());
  EXPECT_THAT(the_case->subjects.parent, ElementsAre(kNone, 0, 1));
  EXPECT_THAT(the_case->subjects.row, ElementsAre(2, 1, 0));
}

TEST(CaseTest, RefusesSubjectsInsideThemselves) {
  CaseBuilder builder;
  builder.AddSubject({.type = "customer", .id = "a", .parent = "b", .attributes = {}});
  builder.AddSubject({.type = "customer", .id = "b", .parent = "a", .attributes = {}});
  builder.AddSubject({.type = "customer", .id = "c", .parent = "c", .attributes = {}});
  EXPECT_THAT(FaultsOf(std::move(builder)),
              ElementsAre(FaultAt("subjects[0].parent", "inside itself"),
                          FaultAt("subjects[2].parent", "`c` is inside itself")));
}

TEST(CaseTest, RefusesOneIdForTwoSubjectsWhateverTheirTypes) {
  CaseBuilder builder = Northwind();
  builder.AddSubject({.type = "partner", .id = "northwind", .parent = "", .attributes = {}});
  EXPECT_THAT(FaultsOf(std::move(builder)),
              ElementsAre(FaultAt("subjects[3].id", "given twice, first at subjects[0]")));
}

TEST(CaseTest, NamesTheNearPartnerWhenOneIsNotDeclared) {
  CaseBuilder builder = Northwind();
  EvidenceInput input = Designation("e1");
  input.partner = "adatun";
  builder.AddEvidence(input);
  EXPECT_THAT(FaultsOf(std::move(builder)),
              ElementsAre(FaultAt("evidence[0].partner",
                                  "no partner named `adatun` is declared; near: `adatum`")));
}

TEST(CaseTest, ASubscriptionIsNoPartner) {
  CaseBuilder builder = Northwind();
  EvidenceInput input = Designation("e1");
  input.partner = "ea1";
  builder.AddEvidence(input);
  EXPECT_THAT(FaultsOf(std::move(builder)),
              ElementsAre(FaultAt("evidence[0].partner", "`ea1` is a subscription")));
}

TEST(CaseTest, TellsEveryFaultOfACaseAtOnce) {
  CaseBuilder builder = Northwind();
  builder.AddSubject({.type = "workload", .id = "w1", .parent = "ea2", .attributes = {}});
  builder.AddMeasure(Seats("ea9"));
  EvidenceInput backwards = Designation("e1");
  backwards.through = Day("2015-06-30");
  builder.AddEvidence(backwards);
  EvidenceInput twice = Designation("e1");
  twice.on = Day("2016-01-01");
  builder.AddEvidence(twice);
  EvidenceInput undated = Designation("e3");
  undated.from.reset();
  undated.recorded = Day("2016-01-02");
  undated.superseded = Day("2016-01-02");
  builder.AddEvidence(undated);
  builder.AddFeed({"dpor", Day("2016-02-29")});
  builder.AddFeed({"dpor", Day("2016-02-28")});
  EXPECT_THAT(FaultsOf(std::move(builder)),
              ElementsAre(FaultAt("subjects[3].parent", "no subject named `ea2` is declared"),
                          FaultAt("measures[0].subject", "no subject named `ea9` is declared"),
                          FaultAt("evidence[0].through", "2015-06-30 is before `from`, 2015-07-01"),
                          FaultAt("evidence[1].id", "`e1` is given twice, first at evidence[0]"),
                          FaultAt("evidence[1].on", "either one day"),
                          FaultAt("evidence[2].from", "the first day is missing"),
                          FaultAt("evidence[2].superseded", "never known"),
                          FaultAt("feeds[1].kind", "`dpor` is given twice")));
}

TEST(CaseTest, RefusesBytesThatWouldSteerATerminal) {
  CaseBuilder builder;
  builder.AddSubject({.type = "customer", .id = "a\x1b[2J", .parent = "", .attributes = {}});
  EXPECT_THAT(FaultsOf(std::move(builder)),
              ElementsAre(FaultAt("subjects[0].id", "no plain text")));
}

TEST(CaseTest, AnIdMayBeAsLongAsTheLimitAndNoLonger) {
  CaseBuilder at_the_limit;
  at_the_limit.AddSubject({.type = "customer",
                           .id = std::string(limits::kIdBytesMax, 'a'),
                           .parent = "",
                           .attributes = {}});
  std::vector<Fault> faults;
  EXPECT_TRUE(std::move(at_the_limit).Build(faults).has_value());
  CaseBuilder over;
  over.AddSubject({.type = "customer",
                   .id = std::string(limits::kIdBytesMax + 1, 'a'),
                   .parent = "",
                   .attributes = {}});
  EXPECT_THAT(FaultsOf(std::move(over)), ElementsAre(FaultAt("subjects[0].id", "at most 256")));
}

TEST(CaseTest, MayHaveAsManyPartnersAsTheLimitAndNoMore) {
  const auto with_partners = [](size_t count) {
    CaseBuilder builder;
    for (size_t i = 0; i < count; ++i) {
      builder.AddSubject(
          {.type = "partner", .id = "p" + std::to_string(i), .parent = "", .attributes = {}});
    }
    return builder;
  };
  std::vector<Fault> faults;
  EXPECT_TRUE(with_partners(limits::kPartnersMax).Build(faults).has_value());
  EXPECT_THAT(FaultsOf(with_partners(limits::kPartnersMax + 1)),
              ElementsAre(FaultAt("subjects", "1001 partners; at most 1000")));
}

TEST(CaseTest, CountsTheFaultsItDoesNotShow) {
  CaseBuilder builder;
  for (size_t i = 0; i < limits::kDiagnosticsMax + 20; ++i) builder.AddMeasure(Seats("nobody"));
  const std::vector<Fault> faults = FaultsOf(std::move(builder));
  EXPECT_EQ(faults.size(), limits::kDiagnosticsMax + 1);
  EXPECT_EQ(faults.back().message, "20 more faults are not shown");
}

}  // namespace
}  // namespace credence::facts
