// The announcement's case, end to end: the shipped rules, read from their files, decide it in a
// real server over loopback and embedded in this process, and both say the same.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/case_file.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "credence/v1/policy_service.grpc.pb.h"
#include "server/embedded.h"
#include "server/server.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kRules[] = "rules/cloud_recognition";
constexpr char kCaseFile[] = "rules/cloud_recognition/announcement.case.yaml";

v1::Case AnnouncementCase() {
  cli::FileFaults faults;
  const auto source = std::make_shared<const Source>(kCaseFile, testing::ReadGolden(kCaseFile));
  const cli::CaseFile file = cli::ReadCaseFile(cli::ReadYaml(source, faults), faults);
  EXPECT_TRUE(faults.empty()) << faults.Render({});
  return file.value;
}

void RemoveEvidence(v1::Case& the_case, const std::string& id) {
  auto& evidence = *the_case.mutable_evidence();
  for (int i = 0; i < evidence.size(); ++i) {
    if (evidence[i].id() == id) return static_cast<void>(evidence.erase(evidence.begin() + i));
  }
  ADD_FAILURE() << "the case has no evidence " << id;
}

void AddDesignation(v1::Case& the_case, const std::string& partner, int day) {
  v1::Evidence& evidence = *the_case.add_evidence();
  evidence.set_id("dpor-added");
  evidence.set_kind("dpor");
  evidence.set_partner(partner);
  evidence.set_subject("ea1");
  v1::Date date;
  date.set_year(2015);
  date.set_month(7);
  date.set_day(day);
  *evidence.mutable_from() = date;
  *(*evidence.mutable_fields())["since"].mutable_date() = date;
}

void SetMeasure(v1::Case& the_case, const std::string& measure, const std::string& subject,
                const std::string& value) {
  for (v1::Measure& row : *the_case.mutable_measures()) {
    if (row.measure() == measure && row.subject() == subject && row.period() == "2016-02") {
      row.mutable_value()->set_decimal(value);
      return;
    }
  }
  ADD_FAILURE() << "the case has no " << measure << " of " << subject;
}

