// Files of public keys: they are read, or refused in one line that names the file.
#include "core/check.h"
#include "fuzz/target.h"
#include "fuzz/token_issuer.h"
#include "server/token.h"

namespace credence::fuzz {
namespace {

const TokenIssuer& Issuer() {
  static const TokenIssuer issuer;
  return issuer;
}

std::vector<std::string> Seeds() {
  return {Issuer().KeySet(),
          R"({"keys":[]})",
          R"({"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"two","alg":"PS256"}]})",
          R"({"keys":[{"kty":"EC","crv":"P-521","x":"AQ","y":"AQ"}]})",
          R"({"keys":[{"kty":"oct","k":"AQ"},{"use":"enc"},3]})",
          R"({"keys":[{"kty":"RSA","d":"AQ"}]})",
          R"({"keys":[{"kty":"RSA","n":)" + std::string(60'000, '[') + std::string(60'000, ']') +
              "}]}"};
}

void Run(std::string_view bytes) {
  static const std::string token = Issuer().Signed(TokenIssuer::GoodClaims());
  const auto opened = Issuer().Open(bytes);
  if (opened.ok()) {
    static_cast<void>((*opened)->Read(token));
    return;
  }
  const std::string_view said(opened.status().message().data(), opened.status().message().size());
  CREDENCE_CHECK(said.find("jwks.json") != std::string_view::npos);
  CREDENCE_CHECK(said.find('\n') == std::string_view::npos);
}

}  // namespace

Target TokenKeys() { return {"token_keys", "files of public keys", Seeds, Run}; }

}  // namespace credence::fuzz
