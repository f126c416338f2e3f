// Tests server/policy_publishing.h: what is published decides at once, what does not compile never
// does and leaves no trace, and each limit holds.
#include "server/policy_publishing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/limits.h"
#include "google/rpc/error_details.pb.h"
#include "server/policy_reading.h"
#include "server/status_mapping.h"
#include "server/store_policies.h"
#include "server/store_upkeep.h"
#include "store/backends/open_store.h"
#include "tests/support/small_programme.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const google::rpc::Status rpc = ToRpcStatus(status);
  for (const google::protobuf::Any& detail : rpc.details()) detail.UnpackTo(&info);
  return info;
}

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  google::rpc::BadRequest bad;
  const google::rpc::Status rpc = ToRpcStatus(status);
  for (const google::protobuf::Any& detail : rpc.details()) {
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}

class PolicyPublishingTest : public ::testing::Test {
 protected:
  PolicyPublishingTest() { EXPECT_TRUE(MigrateStore(access_place_).ok()); }

  static v1::PublishPoliciesRequest Request(const std::string& policy) {
    v1::PublishPoliciesRequest request;
    Add(request, "small/small.vocab", testing::kSmallVocabulary);
    Add(request, "small/2016.1.policy", policy);
    return request;
  }
  static void Add(v1::PublishPoliciesRequest& request, const std::string& name,
                  const std::string& text) {
    request.add_files()->set_name(name);
    request.mutable_files(request.files_size() - 1)->set_text(text);
  }
  // The programme that pays so much.
  static v1::PublishPoliciesRequest Paying(const std::string& percent) {
    std::string text = testing::kSmallPolicy2016;
    text.replace(text.find("10%"), 3, percent);
    return Request(text);
  }

