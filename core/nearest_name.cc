#include "core/nearest_name.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/limits.h"

namespace credence {
namespace {

constexpr std::size_t kNamesMax = 3;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return Lower(c); });
  return out;
}

// The number of slips between two names, or nullopt when it is above `most`. The usual table,
// three rows of it at a time: a swap looks two rows back.
std::optional<std::size_t> Distance(std::string_view a, std::string_view b, std::size_t most) {
  const std::size_t apart = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (apart > most) return std::nullopt;
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, changed});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    // Distances only grow from row to row, and a swap costs more than the row it looks back to.
    if (*std::min_element(row.begin(), row.end()) > most) return std::nullopt;
  }
  if (row.back() > most) return std::nullopt;
  return row.back();
}

}  // namespace

std::vector<std::string> NearestNames(std::string_view name,
                                      std::span<const std::string> candidates) {
  if (name.empty() || name.size() > limits::kNameBytesMax) return {};
  const std::string wanted = Lower(name);
  const std::size_t most = std::max<std::size_t>(1, name.size() / 3);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string& candidate : candidates) {
    if (candidate.empty() || candidate.size() > limits::kNameBytesMax || candidate == name)
      continue;
    if (const auto distance = Distance(wanted, Lower(candidate), most)) {
      near.emplace_back(*distance, candidate);
    }
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  if (near.size() > kNamesMax) near.resize(kNamesMax);
  std::vector<std::string> names;
  names.reserve(near.size());
  for (const auto& [distance, candidate] : near) names.emplace_back(candidate);
  return names;
}

}  // namespace credence
