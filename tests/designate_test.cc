// A customer's portal designates: each rule of the programme refuses by name, what is recorded is
// what a file of designations says, and the next close pays the new partner of record.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <sstream>

#include "clients/cli/ran.h"
#include "credence/v1/fact_service.grpc.pb.h"
#include "server/embedded.h"
#include "store/backends/open_store.h"
#include "tests/support/error_reason.h"
#include "tests/support/small_book.h"

namespace credence {
namespace {

using ::credence::testing::KnownDay;
using ::credence::testing::Measured;
using ::credence::testing::ReasonOf;
using ::credence::testing::Subject;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kVocabulary = R"(vocabulary services version "1"

subject customer
subject subscription in customer

evidence dpor on subscription lasting with { since: date }

measure revenue : money in USD per subscription each month, flow
)";

constexpr const char* kPolicy = R"(policy recognition version "2016.1"
  effective from 2016-01-01
  uses services version "1"

credit incentive : money in USD for one partner per subscription each month
  prefer latest dpor.since
  if tied hold
  rounded to nearest 0.01 USD

award incentive to the partner with dpor on period.end
  amount 5% of sum of revenue
  because "Incentives are paid to the partner of record."
)";

facts::Record Said(const std::string& kind, const std::string& who, const std::string& subject,
                   const char* from, const char* through) {
  const std::string id = kind + "/" + who;
  return {.key = id,
          .fact = facts::EvidenceInput{.id = id,
                                       .kind = kind,
                                       .partner = who,
                                       .subject = subject,
                                       .from = Date::Parse(from),
                                       .through = Date::Parse(through)}};
}

