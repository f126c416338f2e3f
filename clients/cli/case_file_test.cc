// Tests clients/cli/case_file.h: what a case becomes on the wire, the way back from its fields,
// and (tests/golden/cli/case_faults) what is said of files with faults.
#include "clients/cli/case_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/golden.h"

namespace credence::cli {
namespace {

using ::credence::testing::GoldenBeside;
using ::credence::testing::GoldenInputs;
using ::credence::testing::MatchesGolden;
using ::credence::testing::ReadGolden;
using ::testing::ElementsAre;

constexpr const char* kCase = R"(policy: recognition
period: 2016-02
known_at: 2016-03-05
customers:     { northwind: { region: emea } }
subscriptions: { ea1: { customer: northwind, started_on: 2015-03-01 } }
workloads:     { ea1.exchange: { subscription: ea1, family: exchange } }
partners:      { adatum: { home_customer: northwind } }
measures:
  - { measure: revenue, subscription: ea1, month: 2016-02, value: 12_345.67 USD }
  - { measure: quota, subject: adatum, year: 2016, value: 40%, recorded: 2016-01-05 }
evidence:
  - { id: e1, kind: dpor, partner: adatum, subject: ea1, from: 2015-07-01, since: 2015-07-01 }
  - { kind: touch, partner: adatum, subscription: ea1, day: 2016-02-10, stage: closing }
feeds: { csp: 2016-02-29 }
)";

CaseFile ReadText(std::string text, FileFaults& faults) {
  const auto source = std::make_shared<const Source>("case.yaml", std::move(text));
  const YamlDocument document = ReadYaml(source, faults);
  return ReadCaseFile(document, faults);
}

CaseFile ReadGood(std::string text) {
  FileFaults faults;
  CaseFile file = ReadText(std::move(text), faults);
  EXPECT_TRUE(faults.empty()) << faults.Render({});
  return file;
}

TEST(CaseFile, SubjectsStandUnderTheTypeTheyName) {
  const CaseFile file = ReadGood(kCase);
  ASSERT_EQ(file.value.subjects_size(), 4);
  const v1::Subject& subscription = file.value.subjects(1);
  EXPECT_EQ(subscription.type(), "subscription");
  EXPECT_EQ(subscription.parent(), "northwind");
  EXPECT_EQ(subscription.attributes().size(), 1u);
  EXPECT_EQ(subscription.attributes().at("started_on").date().year(), 2015);
  const v1::Subject& partner = file.value.subjects(3);
  EXPECT_EQ(partner.type(), "partner");
  EXPECT_EQ(partner.attributes().at("home_customer").symbol(), "northwind");
}

TEST(CaseFile, MeasuresAndEvidenceKeepTheirDaysAndFields) {
  const CaseFile file = ReadGood(kCase);
  EXPECT_EQ(file.value.measures(0).value().money().nanos(), 670'000'000);
  EXPECT_EQ(file.value.measures(1).period(), "2016");
  EXPECT_EQ(file.value.measures(1).recorded().day(), 5);
  EXPECT_EQ(file.value.evidence(0).fields().at("since").date().month(), 7);
  EXPECT_FALSE(file.value.evidence(0).has_through());
  EXPECT_EQ(file.value.evidence(1).id(), "#2");
  EXPECT_EQ(file.value.evidence(1).subject(), "ea1");
  EXPECT_EQ(file.value.evidence(1).on().day(), 10);
  EXPECT_EQ(file.value.feeds(0).kind(), "csp");
}

TEST(CaseFile, SaysHowItIsToBeDecided) {
  const CaseFile file = ReadGood(kCase);
  EXPECT_EQ(file.policy, "recognition");
  EXPECT_THAT(file.periods, ElementsAre("2016-02"));
  EXPECT_EQ(file.known_at, Date::Parse("2016-03-05"));
}

TEST(CaseFile, AnUnusualPluralNamesItsType) {
  const CaseFile file = ReadGood("customers: [c]\nopportunities: { o1: { customer: c } }\n");
  EXPECT_EQ(file.value.subjects(1).type(), "opportunity");
  EXPECT_EQ(file.value.subjects(1).parent(), "c");
}

// Only what can be meant by it: `feeds` and `periods` are no ids with attributes.
TEST(CaseFile, ASectionNearAnotherKeyIsASection) {
  const CaseFile file =
      ReadGood("customers: [c]\nfleets: { f: { customer: c } }\npersons: { p: , q: {} }\n");
  ASSERT_EQ(file.value.subjects_size(), 4);
  EXPECT_EQ(file.value.subjects(1).type(), "fleet");
  EXPECT_EQ(file.value.subjects(1).parent(), "c");
  EXPECT_EQ(file.value.subjects(3).type(), "person");
}

TEST(CaseFile, AFieldOfTheWireLeadsBackToItsText) {
  const CaseFile file = ReadGood(kCase);
  const auto text_of = [&](std::string_view path) {
    const auto place = file.places.Find(path);
    return place ? std::string(file.source->text(place->span)) : "nowhere";
  };
  EXPECT_EQ(text_of("evidence[0].from"), "2015-07-01");
  EXPECT_EQ(text_of("evidence[0].fields[since]"), "since");
  EXPECT_EQ(text_of("subjects[1].attributes[started_on]"), "started_on");
  EXPECT_EQ(text_of("subjects[1].parent"), "northwind");
  EXPECT_EQ(text_of("measures[0].period"), "2016-02");
  // What was not written leads to the row that lacks it.
  EXPECT_EQ(text_of("evidence[1].fields[cause]"), "{ kind: touch");
  EXPECT_EQ(file.places.FindExactly("overlay.params.floor"), std::nullopt);
}

TEST(CaseFile, MonthsComeFromTheMeasures) {
  const CaseFile file = ReadGood(
      "partners: [p]\nmeasures:\n"
      "  - { measure: a, partner: p, month: 2016-02, value: 1 }\n"
      "  - { measure: a, partner: p, month: 2016-01, value: 1 }\n"
      "  - { measure: b, partner: p, year: 2016, value: 1 }\n");
  EXPECT_THAT(PeriodsOf(file.value), ElementsAre("2016-01", "2016-02"));
}

TEST(CaseFile, TheSameCaseAsJsonIsTheSameCase) {
  const CaseFile yaml =
      ReadGood("customers: [c]\nmeasures:\n  - {measure: m, subject: c, value: 2}");
  const CaseFile json = ReadGood(
      R"({"customers": ["c"], "measures": [{"measure": "m", "subject": "c", "value": 2}]})");
  EXPECT_EQ(yaml.value.SerializeAsString(), json.value.SerializeAsString());
}

TEST(CaseFile, FaultsAreToldAtTheirPlaceAllAtOnce) {
  for (const std::string& input : GoldenInputs("tests/golden/cli/case_faults", ".yaml")) {
    FileFaults faults;
    const std::string name = input.substr(input.rfind('/') + 1);
    const auto source = std::make_shared<const Source>(name, ReadGolden(input));
    const YamlDocument document = ReadYaml(source, faults);
    if (faults.empty()) ReadCaseFile(document, faults);
    EXPECT_FALSE(faults.empty()) << input;
    EXPECT_TRUE(MatchesGolden(GoldenBeside(input, ".expect"), faults.Render({})));
  }
}

}  // namespace
}  // namespace credence::cli
