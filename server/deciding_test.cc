// Tests server/deciding.h: what decides, what a what-if changes, and that everything wrong with a
// request is told, by field and by reason.
#include "server/deciding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "server/status_mapping.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class DecidingTest : public ::testing::Test {
 protected:
  DecidingTest() : live_(directory_.path()) {
    directory_.Write("small.vocab", testing::kSmallVocabulary);
    directory_.Write("2015.7.policy", testing::kSmallPolicy2015);
    directory_.Write("2016.1.policy", testing::kSmallPolicy2016);
    const Reloaded reloaded = live_.Reload();
    EXPECT_TRUE(reloaded.published) << Render(reloaded.diagnostics);
    request_ = testing::SmallRequest();
    request_.set_policy("policies/recognition");
  }

  // Publishes a second family beside the first.
  void PublishAnotherFamily() {
    std::string text = testing::kSmallPolicy2015;
    text.replace(text.find("recognition"), 11, "growth_bonus");
    directory_.Write("growth.policy", text);
    const Reloaded reloaded = live_.Reload();
    EXPECT_TRUE(reloaded.published) << Render(reloaded.diagnostics);
  }

  v1::Decision Decide() {
    v1::Decision decision;
    const absl::Status status = Decider(live_.Pin()).Decide(request_, &decision);
    EXPECT_TRUE(status.ok()) << status;
    return decision;
  }

  // What adatum gets, as people read it.
  std::string Paid() {
    const v1::Decision decision = Decide();
    if (decision.results_size() != 1 || decision.results(0).awards_size() != 1) {
      return decision.ShortDebugString();
    }
    return decision.results(0).awards(0).amount().text();
  }

  struct Refused {
    std::string reason;
    std::string message;
    std::vector<std::string> fields;
    google::rpc::ErrorInfo info;
  };
  Refused Refusal() {
    v1::Decision decision;
    const google::rpc::Status status =
        ToRpcStatus(Decider(live_.Pin()).Decide(request_, &decision));
    Refused refused;
    refused.message = status.message();
    for (const auto& detail : status.details()) {
      google::rpc::BadRequest bad;
      if (detail.UnpackTo(&bad)) {
        for (const auto& violation : bad.field_violations()) {
          refused.fields.push_back(violation.field());
        }
      }
      detail.UnpackTo(&refused.info);
    }
    refused.reason = refused.info.reason();
    return refused;
  }

  testing::TemporaryDirectory directory_;
  LivePolicies live_;
  v1::DecideRequest request_;
};

TEST_F(DecidingTest, APartnerOfRecordIsPaidByTheVersionOfTheDay) {
  EXPECT_EQ(Paid(), "1,234.57 USD");
}

TEST_F(DecidingTest, ADecisionNamesItsCaseItsVersionAndItsRevision) {
  const v1::Decision decision = Decide();
  EXPECT_EQ(decision.case_id(), "northwind");
  EXPECT_EQ(decision.policy(), "recognition");
  EXPECT_EQ(decision.revision(), live_.Pin().published->revision());
  ASSERT_EQ(decision.results_size(), 1);
  const v1::Result& result = decision.results(0);
  EXPECT_EQ(result.version(), "2016.1");
  EXPECT_EQ(result.outcome(), v1::Result::AWARDED);
  EXPECT_EQ(result.awards(0).rules(0).file(), "2016.1.policy");
  EXPECT_EQ(result.awards(0).exact_amount().exact(), "1234.567");
  ASSERT_EQ(result.refusals_size(), 1);
  EXPECT_EQ(result.refusals(0).partner(), "contoso");
  EXPECT_THAT(result.refusals(0).reason(), HasSubstr("dpor"));
}

TEST_F(DecidingTest, StepsAreLeftOutOnRequestAndReasonsNever) {
  EXPECT_GT(Decide().results(0).awards(0).steps_size(), 0);
  request_.set_omit_explanations(true);
  const v1::Decision decision = Decide();
  EXPECT_EQ(decision.results(0).awards(0).steps_size(), 0);
  EXPECT_NE(decision.results(0).refusals(0).reason(), "");
}

