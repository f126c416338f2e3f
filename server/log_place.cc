#include "server/log_place.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <vector>

#include "core/digest.h"
#include "core/status.h"

namespace credence::server {
namespace {

constexpr size_t kDigits = 16;

}  // namespace

std::string LogPlace::ToText() const {
  return absl::StrCat(number, "/", beginning, "/", offset, "/", passed ? 1 : 0);
}

std::optional<LogPlace> LogPlace::FromText(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(ToAbsl(text), '/');
  LogPlace place;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &place.number) ||
      !absl::SimpleAtoi(parts[2], &place.offset)) {
    return std::nullopt;
  }
  place.beginning = parts[1];
  place.passed = parts[3] == "1";
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const bool is_digest =
      place.beginning.size() == kDigits && std::ranges::all_of(place.beginning, is_digit);
  // Numbers, too, are written in one way.
  if (!is_digest || place.ToText() != text) return std::nullopt;
  return place;
}

std::string DigestOfBeginning(std::string_view first_bytes) {
  // No further than its first line, which is never written again.
  const std::string_view line = first_bytes.substr(0, first_bytes.find('\n'));
  return Sha256Hex(line.substr(0, kBeginningBytes)).substr(0, kDigits);
}

}  // namespace credence::server
