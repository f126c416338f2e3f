// Scores, standings and checks as authors write them, decided on small cases.
//
// tests/golden/levels holds the policies: the gold standing of a programme that changed from
// winner-takes-all to every partner, a designation by score, and the small competencies.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "dsl/compile.h"
#include "engine/decide.h"
#include "engine/print_decision.h"
#include "facts/case.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using testing::MatchesGolden;
using testing::ReadGolden;

const std::string kFolder = "tests/golden/levels/";

Date Day(const std::string& text) { return *Date::Parse(text); }

ruletree::PolicySetPtr Compiled(const std::vector<SourcePtr>& sources) {
  dsl::Compiled compiled = dsl::Compile(sources);
  EXPECT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
  return compiled.policies;
}

ruletree::PolicySetPtr FromFiles(std::vector<std::string> names) {
  names.push_back("levels.vocab");
  std::vector<SourcePtr> sources;
  for (const std::string& name : names) {
    sources.push_back(std::make_shared<Source>(name, ReadGolden(kFolder + name)));
  }
  return Compiled(sources);
}

class Rows {
 public:
  Rows& Partner(const std::string& id) {
    builder_.AddSubject({.type = "partner", .id = id});
    return *this;
  }
  // A customer with one subscription of one workload.
  Rows& Customer(const std::string& id) {
    builder_.AddSubject({.type = "customer", .id = id});
    builder_.AddSubject({.type = "subscription", .id = id + ".s", .parent = id});
    builder_.AddSubject({.type = "workload", .id = id + ".w", .parent = id + ".s"});
    return *this;
  }
  Rows& Number(const std::string& measure, const std::string& subject, const std::string& period,
               int64_t value) {
    return Add(measure, subject, period, {Type::Of(TypeKind::kNumber), Rational(value)});
  }
  Rows& Percent(const std::string& measure, const std::string& subject, const std::string& period,
                int64_t hundredths) {
    return Add(measure, subject, period, {Type::Of(TypeKind::kPercent), Rational(hundredths, 100)});
  }
  Rows& Dollars(const std::string& subject, const std::string& period, int64_t value) {
    return Add("revenue", subject, period, {Type::Money(*FindCurrency("USD")), Rational(value)});
  }
  Rows& Evidence(const std::string& kind, const std::string& partner, const std::string& subject,
                 const std::string& from, const std::string& through = "") {
    facts::EvidenceInput input{.id = kind + "-" + partner + "-" + subject,
                               .kind = kind,
                               .partner = partner,
                               .subject = subject};
    input.from = Day(from);
    if (!through.empty()) input.through = Day(through);
    if (kind == "dpor") {
      input.fields.push_back({"since", {Type::Of(TypeKind::kDate), Day(from)}});
    }
    builder_.AddEvidence(std::move(input));
    return *this;
  }
  facts::Case Build() {
    std::vector<facts::Fault> faults;
    std::optional<facts::Case> built = std::move(builder_).Build(faults);
    for (const facts::Fault& fault : faults) ADD_FAILURE() << fault.field << ": " << fault.message;
    return std::move(built).value_or(facts::Case());
  }

 private:
  Rows& Add(const std::string& measure, const std::string& subject, const std::string& period,
            facts::TypedValue value) {
    builder_.AddMeasure({.measure = measure,
                         .subject = subject,
                         .period = ParsePeriod(period),
                         .value = std::move(value)});
    return *this;
  }

  facts::CaseBuilder builder_{"levels"};
};

engine::Decision Decided(const ruletree::PolicySetPtr& policies, facts::Case the_case,
                         const std::string& period, const std::string& version = "") {
  engine::Request request{.days = ParsePeriod(period)->range};
  request.version = version;
  request.explain = false;
  engine::Decided decided = engine::Decide(policies->timelines.front(), the_case, request);
  for (const facts::Fault& fault : decided.faults) {
    ADD_FAILURE() << fault.field << ": " << fault.message;
  }
  return std::move(decided.decision).value_or(engine::Decision());
}

// The standings and checks of a decision, without its credits.
std::string Levels(engine::Decision decision) {
  decision.results.clear();
  return engine::Print(decision);
}

