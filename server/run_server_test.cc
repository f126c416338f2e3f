// Tests RunServer of server/server.h: a signal ends it with a drain, another reloads, and what
// hinders the start is told. The signals go to the thread that runs it, which blocks them, as the
// whole process does when main calls it.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <future>
#include <thread>

#include "credence/v1/policy_service.grpc.pb.h"
#include "server/server.h"
#include "tests/support/small_programme.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

class RunServerTest : public ::testing::Test {
 protected:
  RunServerTest() {
    directory_.Write("small.vocab", testing::kSmallVocabulary);
    directory_.Write("2016.1.policy", testing::kSmallPolicy2016);
    options_.rules_directory = directory_.path();
    options_.log_level = "off";
    options_.listen_address = "127.0.0.1:" + std::to_string(FreePort());
  }

  // One that a server had a moment ago.
  int FreePort() const {
    ServerOptions any = options_;
    any.listen_address = "127.0.0.1:0";
    const auto server = Server::Start(any);
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? (*server)->port() : 0;
  }

  // The revision that is live, asked until the server answers.
  std::string Revision() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 10);
    const auto channel = grpc::CreateCustomChannel(options_.listen_address,
                                                   grpc::InsecureChannelCredentials(), arguments);
    const auto policies = v1::PolicyService::NewStub(channel);
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(std::chrono::system_clock::time_point::max());
    v1::ListPoliciesResponse response;
    const grpc::Status status = policies->ListPolicies(&context, {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.revision();
  }

  testing::TemporaryDirectory directory_;
  ServerOptions options_;
};

TEST_F(RunServerTest, TermDrainsAndEndsWithSuccess) {
  for (const int signal : {SIGTERM, SIGINT}) {
    std::promise<int> ended;
    std::thread process([this, &ended] { ended.set_value(RunServer(options_)); });
    EXPECT_NE(Revision(), "");
    pthread_kill(process.native_handle(), signal);
    EXPECT_EQ(ended.get_future().get(), 0);
    process.join();
  }
}

TEST_F(RunServerTest, HangUpReadsTheRulesAgain) {
  std::promise<int> ended;
  std::thread process([this, &ended] { ended.set_value(RunServer(options_)); });
  const std::string before = Revision();
  directory_.Write("2015.7.policy", testing::kSmallPolicy2015);
  pthread_kill(process.native_handle(), SIGHUP);
  while (Revision() == before) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  pthread_kill(process.native_handle(), SIGTERM);
  EXPECT_EQ(ended.get_future().get(), 0);
  process.join();
}

TEST_F(RunServerTest, WhatHindersTheStartIsToldAndEndsWithFailure) {
  options_.rules_directory = "/no/such/rules";
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(RunServer(options_), 1);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "credence: there is no directory `/no/such/rules`\n");
}

TEST_F(RunServerTest, APortThatIsTakenIsTold) {
  options_.listen_address = "127.0.0.1:0";
  const auto first = Server::Start(options_);
  ASSERT_TRUE(first.ok());
  options_.listen_address = "127.0.0.1:" + std::to_string((*first)->port());
  const auto second = Server::Start(options_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("cannot listen on `127.0.0.1:"));
}

TEST_F(RunServerTest, AnAddressThatIsNoneIsTold) {
  for (const char* address : {"", "localhost", "127.0.0.1:99999", "127.0.0.1:http", ":50051"}) {
    options_.listen_address = address;
    EXPECT_EQ(Server::Start(options_).status().code(), absl::StatusCode::kInvalidArgument)
        << address;
  }
}

TEST_F(RunServerTest, AUnixSocketIsAnAddressToo) {
  const testing::TemporaryDirectory place;
  options_.listen_address = "unix:" + place.PathOf("socket");
  const auto server = Server::Start(options_);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_NE(Revision(), "");
}

TEST_F(RunServerTest, AnUnknownLogLevelIsToldWithTheKnownOnes) {
  options_.log_level = "loud";
  EXPECT_EQ(Server::Start(options_).status().message(),
            "unknown log level `loud`; expected debug, info, warning, error or off");
  EXPECT_EQ(RunServer(options_), 2);
}

TEST_F(RunServerTest, WhatIsCheckedIsWhatAStartNeeds) {
  EXPECT_TRUE(Server::Check(options_).ok());
  options_.metrics_address = "here";
  EXPECT_THAT(std::string(Server::Check(options_).message()), HasSubstr("`here` is no address"));
  options_.metrics_address = "";
  options_.state_directory = "/no/such/state";
  EXPECT_THAT(std::string(Server::Check(options_).message()), HasSubstr("/no/such/state"));
  options_.state_directory = "";
  options_.rules_directory = "/no/such/rules";
  EXPECT_EQ(Server::Check(options_).message(), "there is no directory `/no/such/rules`");
}

}  // namespace
}  // namespace credence::server
