// The server with more to do than it can, as its callers meet it: work stops when nobody waits for
// it, who comes too many is told so at once and when to come back, and others are served.
// How it stands a long time of it: tests/load.
#include <absl/strings/numbers.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/limits.h"
#include "core/server_limits.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "credence/v1/policy_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/server.h"
#include "tests/support/error_reason.h"
#include "tests/support/http_get.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

// Far longer than anything here takes: only so that a fault fails instead of hanging.
constexpr seconds kPatience(60);

gpr_timespec In(milliseconds time) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_millis(time.count(), GPR_TIMESPAN));
}

class OverloadTest : public ::testing::Test {
 protected:
  OverloadTest() {
    rules_.Write("small.vocab", testing::kSmallVocabulary);
    rules_.Write("2016.1.policy", testing::kSmallPolicy2016);
    options_.rules_directory = rules_.path();
    options_.listen_address = "127.0.0.1:0";
    options_.metrics_address = "127.0.0.1:0";
    options_.log_level = "off";
    options_.workers = 1;
  }

  void Start() {
    auto started = server::Server::Start(options_);
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    channel_ = Connect("");
  }
  std::shared_ptr<grpc::Channel> Connect(const std::string& service_config) const {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    if (!service_config.empty()) arguments.SetServiceConfigJSON(service_config);
    return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(server_->port()),
                                     grpc::InsecureChannelCredentials(), arguments);
  }

  // One case that takes half a second: so many partners, each with a record of every subscription,
  // asked about for a year.
  static v1::DecideRequest LongRequest(int subscriptions = 100, int partners = 100) {
    v1::DecideRequest request = testing::SmallRequest();
    request.set_period("2016");
    v1::Case& the_case = *request.mutable_case_();
    const v1::Evidence record = the_case.evidence(0);
    for (int i = 0; i < subscriptions; ++i) {
      auto& subject = *the_case.add_subjects();
      subject.set_type("subscription");
      subject.set_id("s" + std::to_string(i));
      subject.set_parent("northwind");
    }
    for (int j = 0; j < partners; ++j) {
      auto& subject = *the_case.add_subjects();
      subject.set_type("partner");
      subject.set_id("p" + std::to_string(j));
      for (int i = 0; i < subscriptions; ++i) {
        auto& evidence = *the_case.add_evidence();
        evidence = record;
        evidence.set_id(subject.id() + "-" + std::to_string(i));
        evidence.set_partner(subject.id());
        evidence.set_subject("s" + std::to_string(i));
      }
    }
    return request;
  }

  double Metric(const std::string& sample) const {
    const std::string told = testing::HttpGet(server_->metrics_port(), "/metrics");
    const size_t at = told.find("\n" + sample + " ");
    if (at == std::string::npos) return 0;
    const size_t begin = at + sample.size() + 2;
    double value = 0;
    return absl::SimpleAtod(told.substr(begin, told.find('\n', begin) - begin), &value) ? value : 0;
  }
  double Stopped() const {
    return Metric("credence_work_stopped_total{cause=\"cancelled\"}") +
           Metric("credence_work_stopped_total{cause=\"deadline\"}");
  }
  // False: it did not become so in all that time.
  template <typename Holds>
  static bool Becomes(Holds holds) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
  }
  bool WorksOnNothing() const {
    return Becomes([this] { return Metric("credence_calls_in_flight") == 0; });
  }

  grpc::Status Decide(const v1::DecideRequest& request, grpc::ClientContext& context) const {
    v1::DecideResponse response;
    return v1::DecisionService::NewStub(channel_)->Decide(&context, request, &response);
  }

  testing::TemporaryDirectory rules_;
  server::ServerOptions options_;
  std::unique_ptr<server::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(OverloadTest, ABatchStopsWhenItsDeadlinePasses) {
  Start();
  v1::BatchDecideRequest request;
  for (size_t i = 0; i < limits::kBatchItemsMax; ++i) *request.add_items() = LongRequest(4, 10);
  grpc::ClientContext context;
  context.set_deadline(In(milliseconds(300)));
  v1::BatchDecideResponse response;
  EXPECT_EQ(v1::DecisionService::NewStub(channel_)
                ->BatchDecide(&context, request, &response)
                .error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  ASSERT_TRUE(WorksOnNothing());
  // On a machine that is busy it may pass before the work begins.
  EXPECT_LE(Stopped(), 1);
  EXPECT_LT(Metric("credence_cases_total"), static_cast<double>(limits::kBatchItemsMax));
}

TEST_F(OverloadTest, ABatchStopsWhenItIsCancelled) {
  Start();
  v1::BatchDecideRequest request;
  for (size_t i = 0; i < limits::kBatchItemsMax; ++i) *request.add_items() = LongRequest(4, 10);
  grpc::ClientContext context;
  std::thread canceller([&] {
    EXPECT_TRUE(Becomes([this] { return Metric("credence_cases_total") > 0; }));
    context.TryCancel();
  });
  v1::BatchDecideResponse response;
  EXPECT_EQ(v1::DecisionService::NewStub(channel_)
                ->BatchDecide(&context, request, &response)
                .error_code(),
            grpc::StatusCode::CANCELLED);
  canceller.join();
  ASSERT_TRUE(WorksOnNothing());
  EXPECT_EQ(Stopped(), 1);
  EXPECT_LT(Metric("credence_cases_total"), static_cast<double>(limits::kBatchItemsMax));
}

// Ten thousand records: read in some tens of milliseconds, decided in half a second.
TEST_F(OverloadTest, ASingleLongCaseStopsWithinItself) {
  Start();
  const v1::DecideRequest request = LongRequest();
  ASSERT_GE(request.case_().evidence_size(), 10'000);
  grpc::ClientContext context;
  context.set_deadline(In(milliseconds(150)));
  EXPECT_EQ(Decide(request, context).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  const auto gone = std::chrono::steady_clock::now();
  ASSERT_TRUE(WorksOnNothing());
  const auto late =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - gone);
  // On a machine that is busy it may pass before the work begins.
  EXPECT_LE(Stopped(), 1);
  EXPECT_EQ(Metric("credence_cases_total"), 0);
  std::cout << "stopped " << late.count() << " ms after its deadline\n";
  EXPECT_LT(late, seconds(10));
}

TEST_F(OverloadTest, WhoComesTooManyIsToldAtOnceWhenToComeBack) {
  Start();
  // Long work fills the only thread of its lane and what may wait for it.
  const v1::DecideRequest request = LongRequest();
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::thread> callers;
  std::atomic<int> refused{0};
  std::atomic<int> odd{0};
  for (int i = 0; i < 12; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    callers.emplace_back([this, &request, &refused, &odd, &context = *contexts.back()] {
      const grpc::Status status = Decide(request, context);
      // Taken, and decided before the end or not.
      if (status.ok() || status.error_code() == grpc::StatusCode::CANCELLED) return;
      google::rpc::Status details;
      google::rpc::RetryInfo retry;
      details.ParseFromString(status.error_details());
      for (const auto& any : details.details()) any.UnpackTo(&retry);
      const auto& trailers = context.GetServerTrailingMetadata();
      const auto pushback = trailers.find("grpc-retry-pushback-ms");
      int64_t millis = 0;
      const bool right =
          status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
          testing::ReasonOf(status) == "OVERLOADED" &&
          retry.retry_delay().seconds() * 1'000 + retry.retry_delay().nanos() / 1'000'000 > 0 &&
          pushback != trailers.end() &&
          absl::SimpleAtoi(std::string(pushback->second.data(), pushback->second.size()),
                           &millis) &&
          millis >= limits::kRetryMillisMin;
      if (!right) ++odd;
      ++refused;
    });
  }
  EXPECT_TRUE(Becomes([&] { return refused >= 6; }));
  // What is small is served beside it, at once or when it comes back, and who asks how the server
  // does is answered.
  EXPECT_TRUE(Becomes([this] {
    grpc::ClientContext small;
    small.set_deadline(In(kPatience));
    return Decide(testing::SmallRequest(), small).ok();
  }));
  grpc::ClientContext status;
  status.set_deadline(In(kPatience));
  v1::PolicyStatus told;
  EXPECT_TRUE(v1::PolicyService::NewStub(channel_)->GetStatus(&status, {}, &told).ok());
  for (const auto& context : contexts) context->TryCancel();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(odd, 0);
  EXPECT_TRUE(WorksOnNothing());
}

// The policy by which gRPC's clients, Credence's own Python client among them, ask again.
constexpr char kAskAgain[] = R"({"methodConfig": [{"name": [{}], "retryPolicy": {
  "maxAttempts": 4, "initialBackoff": "0.01s", "maxBackoff": "1s", "backoffMultiplier": 2,
  "retryableStatusCodes": ["RESOURCE_EXHAUSTED"]}}]})";

