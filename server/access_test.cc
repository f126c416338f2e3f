// Tests server/access.h, token.h and call_guard.h as callers meet them: every method, with tokens
// that are good, absent, spent, forged or of the wrong role, and certificates with roles.
#include "server/access.h"

#include <absl/strings/escaping.h>
#include <cjose/cjose.h>
#include <gmock/gmock.h>
#include <grpc/support/time.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/check.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "nlohmann/json.hpp"
#include "server/server.h"
#include "tests/support/identity.h"
#include "tests/support/signed_token.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::credence::testing::Identity;
using ::credence::testing::Issue;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kIssuer = "https://id.example";
constexpr const char* kAudience = "credence";

// A key that signs tokens, and says its public half.
class Signer {
 public:
  explicit Signer(std::string id, bool rsa = false) : id_(std::move(id)), rsa_(rsa) {
    cjose_err error{};
    key_ = rsa ? cjose_jwk_create_RSA_random(2048, nullptr, 0, &error)
               : cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
    CREDENCE_CHECK(key_ != nullptr);
    CREDENCE_CHECK(cjose_jwk_set_kid(key_, id_.data(), id_.size(), &error));
  }
  ~Signer() { cjose_jwk_release(key_); }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  json Key(bool secret = false) const {
    cjose_err error{};
    char* text = cjose_jwk_to_json(key_, secret, &error);
    json read = json::parse(text);
    std::free(text);
    return read;
  }
  std::string Token(const json& claims) const {
    return Sign(key_, rsa_ ? "RS256" : "ES256", claims);
  }

  std::string Sign(cjose_jwk_t* key, const char* algorithm, const json& claims) const {
    return testing::SignedToken(key, algorithm, id_, claims.dump());
  }

 private:
  const std::string id_;
  const bool rsa_;
  cjose_jwk_t* key_ = nullptr;
};

int64_t Now() { return gpr_now(GPR_CLOCK_REALTIME).tv_sec; }

json Claims(const json& roles) {
  return {{"iss", kIssuer}, {"aud", kAudience},    {"sub", "portal"},
          {"iat", Now()},   {"exp", Now() + 3600}, {"roles", roles}};
}
json With(json claims, const char* name, const json& value) {
  claims[name] = value;
  return claims;
}

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    folder_.Write("rules/small.vocab", testing::kSmallVocabulary);
    folder_.Write("rules/2016.1.policy", testing::kSmallPolicy2016);
    WriteKeys(json::array({signer_.Key(), rsa_.Key()}));
    options_.rules_directory = folder_.PathOf("rules");
    options_.listen_address = "localhost:0";
    options_.log_level = "off";
  }

  void WriteKeys(const json& keys) { folder_.Write("jwks.json", json{{"keys", keys}}.dump()); }

  void TakeTokens() {
    options_.access.tokens = {
        .keys = folder_.PathOf("jwks.json"), .issuer = kIssuer, .audience = kAudience};
  }

  void Start() {
    auto started = Server::Start(options_);
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }

  // An empty request on a connection of its own. What the handler says of it does not matter: it
  // was admitted.
  grpc::Status Ask(const std::string& method, const std::string& authorization,
                   const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                       grpc::InsecureChannelCredentials()) const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    grpc::GenericStub stub(grpc::CreateCustomChannel("localhost:" + std::to_string(server_->port()),
                                                     credentials, arguments));
    grpc::ClientContext context;
    // A watch goes on until it is left.
    const bool goes_on = method.ends_with("/WatchPolicies");
    context.set_deadline(gpr_time_from_seconds(goes_on ? 2 : 20, GPR_TIMESPAN));
    if (!authorization.empty()) context.AddMetadata("authorization", authorization);
    const grpc::Slice nothing(size_t{0});
    const grpc::ByteBuffer request(&nothing, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                   [&done](grpc::Status status) { done.set_value(std::move(status)); });
    return done.get_future().get();
  }
  grpc::StatusCode CodeWith(const std::string& token) const {
    return Ask(kList, token.empty() ? "" : "Bearer " + token).error_code();
  }

  static constexpr const char* kList = "/credence.v1.PolicyService/ListPolicies";
  testing::TemporaryDirectory folder_;
  const Signer signer_{"one"};
  const Signer rsa_{"two", /*rsa=*/true};
  ServerOptions options_;
  std::unique_ptr<Server> server_;
};

bool IsRefusal(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAUTHENTICATED || code == grpc::StatusCode::PERMISSION_DENIED;
}

TEST_F(AccessTest, EveryMethodDeclaresItsRole) {
  const auto declared = DeclaredRoles();
  EXPECT_GE(declared.size(), 26u);
  for (const auto& [method, role] : declared) EXPECT_NE(role, v1::ROLE_UNSPECIFIED) << method;
  EXPECT_EQ(declared.at("/credence.v1.DecisionLogService/ListDecisions"), v1::ROLE_READ);
}

