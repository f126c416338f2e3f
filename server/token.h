// Bearer tokens: signed JSON Web Tokens (RFC 7519), checked by public keys from a file.
//
//   auto tokens = TokenReader::Open({.keys = "jwks.json", .issuer = "https://id.example",
//                                    .audience = "credence"}, now);
//   (*tokens)->Read("eyJhbGciOiJFUzI1NiIs...")  -> {.subject = "portal", .roles = {"decide"}}
//
// The file is a JSON Web Key Set (RFC 7517) of RSA and elliptic-curve keys, public halves only. It
// is looked at again every few seconds while tokens come, so keys are turned over without a stop;
// one that cannot be read leaves the last good keys, and is logged.
//
// A token is taken when a key of the file signed it by RS, PS or ES with 256, 384 or 512 bits (by
// the key's own `kid` and `alg` where they are given), it is of the issuer and for the audience,
// `exp` is ahead and neither `nbf` nor `iat` is. Clocks may differ by half a minute.
//
// Errors of Read are UNAUTHENTICATED, and say why: for the log, not for the caller.
// Thread-safe.
#ifndef CREDENCE_SERVER_TOKEN_H_
#define CREDENCE_SERVER_TOKEN_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"
#include "server/clock.h"

namespace credence::server {

struct TokenRules {
  std::string keys = {};  // the file; empty: no token is taken
  std::string issuer = {};
  std::string audience = {};
  std::string roles_claim = "roles";  // a list of texts, or one text with blanks between
};

struct TokenClaims {
  std::string subject;
  std::vector<std::string> roles;
};

class TokenReader {
 public:
  // INVALID_ARGUMENT or NOT_FOUND: one line that names the file and says what is wrong with it.
  static absl::StatusOr<std::unique_ptr<TokenReader>> Open(TokenRules rules, Clock now);
  ~TokenReader();
  TokenReader(const TokenReader&) = delete;
  TokenReader& operator=(const TokenReader&) = delete;

  absl::StatusOr<TokenClaims> Read(std::string_view token) const;

 private:
  struct Parts;
  explicit TokenReader(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_TOKEN_H_