  v1::PublishPoliciesResponse Publish(const v1::PublishPoliciesRequest& request) {
    v1::PublishPoliciesResponse response;
    const absl::Status status = publishing_.Publish(request, "portal", &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }
  absl::Status Refused(const v1::PublishPoliciesRequest& request) {
    v1::PublishPoliciesResponse response;
    absl::Status status = publishing_.Publish(request, "portal", &response);
    EXPECT_FALSE(status.ok()) << response.ShortDebugString();
    return status;
  }
  absl::Status RollBack(const std::string& revision, v1::RollBackPoliciesResponse& response) {
    v1::RollBackPoliciesRequest request;
    request.set_revision(revision);
    request.set_message("it paid twice");
    return publishing_.RollBack(request, "a.admin", &response);
  }
  v1::ListPublicationsResponse List(int page_size = 0, const std::string& token = "") {
    v1::ListPublicationsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    v1::ListPublicationsResponse response;
    const absl::Status status = publishing_.List(request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }
  std::string Live() const {
    const PublishedPtr live = live_.Pin().published;
    return live == nullptr ? "" : live->revision();
  }

  testing::TemporaryDirectory folder_;
  const std::string access_place_ = folder_.PathOf("book.db");
  int64_t now_ = 1'459'468'800;  // 2016-04-01
  const StoreAccess access_{access_place_};
  LivePolicies live_{std::make_unique<StoreSource>(access_), "", [this] { return now_; }};
  PolicyPublishing publishing_{live_, &access_, [this] { return now_; }};
};

TEST_F(PolicyPublishingTest, BeforeAnythingIsPublishedNothingDecidesAndItSaysWhatToDo) {
  live_.Reload();
  EXPECT_EQ(live_.State().kind, PolicyState::Kind::kError);
  EXPECT_THAT(live_.State().problem, HasSubstr("credence policies publish"));
  EXPECT_EQ(List().publications_size(), 0);
}

TEST_F(PolicyPublishingTest, WhatIsPublishedDecidesBeforeTheAnswer) {
  v1::PublishPoliciesRequest request = Paying("10%");
  request.set_message("seats of 2016");
  const v1::PublishPoliciesResponse response = Publish(request);
  EXPECT_TRUE(response.published());
  EXPECT_THAT(response.revision(), SizeIs(64));
  EXPECT_EQ(Live(), response.revision());
  EXPECT_EQ(live_.State().kind, PolicyState::Kind::kLoaded);
  EXPECT_EQ(response.previous_revision(), "");
  const v1::Publication& publication = response.publication();
  EXPECT_EQ(publication.number(), 1);
  EXPECT_EQ(publication.revision(), response.revision());
  EXPECT_EQ(publication.published(), "2016-04-01T00:00:00Z");
  EXPECT_EQ(publication.by(), "portal");
  EXPECT_EQ(publication.message(), "seats of 2016");
  EXPECT_EQ(Publish(Paying("20%")).previous_revision(), response.revision());
}

// Texts are what a revision is: in another order or by other names they are the same one.
TEST_F(PolicyPublishingTest, TheSameAgainIsNotPublishedAgain) {
  const std::string revision = Publish(Paying("10%")).revision();
  now_ += 60;
  v1::PublishPoliciesRequest again = Paying("10%");
  again.mutable_files()->SwapElements(0, 1);
  again.mutable_files(0)->set_name("renamed.policy");
  const v1::PublishPoliciesResponse response = Publish(again);
  EXPECT_FALSE(response.published());
  EXPECT_EQ(response.revision(), revision);
  EXPECT_EQ(response.publication().number(), 1);
  EXPECT_EQ(List().publications_size(), 1);
  EXPECT_EQ(live_.State().since, now_ - 60);
}

TEST_F(PolicyPublishingTest, WhatDoesNotCompileIsToldInFullAndLeavesTheLastSetServing) {
  const std::string revision = Publish(Paying("10%")).revision();
  v1::PublishPoliciesRequest bad = Request("policy recognition version 1,5\n");
  Add(bad, "other.policy", "policy other version \"1\" effective from soon\n");
  for (const bool validate_only : {true, false}) {
    bad.set_validate_only(validate_only);
    const absl::Status refused = Refused(bad);
    EXPECT_EQ(InfoOf(refused).reason(), "POLICY_TEXT_INVALID");
    EXPECT_THAT(std::string(refused.message()), HasSubstr("small/2016.1.policy:1:"));
    EXPECT_THAT(std::string(refused.message()), HasSubstr("other.policy:1:"));
    EXPECT_THAT(FieldsOf(refused), ::testing::Contains("files[1]"));
    EXPECT_THAT(FieldsOf(refused), ::testing::Contains("files[2]"));
  }
  EXPECT_EQ(Live(), revision);
  EXPECT_EQ(live_.State().kind, PolicyState::Kind::kLoaded);
  EXPECT_EQ(List().publications_size(), 1);
}

TEST_F(PolicyPublishingTest, ValidatingSaysTheRevisionAndKeepsNothing) {
  v1::PublishPoliciesRequest request = Paying("10%");
  request.set_validate_only(true);
  const v1::PublishPoliciesResponse validated = Publish(request);
  EXPECT_FALSE(validated.published());
  EXPECT_FALSE(validated.has_publication());
  EXPECT_EQ(List().publications_size(), 0);
  EXPECT_EQ(Live(), "");
  EXPECT_EQ(Publish(Paying("10%")).revision(), validated.revision());
  request.set_expected_revision("");
  EXPECT_EQ(Publish(request).previous_revision(), validated.revision());
  v1::PublishPoliciesRequest other = Paying("20%");
  other.set_validate_only(true);
  other.set_expected_revision("");
  EXPECT_EQ(InfoOf(Refused(other)).reason(), "REVISION_CHANGED");
}

TEST_F(PolicyPublishingTest, WhoExpectsAnotherRevisionIsToldWhichIsPublishedAndByWhom) {
  const std::string first = Publish(Paying("10%")).revision();
  const std::string second = Publish(Paying("20%")).revision();
  v1::PublishPoliciesRequest request = Paying("30%");
  request.set_expected_revision(first.substr(0, 8));
  const absl::Status refused = Refused(request);
  EXPECT_EQ(refused.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(InfoOf(refused).reason(), "REVISION_CHANGED");
  EXPECT_EQ(InfoOf(refused).metadata().at("current"), second);
  EXPECT_EQ(InfoOf(refused).metadata().at("wanted"), first);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("by portal at 2016-04-01T00:00:00Z"));
  request.set_expected_revision(second);
  EXPECT_TRUE(Publish(request).published());
  // An answer that was lost is asked for again.
  EXPECT_FALSE(Publish(request).published());
}

TEST_F(PolicyPublishingTest, ARollBackPublishesAnEarlierRevisionAgain) {
  const std::string first = Publish(Paying("10%")).revision();
  const std::string second = Publish(Paying("20%")).revision();
  v1::RollBackPoliciesResponse response;
  const absl::Status status = RollBack(first.substr(0, 12), response);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_TRUE(response.published());
  EXPECT_EQ(response.previous_revision(), second);
  EXPECT_EQ(Live(), first);
  EXPECT_TRUE(RollBack(first, response).ok());
  EXPECT_FALSE(response.published());
  const v1::ListPublicationsResponse list = List();
  ASSERT_EQ(list.publications_size(), 3);
  EXPECT_EQ(list.publications(0).revision(), first);
  EXPECT_TRUE(list.publications(0).rolled_back());
  EXPECT_EQ(list.publications(0).by(), "a.admin");
  EXPECT_EQ(list.publications(0).message(), "it paid twice");
}

TEST_F(PolicyPublishingTest, ARevisionThatIsNoneIsTold) {
  const std::string revision = Publish(Paying("10%")).revision();
  v1::RollBackPoliciesResponse response;
  const absl::Status unknown = RollBack(std::string(64, '0'), response);
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(InfoOf(unknown).reason(), "REVISION_UNKNOWN");
  for (const std::string& wrong :
       {std::string(), std::string("yesterday"), revision.substr(0, 7), revision + "0"}) {
    const absl::Status refused = RollBack(wrong, response);
    EXPECT_EQ(InfoOf(refused).reason(), "FIELD_INVALID") << wrong;
    EXPECT_THAT(FieldsOf(refused), ElementsAre("revision"));
  }
}

TEST_F(PolicyPublishingTest, TheFilesOfARevisionAreThoseThatWerePublished) {
  const std::string first = Publish(Paying("10%")).revision();
  Publish(Paying("20%"));
  v1::GetRevisionRequest request;
  request.set_revision(first.substr(0, 8));
  v1::GetRevisionResponse response;
  ASSERT_TRUE(publishing_.Get(request, &response).ok());
  EXPECT_EQ(response.revision(), first);
  ASSERT_EQ(response.files_size(), 2);
  EXPECT_EQ(response.files(0).name(), "small/2016.1.policy");
  EXPECT_EQ(response.files(0).text(), testing::kSmallPolicy2016);
  EXPECT_EQ(response.files(1).text(), testing::kSmallVocabulary);
}

TEST_F(PolicyPublishingTest, PagesOfThePublicationsAddUp) {
  for (const char* percent : {"1%", "2%", "3%", "4%", "5%"}) Publish(Paying(percent));
  std::vector<int64_t> numbers;
  std::string token;
  do {
    const v1::ListPublicationsResponse page = List(2, token);
    ASSERT_LE(page.publications_size(), 2);
    for (const v1::Publication& one : page.publications()) numbers.push_back(one.number());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(numbers, ElementsAre(5, 4, 3, 2, 1));
}

TEST_F(PolicyPublishingTest, AllFaultsOfNamesAreToldAtOnce) {
  v1::PublishPoliciesRequest request = Paying("10%");
  Add(request, "../out.policy", "");
  Add(request, "small/small.vocab", "");
  Add(request, "", "");
  const absl::Status refused = Refused(request);
  EXPECT_EQ(InfoOf(refused).reason(), "FIELD_INVALID");
  EXPECT_THAT(FieldsOf(refused),
              ::testing::UnorderedElementsAre("files[2].name", "files[3].name", "files[4].name"));
  EXPECT_THAT(FieldsOf(Refused({})), ElementsAre("files"));
}

TEST_F(PolicyPublishingTest, EachLimitHoldsAtItAndRefusesOneOver) {
  v1::PublishPoliciesRequest request = Paying("10%");
  request.set_message(std::string(limits::kPublicationMessageBytesMax, 'm'));
  EXPECT_TRUE(Publish(request).published());
  request.mutable_message()->push_back('m');
  EXPECT_EQ(InfoOf(Refused(request)).metadata().at("limit"), "publication_message_bytes_max");
  request.set_message("two\nlines");
  EXPECT_THAT(FieldsOf(Refused(request)), ElementsAre("message"));

  request = Paying("20%");
  size_t bytes = 0;
  for (const v1::PolicyText& file : request.files()) {
    bytes += file.name().size() + file.text().size();
  }
  const std::string name = "comment.vocab";
  const std::string vocabulary = "vocabulary other version \"1\"\nsubject customer\n";
  const size_t room = limits::kPublicationBytesMax - bytes - name.size() - vocabulary.size();
  std::string comment;
  while (comment.size() + 81 <= room) comment += "#" + std::string(79, '-') + "\n";
  comment.append(room - comment.size(), '\n');
  Add(request, name, vocabulary + comment);
  // A policy of two vocabularies says which it uses, as this one does.
  EXPECT_TRUE(Publish(request).published());
  request.mutable_files(2)->mutable_text()->push_back('\n');
  EXPECT_EQ(InfoOf(Refused(request)).metadata().at("limit"), "publication_bytes_max");

  v1::PublishPoliciesRequest many;
  for (size_t i = 0; i <= limits::kPolicyFilesMax; ++i) {
    many.add_files()->set_name(std::to_string(i) + ".policy");
  }
  EXPECT_EQ(InfoOf(Refused(many)).metadata().at("limit"), "policy_files_max");
  many.mutable_files()->RemoveLast();
  EXPECT_EQ(InfoOf(Refused(many)).reason(), "POLICY_TEXT_INVALID");
}

TEST_F(PolicyPublishingTest, AServerOfFilesTakesNoneAndSaysWhichSettingDoes) {
  PolicyPublishing of_files(live_, nullptr, [] { return int64_t{0}; });
  v1::PublishPoliciesResponse response;
  const absl::Status refused = of_files.Publish(Paying("10%"), "portal", &response);
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(InfoOf(refused).reason(), "POLICIES_IN_FILES");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("--policies store"));
}

// What another version of the program published, which this one cannot compile.
TEST_F(PolicyPublishingTest, ARevisionThatDoesNotCompileHereLeavesTheLastGoodOne) {
  const std::string revision = Publish(Paying("10%")).revision();
  const auto store = *access_.Open();
  ASSERT_TRUE(store
                  ->Publish({.revision = std::string(64, 'f'),
                             .files = {{"new.policy", "policy of a later language\n"}}})
                  .ok());
  live_.Reload();
  EXPECT_EQ(live_.State().kind, PolicyState::Kind::kStale);
  EXPECT_THAT(live_.State().problem, HasSubstr("new.policy:1: "));
  EXPECT_EQ(Live(), revision);
  v1::RollBackPoliciesResponse response;
  EXPECT_EQ(InfoOf(RollBack("ffffffff", response)).reason(), "POLICY_TEXT_INVALID");
  ASSERT_TRUE(RollBack(revision, response).ok());
  EXPECT_EQ(live_.State().kind, PolicyState::Kind::kLoaded);
}

TEST_F(PolicyPublishingTest, ARestartOverWhatDoesNotCompileHereServesTheLastGoodSet) {
  const auto start = [this] {
    auto live = std::make_unique<LivePolicies>(std::make_unique<StoreSource>(access_),
                                               folder_.PathOf("last_good"), [] { return 0; });
    live->Reload();
    return live;
  };
  const std::string revision = Publish(Paying("10%")).revision();
  EXPECT_EQ(start()->State().kind, PolicyState::Kind::kLoaded);
  ASSERT_TRUE((*access_.Open())
                  ->Publish({.revision = std::string(64, 'f'),
                             .files = {{"new.policy", "policy of a later language\n"}}})
                  .ok());
  const auto restarted = start();
  EXPECT_EQ(restarted->State().kind, PolicyState::Kind::kStale);
  EXPECT_EQ(restarted->State().revision, revision);
}

TEST_F(PolicyPublishingTest, FilesThatAreNotThoseOfTheirRevisionAreNotServed) {
  const std::string revision = Publish(Paying("10%")).revision();
  const auto store = *access_.Open();
  ASSERT_TRUE(store
                  ->Publish({.revision = std::string(64, 'f'),
                             .files = {{"small.vocab", testing::kSmallVocabulary}}})
                  .ok());
  EXPECT_FALSE(live_.Reload().published);
  EXPECT_EQ(live_.State().kind, PolicyState::Kind::kStale);
  EXPECT_THAT(live_.State().problem, HasSubstr("are not those that were published"));
  EXPECT_EQ(Live(), revision);
}

TEST_F(PolicyPublishingTest, AStampIsAnotherWhenAnotherIsPublishedOrAReadFailed) {
  StoreSource source(access_);
  const std::string nothing = source.Stamp();
  EXPECT_FALSE(source.Read().ok());
  EXPECT_EQ(source.Stamp(), nothing);
  Publish(Paying("10%"));
  const std::string first = source.Stamp();
  EXPECT_NE(first, nothing);
  EXPECT_EQ(source.Stamp(), first);
  EXPECT_TRUE(source.Read().ok());
  EXPECT_EQ(source.Stamp(), first);
  Publish(Paying("20%"));
  EXPECT_NE(source.Stamp(), first);
}

TEST_F(PolicyPublishingTest, AReloadOfWhatIsLiveChangesNothing) {
  Publish(Paying("10%"));
  const PublishedPtr before = live_.Pin().published;
  now_ += 60;
  const Reloaded again = live_.Reload();
  EXPECT_TRUE(again.published);
  EXPECT_TRUE(again.same);
  EXPECT_EQ(live_.Pin().published, before);
  EXPECT_EQ(live_.State().since, now_ - 60);
}

}  // namespace
}  // namespace credence::server
