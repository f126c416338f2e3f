// A server that takes tokens, and who signs them, in one: for the targets that read tokens.
//
//   TokenIssuer issuer;
//   issuer.reader().Read(issuer.Signed(R"({"sub": "portal", ...})"));
//
// Keys are made anew by each process, so a token of another one is signed by a stranger.
//
// Thread-safety: one thread.
#ifndef CREDENCE_FUZZ_TOKEN_ISSUER_H_
#define CREDENCE_FUZZ_TOKEN_ISSUER_H_

#include <memory>
#include <string>
#include <string_view>

#include "server/token.h"
#include "tests/support/temporary_directory.h"

namespace credence::fuzz {

inline constexpr int64_t kTokenNow = 1'700'000'000;

class TokenIssuer {
 public:
  TokenIssuer();
  ~TokenIssuer();
  TokenIssuer(const TokenIssuer&) = delete;
  TokenIssuer& operator=(const TokenIssuer&) = delete;

  const server::TokenReader& reader() const { return *reader_; }
  std::string Signed(std::string_view claims) const;
  // Claims that the reader takes.
  static std::string GoodClaims();
  // The key set, as the file has it.
  std::string KeySet() const;
  // Opens a reader over another file of keys.
  absl::StatusOr<std::unique_ptr<server::TokenReader>> Open(std::string_view keys) const;

 private:
  struct Key;
  std::unique_ptr<Key> key_;
  testing::TemporaryDirectory folder_;
  std::unique_ptr<server::TokenReader> reader_;
};

}  // namespace credence::fuzz

#endif  // CREDENCE_FUZZ_TOKEN_ISSUER_H_