const engine::StandingResult& Find(const engine::Decision& decision, const std::string& standing,
                                   const std::string& partner) {
  for (const engine::StandingResult& result : decision.standings) {
    if (result.standing == standing && result.partner == partner) return result;
  }
  ADD_FAILURE() << "no standing " << standing << " of " << partner;
  static const engine::StandingResult none;
  return none;
}

// Competencies ----------------------------------------------------------------

engine::Decision Competency(int customers, int seats) {
  Rows rows;
  rows.Partner("adatum");
  for (int i = 0; i < customers; ++i) {
    const std::string id = "c" + std::to_string(100 + i);
    const int share = seats / customers + (i == 0 ? seats % customers : 0);
    rows.Customer(id).Number("active_users", id + ".w", "2015-10", share);
    rows.Evidence("serves", "adatum", id, "2015-01-01");
  }
  return Decided(FromFiles({"competency.policy"}), rows.Build(), "2015-10");
}

engine::Verdict VerdictOf(const std::string& standing, int customers, int seats) {
  return Find(Competency(customers, seats), standing, "adatum").verdict;
}

TEST(CompetencyTest, SilverTakesFortySeatsAndFourCustomers) {
  EXPECT_EQ(VerdictOf("silver", 4, 40), engine::Verdict::kReached);
  EXPECT_EQ(VerdictOf("silver", 4, 39), engine::Verdict::kNotReached);
  EXPECT_EQ(VerdictOf("silver", 3, 40), engine::Verdict::kNotReached);
}

TEST(CompetencyTest, GoldTakesTwoHundredFiftySeatsAndTwentyFiveCustomers) {
  EXPECT_EQ(VerdictOf("gold", 25, 250), engine::Verdict::kReached);
  EXPECT_EQ(VerdictOf("gold", 25, 249), engine::Verdict::kNotReached);
  EXPECT_EQ(VerdictOf("gold", 24, 250), engine::Verdict::kNotReached);
}

TEST(CompetencyTest, WhatIsMissingToTheLevelIsSaid) {
  EXPECT_EQ(Find(Competency(3, 39), "silver", "adatum").missing,
            "39 of 40 seats: 1 more; 3 of 4 customers: 1 more");
}

// A designation by score ----------------------------------------------------------

Rows Designation() {
  Rows rows;
  const auto score = [&rows](const std::string& partner, const std::string& month, int64_t adds,
                             int64_t intermediate, int64_t advanced, int64_t growth,
                             int64_t deployments) {
    rows.Number("net_customer_adds", partner, month, adds)
        .Number("intermediate_certified", partner, month, intermediate)
        .Number("advanced_certified", partner, month, advanced)
        .Percent("usage_growth", partner, month, growth)
        .Percent("deployments", partner, month, deployments);
  };
  rows.Partner("adatum").Partner("bellows").Partner("contoso").Partner("dunmore");
  for (const char* month : {"2024-07", "2024-08"}) {
    const bool first = month == std::string("2024-07");
    score("adatum", month, 4, 4, 1, 15, 10);  // 16 + 10 + 7.5 + 22.5 + 25 = 81
    score("bellows", month, 9, 8, 2, 30, 0);  // 20 + 10 + 15 + 30 + 0 = 75, one metric at 0
    score("contoso", month, 1, 1, 1, 1, 1);   // 4 + 2.5 + 7.5 + 1.5 + 2.5 = 18
    score("dunmore", month, first ? 5 : 0, 4, 2, 20, 10);  // all, then no more adds
  }
  return rows;
}

TEST(DesignationTest, TheScoreAndEveryMetricDecide) {
  EXPECT_TRUE(MatchesGolden(
      kFolder + "designation.expect",
      Levels(Decided(FromFiles({"designation.policy"}), Designation().Build(), "2024-08"))));
}

TEST(DesignationTest, NoMonthBeforeTheFirstVersionIsAskedFor) {
  // The measures of June are nowhere; with them missing July could not be judged.
  const engine::Decision decision =
      Decided(FromFiles({"designation.policy"}), Designation().Build(), "2024-07");
  EXPECT_EQ(Find(decision, "solutions_partner", "contoso").verdict, engine::Verdict::kNotReached);
}