TEST_F(DecidingTest, RefusalsCanBeLeftOut) {
  const v1::Decision whole = Decide();
  request_.set_omit_refusals(true);
  v1::Decision awards = Decide();
  EXPECT_EQ(awards.results(0).refusals_size(), 0);
  *awards.mutable_results(0)->mutable_refusals() = whole.results(0).refusals();
  EXPECT_EQ(awards.SerializeAsString(), whole.SerializeAsString());
}

TEST_F(DecidingTest, TheOnlyFamilyNeedsNoName) {
  request_.set_policy("");
  EXPECT_EQ(Paid(), "1,234.57 USD");
  request_.set_policy("recognition");
  EXPECT_EQ(Paid(), "1,234.57 USD");
}

TEST_F(DecidingTest, OfSeveralFamiliesOneIsNamed) {
  PublishAnotherFamily();
  request_.set_policy("");
  const Refused refused = Refusal();
  EXPECT_EQ(refused.reason, "FIELD_INVALID");
  EXPECT_THAT(refused.fields, ElementsAre("policy"));
  EXPECT_THAT(refused.message, HasSubstr("name one of `growth_bonus`, `recognition`"));
}

TEST_F(DecidingTest, AnUnknownPolicyIsToldWithTheNearOne) {
  request_.set_policy("policies/recognitoin");
  const Refused refused = Refusal();
  EXPECT_EQ(refused.reason, "POLICY_UNKNOWN");
  EXPECT_EQ(refused.info.metadata().at("policy"), "recognitoin");
  EXPECT_THAT(refused.message, HasSubstr("`recognition`"));
}

TEST_F(DecidingTest, AHalfEmptyRequestIsToldAllItLacks) {
  request_.Clear();
  PublishAnotherFamily();
  const Refused refused = Refusal();
  EXPECT_EQ(refused.reason, "FIELD_INVALID");
  EXPECT_THAT(refused.fields, ElementsAre("policy", "period", "case"));
}

TEST_F(DecidingTest, FaultsOfTheCaseAreToldBesideThoseOfTheRequest) {
  request_.set_period("soon");
  request_.mutable_case_()->mutable_evidence(0)->set_partner("contosa");
  request_.mutable_known_at()->set_year(2016);
  EXPECT_THAT(Refusal().fields, ElementsAre("period", "known_at", "case.evidence[0].partner"));
}

TEST_F(DecidingTest, ANegativeNumberOfSeatsIsAFaultOfTheCase) {
  request_.mutable_case_()->mutable_measures(0)->mutable_value()->set_decimal("-5");
  const Refused refused = Refusal();
  EXPECT_EQ(refused.reason, "CASE_INVALID");
  EXPECT_THAT(refused.fields, ElementsAre("case.measures[0].value"));
}

TEST_F(DecidingTest, AnUnknownKindIsAFaultOfTheCase) {
  request_.mutable_case_()->mutable_evidence(0)->set_kind("dopr");
  const Refused refused = Refusal();
  EXPECT_EQ(refused.reason, "CASE_INVALID");
  EXPECT_THAT(refused.fields, ElementsAre("case.evidence[0].kind"));
  EXPECT_THAT(refused.message, HasSubstr("`dpor`"));
}

TEST_F(DecidingTest, AWhatIfByAnotherVersion) {
  request_.mutable_overlay()->set_version("2015.7");
  EXPECT_EQ(Paid(), "617.28 USD");
}

TEST_F(DecidingTest, AnUnknownVersionIsToldWithThoseThereAre) {
  request_.mutable_overlay()->set_version("2017.1");
  const Refused refused = Refusal();
  EXPECT_EQ(refused.reason, "VERSION_UNKNOWN");
  EXPECT_THAT(refused.message, HasSubstr("it has `2015.7`, `2016.1`"));
}

TEST_F(DecidingTest, AWhatIfWithAnotherRate) {
  (*request_.mutable_overlay()->mutable_params())["rate"].set_percent("20");
  EXPECT_EQ(Paid(), "2,469.13 USD");
}

