#include "tests/support/signed_token.h"

#include <cstdlib>

namespace credence::testing {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

std::string SignedToken(cjose_jwk_t* key, const char* algorithm, const std::string& key_id,
                        std::string_view claims) {
  cjose_err error{};
  cjose_header_t* header = cjose_header_new(&error);
  cjose_header_set(header, CJOSE_HDR_ALG, algorithm, &error);
  cjose_header_set(header, CJOSE_HDR_KID, key_id.c_str(), &error);
  cjose_jws_t* token = cjose_jws_sign(key, header, reinterpret_cast<const uint8_t*>(claims.data()),
                                      claims.size(), &error);
  Require(token != nullptr);
  const char* written = nullptr;
  Require(cjose_jws_export(token, &written, &error));
  std::string compact = written;
  cjose_jws_release(token);
  cjose_header_release(header);
  return compact;
}

}  // namespace credence::testing
