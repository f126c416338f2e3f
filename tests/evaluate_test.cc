// Policies as authors write them, decided on one case: what comes out, word for word.
//
// Each tests/golden/evaluate/*.policy speaks of one part of the language, on the northwind case
// below; and the first programme of the repository is decided on the announcement's case, which
// is the table of what January 2016 must show.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "dsl/compile.h"
#include "engine/decide.h"
#include "engine/print_decision.h"
#include "facts/case.h"
#include "tests/support/case_rows.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using testing::CaseRows;
using testing::Day;
using testing::Dollars;
using testing::GoldenBeside;
using testing::GoldenInputs;
using testing::MatchesGolden;
using testing::Number;
using testing::ReadGolden;
using testing::Symbol;

const char kFolder[] = "tests/golden/evaluate";
const char kProgramme[] = "rules/cloud_recognition/";

std::vector<facts::AttributeInput> Since(const std::string& day) {
  return {{"since", Day(Day(day))}};
}

facts::Case Northwind(const std::vector<std::string>& families) {
  CaseRows rows("northwind");
  rows.Subject("customer", "northwind", "", {{"segment", Symbol("education")}})
      .Subject("subscription", "ea1", "northwind")
      .Subject("partner", "adatum")
      .Subject("partner", "contoso")
      .Subject("partner", "fabrikam")
      .Subject("partner", "litware")
      .Subject("partner", "tailspin")
      .Subject("partner", "woodgrove", "", {{"home_customer", Symbol("northwind")}});
  for (const std::string& family : families) {
    rows.Subject("workload", "ea1." + family, "ea1", {{"family", Symbol(family)}});
  }
  const auto usage = [&](const std::string& measure, const std::string& family,
                         const std::string& month, int64_t value) {
    if (std::count(families.begin(), families.end(), family) == 0) return;
    rows.Measure(measure, "ea1." + family, month, Number(value));
  };
  usage("active_users", "exchange", "2016-01", 90);
  usage("active_users", "exchange", "2016-02", 80);
  usage("active_users", "sharepoint", "2016-02", 0);
  usage("active_users", "yammer", "2016-02", 20);
  usage("active_users", "intune", "2016-02", 5);
  usage("licensed_seats", "exchange", "2016-02", 100);
  usage("licensed_seats", "sharepoint", "2016-02", 0);
  usage("licensed_seats", "yammer", "2016-02", 50);
  rows.Measure("revenue", "ea1", "2015-12", Dollars("500"))
      .Measure("revenue", "ea1", "2016-01", Dollars("1000"))
      .Measure("revenue", "ea1", "2016-02", Dollars("12345.67"))
      .Measure("quota", "adatum", "2016", Dollars("50049"));
  return rows.Evidence("e1", "dpor", "adatum", "ea1", "2014-03-01..", Since("2014-03-01"))
      .Evidence("e2", "dpor", "contoso", "ea1", "2015-07-01..", Since("2015-07-01"))
      .Evidence("e3", "csp", "contoso", "ea1", "2016-02-05..2016-02-19",
                {{"tier", Symbol("indirect")}})
      .Evidence("e4", "csp", "fabrikam", "ea1", "2015-01-01..", {{"tier", Symbol("direct")}},
                "2016-03-10")
      .Evidence("e5", "fasttrack", "litware", "ea1.exchange", "2016-02-10..2016-02-20")
      .Evidence("e6", "visit", "litware", "northwind", "2016-01-05",
                {{"topic", Symbol("migration")}})
      .Evidence("e7", "delegated_admin", "tailspin", "ea1.yammer", "2014-01-01..2016-01-31")
      .Evidence("e8", "dpor", "woodgrove", "ea1", "2015-12-01..", Since("2015-12-01"))
      .Evidence("e9", "enrolled", "adatum", "", "2015-01-01..")
      .Evidence("e10", "enrolled", "contoso", "", "2015-01-01..")
      .Evidence("e11", "suspended", "contoso", "", "2016-02-10..2016-02-20")
      .Build();
}

ruletree::PolicySetPtr Compiled(const std::vector<std::string>& paths) {
  std::vector<SourcePtr> sources;
  for (const std::string& path : paths) {
    const std::string name = path.substr(path.rfind('/') + 1);
    sources.push_back(std::make_shared<Source>(name, ReadGolden(path)));
  }
  dsl::Compiled compiled = dsl::Compile(sources);
  EXPECT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
  return compiled.policies;
}

std::string Decided(const ruletree::Timeline& timeline, const facts::Case& the_case,
                    const DateRange& days) {
  const engine::Decided decided = engine::Decide(timeline, the_case, {.days = days});
  if (decided.ok()) return engine::Print(*decided.decision);
  std::string text;
  for (const facts::Fault& fault : decided.faults)
    text += fault.field + ": " + fault.message + "\n";
  return text;
}

class EvaluateGoldenTest : public ::testing::TestWithParam<std::string> {};

TEST_P(EvaluateGoldenTest, DecidesAsItSays) {
  const ruletree::PolicySetPtr policies =
      Compiled({std::string(kFolder) + "/online_services.vocab", GetParam()});
  ASSERT_NE(policies, nullptr);
  // Four workloads where the policy tells them apart; intune's seats are nowhere known.
  std::vector<std::string> families = {"exchange", "yammer"};
  for (const char* wide : {"else_and_optional", "held_inputs", "replacing_and_bounds"}) {
    if (GetParam().find(wide) == std::string::npos) continue;
    families = {"exchange", "sharepoint", "yammer", "intune"};
  }
  // The last day of February, the days around it, or the month, as the credits ask.
  const bool daily = GetParam().find("each_day") != std::string::npos;
  const DateRange days = daily ? DateRange::Through(Day("2016-02-28"), Day("2016-03-01"))
                               : ParsePeriod("2016-02")->range;
  EXPECT_TRUE(MatchesGolden(GoldenBeside(GetParam(), ".expect"),
                            Decided(policies->timelines.front(), Northwind(families), days)));
}