facts::Record Revenue(const std::string& month) {
  return Measured("revenue", "ea1", month, Type::Money(*FindCurrency("USD")), 10'000);
}

class DesignateTest : public ::testing::Test {
 protected:
  DesignateTest() {
    folder_.Write("rules/services.vocab", kVocabulary);
    folder_.Write("rules/recognition.policy", kPolicy);
    EXPECT_TRUE(store::MigrateStore(path_).ok());
    const auto store = *store::OpenStore(path_);
    const auto stream = *store->Record({.system = "test"}, KnownDay("2016-01-01"));
    for (const facts::Record& one :
         {Subject("customer", "northwind"), Subject("subscription", "ea1", "northwind"),
          Revenue("2016-01"), Revenue("2016-02"),
          Said("administrator", "a.admin", "northwind", "2015-01-01", ""),
          Said("administrator", "b.former", "northwind", "2015-01-01", "2015-12-31"),
          Said("delegated_admin", "helper", "northwind", "2015-01-01", ""),
          Said("eligible", "adatum", "", "2015-01-01", ""),
          Said("eligible", "contoso", "", "2016-02-01", ""),
          Said("eligible", "fabrikam", "", "2015-01-01", "2015-12-31"),
          Said("eligible", "litware", "", "2015-01-01", ""),
          Said("suspended", "litware", "", "2016-01-01", "2016-01-31")}) {
      EXPECT_TRUE(stream->Add(one).ok());
    }
    EXPECT_TRUE(stream->Commit().ok());
    embedded_ = *server::Embedded::Create({.rules_directory = "", .store = path_});
    stub_ = v1::FactService::NewStub(embedded_->channel());
  }

  static void Set(v1::Date* to, std::string_view text) {
    const Date day = KnownDay(text);
    to->set_year(day.year());
    to->set_month(day.month());
    to->set_day(day.day());
  }

  grpc::Status Designate(const std::string& partner, std::string_view from, std::string_view known,
                         const std::string& by = "a.admin",
                         const std::string& subscription = "ea1") {
    v1::DesignateRequest request;
    request.set_subscription(subscription);
    request.set_partner(partner);
    request.set_by(by);
    Set(request.mutable_from(), from);
    Set(request.mutable_known(), known);
    grpc::ClientContext context;
    response_.Clear();
    return stub_->Designate(&context, request, &response_);
  }

  // What a command says, and its exit code.
  std::pair<std::string, cli::ExitCode> RunFor(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--rules", folder_.PathOf("rules"), "--store", path_});
    const cli::Ran ran = cli::Run(arguments);
    return {ran.out + ran.err, ran.exit_code};
  }
  std::string Run(std::vector<std::string> arguments) { return RunFor(std::move(arguments)).first; }
  cli::ExitCode CodeOf(std::vector<std::string> arguments) {
    return RunFor(std::move(arguments)).second;
  }

  std::string Dump() {
    std::ostringstream out;
    EXPECT_TRUE((*store::OpenStore(path_))->Dump(out).ok());
    return out.str();
  }

  testing::TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("book.db");
  std::unique_ptr<server::Embedded> embedded_;
  std::unique_ptr<v1::FactService::Stub> stub_;
  v1::DesignateResponse response_;
};

TEST_F(DesignateTest, ANewPartnerOfRecordEndsTheOneBeforeAndIsPaid) {
  ASSERT_TRUE(Designate("adatum", "2016-01-01", "2016-01-02").ok());
  EXPECT_EQ(response_.customer(), "northwind");
  EXPECT_EQ(response_.designation().id(), "dpor/ea1/adatum/2016-01-01");
  EXPECT_THAT(Run({"close", "2016-01", "--known", "2016-02-01"}), HasSubstr("posted 1 entry"));
  const grpc::Status changed = Designate("contoso", "2016-02-10", "2016-02-10");
  ASSERT_TRUE(changed.ok()) << changed.error_message();
  ASSERT_THAT(response_.ended(), SizeIs(1));
  EXPECT_EQ(response_.ended(0).partner(), "adatum");
  EXPECT_EQ(response_.ended(0).through().day(), 9);
  Run({"close", "2016-02", "--known", "2016-03-01"});
  const std::string entries = Run({"entries"});
  EXPECT_THAT(entries, HasSubstr("2016-01  adatum   incentive"));
  EXPECT_THAT(entries, HasSubstr("2016-02  contoso  incentive"));
  EXPECT_THAT(Run({"why", "2"}), HasSubstr("designate:a.admin:1"));
}

TEST_F(DesignateTest, AFileOfDesignationsSaysNothingNewAfterwards) {
  ASSERT_TRUE(Designate("adatum", "2016-01-01", "2016-01-02").ok());
  ASSERT_TRUE(Designate("contoso", "2016-02-10", "2016-02-10").ok());
  folder_.Write("designations.csv",
                "subscription,customer,partner,from,through,designated_by,role\n"
                "ea1,northwind,adatum,2016-01-01,2016-02-09,a.admin,Owner\n"
                "ea1,northwind,contoso,2016-02-10,,a.admin,Owner\n");
  const std::string before = Dump();
  EXPECT_THAT(
      Run({"import", "designations", folder_.PathOf("designations.csv"), "--known", "2016-02-11"}),
      HasSubstr("0 facts new, 0 corrected"));
  EXPECT_EQ(Dump(), before);
}

TEST_F(DesignateTest, SeveralOnOneDayLeaveOnePartnerOfRecord) {
  ASSERT_TRUE(Designate("adatum", "2016-01-01", "2016-01-02").ok());
  ASSERT_TRUE(Designate("contoso", "2016-02-10", "2016-01-02").ok());
  v1::ListFactsRequest request;
  request.set_history_of("dpor/ea1/adatum/2016-01-01");
  grpc::ClientContext context;
  v1::ListFactsResponse response;
  ASSERT_TRUE(stub_->ListFacts(&context, request, &response).ok());
  ASSERT_THAT(response.facts(), SizeIs(2));
  EXPECT_EQ(response.facts(1).fact().evidence().through().day(), 9);
  EXPECT_FALSE(response.facts(1).has_superseded());
}

TEST_F(DesignateTest, WhoIsRemovedHoldsUntilTheDayBefore) {
  ASSERT_TRUE(Designate("adatum", "2016-01-01", "2016-01-02").ok());
  ASSERT_TRUE(Designate("", "2016-01-20", "2016-01-20").ok());
  EXPECT_FALSE(response_.has_designation());
  ASSERT_THAT(response_.ended(), SizeIs(1));
  EXPECT_EQ(response_.ended(0).through().day(), 19);
  EXPECT_THAT(Run({"close", "2016-01", "--known", "2016-02-01"}), HasSubstr("posted 0 entries"));
  // Once more it says nothing new.
  ASSERT_TRUE(Designate("", "2016-02-20", "2016-02-20").ok());
  EXPECT_TRUE(response_.unchanged());
}

TEST_F(DesignateTest, TheSameDesignationAgainChangesNothing) {
  ASSERT_TRUE(Designate("adatum", "2016-01-01", "2016-01-02").ok());
  const std::string before = Dump();
  ASSERT_TRUE(Designate("adatum", "2016-01-15", "2016-01-15").ok());
  EXPECT_TRUE(response_.unchanged());
  EXPECT_EQ(Dump(), before);
}

TEST_F(DesignateTest, OnlyAnAdministratorOfTheCustomerDesignates) {
  const std::string before = Dump();
  for (const char* by : {"nobody", "helper", "b.former"}) {
    const grpc::Status status = Designate("adatum", "2016-01-14", "2016-01-14", by);
    EXPECT_EQ(ReasonOf(status), "NOT_ADMINISTRATOR");
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  }
  EXPECT_THAT(Designate("adatum", "2016-01-14", "2016-01-14", "b.former").error_message(),
              HasSubstr("but from 2015-01-01 through 2015-12-31"));
  EXPECT_EQ(Dump(), before);
}

TEST_F(DesignateTest, APartnerThatIsNotEligibleIsRefusedWithItsDays) {
  const std::pair<const char*, const char*> refused[] = {
      {"contoso", "it is eligible from 2016-02-01 on"},
      {"fabrikam", "it is eligible from 2015-01-01 through 2015-12-31"},
      {"litware", "it is suspended from 2016-01-01 through 2016-01-31"},
      {"unheard", "not known to be eligible on any day"},
  };
  const std::string before = Dump();
  for (const auto& [partner, why] : refused) {
    const grpc::Status status = Designate(partner, "2016-01-14", "2016-01-14");
    EXPECT_EQ(ReasonOf(status), "PARTNER_INELIGIBLE");
    EXPECT_THAT(status.error_message(), HasSubstr(why));
  }
  EXPECT_EQ(Dump(), before);
  EXPECT_TRUE(Designate("litware", "2016-02-01", "2016-02-01").ok());
}

TEST_F(DesignateTest, ASubscriptionThatIsNotKnownIsRefused) {
  for (const char* id : {"ea9", "northwind"}) {
    const grpc::Status status = Designate("adatum", "2016-01-14", "2016-01-14", "a.admin", id);
    EXPECT_EQ(ReasonOf(status), "SUBSCRIPTION_UNKNOWN");
    EXPECT_THAT(status.error_message(), HasSubstr("credence facts CUSTOMER"));
  }
}

TEST_F(DesignateTest, WhatStandsFromThatDayOnIsTakenBackFirst) {
  ASSERT_TRUE(Designate("adatum", "2016-01-14", "2016-01-14").ok());
  for (const auto& [partner, from] : {std::pair("adatum", "2016-01-10"),
                                      std::pair("", "2016-01-10"), std::pair("", "2016-01-14")}) {
    EXPECT_EQ(ReasonOf(Designate(partner, from, "2016-01-15")), "OUT_OF_ORDER");
  }
  const grpc::Status status = Designate("", "2016-01-14", "2016-01-15");
  EXPECT_EQ(ReasonOf(status), "OUT_OF_ORDER");
  EXPECT_THAT(status.error_message(), HasSubstr("`credence retract dpor/ea1/adatum/2016-01-14`"));
  // And nothing is known later than what is known already.
  EXPECT_EQ(ReasonOf(Designate("", "2016-01-20", "2016-01-13")), "OUT_OF_ORDER");
}

TEST_F(DesignateTest, WhatIsMissingIsNamed) {
  v1::DesignateRequest request;
  grpc::ClientContext context;
  const grpc::Status status = stub_->Designate(&context, request, &response_);
  EXPECT_EQ(ReasonOf(status), "FIELD_INVALID");
  EXPECT_THAT(status.error_message(), HasSubstr("4 faults"));
}

TEST_F(DesignateTest, WhatExportsSayOfPeopleAndPartnersCounts) {
  folder_.Write("administrators.csv",
                "customer,administrator,from,through\n"
                "northwind,c.new@northwind.example,2016-02-01,\n");
  folder_.Write("standing.csv",
                "partner,standing,from,through\n"
                "wingtip,eligible,2016-01-01,\nwingtip,suspended,2016-03-01,2016-03-31\n");
  const std::string by = "c.new@northwind.example";
  EXPECT_EQ(ReasonOf(Designate("adatum", "2016-02-10", "2016-02-10", by)), "NOT_ADMINISTRATOR");
  Run({"import", "administrators", folder_.PathOf("administrators.csv"), "--known", "2016-02-10"});
  EXPECT_EQ(ReasonOf(Designate("wingtip", "2016-02-10", "2016-02-10", by)), "PARTNER_INELIGIBLE");
  Run({"import", "partner_standing", folder_.PathOf("standing.csv"), "--known", "2016-02-10"});
  EXPECT_EQ(ReasonOf(Designate("wingtip", "2016-03-10", "2016-02-10", by)), "PARTNER_INELIGIBLE");
  EXPECT_TRUE(Designate("wingtip", "2016-02-10", "2016-02-10", by).ok());
}

TEST_F(DesignateTest, TheCommandSaysWhatHoldsAndSinceWhen) {
  const auto designate = [this](const std::vector<std::string>& who, const std::string& day) {
    std::vector<std::string> arguments = {"designate", "ea1", "--by",    "a.admin",
                                          "--from",    day,   "--known", day};
    arguments.insert(arguments.end(), who.begin(), who.end());
    return Run(arguments);
  };
  EXPECT_EQ(designate({"adatum"}, "2016-01-14"),
            "ea1: adatum is the partner of record from 2016-01-14 on\n");
  EXPECT_EQ(designate({"contoso"}, "2016-02-10"),
            "ea1: adatum is the partner of record through 2016-02-09\n"
            "ea1: contoso is the partner of record from 2016-02-10 on\n");
  EXPECT_EQ(designate({"--remove"}, "2016-03-01"),
            "ea1: contoso is the partner of record through 2016-02-29\n");
  EXPECT_THAT(designate({}, "2016-03-01"), HasSubstr("or give --remove"));
  // Whoever is refused asked for what may not be: the server did not fail.
  EXPECT_EQ(CodeOf({"designate", "ea1", "adatum", "--by", "nobody", "--from", "2016-03-01",
                    "--known", "2016-03-01"}),
            cli::ExitCode::kUsage);
}

}  // namespace
}  // namespace credence
