#include "server/page_token.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "core/digest.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

constexpr size_t kCheckSumDigits = 12;

std::string CheckSum(std::string_view name) {
  return Sha256Hex("credence page token 1 " + std::string(name)).substr(0, kCheckSumDigits);
}

}  // namespace

std::string WritePageToken(std::string_view last_name) {
  const std::string plain = CheckSum(last_name) + std::string(last_name);
  return absl::WebSafeBase64Escape(plain);
}

absl::StatusOr<std::string> ReadPageToken(const std::string& token) {
  if (token.empty()) return std::string();
  std::string plain;
  if (absl::WebSafeBase64Unescape(token, &plain) && plain.size() >= kCheckSumDigits) {
    std::string name = plain.substr(kCheckSumDigits);
    if (plain.starts_with(CheckSum(name))) return name;
  }
  const facts::Fault violation{
      "page_token",
      "is no token of this list; give next_page_token as it came, or nothing for the first page"};
  return Refuse(v1::PAGE_TOKEN_INVALID, violation.field + ": " + violation.message, {},
                {&violation, 1});
}

absl::StatusOr<Page> ReadPage(int32_t page_size, const std::string& page_token, size_t size_default,
                              size_t size_max) {
  if (page_size < 0) {
    return RefuseField("page_size", "is " + std::to_string(page_size) +
                                        "; give 0 for the default, or how many to list");
  }
  absl::StatusOr<std::string> after = ReadPageToken(page_token);
  if (!after.ok()) return after.status();
  const size_t asked = page_size == 0 ? size_default : static_cast<size_t>(page_size);
  return Page{.after = *std::move(after), .size = std::min(asked, size_max)};
}

}  // namespace credence::server