INSTANTIATE_TEST_SUITE_P(Policies, EvaluateGoldenTest,
                         ::testing::ValuesIn(GoldenInputs(kFolder, ".policy")),
                         [](const auto& param) {
                           const std::string& path = param.param;
                           const size_t begin = path.rfind('/') + 1;
                           return path.substr(begin, path.rfind('.') - begin);
                         });

// The announcement's case ----------------------------------------------------------------------

struct Usage {
  const char* family;
  int64_t active_users;
};
constexpr Usage kUsage[] = {
    {"exchange", 900}, {"sharepoint", 620}, {"skype", 480}, {"yammer", 150}};

// One Enterprise Agreement with 1,000 seats on each of four workloads. A is the partner of
// record, B administers Exchange and D Yammer, E is named by FastTrack on SharePoint, T sold the
// agreement, N has nothing, and U is designated as well, later, and not eligible.
CaseRows Announcement(bool with_partner_of_record = true) {
  CaseRows rows("woodgrove");
  rows.Subject("customer", "woodgrove").Subject("subscription", "ea1", "woodgrove");
  for (const Usage& usage : kUsage) {
    const std::string id = std::string("ea1.") + usage.family;
    rows.Subject("workload", id, "ea1", {{"family", Symbol(usage.family)}});
    for (const char* month : {"2015-12", "2016-01", "2016-02"}) {
      rows.Measure("licensed_seats", id, month, Number(1000));
      rows.Measure("active_users", id, month, Number(usage.active_users));
    }
  }
  for (const char* month : {"2015-12", "2016-01", "2016-02"}) {
    rows.Measure("revenue", "ea1", month, Dollars("12345.67"));
  }
  for (const char* partner :
       {"adatum", "bellows", "dunmore", "evergreen", "tailspin", "northwind", "umbra"}) {
    rows.Subject("partner", partner);
    if (partner == std::string("umbra")) continue;
    rows.Evidence(std::string("ok-") + partner, "eligible", partner, "", "2015-07-01..");
  }
  if (with_partner_of_record)
    rows.Evidence("dpor-a", "dpor", "adatum", "ea1", "2015-07-01..", Since("2015-07-01"));
  return rows.Evidence("dap-b", "delegated_admin", "bellows", "ea1.exchange", "2015-10-01..")
      .Evidence("dap-d", "delegated_admin", "dunmore", "ea1.yammer", "2015-11-15..")
      .Evidence("ftc-e", "fasttrack", "evergreen", "ea1.sharepoint", "2015-12-07..2016-04-15")
      .Evidence("ea-t", "enterprise_agreement", "tailspin", "ea1", "2014-09-01..")
      .Evidence("dpor-u", "dpor", "umbra", "ea1", "2015-12-01..", Since("2015-12-01"));
}

// The rule files of the programme are edited for their readers; a line more is no other decision.
std::string WithoutLines(std::string text) {
  const std::string line = " (line ";
  for (size_t at = text.find(line); at != std::string::npos; at = text.find(line, at)) {
    text.erase(at, text.find(')', at) + 1 - at);
  }
  return text;
}

std::string Announced(const std::string& period, CaseRows rows = Announcement()) {
  static const ruletree::PolicySetPtr policies =
      Compiled({std::string(kProgramme) + "cloud_recognition.vocab",
                std::string(kProgramme) + "2015_07_winner_takes_all.policy",
                std::string(kProgramme) + "2016_01_multi_partner.policy"});
  if (policies == nullptr) return "the programme does not compile\n";
  return WithoutLines(
      Decided(*policies->Find("partner_recognition"), rows.Build(), ParsePeriod(period)->range));
}

::testing::AssertionResult MatchesAnnouncement(const std::string& name,
                                               const std::string& decided) {
  return MatchesGolden(std::string(kFolder) + "/announcement_" + name + ".expect", decided);
}

TEST(AnnouncementTest, InFebruaryTheMoneyGoesToThePartnerOfRecordAndSeatsToAllWithEvidence) {
  EXPECT_TRUE(MatchesAnnouncement("2016_02", Announced("2016-02")));
}

TEST(AnnouncementTest, InDecemberTheWinnerTakesAll) {
  EXPECT_TRUE(MatchesAnnouncement("2015_12", Announced("2015-12")));
}

TEST(AnnouncementTest, JanuaryIsDecidedInTwoPartsAndItsRevenueProrated) {
  EXPECT_TRUE(MatchesAnnouncement("2016_01", Announced("2016-01")));
}

TEST(AnnouncementTest, WithoutAPartnerOfRecordNobodyIsPaidAndTheOthersKeepTheirSeats) {
  EXPECT_TRUE(MatchesAnnouncement("nobody_of_record", Announced("2016-02", Announcement(false))));
}

TEST(AnnouncementTest, TwoLevelDesignationsHoldTheMoneyAndNothingElse) {
  CaseRows rows = Announcement();
  rows.Evidence("dpor-t", "dpor", "tailspin", "ea1", "2015-07-01..", Since("2015-07-01"));
  EXPECT_TRUE(MatchesAnnouncement("two_of_record", Announced("2016-02", std::move(rows))));
}

}  // namespace
}  // namespace credence
