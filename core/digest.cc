#include "core/digest.h"

#include <openssl/evp.h>

#include <array>
#include <istream>
#include <memory>

#include "core/check.h"

namespace credence {

namespace {

std::string Hex(const unsigned char* digest, unsigned int length) {
  CREDENCE_CHECK(length == 32);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(64);
  for (unsigned int i = 0; i < length; ++i) {
    hex.push_back(digits[digest[i] >> 4]);
    hex.push_back(digits[digest[i] & 0xF]);
  }
  return hex;
}

}  // namespace

std::string Sha256Hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int length = 0;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  CREDENCE_CHECK(done == 1);
  return Hex(digest.data(), length);
}

std::string Sha256Hex(std::istream& bytes) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  CREDENCE_CHECK(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  std::string block(1 << 16, '\0');
  while (bytes.read(block.data(), static_cast<std::streamsize>(block.size())) ||
         bytes.gcount() > 0) {
    const auto size = static_cast<size_t>(bytes.gcount());
    CREDENCE_CHECK(EVP_DigestUpdate(context.get(), block.data(), size) == 1);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int length = 0;
  CREDENCE_CHECK(EVP_DigestFinal_ex(context.get(), digest.data(), &length) == 1);
  return Hex(digest.data(), length);
}

}  // namespace credence
