// Tests server/transport.h: what may be listened on, what is said of files that do not fit, and TLS
// as clients meet it, with certificates made here.
#include "server/transport.h"

#include <gmock/gmock.h>
#include <grpc/support/time.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "credence/v1/policy_service.grpc.pb.h"
#include "server/server.h"
#include "tests/support/identity.h"
#include "tests/support/small_programme.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::credence::testing::Identity;
using ::credence::testing::Issue;
using ::testing::HasSubstr;

class TransportTest : public ::testing::Test {
 protected:
  TransportTest() {
    folder_.Write("rules/small.vocab", testing::kSmallVocabulary);
    folder_.Write("rules/2016.1.policy", testing::kSmallPolicy2016);
    Serve(*Issue("localhost", ca_.get()));
    folder_.Write("ca.pem", ca_->CertificatePem());
  }

  void Serve(const Identity& identity) {
    folder_.Write("server.key", identity.KeyPem());
    folder_.Write("server.pem", identity.CertificatePem());
  }

  TlsFiles Files() const {
    return {.certificate = folder_.PathOf("server.pem"), .key = folder_.PathOf("server.key")};
  }

  absl::StatusOr<std::unique_ptr<Server>> Start(const TlsFiles& tls) const {
    ServerOptions options{.rules_directory = folder_.PathOf("rules")};
    options.listen_address = "localhost:0";
    options.tls = tls;
    options.log_level = "off";
    return Server::Start(options);
  }

  static grpc::Status Ask(const Server& server,
                          const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    // Each with a connection of its own.
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto channel = grpc::CreateCustomChannel("localhost:" + std::to_string(server.port()),
                                                   credentials, arguments);
    const auto policies = v1::PolicyService::NewStub(channel);
    grpc::ClientContext context;
    context.set_deadline(gpr_time_from_seconds(20, GPR_TIMESPAN));
    v1::ListPoliciesResponse response;
    return policies->ListPolicies(&context, {}, &response);
  }

  static std::shared_ptr<grpc::ChannelCredentials> Trusting(const Identity& ca,
                                                            const Identity* own = nullptr) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ca.CertificatePem();
    if (own != nullptr) {
      options.pem_cert_chain = own->CertificatePem();
      options.pem_private_key = own->KeyPem();
    }
    return grpc::SslCredentials(options);
  }

  std::string Complaint(const TlsFiles& files) const {
    const auto credentials = CredentialsOf(files);
    return credentials.ok() ? "" : std::string(credentials.status().message());
  }

  testing::TemporaryDirectory folder_;
  const std::unique_ptr<Identity> ca_ = Issue("A CA", nullptr);
};

TEST_F(TransportTest, OnlyThisMachineIsServedInPlainTextUnlessItIsAllowedByName) {
  EXPECT_TRUE(CheckReach({.address = "127.0.0.1:0"}).ok());
  EXPECT_TRUE(CheckReach({.address = "unix:/a"}).ok());
  Reach reach{.address = "0.0.0.0:0"};
  reach.access.allow_anonymous = true;
  const absl::Status refused = CheckReach(reach);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("--allow-plaintext"));
  reach.allow_plaintext = true;
  EXPECT_TRUE(CheckReach(reach).ok());
  reach.allow_plaintext = false;
  reach.tls = Files();
  EXPECT_TRUE(CheckReach(reach).ok());
  ServerOptions options{.rules_directory = folder_.PathOf("rules")};
  options.listen_address = "0.0.0.0:0";
  options.log_level = "off";
  EXPECT_EQ(Server::Start(options).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(TransportTest, OthersAreAskedWhoTheyAreUnlessItIsAllowedByName) {
  const auto complaint = [](const Reach& reach) {
    return std::string(CheckReach(reach).message());
  };
  Reach reach{.address = "0.0.0.0:0", .tls = Files()};
  EXPECT_THAT(complaint(reach), HasSubstr("--allow-anonymous"));
  reach.tls.client_ca = folder_.PathOf("ca.pem");
  EXPECT_EQ(complaint(reach), "");
  reach.tls = {};
  reach.access.tokens.keys = "jwks.json";
  reach.allow_plaintext = true;
  EXPECT_THAT(complaint(reach), HasSubstr("tokens would be sent"));
  reach.address = "localhost:0";
  EXPECT_EQ(complaint(reach), "");
  reach.access.certificates.push_back({"portal", Roles::All()});
  EXPECT_THAT(complaint(reach), HasSubstr("give --tls-client-ca"));
}

TEST_F(TransportTest, AFileThatDoesNotFitIsNamedWithWhatIsWrong) {
  TlsFiles files = Files();
  EXPECT_EQ(Complaint(files), "");
  EXPECT_THAT(Complaint({.certificate = files.certificate}), HasSubstr("give both"));
  files.key = folder_.PathOf("none.key");
  EXPECT_THAT(Complaint(files), HasSubstr("none.key: no file that can be read"));
  folder_.Write("none.key", "a key");
  EXPECT_THAT(Complaint(files), HasSubstr("none.key: this is no private key in PEM"));
  folder_.Write("none.key", ca_->KeyPem());
  EXPECT_THAT(Complaint(files), HasSubstr("this is not the key of"));
  files = Files();
  folder_.Write("server.pem", "a certificate");
  EXPECT_THAT(Complaint(files), HasSubstr("server.pem: this is no certificate in PEM"));
  Serve(*Issue("localhost", ca_.get(), /*days=*/-1));
  EXPECT_THAT(Complaint(files), HasSubstr("server.pem: this certificate has expired"));
  Serve(*Issue("localhost", ca_.get()));
  files.client_ca = folder_.PathOf("none.pem");
  EXPECT_THAT(Complaint(files), HasSubstr("none.pem: no file"));
}

TEST_F(TransportTest, WhoTrustsTheCaIsServedAndPlainTextIsNot) {
  const auto server = Start(Files());
  ASSERT_TRUE(server.ok()) << server.status();
  const grpc::Status served = Ask(**server, Trusting(*ca_));
  EXPECT_TRUE(served.ok()) << served.error_message();
  const auto other = Issue("Another CA", nullptr);
  EXPECT_EQ(Ask(**server, Trusting(*other)).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Ask(**server, grpc::InsecureChannelCredentials()).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TransportTest, WithAClientCaOnlyItsCallersAreServed) {
  TlsFiles files = Files();
  files.client_ca = folder_.PathOf("ca.pem");
  const auto server = Start(files);
  ASSERT_TRUE(server.ok()) << server.status();
  const auto caller = Issue("a caller", ca_.get());
  const grpc::Status served = Ask(**server, Trusting(*ca_, caller.get()));
  EXPECT_TRUE(served.ok()) << served.error_message();
  EXPECT_EQ(Ask(**server, Trusting(*ca_)).error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto other = Issue("Another CA", nullptr);
  const auto stranger = Issue("a caller", other.get());
  EXPECT_EQ(Ask(**server, Trusting(*ca_, stranger.get())).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TransportTest, ACertificateThatIsRenewedIsServedWithoutAStop) {
  const auto server = Start(Files());
  ASSERT_TRUE(server.ok()) << server.status();
  ASSERT_TRUE(Ask(**server, Trusting(*ca_)).ok());
  const auto renewed = Issue("A new CA", nullptr);
  Serve(*Issue("localhost", renewed.get()));
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  bool served = false;
  while (!served && std::chrono::steady_clock::now() < patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    served = Ask(**server, Trusting(*renewed)).ok();
  }
  EXPECT_TRUE(served);
}

}  // namespace
}  // namespace credence::server
