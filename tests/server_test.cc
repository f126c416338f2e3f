// Tests the server as its clients meet it: over loopback and embedded, by the contract alone. Both
// give the same answers, byte for byte, to good requests and to bad ones; and after each bad one
// they go on.
#include "server/server.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <thread>

#include "core/limits.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "credence/v1/policy_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/embedded.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Far longer than anything here takes: only so that a fault fails instead of hanging.
constexpr std::chrono::seconds kPatience(60);

std::shared_ptr<grpc::Channel> ChannelTo(const server::Server& server) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetMaxSendMessageSize(-1);
  return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(server.port()),
                                   grpc::InsecureChannelCredentials(), arguments);
}

// A status as a client sees it.
struct Answer {
  grpc::Status status;
  google::rpc::ErrorInfo info;
  std::vector<std::string> fields;
};

void ReadDetails(const google::rpc::Status& details, Answer& answer) {
  for (const auto& any : details.details()) {
    any.UnpackTo(&answer.info);
    google::rpc::BadRequest bad;
    if (!any.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) {
      answer.fields.push_back(violation.field());
    }
  }
}

Answer AnswerOf(const grpc::Status& status) {
  Answer answer{status, {}, {}};
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) ReadDetails(details, answer);
  return answer;
}

class Client {
 public:
  explicit Client(const std::shared_ptr<grpc::Channel>& channel)
      : decisions_(v1::DecisionService::NewStub(channel)),
        policies_(v1::PolicyService::NewStub(channel)) {}

  Answer Decide(const v1::DecideRequest& request, v1::DecideResponse* response) {
    return Call([&](auto* c) { return decisions_->Decide(c, request, response); });
  }
  Answer Batch(const v1::BatchDecideRequest& request, v1::BatchDecideResponse* response) {
    return Call([&](auto* c) { return decisions_->BatchDecide(c, request, response); });
  }
  Answer Check(const v1::CheckPolicyRequest& request, v1::CheckPolicyResponse* response) {
    return Call([&](auto* c) { return policies_->CheckPolicy(c, request, response); });
  }
  Answer List(v1::ListPoliciesResponse* response) {
    return Call([&](auto* c) { return policies_->ListPolicies(c, {}, response); });
  }
  Answer Reload(v1::ReloadPoliciesResponse* response) {
    return Call([&](auto* c) { return policies_->ReloadPolicies(c, {}, response); });
  }

 private:
  template <typename Rpc>
  Answer Call(Rpc rpc) {
    grpc::ClientContext context;
    context.set_deadline(Deadline());
    return AnswerOf(rpc(&context));
  }
  static gpr_timespec Deadline() {
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                        gpr_time_from_seconds(kPatience.count(), GPR_TIMESPAN));
  }

  std::unique_ptr<v1::DecisionService::Stub> decisions_;
  std::unique_ptr<v1::PolicyService::Stub> policies_;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    rules_.Write("small.vocab", testing::kSmallVocabulary);
    rules_.Write("2015.7.policy", testing::kSmallPolicy2015);
    rules_.Write("2016.1.policy", testing::kSmallPolicy2016);
  }

  void StartBoth() {
    auto server = server::Server::Start(Options());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    auto embedded = server::Embedded::Create({.rules_directory = rules_.path()});
    ASSERT_TRUE(embedded.ok()) << embedded.status();
    embedded_ = *std::move(embedded);
    remote_client_.emplace(ChannelTo(*server_));
    embedded_client_.emplace(embedded_->channel());
  }

  server::ServerOptions Options() const {
    server::ServerOptions options;
    options.rules_directory = rules_.path();
    options.listen_address = "127.0.0.1:0";
    options.log_level = "off";
    return options;
  }

  // Both answers, which are to be equal.
  Answer Decide(const v1::DecideRequest& request, v1::DecideResponse* response) {
    v1::DecideResponse second;
    response->Clear();
    const Answer remote = remote_client_->Decide(request, response);
    ExpectEqual(remote, embedded_client_->Decide(request, &second));
    EXPECT_EQ(response->SerializeAsString(), second.SerializeAsString());
    return remote;
  }
  Answer Decide(const v1::DecideRequest& request) {
    v1::DecideResponse response;
    return Decide(request, &response);
  }
  Answer Batch(const v1::BatchDecideRequest& request, v1::BatchDecideResponse* response) {
    v1::BatchDecideResponse second;
    response->Clear();
    const Answer remote = remote_client_->Batch(request, response);
    ExpectEqual(remote, embedded_client_->Batch(request, &second));
    EXPECT_EQ(response->SerializeAsString(), second.SerializeAsString());
    return remote;
  }

  static void ExpectEqual(const Answer& remote, const Answer& embedded) {
    EXPECT_EQ(remote.status.error_code(), embedded.status.error_code());
    EXPECT_EQ(remote.status.error_message(), embedded.status.error_message());
    EXPECT_EQ(remote.info.reason(), embedded.info.reason());
    EXPECT_EQ(remote.fields, embedded.fields);
  }

  void ExpectGoesOn() {
    v1::DecideResponse response;
    const Answer answer = Decide(testing::SmallRequest(), &response);
    ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
    ASSERT_EQ(response.decision().results_size(), 1);
    EXPECT_EQ(response.decision().results(0).awards(0).amount().text(), "1,234.57 USD");
  }

  testing::TemporaryDirectory rules_;
  std::unique_ptr<server::Server> server_;
  std::unique_ptr<server::Embedded> embedded_;
  std::optional<Client> remote_client_;
  std::optional<Client> embedded_client_;
};

