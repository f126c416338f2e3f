// Claims that were signed, whatever they are: who is taken has a name, and the issuer's, the
// audience's and the clock's consent.
#include "core/check.h"
#include "fuzz/target.h"
#include "fuzz/token_issuer.h"
#include "nlohmann/json.hpp"
#include "server/token.h"

namespace credence::fuzz {
namespace {

using nlohmann::json;

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds = {TokenIssuer::GoodClaims(), "{}", "[]", "1", "null", "{",
                                    std::string(8'000, '[')};
  const json good = json::parse(TokenIssuer::GoodClaims());
  const auto with = [&](const char* name, const json& value) {
    json claims = good;
    claims[name] = value;
    seeds.push_back(claims.dump());
  };
  with("exp", 1e300);
  with("exp", -1);
  with("exp", 18446744073709551615u);
  with("nbf", "soon");
  with("aud", json::array({"other", "credence"}));
  with("roles", "decide  read");
  with("roles", json::array({1, nullptr, "close"}));
  with("sub", "");
  return seeds;
}

void Run(std::string_view bytes) {
  static const TokenIssuer issuer;
  const absl::StatusOr<server::TokenClaims> read = issuer.reader().Read(issuer.Signed(bytes));
  if (!read.ok()) {
    CREDENCE_CHECK(read.status().code() == absl::StatusCode::kUnauthenticated);
    return;
  }
  const json claims = json::parse(bytes, nullptr, /*allow_exceptions=*/false);
  CREDENCE_CHECK(!read->subject.empty() && claims.at("sub") == read->subject);
  CREDENCE_CHECK(claims.at("iss") == "https://id.example");
  CREDENCE_CHECK(claims.at("exp").get<int64_t>() > kTokenNow - 60);
}

}  // namespace

Target TokenClaims() { return {"token_claims", "claims that were signed", Seeds, Run}; }

}  // namespace credence::fuzz
