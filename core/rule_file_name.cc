#include "core/rule_file_name.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "core/code_point.h"
#include "core/limits.h"
#include "core/status.h"

namespace credence {

bool IsRuleFileName(std::string_view name) {
  if (name.size() > limits::kIdBytesMax || Printable(name) != name) return false;
  if (!name.ends_with(".policy") && !name.ends_with(".vocab")) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(ToAbsl(name), '/');
  return std::ranges::all_of(parts, [](absl::string_view part) {
    return !part.empty() && part.front() != '.' && part.find('\\') == absl::string_view::npos;
  });
}

}  // namespace credence