// A server with the rules of a folder, and the same rules embedded. Every decision is asked of
// both.
class BothWays {
 public:
  explicit BothWays(const std::string& rules) {
    auto server = server::Server::Start(
        {.rules_directory = rules, .listen_address = "127.0.0.1:0", .log_level = "off"});
    auto embedded = server::Embedded::Create({.rules_directory = rules});
    EXPECT_TRUE(server.ok()) << server.status();
    EXPECT_TRUE(embedded.ok()) << embedded.status();
    if (!server.ok() || !embedded.ok()) return;
    server_ = *std::move(server);
    embedded_ = *std::move(embedded);
    remote_channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                          grpc::InsecureChannelCredentials());
  }

  v1::Decision Decide(const v1::Case& the_case, const std::string& period,
                      const std::string& version = "") {
    v1::DecideRequest request;
    request.set_policy("partner_recognition");
    request.set_period(period);
    *request.mutable_case_() = the_case;
    if (!version.empty()) request.mutable_overlay()->set_version(version);
    const v1::Decision remote = Ask(remote_channel_, request);
    const v1::Decision embedded = Ask(embedded_->channel(), request);
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(remote, embedded))
        << remote.DebugString() << "\nand embedded\n"
        << embedded.DebugString();
    return remote;
  }

  // Over the wire, as a client asks for it.
  v1::ReloadPoliciesResponse Reload() {
    grpc::ClientContext context;
    v1::ReloadPoliciesResponse response;
    const grpc::Status status =
        v1::PolicyService::NewStub(remote_channel_)->ReloadPolicies(&context, {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  v1::Decision DecideRemote(const v1::Case& the_case, const std::string& period) {
    v1::DecideRequest request;
    request.set_period(period);
    *request.mutable_case_() = the_case;
    return Ask(remote_channel_, request);
  }

 private:
  static v1::Decision Ask(const std::shared_ptr<grpc::Channel>& channel,
                          const v1::DecideRequest& request) {
    grpc::ClientContext context;
    v1::DecideResponse response;
    const grpc::Status status =
        v1::DecisionService::NewStub(channel)->Decide(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.decision();
  }

  std::unique_ptr<server::Server> server_;
  std::unique_ptr<server::Embedded> embedded_;
  std::shared_ptr<grpc::Channel> remote_channel_;
};

BothWays& Shipped() {
  static auto* both = new BothWays(testing::SourcePath(kRules));
  return *both;
}

std::string DateText(const v1::Date& date) {
  return absl::StrFormat("%d-%02d-%02d", date.year(), date.month(), date.day());
}

// "ea1 2016-02-01..2016-02-29 by 2016.1: adatum 617.28 USD" for each result of the credit.
std::vector<std::string> Awards(const v1::Decision& decision, const std::string& credit) {
  std::vector<std::string> lines;
  for (const v1::Result& result : decision.results()) {
    if (result.credit() != credit) continue;
    std::string line =
        absl::StrCat(result.subject(), " ", DateText(result.days().from()), "..",
                     DateText(result.days().through()), " by ", result.version(), ":");
    for (const v1::Award& award : result.awards()) {
      absl::StrAppend(&line, " ", award.partner(), " ", award.amount().text());
    }
    if (result.outcome() == v1::Result::NONE) absl::StrAppend(&line, " nobody");
    if (result.outcome() == v1::Result::HELD) {
      absl::StrAppend(&line, " held ", v1::Held::Reason_Name(result.held().reason()));
      for (const std::string& partner : result.held().between())
        absl::StrAppend(&line, " ", partner);
    }
    lines.push_back(line);
  }
  return lines;
}

// Why a partner did not get the credit: "exclude by not_eligible: ..." for each result.
std::vector<std::string> Refusals(const v1::Decision& decision, const std::string& credit,
                                  const std::string& partner) {
  std::vector<std::string> lines;
  for (const v1::Result& result : decision.results()) {
    if (result.credit() != credit) continue;
    for (const v1::Refusal& refusal : result.refusals()) {
      if (refusal.partner() != partner) continue;
      lines.push_back(absl::StrCat(v1::Stage_Name(refusal.stage()), " by ", refusal.rule().name(),
                                   ": ", refusal.reason()));
    }
  }
  return lines;
}

// What everybody but the partner of record is recognised for in February, with or without one.
constexpr char kFebruary[] = "2016-02-01..2016-02-29 by 2016.1:";

TEST(Announcement, InFebruaryTheMoneyIsAdatumsAndRecognitionIsEverybodysWithEvidence) {
  const v1::Decision decision = Shipped().Decide(AnnouncementCase(), "2016-02");
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre(absl::StrCat("ea1 ", kFebruary, " adatum 617.28 USD")));
  EXPECT_THAT(
      Awards(decision, "recognised_seats"),
      ElementsAre(
          absl::StrCat("ea1.exchange ", kFebruary, " adatum 900 bellows 900 tailspin 900"),
          absl::StrCat("ea1.sharepoint ", kFebruary, " adatum 620 evergreen 620 tailspin 620"),
          absl::StrCat("ea1.skype ", kFebruary, " adatum 480 tailspin 480"),
          absl::StrCat("ea1.yammer ", kFebruary, " adatum 150 dunmore 150 tailspin 150")));
  EXPECT_THAT(Awards(decision, "services_capacity"),
              ElementsAre(absl::StrCat("ea1 ", kFebruary,
                                       " adatum 4,000 bellows 1,000 dunmore 1,000 evergreen 1,000 "
                                       "tailspin 4,000")));
}

TEST(Announcement, InFebruaryEveryNoHasItsReason) {
  const v1::Decision decision = Shipped().Decide(AnnouncementCase(), "2016-02");
  for (const char* partner : {"bellows", "dunmore", "evergreen", "tailspin", "northwind"}) {
    EXPECT_THAT(Refusals(decision, "incentive", partner),
                ElementsAre(AllOf(HasSubstr("QUALIFY by deployment_incentive"),
                                  HasSubstr("no dpor on 2016-02-29"))))
        << partner;
  }
  EXPECT_THAT(Refusals(decision, "recognised_seats", "northwind"), ::testing::SizeIs(4));
  EXPECT_THAT(Refusals(decision, "services_capacity", "northwind"), ::testing::SizeIs(1));
  EXPECT_THAT(Refusals(decision, "incentive", "umbra"),
              ElementsAre(HasSubstr("EXCLUDE by not_eligible")));
  EXPECT_THAT(Refusals(decision, "recognised_seats", "umbra"),
              ::testing::Each(HasSubstr("EXCLUDE by not_eligible")));
  EXPECT_THAT(Refusals(decision, "services_capacity", "umbra"),
              ElementsAre(HasSubstr("no eligible on 2016-02-29")));
}

TEST(Announcement, TheAwardShowsItsRuleItsEvidenceAndItsArithmetic) {
  const v1::Decision decision = Shipped().Decide(AnnouncementCase(), "2016-02");
  ASSERT_FALSE(decision.results().empty());
  const v1::Award* award = nullptr;
  for (const v1::Result& result : decision.results()) {
    if (result.credit() == "incentive") award = &result.awards(0);
  }
  ASSERT_NE(award, nullptr);
  ASSERT_EQ(award->rules_size(), 1);
  EXPECT_EQ(award->rules(0).name(), "deployment_incentive");
  EXPECT_THAT(award->rules(0).file(), HasSubstr("2016_01_multi_partner.policy"));
  EXPECT_GT(award->rules(0).line(), 0);
  ASSERT_EQ(award->evidence_size(), 1);
  EXPECT_EQ(award->evidence(0).id(), "dpor-a");
  std::vector<std::string> steps;
  for (const v1::Step& step : award->steps()) steps.push_back(step.text());
  EXPECT_THAT(steps, Contains(HasSubstr("53.75% >= 40%")));
  EXPECT_THAT(steps, Contains(HasSubstr("5% of 12,345.67 USD = 617.2835 USD")));
  EXPECT_THAT(steps, Contains(HasSubstr("rounded to nearest 0.01 USD")));
}

TEST(Announcement, UnderTheRulesOf2015AllOfFebruaryIsAdatums) {
  const v1::Decision decision = Shipped().Decide(AnnouncementCase(), "2016-02", "2015.7");
  constexpr char kDays[] = "2016-02-01..2016-02-29 by 2015.7: adatum";
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre(absl::StrCat("ea1 ", kDays, " 617.28 USD")));
  EXPECT_THAT(Awards(decision, "recognised_seats"),
              ElementsAre(absl::StrCat("ea1.exchange ", kDays, " 900"),
                          absl::StrCat("ea1.sharepoint ", kDays, " 620"),
                          absl::StrCat("ea1.skype ", kDays, " 480"),
                          absl::StrCat("ea1.yammer ", kDays, " 150")));
  for (const char* partner : {"bellows", "dunmore", "evergreen", "tailspin", "northwind"}) {
    EXPECT_THAT(Refusals(decision, "incentive", partner),
                ElementsAre(HasSubstr("no dpor on 2016-02-29")));
    EXPECT_THAT(Refusals(decision, "recognised_seats", partner),
                ElementsAre(HasSubstr("no dpor"), HasSubstr("no dpor"), HasSubstr("no dpor"),
                            HasSubstr("no dpor")));
  }
}

TEST(Announcement, WithoutAPartnerOfRecordTheIncentiveIsNobodysAndNotPassedOn) {
  v1::Case the_case = AnnouncementCase();
  RemoveEvidence(the_case, "dpor-a");
  const v1::Decision decision = Shipped().Decide(the_case, "2016-02");
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre(absl::StrCat("ea1 ", kFebruary, " nobody")));
  EXPECT_THAT(Awards(decision, "recognised_seats"),
              ElementsAre(absl::StrCat("ea1.exchange ", kFebruary, " bellows 900 tailspin 900"),
                          absl::StrCat("ea1.sharepoint ", kFebruary, " evergreen 620 tailspin 620"),
                          absl::StrCat("ea1.skype ", kFebruary, " tailspin 480"),
                          absl::StrCat("ea1.yammer ", kFebruary, " dunmore 150 tailspin 150")));
  EXPECT_THAT(
      Awards(decision, "services_capacity"),
      ElementsAre(absl::StrCat("ea1 ", kFebruary,
                               " bellows 1,000 dunmore 1,000 evergreen 1,000 tailspin 4,000")));
}

