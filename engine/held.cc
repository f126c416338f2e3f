#include "engine/held.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <utility>

namespace credence::engine {
namespace {

template <typename Items, typename Less>
void Unite(Items from, Items& into, Less less) {
  std::move(from.begin(), from.end(), std::back_inserter(into));
  std::sort(into.begin(), into.end(), less);
  const auto same = [&](const auto& a, const auto& b) { return !less(a, b) && !less(b, a); };
  into.erase(std::unique(into.begin(), into.end(), same), into.end());
}

}  // namespace

void MergeHeld(Held more, std::optional<Held>& held) {
  if (!held) {
    held = std::move(more);
    return;
  }
  if (held->text.find(more.text) == std::string::npos) held->text += "; " + more.text;
  Unite(std::move(more.between), held->between, std::less<>());
  Unite(std::move(more.rules), held->rules,
        [](const RuleRef& a, const RuleRef& b) { return a.name < b.name; });
}

}  // namespace credence::engine