// Gold over twelve months -----------------------------------------------------------

// adatum of record at both customers, bellows sells to one: 900 and 700 seats in winter, fewer
// afterwards.
Rows Recognition() {
  Rows rows;
  rows.Partner("adatum").Partner("bellows").Customer("fabrikam").Customer("northwind");
  for (Date day = Day("2015-07-01"); day < Day("2017-03-01");) {
    const Period month = Period::Containing(PeriodUnit::kMonth, day);
    const bool winter = day >= Day("2015-11-01") && day < Day("2016-02-01");
    rows.Number("active_users", "fabrikam.w", month.ToString(), winter ? 900 : 800);
    rows.Number("active_users", "northwind.w", month.ToString(), winter ? 700 : 620);
    day = month.range.end;
  }
  return rows.Evidence("dpor", "adatum", "fabrikam.s", "2015-07-01")
      .Evidence("dpor", "adatum", "northwind.s", "2015-07-01")
      .Evidence("csp", "bellows", "fabrikam.s", "2015-07-01");
}

ruletree::PolicySetPtr BothVersions() {
  return FromFiles({"recognition_2015_07.policy", "recognition_2016_01.policy"});
}

TEST(GoldTest, MonthsOfBothVersionsCountEachDecidedByItsOwn) {
  EXPECT_TRUE(MatchesGolden(kFolder + "gold_2016_02.expect",
                            Levels(Decided(BothVersions(), Recognition().Build(), "2016-02"))));
}

TEST(GoldTest, BeforeTheSeatsWereThereWhatIsMissingIsSaid) {
  const engine::Decision decision = Decided(BothVersions(), Recognition().Build(), "2015-10");
  const engine::StandingResult& gold = Find(decision, "gold", "adatum");
  EXPECT_EQ(gold.verdict, engine::Verdict::kNotReached);
  EXPECT_EQ(gold.missing, "1,420 of 1,500 recognised_seats: 80 more");
}

TEST(GoldTest, TheStandingLastsTwelveMonthsAfterTheLastMonthThatMetIt) {
  // January 2016 has the seats; the condition holds to December, and the standing a year more.
  const engine::Decision decision = Decided(BothVersions(), Recognition().Build(), "2017-02");
  const engine::StandingResult& gold = Find(decision, "gold", "adatum");
  EXPECT_EQ(gold.verdict, engine::Verdict::kReached);
  ASSERT_TRUE(gold.reached_in.has_value());
  EXPECT_EQ(gold.reached_in->ToString(), "2016-12");
}

TEST(GoldTest, AnAwardThatIsHeldHoldsAStandingThatTheOthersDoNotReach) {
  Rows rows = Recognition();
  rows.Evidence("dpor", "bellows", "fabrikam.s", "2015-07-01");
  const engine::Decision decision = Decided(BothVersions(), rows.Build(), "2015-11");
  EXPECT_EQ(Find(decision, "gold", "adatum").verdict, engine::Verdict::kHeld);
  EXPECT_NE(Find(decision, "gold", "adatum").text.find("is held"), std::string::npos);
}

TEST(GoldTest, WithThePinnedVersionEveryMonthIsDecidedByIt) {
  const engine::Decision decision =
      Decided(BothVersions(), Recognition().Build(), "2015-12", "2016.1");
  EXPECT_EQ(Find(decision, "gold", "adatum").reached_in->ToString(), "2015-12");
  EXPECT_EQ(Find(decision, "gold", "adatum").policy->version, "2016.1");
}

// Checks ------------------------------------------------------------------------

std::vector<engine::BrokenCheck> Broken(const ruletree::PolicySetPtr& policies, Rows rows,
                                        const std::string& period) {
  const engine::Request request{.days = ParsePeriod(period)->range, .try_checks = true};
  const facts::Case the_case = rows.Build();
  engine::Decided decided = engine::Decide(policies->timelines.front(), the_case, request);
  EXPECT_TRUE(decided.ok());
  return decided.ok() ? decided.decision->broken_checks : std::vector<engine::BrokenCheck>();
}