TEST(Announcement, TwoDesignationsOfOneDayAreHeldAndSeatsGoOn) {
  v1::Case the_case = AnnouncementCase();
  AddDesignation(the_case, "tailspin", 1);
  const v1::Decision decision = Shipped().Decide(the_case, "2016-02");
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre(absl::StrCat("ea1 ", kFebruary, " held TIED adatum tailspin")));
  EXPECT_THAT(Awards(decision, "recognised_seats"),
              Contains(absl::StrCat("ea1.skype ", kFebruary, " adatum 480 tailspin 480")));
}

TEST(Announcement, DecemberIsDecidedByItsOwnRules) {
  const v1::Decision decision = Shipped().Decide(AnnouncementCase(), "2015-12");
  constexpr char kDays[] = "2015-12-01..2015-12-31 by 2015.7: adatum";
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre(absl::StrCat("ea1 ", kDays, " 500.00 USD")));
  EXPECT_THAT(Awards(decision, "recognised_seats"),
              ElementsAre(absl::StrCat("ea1.exchange ", kDays, " 850"),
                          absl::StrCat("ea1.sharepoint ", kDays, " 500"),
                          absl::StrCat("ea1.skype ", kDays, " 400"),
                          absl::StrCat("ea1.yammer ", kDays, " 50")));
}