TEST_F(DecidingTest, FaultsOfParamsStandAtTheirNames) {
  auto& params = *request_.mutable_overlay()->mutable_params();
  params["rate"].set_decimal("20");
  params["raet"].set_percent("20");
  EXPECT_THAT(Refusal().fields, ElementsAre("overlay.params.raet", "overlay.params.rate"));
  params["rate"].set_percent("twenty");
  EXPECT_THAT(Refusal().fields, ElementsAre("overlay.params.rate.percent"));
}

TEST_F(DecidingTest, AWhatIfWithAnotherFileOfTheSameVersion) {
  std::string text = testing::kSmallPolicy2016;
  text.replace(text.find("10%"), 3, "15%");
  v1::PolicyText* file = request_.mutable_overlay()->add_files();
  file->set_name("trial.policy");
  file->set_text(text);
  EXPECT_EQ(Paid(), "1,851.85 USD");
  EXPECT_EQ(Decide().results(0).awards(0).rules(0).file(), "trial.policy");
  EXPECT_NE(Decide().revision(), live_.Pin().published->revision());

  request_.clear_overlay();
  EXPECT_EQ(Paid(), "1,234.57 USD") << "a what-if left something behind";
}

TEST_F(DecidingTest, EachOverlayOfOneDeciderDecidesForItself) {
  Decider decider(live_.Pin());
  for (const auto& [rate, paid] : {std::pair{"15%", "1,851.85 USD"},
                                   {"15%", "1,851.85 USD"},
                                   {"20%", "2,469.13 USD"},
                                   {"10%", "1,234.57 USD"}}) {
    std::string text = testing::kSmallPolicy2016;
    text.replace(text.find("10%"), 3, rate);
    request_.clear_overlay();
    request_.mutable_overlay()->add_files()->set_name("trial.policy");
    request_.mutable_overlay()->mutable_files(0)->set_text(text);
    v1::Decision decision;
    ASSERT_TRUE(decider.Decide(request_, &decision).ok());
    EXPECT_EQ(decision.results(0).awards(0).amount().text(), paid);
  }
}

TEST_F(DecidingTest, AnOverlayThatDoesNotCompileIsToldByFileAndLine) {
  v1::PolicyText* file = request_.mutable_overlay()->add_files();
  file->set_name("trial.policy");
  std::string text = testing::kSmallPolicy2016;
  text.replace(text.find("with dpor"), 9, "with dopr");
  file->set_text(text);
  const Refused refused = Refusal();
  EXPECT_EQ(refused.reason, "POLICY_TEXT_INVALID");
  EXPECT_THAT(refused.fields, ElementsAre("overlay.files[0]"));
  EXPECT_THAT(refused.message, HasSubstr("trial.policy:12:"));
  EXPECT_THAT(refused.message, HasSubstr("Write `dpor`."));
}

TEST_F(DecidingTest, AnotherRevisionThanWantedIsRefused) {
  request_.set_revision(live_.Pin().published->revision());
  EXPECT_EQ(Paid(), "1,234.57 USD");
  request_.set_revision("0123");
  const Refused refused = Refusal();
  EXPECT_EQ(refused.reason, "REVISION_CHANGED");
  EXPECT_EQ(refused.info.metadata().at("wanted"), "0123");
}

TEST(DecidingWithoutPolicies, AskingIsRefusedAndAnOverlayOfTheWholeProgrammeStillDecides) {
  LivePolicies live("");
  v1::DecideRequest request = testing::SmallRequest();
  v1::Decision decision;
  EXPECT_EQ(Decider(live.Pin()).Decide(request, &decision).code(),
            absl::StatusCode::kFailedPrecondition);
  for (const char* text : {testing::kSmallVocabulary, testing::kSmallPolicy2016}) {
    v1::PolicyText* file = request.mutable_overlay()->add_files();
    file->set_name("file" + std::to_string(request.overlay().files_size()));
    file->set_text(text);
  }
  const absl::Status status = Decider(live.Pin()).Decide(request, &decision);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(decision.results(0).awards(0).amount().text(), "1,234.57 USD");
}

}  // namespace
}  // namespace credence::server