ruletree::PolicySetPtr WithChecks(const std::string& guard, const std::string& checks) {
  const std::string text =
      "policy recognition version \"1\" effective from 2015-01-01\n"
      "uses levels version \"1\"\n"
      "credit seats : count for every partner per workload each month\n"
      "award seats as counted to every partner with csp on period.end\n" +
      guard + " amount active_users because \"Seats count.\"\n" + checks;
  return Compiled({std::make_shared<Source>("levels.vocab", ReadGolden(kFolder + "levels.vocab")),
                   std::make_shared<Source>("checked.policy", text)});
}

// adatum and bellows sell to northwind, which has 90 seats.
Rows Seller() {
  Rows rows;
  rows.Partner("adatum").Partner("bellows").Customer("northwind");
  rows.Number("active_users", "northwind.w", "2016-02", 90);
  return rows.Evidence("csp", "adatum", "northwind.s", "2015-01-01")
      .Evidence("csp", "bellows", "northwind.s", "2015-01-01");
}

TEST(CheckTest, ABoundHoldsAtItsValueAndIsBrokenOneBelow) {
  EXPECT_TRUE(
      Broken(WithChecks("", "check few : always seats <= 90"), Seller(), "2016-02").empty());
  const auto broken = Broken(WithChecks("", "check few : always seats <= 89"), Seller(), "2016-02");
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].check, "few");
  EXPECT_EQ(broken[0].subject, "northwind.w");
  EXPECT_EQ(broken[0].partners, (std::vector<std::string>{"adatum", "bellows"}));
  EXPECT_NE(broken[0].text.find("90 <= 89"), std::string::npos) << broken[0].text;
}

TEST(CheckTest, ASumRunsOverThePartnersOfOneSubject) {
  EXPECT_TRUE(Broken(WithChecks("", "check both : always sum of seats <= 180"), Seller(), "2016-02")
                  .empty());
  EXPECT_EQ(
      Broken(WithChecks("", "check both : never sum of seats > 179"), Seller(), "2016-02").size(),
      1u);
}

TEST(CheckTest, WithoutAnAwardACreditIsZero) {
  const auto policies = WithChecks("when active_users >= 100", "check paid : always seats > 0");
  EXPECT_EQ(Broken(policies, Seller(), "2016-02").size(), 1u);
}

TEST(CheckTest, WhatIsHeldBreaksNothing) {
  Rows rows;
  rows.Partner("adatum").Customer("northwind");
  rows.Evidence("csp", "adatum", "northwind.s", "2015-01-01");
  EXPECT_TRUE(Broken(WithChecks("", "check few : always seats > 1"), rows, "2016-02").empty());
}

TEST(CheckTest, RaisingAMeasureIsTriedUpwardsFromEachValue) {
  const std::string check = "check more_pays : raising active_users never lowers seats";
  EXPECT_TRUE(Broken(WithChecks("", check), Seller(), "2016-02").empty());
  // At 99 the award ends: a tenth more than 90 is still paid, the double is not.
  const auto broken = Broken(WithChecks("when active_users <= 99", check), Seller(), "2016-02");
  ASSERT_EQ(broken.size(), 2u);
  EXPECT_EQ(broken[0].text,
            "raising active_users of northwind.w from 90 to 180 lowers seats from 90 to 0");
  EXPECT_EQ(broken[0].partners, std::vector<std::string>{"adatum"});
}

TEST(CheckTest, ALowerAmountThanUnderTheNamedVersionIsALoss) {
  EXPECT_TRUE(Broken(BothVersions(), Recognition(), "2016-02").empty());
  Rows rows = Recognition();
  rows.Evidence("suspended", "adatum", "", "2016-02-01", "2016-02-10");
  const auto broken = Broken(BothVersions(), rows, "2016-02");
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].check, "nobody_dropped");
  EXPECT_EQ(broken[0].text, "recognised_seats is 0, and was 1,420 by \"2015.7\"");
}

}  // namespace
}  // namespace credence
