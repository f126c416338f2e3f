#include "fuzz/token_issuer.h"

#include <cjose/cjose.h>

#include <cstdlib>

#include "core/check.h"
#include "tests/support/signed_token.h"

namespace credence::fuzz {
namespace {

constexpr const char* kIssuer = "https://id.example";
constexpr const char* kAudience = "credence";
constexpr std::string_view kKeyId = "one";

}  // namespace

struct TokenIssuer::Key {
  cjose_err error{};
  cjose_jwk_t* key = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
  ~Key() { cjose_jwk_release(key); }
};

TokenIssuer::TokenIssuer() : key_(new Key) {
  CREDENCE_CHECK(key_->key != nullptr);
  CREDENCE_CHECK(cjose_jwk_set_kid(key_->key, kKeyId.data(), kKeyId.size(), &key_->error));
  auto reader = Open(KeySet());
  CREDENCE_CHECK(reader.ok());
  reader_ = *std::move(reader);
}

TokenIssuer::~TokenIssuer() = default;

std::string TokenIssuer::GoodClaims() {
  return R"({"iss":"https://id.example","aud":"credence","sub":"portal","iat":1700000000,)"
         R"("nbf":1700000000,"exp":1700003600,"roles":["decide","read"]})";
}

std::string TokenIssuer::KeySet() const {
  char* text = cjose_jwk_to_json(key_->key, /*priv=*/false, &key_->error);
  const std::string keys = R"({"keys":[)" + std::string(text) + "]}";
  std::free(text);
  return keys;
}

std::string TokenIssuer::Signed(std::string_view claims) const {
  return testing::SignedToken(key_->key, "ES256", std::string(kKeyId), claims);
}

absl::StatusOr<std::unique_ptr<server::TokenReader>> TokenIssuer::Open(
    std::string_view keys) const {
  folder_.Write("jwks.json", keys);
  return server::TokenReader::Open(
      {.keys = folder_.PathOf("jwks.json"), .issuer = kIssuer, .audience = kAudience},
      [] { return kTokenNow; });
}

}  // namespace credence::fuzz