TEST_F(ServerTest, ARemoteAndAnEmbeddedDecisionAreEqual) {
  StartBoth();
  ExpectGoesOn();
}

TEST_F(ServerTest, AnItemOfABatchFailsAlone) {
  StartBoth();
  v1::BatchDecideRequest request;
  *request.add_items() = testing::SmallRequest();
  *request.add_items() = testing::SmallRequest();
  *request.add_items() = testing::SmallRequest();
  request.mutable_items(1)->mutable_case_()->mutable_evidence(0)->set_partner("contosa");
  v1::BatchDecideResponse response;
  ASSERT_TRUE(Batch(request, &response).status.ok());
  ASSERT_EQ(response.items_size(), 3);
  EXPECT_EQ(response.items(0).status().code(), 0);
  EXPECT_EQ(response.items(0).decision().results_size(), 1);
  EXPECT_EQ(response.items(1).status().code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_FALSE(response.items(1).has_decision());
  Answer second;
  ReadDetails(response.items(1).status(), second);
  EXPECT_THAT(second.fields, ElementsAre("case.evidence[0].partner"));
  EXPECT_EQ(response.items(2).decision().SerializeAsString(),
            response.items(0).decision().SerializeAsString());
}

TEST_F(ServerTest, ABatchOfTheLargestSizeIsDecidedAndOneMoreItemIsRefused) {
  StartBoth();
  v1::BatchDecideRequest request;
  for (size_t i = 0; i < limits::kBatchItemsMax; ++i)
    *request.add_items() = testing::SmallRequest();
  v1::BatchDecideResponse response;
  ASSERT_TRUE(Batch(request, &response).status.ok());
  EXPECT_EQ(response.items_size(), static_cast<int>(limits::kBatchItemsMax));

  *request.add_items() = testing::SmallRequest();
  const Answer answer = Batch(request, &response);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(answer.info.reason(), "LIMIT_EXCEEDED");
  EXPECT_EQ(answer.info.metadata().at("limit"), "batch_items_max");
  EXPECT_THAT(answer.fields, ElementsAre("items"));
  ExpectGoesOn();
}

TEST_F(ServerTest, ARequestOverTheLimitOfBytesIsRefusedByTheLimitsName) {
  StartBoth();
  v1::DecideRequest request = testing::SmallRequest();
  request.set_revision(std::string(limits::kRequestBytesMax, 'x'));
  const Answer answer = Decide(request);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(answer.info.metadata().at("limit"), "request_bytes_max");
  ExpectGoesOn();
}

TEST_F(ServerTest, ARequestThatGrpcItselfRefusesHasTheSameCode) {
  StartBoth();
  v1::DecideRequest request = testing::SmallRequest();
  request.set_revision(std::string(2 * limits::kRequestBytesMax, 'x'));
  v1::DecideResponse response;
  EXPECT_EQ(remote_client_->Decide(request, &response).status.error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  ExpectGoesOn();
}

TEST_F(ServerTest, AHalfEmptyRequestIsToldEveryFieldItLacks) {
  StartBoth();
  const Answer answer = Decide({});
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(answer.info.reason(), "FIELD_INVALID");
  EXPECT_EQ(answer.info.domain(), "credence.v1");
  EXPECT_THAT(answer.fields, ElementsAre("period", "case"));
  ExpectGoesOn();
}

TEST_F(ServerTest, AnUnknownPolicyIsNotFound) {
  StartBoth();
  v1::DecideRequest request = testing::SmallRequest();
  request.set_policy("policies/recognitoin");
  const Answer answer = Decide(request);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(answer.info.reason(), "POLICY_UNKNOWN");
  EXPECT_EQ(answer.info.metadata().at("policy"), "recognitoin");
  EXPECT_THAT(answer.status.error_message(), HasSubstr("`recognition`"));
  ExpectGoesOn();
}

TEST_F(ServerTest, EverythingWrongWithACaseIsToldByItsField) {
  StartBoth();
  v1::DecideRequest request = testing::SmallRequest();
  request.mutable_case_()->mutable_evidence(0)->mutable_from()->set_month(13);
  request.mutable_case_()->mutable_evidence(0)->set_partner("contosa");
  Answer answer = Decide(request);
  EXPECT_EQ(answer.info.reason(), "CASE_INVALID");
  EXPECT_THAT(answer.fields, ElementsAre("case.evidence[0].from", "case.evidence[0].partner"));

  request = testing::SmallRequest();
  request.mutable_case_()->mutable_measures(0)->mutable_value()->set_decimal("-5");
  answer = Decide(request);
  EXPECT_EQ(answer.info.reason(), "CASE_INVALID");
  EXPECT_THAT(answer.fields, ElementsAre("case.measures[0].value"));
  ExpectGoesOn();
}

TEST_F(ServerTest, AsManyFaultsAsACaseCanHaveStillArriveAsARefusal) {
  StartBoth();
  v1::DecideRequest request = testing::SmallRequest();
  for (int i = 0; i < 5000; ++i) {
    request.mutable_case_()->add_evidence()->set_partner(std::string(200, 'p'));
  }
  const Answer answer = Decide(request);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(answer.info.reason(), "CASE_INVALID");
  EXPECT_GT(answer.fields.size(), 5u);
  ExpectGoesOn();
}

TEST_F(ServerTest, AMillionBytesOfAnythingAreCheckedAndTold) {
  StartBoth();
  std::string noise;
  uint32_t state = 2016;
  for (int i = 0; i < 1'000'000; ++i) {
    state = state * 1664525 + 1013904223;
    noise += static_cast<char>(state >> 24);
  }
  const std::string parens =
      "policy p version \"1\" effective from 2016-01-01\nparam a = " + std::string(1'000'000, '(');
  for (const std::string& text : {noise, parens}) {
    v1::CheckPolicyRequest request;
    request.add_files()->set_name("noise.policy");
    request.mutable_files(0)->set_raw_text(text);
    for (Client* client : {&*remote_client_, &*embedded_client_}) {
      v1::CheckPolicyResponse response;
      const Answer answer = client->Check(request, &response);
      ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
      EXPECT_FALSE(response.ok());
      ASSERT_GT(response.diagnostics_size(), 0);
      EXPECT_GE(response.diagnostics(0).place().range().begin_line(), 1);
    }
  }
  ExpectGoesOn();
}

TEST_F(ServerTest, ACallWhoseDeadlinePassesEndsAndTheServerGoesOn) {
  StartBoth();
  v1::BatchDecideRequest request;
  for (size_t i = 0; i < limits::kBatchItemsMax; ++i)
    *request.add_items() = testing::SmallRequest();
  const auto decisions = v1::DecisionService::NewStub(ChannelTo(*server_));
  grpc::ClientContext context;
  context.set_deadline(
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(1, GPR_TIMESPAN)));
  v1::BatchDecideResponse response;
  EXPECT_EQ(decisions->BatchDecide(&context, request, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  ExpectGoesOn();
}

TEST_F(ServerTest, AnEmbeddedServerWithoutRulesChecksAndDoesNotDecide) {
  const auto embedded = server::Embedded::Create({});
  ASSERT_TRUE(embedded.ok());
  Client client((*embedded)->channel());
  v1::CheckPolicyRequest request;
  request.add_files()->set_name("small.vocab");
  request.mutable_files(0)->set_text(testing::kSmallVocabulary);
  request.set_with_published(true);
  v1::CheckPolicyResponse checked;
  ASSERT_TRUE(client.Check(request, &checked).status.ok());
  EXPECT_TRUE(checked.ok()) << checked.rendered();
  v1::DecideResponse response;
  const Answer answer = client.Decide(testing::SmallRequest(), &response);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(answer.info.reason(), "NOT_SERVING");
}

TEST_F(ServerTest, RulesThatDoNotCompileAreToldToWhoeverWantsADecision) {
  rules_.Write("2016.1.policy", "policy recognition version \"2016.1\" effective from soon\n");
  StartBoth();
  const Answer answer = Decide(testing::SmallRequest());
  EXPECT_EQ(answer.info.reason(), "NOT_SERVING");
  EXPECT_THAT(answer.status.error_message(), HasSubstr("2016.1.policy:1:"));
}

// Health and reflection have no code of ours to call them with, so they are called by the bytes
// of their contracts.
class RawStream {
 public:
  RawStream(const std::shared_ptr<grpc::Channel>& channel, const std::string& method)
      : stub_(channel), stream_(stub_.PrepareCall(&context_, method, &queue_)) {
    stream_->StartCall(Tag());
    EXPECT_TRUE(Next());
  }
  ~RawStream() {
    context_.TryCancel();
    grpc::Status status;
    stream_->Finish(&status, Tag());
    Next();
    queue_.Shutdown();
  }
  void Write(const std::string& bytes) {
    const grpc::Slice slice(bytes);
    stream_->Write(grpc::ByteBuffer(&slice, 1), Tag());
    EXPECT_TRUE(Next());
  }
  // Empty when the stream has ended.
  std::string Read() {
    grpc::ByteBuffer buffer;
    stream_->Read(&buffer, Tag());
    grpc::Slice slice;
    if (!Next() || !buffer.TrySingleSlice(&slice).ok()) return "";
    return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }

 private:
  void* Tag() { return this; }
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
    return ok;
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

// grpc.health.v1: HealthCheckRequest{service = 1}, HealthCheckResponse{status = 1}.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

std::unique_ptr<RawStream> WatchHealth(const std::shared_ptr<grpc::Channel>& channel,
                                       const std::string& service) {
  auto watch = std::make_unique<RawStream>(channel, "/grpc.health.v1.Health/Watch");
  watch->Write(
      service.empty() ? "" : "\x0a" + std::string(1, static_cast<char>(service.size())) + service);
  return watch;
}

TEST_F(ServerTest, HealthIsServingOnlyWhileASetIsLiveAndNotWhileDraining) {
  rules_.Write("2016.1.policy", "policy\n");
  server::ServerOptions options = Options();
  options.drain_deadline = std::chrono::milliseconds(200);
  auto started = server::Server::Start(options);
  ASSERT_TRUE(started.ok()) << started.status();
  const auto channel = ChannelTo(**started);
  EXPECT_FALSE((*started)->serving());
  std::vector<std::unique_ptr<RawStream>> watches;
  for (const char* service : {"", "credence.v1.DecisionService", "credence.v1.PolicyService"}) {
    watches.push_back(WatchHealth(channel, service));
    EXPECT_EQ(watches.back()->Read(), kNotServing) << service;
  }
  Client client(channel);
  v1::ReloadPoliciesResponse reloaded;
  ASSERT_TRUE(client.Reload(&reloaded).status.ok());
  EXPECT_FALSE(reloaded.published());

  rules_.Write("2016.1.policy", testing::kSmallPolicy2016);
  ASSERT_TRUE(client.Reload(&reloaded).status.ok());
  EXPECT_TRUE(reloaded.published()) << reloaded.rendered();
  for (const auto& watch : watches) EXPECT_EQ(watch->Read(), kServing);

  rules_.Write("2016.1.policy", "policy\n");
  EXPECT_FALSE((*started)->Reload());
  EXPECT_TRUE((*started)->serving());

  std::thread drain([&started] { (*started)->Shutdown(); });
  for (const auto& watch : watches) EXPECT_EQ(watch->Read(), kNotServing);
  drain.join();
}

TEST_F(ServerTest, ReflectionListsTheServices) {
  StartBoth();
  RawStream reflection(ChannelTo(*server_),
                       "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  reflection.Write("\x3a\x01*");  // ServerReflectionRequest{list_services = 7: "*"}
  const std::string services = reflection.Read();
  for (const char* service :
       {"credence.v1.DecisionService", "credence.v1.PolicyService", "grpc.health.v1.Health"}) {
    EXPECT_THAT(services, HasSubstr(service));
  }
}

}  // namespace
}  // namespace credence
