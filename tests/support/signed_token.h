// A token as an issuer signs it.
//
//   SignedToken(key, "ES256", "one", R"({"sub": "portal", ...})")  -> "eyJhbGciOiJFUzI1NiIs..."
//
// In JWS's compact form (RFC 7515), with the algorithm and the key's id in its header. It ends the
// test's process where the key cannot sign so.
//
// Thread-safe: no state; the key is read alone.
#ifndef CREDENCE_TESTS_SUPPORT_SIGNED_TOKEN_H_
#define CREDENCE_TESTS_SUPPORT_SIGNED_TOKEN_H_

#include <cjose/cjose.h>

#include <string>
#include <string_view>

namespace credence::testing {

std::string SignedToken(cjose_jwk_t* key, const char* algorithm, const std::string& key_id,
                        std::string_view claims);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_SIGNED_TOKEN_H_