TEST_F(AccessTest, EveryMethodRefusesWhoIsUnknownOrOfAnotherRole) {
  TakeTokens();
  Start();
  for (const auto& [method, role] : DeclaredRoles()) {
    EXPECT_EQ(Ask(method, "").error_code(), grpc::StatusCode::UNAUTHENTICATED) << method;
    json others = json::array();
    for (const char* name : {"decide", "read", "record", "publish", "close", "administer"}) {
      if (name != NameOf(role)) others.push_back(name);
    }
    const grpc::Status wrong = Ask(method, "Bearer " + signer_.Token(Claims(others)));
    EXPECT_EQ(wrong.error_code(), grpc::StatusCode::PERMISSION_DENIED) << method;
    EXPECT_THAT(wrong.error_message(), HasSubstr("`" + NameOf(role) + "`"));
    const grpc::Status right =
        Ask(method, "Bearer " + signer_.Token(Claims(json::array({NameOf(role)}))));
    EXPECT_FALSE(IsRefusal(right.error_code())) << method << ": " << right.error_message();
  }
  const char* reflection = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  EXPECT_EQ(Ask(reflection, "").error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Ask("/no.such/Method", "").error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(Ask("/grpc.health.v1.Health/Check", "").ok());
}

TEST_F(AccessTest, AGoodTokenIsTaken) {
  TakeTokens();
  Start();
  EXPECT_EQ(CodeWith(signer_.Token(Claims({"read"}))), grpc::StatusCode::OK);
  EXPECT_EQ(CodeWith(rsa_.Token(Claims("read of.others"))), grpc::StatusCode::OK);
  EXPECT_EQ(CodeWith(signer_.Token(With(Claims({"read"}), "aud", {"x", kAudience}))),
            grpc::StatusCode::OK);
  EXPECT_EQ(CodeWith(signer_.Token(Claims({"Read", "ROLE_READ", 1}))),
            grpc::StatusCode::PERMISSION_DENIED);
}

// Calls of several callers on one connection, at once: each is recorded as its own caller's.
TEST_F(AccessTest, CallersOfOneConnectionAreToldApart) {
  constexpr int kCalls = 100;
  TakeTokens();
  options_.decision_log.file = folder_.PathOf("decisions.jsonl");
  Start();
  const auto channel = grpc::CreateChannel("localhost:" + std::to_string(server_->port()),
                                           grpc::InsecureChannelCredentials());
  std::vector<std::thread> callers;
  for (const std::string name : {"portal", "claims", "billing", "audit"}) {
    const std::string token = signer_.Token(With(Claims({"decide"}), "sub", name));
    callers.emplace_back([&channel, name, token] {
      const auto stub = v1::DecisionService::NewStub(channel);
      v1::DecideRequest request = testing::SmallRequest();
      request.mutable_case_()->set_id(name);
      for (int i = 0; i < kCalls; ++i) {
        grpc::ClientContext context;
        context.set_deadline(gpr_time_from_seconds(60, GPR_TIMESPAN));
        context.AddMetadata("authorization", "Bearer " + token);
        v1::DecideResponse response;
        const grpc::Status status = stub->Decide(&context, request, &response);
        EXPECT_TRUE(status.ok()) << status.error_message();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  server_.reset();
  std::ifstream lines(options_.decision_log.file);
  size_t records = 0;
  for (std::string line; std::getline(lines, line);) {
    const json record = json::parse(line);
    if (record.contains("note")) continue;
    EXPECT_EQ(record["caller"], record["request"]["case"]["id"]);
    ++records;
  }
  EXPECT_EQ(records, callers.size() * kCalls);
}

TEST_F(AccessTest, ATokenThatIsSpentForgedOrForOthersIsNotAndNobodyLearnsWhy) {
  TakeTokens();
  Start();
  const json good = Claims({"read"});
  const Signer stranger("one");
  json without = good;
  without.erase("exp");
  // The public key as a shared secret, and no signature at all.
  const std::string known = signer_.Key().dump();
  cjose_err error{};
  cjose_jwk_t* secret = cjose_jwk_create_oct_spec(reinterpret_cast<const uint8_t*>(known.data()),
                                                  known.size(), &error);
  const std::string shared = signer_.Sign(secret, "HS256", good);
  cjose_jwk_release(secret);
  std::string unsigned_token = absl::WebSafeBase64Escape(R"({"alg":"none"})") + "." +
                               absl::WebSafeBase64Escape(good.dump()) + ".";
  std::string changed = signer_.Token(good);
  changed[changed.find('.') + 10] ^= 1;
  const std::string refused[] = {
      "",
      "x",
      "a.b.c",
      unsigned_token,
      shared,
      changed,
      std::string(7000, 'a'),
      stranger.Token(good),
      signer_.Token(without),
      signer_.Token(With(good, "exp", Now() - 60)),
      signer_.Token(With(good, "exp", 1e18)),
      signer_.Token(With(good, "nbf", Now() + 600)),
      signer_.Token(With(good, "iat", Now() + 600)),
      signer_.Token(With(good, "iat", "soon")),
      signer_.Token(With(good, "iss", "https://other.example")),
      signer_.Token(With(good, "aud", "other")),
      signer_.Token(With(good, "aud", json::array())),
      signer_.Token(With(good, "sub", "")),
      signer_.Token(json::array({1})),
  };
  for (const std::string& token : refused) {
    const grpc::Status status = Ask(kList, token.empty() ? "" : "Bearer " + token);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << token;
    EXPECT_EQ(status.error_message(),
              "the credentials are absent or not accepted; the server's log says why");
  }
  EXPECT_EQ(Ask(kList, "Basic " + signer_.Token(good)).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(Ask(kList, "bearer " + signer_.Token(good)).ok());
}

TEST_F(AccessTest, KeysAreTurnedOverWithoutAStop) {
  int64_t now = Now();
  const TokenRules rules{
      .keys = folder_.PathOf("jwks.json"), .issuer = kIssuer, .audience = kAudience};
  const auto tokens = TokenReader::Open(rules, [&now] { return now; });
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  const Signer next("three");
  const auto taken = [&](const Signer& signer) {
    now += 6;
    return (*tokens)->Read(signer.Token(Claims({"read"}))).ok();
  };
  EXPECT_TRUE(taken(signer_));
  EXPECT_FALSE(taken(next));
  WriteKeys(json::array({next.Key()}));
  EXPECT_TRUE(taken(next));
  EXPECT_FALSE(taken(signer_));
  folder_.Write("jwks.json", "not keys");
  EXPECT_TRUE(taken(next));
}

TEST_F(AccessTest, AKeyFileThatDoesNotFitIsNamedWithWhatIsWrong) {
  const auto complaint = [&](const std::string& text) {
    folder_.Write("keys.json", text);
    const auto opened = TokenReader::Open(
        {.keys = folder_.PathOf("keys.json"), .issuer = kIssuer, .audience = kAudience}, Now);
    return opened.ok() ? "" : std::string(opened.status().message());
  };
  EXPECT_EQ(complaint(json{{"keys", json::array({signer_.Key()})}}.dump()), "");
  EXPECT_THAT(complaint("{"), HasSubstr("keys.json: this is no JSON Web Key Set"));
  EXPECT_THAT(complaint(R"({"keys":[]})"), HasSubstr("no key that signs"));
  EXPECT_THAT(complaint(R"({"keys":[{"kty":"oct","k":"AAAA"}]})"), HasSubstr("expected RSA or EC"));
  EXPECT_THAT(complaint(R"({"keys":[{"kty":"EC"}]})"), HasSubstr("key 1 is incomplete"));
  EXPECT_THAT(complaint(json{{"keys", json::array({signer_.Key(/*secret=*/true)})}}.dump()),
              HasSubstr("key 1 is a private key"));
  EXPECT_THAT(complaint(std::string(300 << 10, '[')), HasSubstr("no JSON Web Key Set"));
  // Nested as deep as a file may be long.
  const std::string deep = std::string(100 << 10, '[') + std::string(100 << 10, ']');
  EXPECT_THAT(complaint(R"({"keys":[{"kty":"RSA","e":"AQAB","n":)" + deep + "}]}"),
              HasSubstr("key 1 is incomplete"));
}

TEST_F(AccessTest, ACertificateHasTheRolesThatItsNameIsGiven) {
  const auto ca = Issue("A CA", nullptr);
  const auto server = Issue("localhost", ca.get());
  const auto portal = Issue("portal", ca.get());
  const auto unnamed = Issue("somebody", ca.get());
  folder_.Write("ca.pem", ca->CertificatePem());
  folder_.Write("server.pem", server->CertificatePem());
  folder_.Write("server.key", server->KeyPem());
  options_.tls = {.certificate = folder_.PathOf("server.pem"),
                  .key = folder_.PathOf("server.key"),
                  .client_ca = folder_.PathOf("ca.pem")};
  Roles reads;
  reads.Add(v1::ROLE_READ);
  options_.access.certificates = {{"portal", reads}};
  Start();
  const auto by = [&](const Identity& own) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ca->CertificatePem();
    options.pem_cert_chain = own.CertificatePem();
    options.pem_private_key = own.KeyPem();
    return grpc::SslCredentials(options);
  };
  EXPECT_TRUE(Ask(kList, "", by(*portal)).ok());
  EXPECT_EQ(Ask("/credence.v1.LedgerService/CloseBook", "", by(*portal)).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Ask(kList, "", by(*unnamed)).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  const auto other = Issue("Another CA", nullptr);
  EXPECT_EQ(Ask(kList, "", by(*Issue("portal", other.get()))).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(AccessTest, TokensAndEverybodyAtOnceIsNoAnswer) {
  TakeTokens();
  options_.access.allow_anonymous = true;
  EXPECT_THAT(std::string(Server::Start(options_).status().message()), HasSubstr("not both"));
}

}  // namespace
}  // namespace credence::server
