// Tests clients/cli/expectations.h on one decision: what passes, and that each kind of
// expectation can fail and says why.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "clients/cli/expectations.h"
#include "tests/support/golden.h"

namespace credence::cli {
namespace {

using ::credence::testing::ReadGolden;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Decision February() {
  v1::Decision decision;
  const auto read = google::protobuf::util::JsonStringToMessage(
      ReadGolden("tests/golden/cli/decision/february.json"), &decision);
  EXPECT_TRUE(read.ok()) << read.ToString();
  return decision;
}

v1::Case TheCase() {
  v1::Case value;
  const auto add = [&](const char* type, const char* id) {
    v1::Subject& subject = *value.add_subjects();
    subject.set_type(type);
    subject.set_id(id);
  };
  for (const char* id : {"ea1", "ea2"}) add("subscription", id);
  add("workload", "ea1.exchange");
  for (const char* id : {"adatum", "bellows", "dunmore", "umbra"}) add("partner", id);
  return value;
}

// The messages of what is not as expected.
std::vector<std::string> Mismatches(std::string expect, bool strict = false) {
  FileFaults faults;
  const auto source = std::make_shared<const Source>("a.test.yaml", std::move(expect));
  const YamlDocument document = ReadYaml(source, faults);
  Expectations expected =
      ReadExpectations({source, faults}, document.root(), {"subscription", "workload"});
  expected.strict = strict;
  expected.place = {source, {}};
  EXPECT_TRUE(faults.empty()) << faults.Render({});
  std::vector<std::string> messages;
  for (const Mismatch& mismatch : Match(expected, TheCase(), {February()})) {
    messages.push_back(mismatch.message);
  }
  return messages;
}

constexpr const char* kAll = R"(
awards:
  - { credit: incentive, subscription: ea1, partner: adatum, amount: 617.28 USD,
      rule: deployment_incentive, evidence: [dpor-a], version: "2016.1", period: 2016-02 }
  - { credit: recognised_seats, workload: ea1.exchange, partner: adatum, amount: 1_900 }
  - { credit: recognised_seats, workload: ea1.exchange, partner: bellows, amount: 900 }
held: [{ credit: capacity, subscription: ea1, reason: tied, between: [bellows, adatum] }]
)";

TEST(Match, WhatIsListedInFullPassesStrictly) { EXPECT_THAT(Mismatches(kAll, true), IsEmpty()); }

TEST(Match, StrictlyAnAwardThatNothingExpectsFails) {
  EXPECT_THAT(
      Mismatches("held: [{ credit: capacity, subscription: ea1 }]\nignore: [incentive]\n", true),
      ElementsAre("not expected: recognised_seats of ea1.exchange for 2016-02, `adatum` is "
                  "awarded 1,900",
                  "not expected: recognised_seats of ea1.exchange for 2016-02, `bellows` is "
                  "awarded 900"));
}

TEST(Match, StrictlyAHeldResultThatNothingExpectsFails) {
  EXPECT_THAT(Mismatches("ignore: [incentive, recognised_seats]\n", true),
              ElementsAre(HasSubstr("capacity of ea1 for 2016-01-14..2016-01-31 is held, tied")));
}

TEST(Match, AnAmountIsExact) {
  EXPECT_THAT(Mismatches("awards: [{ credit: incentive, partner: adatum, amount: 617.281 USD }]"),
              ElementsAre("`adatum`: expected 617.281 USD, got 617.28 USD"));
  // Seats are no money, even of the same number.
  EXPECT_THAT(
      Mismatches("awards: [{ credit: recognised_seats, partner: bellows, amount: 900 USD }]"),
      ElementsAre("`bellows`: expected 900.00 USD, got 900"));
}

TEST(Match, TheRuleAndAllTheEvidenceCount) {
  EXPECT_THAT(Mismatches("awards: [{ credit: incentive, partner: adatum, rule: education }]"),
              ElementsAre(HasSubstr("expected it by the rule `education`")));
  EXPECT_THAT(Mismatches("awards: [{ credit: incentive, partner: adatum, evidence: [] }]"),
              ElementsAre(HasSubstr("got `dpor-a`")));
}

TEST(Match, OneAwardMeetsOneExpectation) {
  EXPECT_THAT(Mismatches("awards: [{ credit: incentive, partner: adatum },"
                         " { credit: incentive, partner: adatum }]"),
              ElementsAre("`adatum` is not awarded `incentive`"));
}

TEST(Match, ANegativeNeedsTheReasonItStates) {
  EXPECT_THAT(Mismatches("not: [{ credit: incentive, partner: bellows, why_not: no dpor }]"),
              IsEmpty());
  EXPECT_THAT(Mismatches("not: [{ credit: incentive, partner: umbra, why_not: not_eligible }]"),
              IsEmpty());
  EXPECT_THAT(Mismatches("not: [{ credit: incentive, partner: bellows, why_not: suspended }]"),
              ElementsAre(HasSubstr("says `suspended`")));
  EXPECT_THAT(Mismatches("not: [{ credit: incentive, partner: adatum }]"),
              ElementsAre(HasSubstr("`adatum` is awarded 617.28 USD")));
}

TEST(Match, AMisspeltNameIsAFailureEvenInANegative) {
  EXPECT_THAT(Mismatches("not: [{ credit: incentve, partner: bellows }]"),
              ElementsAre("there is no credit `incentve`"));
  EXPECT_THAT(Mismatches("not: [{ credit: incentive, partner: belows }]"),
              ElementsAre("there is no partner `belows`"));
  EXPECT_THAT(Mismatches("none: [{ credit: incentive, subscription: ea3 }]"),
              ElementsAre("there is no subject `ea3`"));
  EXPECT_THAT(Mismatches("none: [{ credit: incentive, period: 2016-03 }]"),
              ElementsAre(HasSubstr("nothing was decided about this")));
  EXPECT_THAT(Mismatches("ignore: [incentve]"), ElementsAre("there is no credit `incentve`"));
}

TEST(Match, NobodyIsNobody) {
  EXPECT_THAT(Mismatches("none: [{ credit: capacity, subscription: ea2 }]"), IsEmpty());
  EXPECT_THAT(Mismatches("none: [{ credit: capacity, subscription: ea1 }]"),
              ElementsAre(HasSubstr("it is held")));
  EXPECT_THAT(Mismatches("none: [incentive]"),
              ElementsAre(HasSubstr("expected nobody, `adatum` is awarded")));
}

TEST(Match, HeldMeansForThisReasonAndBetweenThese) {
  EXPECT_THAT(Mismatches("held: [{ credit: capacity, subject: ea1, reason: missing_input }]"),
              ElementsAre("`capacity` is not held as expected"));
  EXPECT_THAT(Mismatches("held: [{ credit: capacity, subject: ea1, between: [adatum] }]"),
              ElementsAre("`capacity` is not held as expected"));
  EXPECT_THAT(Mismatches("held: [{ credit: incentive }]"),
              ElementsAre("`incentive` is not held as expected"));
}

TEST(Match, AnExplanationHoldsEveryText) {
  EXPECT_THAT(Mismatches("explains: [{ credit: incentive, partner: adatum,"
                         " contains: [53.75% >= 40%, 5% of] }]"),
              IsEmpty());
  EXPECT_THAT(Mismatches("explains: [{ credit: incentive, partner: adatum, contains: [7%] }]"),
              ElementsAre("no reason says `7%`"));
}

// Silver is reached in February, gold is not.
v1::Decision WithStandings() {
  v1::Decision decision;
  const auto add = [&](const char* name, v1::Standing::Verdict verdict) -> v1::Standing& {
    v1::Standing& standing = *decision.add_standings();
    standing.set_standing(name);
    standing.set_partner("adatum");
    standing.set_period("2016-02");
    standing.set_verdict(verdict);
    return standing;
  };
  add("silver", v1::Standing::REACHED).set_text("sum of seats >= 40: 80 >= 40");
  v1::Standing& gold = add("gold", v1::Standing::NOT_REACHED);
  gold.set_text("sum of seats >= 250 is not met: 80 >= 250");
  gold.set_missing("80 of 250 seats: 170 more");
  return decision;
}

std::vector<std::string> StandingMismatches(std::string expect) {
  FileFaults faults;
  const auto source = std::make_shared<const Source>("a.test.yaml", std::move(expect));
  const YamlDocument document = ReadYaml(source, faults);
  const Expectations expected = ReadExpectations({source, faults}, document.root(), {});
  if (!faults.empty()) return {faults.Render({})};
  std::vector<std::string> messages;
  for (const Mismatch& mismatch : Match(expected, TheCase(), {WithStandings()})) {
    messages.push_back(mismatch.message);
  }
  return messages;
}

TEST(MatchStandings, AVerdictAndWhatIsSaidOfItAreHeldToTheDecision) {
  EXPECT_THAT(
      StandingMismatches("standings:\n"
                         "  - { standing: silver, partner: adatum, verdict: reached }\n"
                         "  - { standing: gold, partner: adatum, period: 2016-02,\n"
                         "      verdict: not reached, missing: 170 more, why: 80 >= 250 }\n"),
      IsEmpty());
  EXPECT_THAT(StandingMismatches(
                  "standings:\n"
                  "  - { standing: silver, partner: adatum, verdict: held }\n"
                  "  - { standing: gold, partner: adatum, verdict: not_reached,\n"
                  "      missing: 171 more }\n"
                  "  - { standing: gold, partner: adatum, verdict: not reached, why: 81 }\n"),
              ElementsAre("silver of adatum in 2016-02: expected held, it is reached",
                          "gold of adatum in 2016-02: what is missing does not say `171 more`",
                          "gold of adatum in 2016-02: the reason does not say `81`"));
}

TEST(MatchStandings, WhatDoesNotExistIsNeverMet) {
  EXPECT_THAT(StandingMismatches(
                  "standings:\n"
                  "  - { standing: glod, partner: adatum, verdict: reached }\n"
                  "  - { standing: gold, partner: adatmu, verdict: not reached }\n"
                  "  - { standing: gold, partner: bellows, verdict: not reached }\n"
                  "  - { standing: gold, partner: adatum, period: 2016-03, verdict: held }\n"),
              ElementsAre("there is no standing `glod`", "there is no partner `adatmu`",
                          "nothing was decided about this: `gold` of `bellows` has no such month "
                          "or version",
                          "nothing was decided about this: `gold` of `adatum` has no such month "
                          "or version"));
}

TEST(MatchStandings, AnUnknownVerdictIsAFaultOfTheFile) {
  EXPECT_THAT(
      StandingMismatches("standings: [{ standing: gold, partner: adatum, verdict: lost }]\n"),
      ElementsAre(HasSubstr("`lost` is no verdict on a standing")));
}

}  // namespace
}  // namespace credence::cli
