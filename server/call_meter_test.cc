// Tests server/call_meter.h and metrics.h: what is counted of calls and policies, and told over
// HTTP; and which headers hold a trace.
#include "server/call_meter.h"

#include <gmock/gmock.h>
#include <grpc/support/time.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "credence/v1/policy_service.grpc.pb.h"
#include "server/server.h"
#include "tests/support/http_get.h"
#include "tests/support/small_programme.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

TEST(TraceIdOf, OnlyWhatTheStandardShapes) {
  const std::string id = "0af7651916cd43dd8448eb211c80319c";
  const std::string rest = "-b7ad6b7169203331-01";
  EXPECT_EQ(TraceIdOf("00-" + id + rest), id);
  EXPECT_EQ(TraceIdOf("01-" + id + rest + "-more"), id);
  for (const std::string& none :
       {std::string(), "00-" + id, "00-" + id + rest + "-more", "ff-" + id + rest,
        "00-" + std::string(32, '0') + rest, "00-" + std::string(32, 'A') + rest,
        "01-" + id + rest + "more", "00_" + id + rest}) {
    EXPECT_EQ(TraceIdOf(none), "") << none;
  }
}

class CallMeterTest : public ::testing::Test {
 protected:
  CallMeterTest() {
    folder_.Write("small.vocab", testing::kSmallVocabulary);
    folder_.Write("2016.1.policy", testing::kSmallPolicy2016);
    options_.rules_directory = folder_.path();
    options_.listen_address = "127.0.0.1:0";
    options_.metrics_address = "127.0.0.1:0";
    options_.log_level = "off";
  }

  testing::TemporaryDirectory folder_;
  ServerOptions options_;
};

TEST_F(CallMeterTest, CallsAndPoliciesAreCounted) {
  const auto server = Server::Start(options_);
  ASSERT_TRUE(server.ok()) << server.status();
  const auto channel = grpc::CreateChannel("127.0.0.1:" + std::to_string((*server)->port()),
                                           grpc::InsecureChannelCredentials());
  const auto policies = v1::PolicyService::NewStub(channel);
  for (const char* name : {"policies/recognition", "policies/nothing"}) {
    grpc::ClientContext context;
    context.set_deadline(gpr_time_from_seconds(20, GPR_TIMESPAN));
    v1::GetPolicyRequest request;
    request.set_name(name);
    v1::Policy policy;
    policies->GetPolicy(&context, request, &policy);
  }
  folder_.Write("2016.1.policy", "policy");
  EXPECT_FALSE((*server)->Reload());
  const int port = (*server)->metrics_port();
  (*server)->Shutdown();  // Every call has ended then.
  const std::string told = testing::HttpGet(port, "/metrics");
  EXPECT_THAT(told, HasSubstr("200 OK"));
  const std::string method = "method=\"credence.v1.PolicyService/GetPolicy\"";
  EXPECT_THAT(told, HasSubstr("credence_calls_total{code=\"OK\"," + method + "} 1"));
  EXPECT_THAT(told, HasSubstr("credence_calls_total{code=\"NOT_FOUND\"," + method + "} 1"));
  EXPECT_THAT(told, HasSubstr("credence_call_seconds_count{" + method + "} 2"));
  EXPECT_THAT(told, HasSubstr("credence_calls_in_flight 0"));
  EXPECT_THAT(told, HasSubstr("credence_policy_state{state=\"STALE\"} 1"));
  EXPECT_THAT(told, HasSubstr("credence_policy_state{state=\"LOADED\"} 0"));
  EXPECT_THAT(told, HasSubstr("credence_policy_reloads_total{published=\"false\"} 1"));
  // Each is documented.
  std::ifstream file("docs/operations.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  size_t documented = 0;
  for (size_t at = 0; (at = told.find("# HELP ", at)) != std::string::npos; ++at) {
    const std::string name = told.substr(at + 7, told.find(' ', at + 7) - at - 7);
    if (!name.starts_with("credence_")) continue;  // the exposer's own
    EXPECT_THAT(page, HasSubstr("| `" + name));
    ++documented;
  }
  EXPECT_GE(documented, 7u);
}

TEST_F(CallMeterTest, AnAddressThatIsTakenIsTold) {
  const auto first = Server::Start(options_);
  ASSERT_TRUE(first.ok()) << first.status();
  options_.metrics_address = "127.0.0.1:" + std::to_string((*first)->metrics_port());
  EXPECT_THAT(std::string(Server::Start(options_).status().message()),
              HasSubstr("cannot tell metrics on `127.0.0.1:"));
}

}  // namespace
}  // namespace credence::server
