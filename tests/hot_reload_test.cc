// Policies change under full load: no call fails, each answer is of exactly one of the revisions
// that were published, every tenth edit is broken and changes nothing, and memory does not grow.
//
// CREDENCE_RELOADS says how many reloads; `./dev reloads N` runs it long.
#include <absl/strings/numbers.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "credence/v1/decision_service.grpc.pb.h"
#include "credence/v1/policy_service.grpc.pb.h"
#include "server/server.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

constexpr int kReloads = 100;
constexpr int kCallers = 4;
constexpr size_t kGrowthBytesMax = 24u << 20;

int ReloadsWanted() {
  const char* wanted = std::getenv("CREDENCE_RELOADS");
  int reloads = 0;
  if (wanted == nullptr || !absl::SimpleAtoi(wanted, &reloads)) return kReloads;
  return std::max(20, reloads);
}

size_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  size_t all = 0;
  size_t resident = 0;
  statm >> all >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

class HotReloadTest : public ::testing::Test {
 protected:
  HotReloadTest() {
    rules_.Write("small.vocab", testing::kSmallVocabulary);
    rules_.Write("2016.1.policy", TextAt(0));
    server::ServerOptions options{.rules_directory = rules_.path()};
    options.listen_address = "127.0.0.1:0";
    options.log_level = "off";
    auto started = server::Server::Start(options);
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()),
                                   grpc::InsecureChannelCredentials());
    request_ = testing::SmallRequest();
  }

  // The policy that pays ten percent, or twenty.
  static std::string TextAt(int turn) {
    std::string text = testing::kSmallPolicy2016;
    if (turn % 2 == 1) text.replace(text.find("10%"), 3, "20%");
    return text;
  }
  static constexpr const char* kAmounts[] = {"1234.57", "2469.13"};

  v1::ReloadPoliciesResponse Reload() {
    grpc::ClientContext context;
    v1::ReloadPoliciesResponse response;
    const grpc::Status status =
        v1::PolicyService::NewStub(channel_)->ReloadPolicies(&context, {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  // Asks until told to stop; whatever is not right is counted.
  void Call() {
    const auto stub = v1::DecisionService::NewStub(channel_);
    while (!stop_) {
      grpc::ClientContext context;
      v1::DecideResponse response;
      const grpc::Status status = stub->Decide(&context, request_, &response);
      const v1::Decision& decision = response.decision();
      const auto known = amounts_.find(decision.revision());
      const bool right = status.ok() && known != amounts_.end() && decision.results_size() == 1 &&
                         decision.results(0).awards_size() == 1 &&
                         decision.results(0).awards(0).amount().exact() == known->second;
      ++answered_;
      if (!right && wrong_++ == 0) {
        const std::lock_guard<std::mutex> lock(mutex_);
        first_wrong_ = status.error_message() + response.ShortDebugString();
      }
    }
  }

  testing::TemporaryDirectory rules_;
  std::unique_ptr<server::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  v1::DecideRequest request_;
  std::map<std::string, std::string> amounts_;  // by revision; not changed while callers run
  std::atomic<bool> stop_{false};
  std::atomic<int64_t> answered_{0};
  std::atomic<int64_t> wrong_{0};
  std::mutex mutex_;
  std::string first_wrong_;  // guarded by mutex_
};

TEST_F(HotReloadTest, NoCallFailsAndEachAnswerIsOfOneRevision) {
  for (int turn : {1, 0}) {
    rules_.Write("2016.1.policy", TextAt(turn));
    amounts_[Reload().revision()] = kAmounts[turn];
  }
  ASSERT_EQ(amounts_.size(), 2u);
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) callers.emplace_back([this] { Call(); });
  const int reloads = ReloadsWanted();
  size_t warm = 0;
  for (int turn = 1; turn <= reloads; ++turn) {
    const bool broken = turn % 10 == 0;
    rules_.Write("2016.1.policy", broken ? "policy recognition version" : TextAt(turn));
    const v1::ReloadPoliciesResponse reloaded = Reload();
    EXPECT_EQ(reloaded.published(), !broken);
    EXPECT_TRUE(amounts_.contains(reloaded.revision()));
    if (turn == reloads / 2) warm = ResidentBytes();
  }
  const size_t grown = std::max(ResidentBytes(), warm) - warm;
  stop_ = true;
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong_, 0) << first_wrong_;
  EXPECT_GT(answered_, kCallers);
  EXPECT_LT(grown, kGrowthBytesMax);
  std::cout << reloads << " reloads, " << answered_ << " answers, " << wrong_ << " wrong, "
            << (grown >> 10) << " KiB grown over the second half\n";
}

}  // namespace
}  // namespace credence
