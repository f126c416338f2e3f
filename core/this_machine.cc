#include "core/this_machine.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace credence {
namespace {

// By its numbers: a name may begin like it, and lead anywhere.
bool IsLoopback(std::string_view host) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::string_view(host.data(), host.size()), '.');
  const auto is_byte = [](absl::string_view part) {
    uint32_t byte = 0;
    return part.size() <= 3 && absl::SimpleAtoi(part, &byte) && byte <= 255;
  };
  return parts.size() == 4 && parts.front() == "127" && std::ranges::all_of(parts, is_byte);
}

}  // namespace

bool IsOfThisMachine(std::string_view address) {
  if (address.starts_with("unix:")) return true;
  const std::string_view host = address.substr(0, address.rfind(':'));
  return host == "localhost" || IsLoopback(host) || host == "[::1]" || host == "::1";
}

}  // namespace credence