// 5% of 12,000 USD is 600; 13 of 31 days of it are 251.6129..., 18 of 31 are 348.3870...
TEST(Announcement, JanuaryIsPartedAtTheFourteenthAndRevenueIsSharedByDays) {
  const v1::Decision decision = Shipped().Decide(AnnouncementCase(), "2016-01");
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre("ea1 2016-01-01..2016-01-13 by 2015.7: adatum 251.61 USD",
                          "ea1 2016-01-14..2016-01-31 by 2016.1: adatum 348.39 USD"));
  std::vector<std::string> exact;
  for (const v1::Result& result : decision.results()) {
    if (result.credit() == "incentive") exact.push_back(result.awards(0).exact_amount().exact());
  }
  EXPECT_THAT(exact, ElementsAre("7800/31", "10800/31"));
  EXPECT_THAT(Awards(decision, "recognised_seats"),
              ElementsAre("ea1.exchange 2016-01-01..2016-01-13 by 2015.7: adatum 880",
                          "ea1.sharepoint 2016-01-01..2016-01-13 by 2015.7: adatum 560",
                          "ea1.skype 2016-01-01..2016-01-13 by 2015.7: adatum 440",
                          "ea1.yammer 2016-01-01..2016-01-13 by 2015.7: adatum 120",
                          "ea1.exchange 2016-01-14..2016-01-31 by 2016.1: adatum 880 bellows 880 "
                          "tailspin 880",
                          "ea1.sharepoint 2016-01-14..2016-01-31 by 2016.1: adatum 560 evergreen "
                          "560 tailspin 560",
                          "ea1.skype 2016-01-14..2016-01-31 by 2016.1: adatum 440 tailspin 440",
                          "ea1.yammer 2016-01-14..2016-01-31 by 2016.1: adatum 120 dunmore 120 "
                          "tailspin 120"));
}

// 900 + 350 + 250 + 100 = 1,600 of 4,000 seats.
v1::Case CaseAtTheFloor() {
  v1::Case the_case = AnnouncementCase();
  SetMeasure(the_case, "active_users", "ea1.sharepoint", "350");
  SetMeasure(the_case, "active_users", "ea1.skype", "250");
  SetMeasure(the_case, "active_users", "ea1.yammer", "100");
  return the_case;
}

TEST(Announcement, ExactlyAtTheFloorIsPaid) {
  const v1::Decision decision = Shipped().Decide(CaseAtTheFloor(), "2016-02");
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre(absl::StrCat("ea1 ", kFebruary, " adatum 617.28 USD")));
}

