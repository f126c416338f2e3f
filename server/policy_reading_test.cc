// Tests server/policy_reading.h: faults of texts are answers, pages add up to the list, and reading
// a version gives what its author wrote.
#include "server/policy_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/status_mapping.h"
#include "tests/support/small_programme.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PolicyReadingTest : public ::testing::Test {
 protected:
  PolicyReadingTest() : live_(directory_.path()) {
    directory_.Write("small.vocab", testing::kSmallVocabulary);
    directory_.Write("2015.7.policy", testing::kSmallPolicy2015);
    directory_.Write("2016.1.policy", testing::kSmallPolicy2016);
    const Reloaded reloaded = live_.Reload();
    EXPECT_TRUE(reloaded.published) << Render(reloaded.diagnostics);
  }

  v1::CheckPolicyResponse Check(const std::string& name, const std::string& text,
                                bool with_published) {
    v1::CheckPolicyRequest request;
    request.add_files()->set_name(name);
    request.mutable_files(0)->set_raw_text(text);
    request.set_with_published(with_published);
    v1::CheckPolicyResponse response;
    const absl::Status status = CheckPolicies(live_, request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  absl::Status Read(const std::string& name, v1::Policy* policy) {
    v1::GetPolicyRequest request;
    request.set_name(name);
    return ReadPolicy(live_.Pin(), request, policy);
  }

  testing::TemporaryDirectory directory_;
  LivePolicies live_;
};

TEST_F(PolicyReadingTest, APolicyIsCheckedBesideWhatIsPublished) {
  const v1::CheckPolicyResponse response = Check("t.policy", testing::kSmallPolicy2016, true);
  EXPECT_TRUE(response.ok()) << response.rendered();
}

TEST_F(PolicyReadingTest, AloneItLacksItsVocabulary) {
  EXPECT_FALSE(Check("t.policy", testing::kSmallPolicy2016, false).ok());
}

TEST_F(PolicyReadingTest, AFaultIsAnAnswerWithPlaceAndFix) {
  std::string text = testing::kSmallPolicy2016;
  text.replace(text.find("with dpor"), 9, "with dopr");
  const v1::CheckPolicyResponse response = Check("t.policy", text, true);
  EXPECT_FALSE(response.ok());
  ASSERT_EQ(response.diagnostics_size(), 1) << response.rendered();
  const v1::Diagnostic& diagnostic = response.diagnostics(0);
  EXPECT_EQ(diagnostic.code(), "C101");
  EXPECT_EQ(diagnostic.severity(), v1::Diagnostic::ERROR);
  EXPECT_EQ(diagnostic.place().file(), "t.policy");
  EXPECT_EQ(diagnostic.place().range().begin_line(), 12);
  EXPECT_EQ(diagnostic.fix().replacement(), "dpor");
  EXPECT_THAT(response.rendered(), HasSubstr("1 error"));
}

TEST_F(PolicyReadingTest, BytesThatAreNoTextAreToldInTextThatIsOne) {
  const v1::CheckPolicyResponse response = Check("t.policy", "policy \xff\xfe\x80", false);
  EXPECT_FALSE(response.ok());
  v1::CheckPolicyResponse read_back;
  EXPECT_TRUE(read_back.ParseFromString(response.SerializeAsString()));
}

TEST_F(PolicyReadingTest, NothingToCheckIsARefusal) {
  v1::CheckPolicyResponse response;
  EXPECT_EQ(CheckPolicies(live_, {}, &response).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(PolicyReadingTest, FormattingTellsWhetherItChangedAnything) {
  v1::FormatPolicyRequest request;
  request.mutable_file()->set_name("t.vocab");
  request.mutable_file()->set_text("vocabulary small   version \"1\"\nsubject   customer\n");
  v1::FormatPolicyResponse first, second;
  ASSERT_TRUE(FormatText(request, &first).ok());
  EXPECT_TRUE(first.changed());
  request.mutable_file()->set_text(first.text());
  ASSERT_TRUE(FormatText(request, &second).ok());
  EXPECT_FALSE(second.changed());
  EXPECT_EQ(second.text(), first.text());
}

TEST_F(PolicyReadingTest, ATextThatDoesNotParseIsNotFormatted) {
  v1::FormatPolicyRequest request;
  request.mutable_file()->set_name("t.policy");
  request.mutable_file()->set_text("policy p version \"1\" effective from soon");
  v1::FormatPolicyResponse response;
  ASSERT_TRUE(FormatText(request, &response).ok());
  EXPECT_EQ(response.text(), "");
  EXPECT_GT(response.diagnostics_size(), 0);
}

TEST_F(PolicyReadingTest, AFamilyIsReadWithItsVersionsAscending) {
  v1::Policy policy;
  ASSERT_TRUE(Read("policies/recognition", &policy).ok());
  ASSERT_EQ(policy.versions_size(), 2);
  EXPECT_EQ(policy.versions(0).name(), "policies/recognition/versions/2015.7");
  EXPECT_EQ(policy.versions(1).from().year(), 2016);
  EXPECT_EQ(policy.versions(1).text(), "");
  EXPECT_EQ(policy.versions(1).credits(0).declaration(),
            "money in USD for one partner per subscription each month");
  EXPECT_EQ(policy.revision(), live_.Pin().published->revision());
}

TEST_F(PolicyReadingTest, AVersionIsReadWithItsTextAndItsVocabulary) {
  v1::Policy policy;
  ASSERT_TRUE(Read("policies/recognition/versions/2016.1", &policy).ok());
  ASSERT_EQ(policy.versions_size(), 1);
  EXPECT_EQ(policy.versions(0).text(), testing::kSmallPolicy2016);
  EXPECT_EQ(policy.versions(0).file(), "2016.1.policy");
  EXPECT_EQ(policy.versions(0).vocabulary_text(), testing::kSmallVocabulary);
}

TEST_F(PolicyReadingTest, ANameOfAnotherShapeIsToldTheShape) {
  v1::Policy policy;
  for (const char* name : {"", "recognition", "policies/", "policies//versions/1"}) {
    const absl::Status status = Read(name, &policy);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(std::string(status.message()), HasSubstr("policies/NAME/versions/VERSION"));
  }
  EXPECT_EQ(Read("policies/x", &policy).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Read("policies/recognition/versions/1", &policy).code(), absl::StatusCode::kNotFound);
}

TEST_F(PolicyReadingTest, PagesAddUpToTheList) {
  for (const char* name : {"alpha", "beta", "gamma", "zeta"}) {
    std::string text = testing::kSmallPolicy2015;
    text.replace(text.find("recognition"), 11, name);
    directory_.Write(std::string(name) + ".policy", text);
  }
  ASSERT_TRUE(live_.Reload().published);
  std::vector<std::string> names;
  v1::ListPoliciesRequest request;
  request.set_page_size(2);
  do {
    v1::ListPoliciesResponse response;
    ASSERT_TRUE(ListFamilies(live_.Pin(), request, &response).ok());
    ASSERT_LE(response.policies_size(), 2);
    for (const v1::Policy& policy : response.policies()) names.push_back(policy.name());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("policies/alpha", "policies/beta", "policies/gamma",
                                 "policies/recognition", "policies/zeta"));
}

TEST_F(PolicyReadingTest, APageOfANegativeSizeIsRefusedAndAHugeOneServed) {
  v1::ListPoliciesRequest request;
  v1::ListPoliciesResponse response;
  request.set_page_size(-1);
  EXPECT_EQ(ListFamilies(live_.Pin(), request, &response).code(),
            absl::StatusCode::kInvalidArgument);
  request.set_page_size(2'000'000'000);
  ASSERT_TRUE(ListFamilies(live_.Pin(), request, &response).ok());
  EXPECT_EQ(response.next_page_token(), "");
}

TEST_F(PolicyReadingTest, AReloadThatFailsTellsWhyAndWhatIsLive) {
  const std::string before = live_.Pin().published->revision();
  directory_.Write("2016.1.policy", "policy");
  v1::ReloadPoliciesResponse response;
  ASSERT_TRUE(ReloadDirectory(live_, &response).ok());
  EXPECT_FALSE(response.published());
  EXPECT_EQ(response.revision(), before);
  EXPECT_GT(response.diagnostics_size(), 0);
  EXPECT_THAT(response.rendered(), HasSubstr("2016.1.policy"));
}

}  // namespace
}  // namespace credence::server