TEST_F(OverloadTest, WhatIsOverALimitByItselfIsNotAskedAgain) {
  Start();
  channel_ = Connect(kAskAgain);
  v1::BatchDecideRequest request;
  for (size_t i = 0; i <= limits::kBatchItemsMax; ++i) request.add_items();
  grpc::ClientContext context;
  v1::BatchDecideResponse response;
  const grpc::Status status =
      v1::DecisionService::NewStub(channel_)->BatchDecide(&context, request, &response);
  EXPECT_EQ(testing::ReasonOf(status), "LIMIT_EXCEEDED");
  ASSERT_TRUE(WorksOnNothing());
  EXPECT_EQ(Metric("credence_calls_total{code=\"RESOURCE_EXHAUSTED\",method=\"credence.v1."
                   "DecisionService/BatchDecide\"}"),
            1);
}

TEST_F(OverloadTest, HeadersHaveALimit) {
  Start();
  const auto other = Connect("");
  ASSERT_TRUE(other->WaitForConnected(In(kPatience)));
  for (const auto& [bytes, taken] : {std::pair(limits::kHeaderBytesMax - 2'048, true),
                                     std::pair(limits::kHeaderBytesMax + 1, false)}) {
    grpc::ClientContext context;
    context.set_deadline(In(kPatience));
    context.AddMetadata("more", std::string(static_cast<size_t>(bytes), 'x'));
    const grpc::Status status = Decide(testing::SmallRequest(), context);
    EXPECT_EQ(status.ok(), taken) << bytes << ": " << status.error_message();
  }
  // gRPC may end the connection with the call, and others' calls with it: they are made again.
  const auto serves = [this] {
    grpc::ClientContext context;
    context.set_deadline(In(kPatience));
    const grpc::Status status = Decide(testing::SmallRequest(), context);
    EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE)
        << status.error_message();
    return status.ok();
  };
  EXPECT_TRUE(Becomes(serves));
  // Nobody else's connection is ended.
  channel_ = other;
  EXPECT_TRUE(serves());
}

}  // namespace
}  // namespace credence