TEST(Announcement, OneUserUnderTheFloorIsNotPaidAndTheTwoNumbersSayWhy) {
  v1::Case the_case = CaseAtTheFloor();
  SetMeasure(the_case, "active_users", "ea1.yammer", "99");
  const v1::Decision decision = Shipped().Decide(the_case, "2016-02");
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre(absl::StrCat("ea1 ", kFebruary, " nobody")));
  EXPECT_THAT(Refusals(decision, "incentive", "adatum"), ElementsAre(HasSubstr("39.975% >= 40%")));
}

TEST(Announcement, WithoutSeatsTheShareIsZeroAndNobodyIsPaid) {
  v1::Case the_case = AnnouncementCase();
  for (const char* workload : {"ea1.exchange", "ea1.sharepoint", "ea1.skype", "ea1.yammer"}) {
    SetMeasure(the_case, "licensed_seats", workload, "0");
    SetMeasure(the_case, "active_users", workload, "0");
  }
  const v1::Decision decision = Shipped().Decide(the_case, "2016-02");
  EXPECT_THAT(Awards(decision, "incentive"),
              ElementsAre(absl::StrCat("ea1 ", kFebruary, " nobody")));
  EXPECT_THAT(Refusals(decision, "incentive", "adatum"), ElementsAre(HasSubstr("0% >= 40%")));
}

// A copy of the rules that a test may edit, removed at its end.
class RulesCopy {
 public:
  RulesCopy()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                absl::StrCat("credence-rules-", ::testing::UnitTest::GetInstance()->random_seed(),
                             "-", reinterpret_cast<uintptr_t>(this))) {
    std::filesystem::copy(testing::SourcePath(kRules), folder_,
                          std::filesystem::copy_options::recursive);
  }
  ~RulesCopy() { std::filesystem::remove_all(folder_); }
  RulesCopy(const RulesCopy&) = delete;
  RulesCopy& operator=(const RulesCopy&) = delete;

  std::string path() const { return folder_.string(); }

  // In the version of January 2016.
  void Replace(const std::string& from, const std::string& to) const {
    const std::string name = "2016_01_multi_partner.policy";
    std::string text = testing::ReadGolden(absl::StrCat(kRules, "/", name));
    ASSERT_GT(absl::StrReplaceAll({{from, to}}, &text), 0) << "the policy does not say: " << from;
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

 private:
  std::filesystem::path folder_;
};

TEST(Announcement, OneLineChangedAndReloadedChangesTheOutcome) {
  const RulesCopy rules;
  BothWays both(rules.path());
  v1::Case the_case = AnnouncementCase();
  AddDesignation(the_case, "tailspin", 1);
  EXPECT_THAT(Awards(both.DecideRemote(the_case, "2016-02"), "incentive"),
              ElementsAre(HasSubstr("held TIED")));

  rules.Replace("credit incentive : money in USD for one partner per subscription each month",
                "credit incentive : money in USD for up to 4 partners per subscription each month");
  const v1::ReloadPoliciesResponse reloaded = both.Reload();
  EXPECT_TRUE(reloaded.published()) << reloaded.rendered();
  EXPECT_THAT(
      Awards(both.DecideRemote(the_case, "2016-02"), "incentive"),
      ElementsAre(absl::StrCat("ea1 ", kFebruary, " adatum 617.28 USD tailspin 617.28 USD")));
}

TEST(Announcement, AnEditThatDoesNotCompileLeavesTheOldRulesInForce) {
  const RulesCopy rules;
  BothWays both(rules.path());
  const v1::Decision before = both.DecideRemote(AnnouncementCase(), "2016-02");

  rules.Replace("latest dpor.since", "latest dopr.since");
  const v1::ReloadPoliciesResponse reloaded = both.Reload();
  EXPECT_FALSE(reloaded.published());
  EXPECT_THAT(reloaded.rendered(), HasSubstr("dopr"));
  const v1::Decision after = both.DecideRemote(AnnouncementCase(), "2016-02");
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(before, after));
  EXPECT_THAT(after.results(), Not(IsEmpty()));
}

}  // namespace
}  // namespace credence
