// Bearer tokens as they come: nothing is taken that the key did not sign.
#include "server/token.h"

#include <absl/strings/escaping.h>

#include <set>

#include "core/check.h"
#include "fuzz/target.h"
#include "fuzz/token_issuer.h"

namespace credence::fuzz {
namespace {

const TokenIssuer& Issuer() {
  static const TokenIssuer issuer;
  return issuer;
}

std::string Encoded(std::string_view text) {
  std::string encoded;
  absl::WebSafeBase64Escape(absl::string_view(text.data(), text.size()), &encoded);
  return encoded;
}

const std::vector<std::string>& SignedSeeds() {
  static const std::vector<std::string> seeds = {Issuer().Signed(TokenIssuer::GoodClaims()),
                                                 Issuer().Signed("{}"), Issuer().Signed("1")};
  return seeds;
}

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds = SignedSeeds();
  for (const std::string_view header :
       {R"({"alg":"none"})", R"({"alg":"HS256","kid":"one"})", R"({"alg":"ES256","crit":["x"]})",
        R"({"alg":["ES256"],"kid":{}})", R"({"alg":"RS256","kid":"one"})"}) {
    seeds.push_back(Encoded(header) + "." + Encoded(TokenIssuer::GoodClaims()) + "." +
                    Encoded(std::string(64, 'x')));
  }
  seeds.push_back(Encoded(R"({"alg":"ES256","x":)" + std::string(9'000, '[')) + "." + Encoded("1") +
                  "." + Encoded("2"));
  seeds.push_back("..");
  return seeds;
}

// What is signed: the header and the claims as they are written.
std::string_view SignedPartOf(std::string_view token) { return token.substr(0, token.rfind('.')); }

void Run(std::string_view bytes) {
  const absl::StatusOr<server::TokenClaims> read = Issuer().reader().Read(bytes);
  if (!read.ok()) {
    CREDENCE_CHECK(read.status().code() == absl::StatusCode::kUnauthenticated);
    return;
  }
  CREDENCE_CHECK(read->subject == "portal");
  CREDENCE_CHECK(SignedPartOf(bytes) == SignedPartOf(SignedSeeds().front()));
}

}  // namespace

Target Token() { return {"token", "bearer tokens as they come", Seeds, Run}; }

}  // namespace credence::fuzz
