#include "book/entitlement.h"

#include <algorithm>
#include <map>
#include <utility>

namespace credence::book {
namespace {

bool SameResult(const LineKey& held, const LineKey& line) {
  return held.credit == line.credit && held.subject_type == line.subject_type &&
         held.subject == line.subject && held.period == line.period;
}

// By credit, subject and period: the first day of the last part that was decided.
class LastParts {
 public:
  explicit LastParts(const engine::Decision& decision) {
    for (const engine::Result& result : decision.results) {
      if (AddsUp(result)) continue;
      Date& begin = begins_.try_emplace(KeyOf(result), result.days.begin).first->second;
      begin = std::max(begin, result.days.begin);
    }
  }

  // Seats that are there in both parts are there once.
  bool Counts(const engine::Result& result) const {
    return AddsUp(result) || begins_.at(KeyOf(result)) == result.days.begin;
  }

 private:
  static bool AddsUp(const engine::Result& result) {
    return result.type.kind == TypeKind::kMoney || result.days == result.period.range;
  }

  static LineKey KeyOf(const engine::Result& result) {
    return {.credit = result.credit,
            .subject_type = result.subject_type,
            .subject = result.subject,
            .partner = "",
            .period = result.period};
  }

  std::map<LineKey, Date> begins_;
};

}  // namespace

const Entitlement* Entitlements::Find(const LineKey& key) const {
  const auto at = std::lower_bound(
      lines.begin(), lines.end(), key,
      [](const Entitlement& line, const LineKey& wanted) { return line.key < wanted; });
  return at == lines.end() || at->key != key ? nullptr : &*at;
}

bool Entitlements::IsHeld(const LineKey& key) const {
  return std::ranges::any_of(held, [&key](const HeldResult& one) {
    if (!SameResult(one.key, key)) return false;
    const std::vector<std::string>& between = one.held.between;
    return between.empty() || std::ranges::find(between, key.partner) != between.end();
  });
}

Entitlements EntitlementsOf(const engine::Decision& decision) {
  std::map<LineKey, Entitlement> lines;
  Entitlements found;
  const LastParts last_parts(decision);
  for (const engine::Result& result : decision.results) {
    if (!last_parts.Counts(result)) continue;
    LineKey key{.credit = result.credit,
                .subject_type = result.subject_type,
                .subject = result.subject,
                .partner = "",
                .period = result.period};
    if (result.held) found.held.push_back({key, *result.held, result.policy});
    for (const engine::Award& award : result.awards) {
      key.partner = award.partner;
      Entitlement& line = lines[key];
      const std::optional<Rational> sum = CheckedAdd(line.amount, award.amount);
      if (!sum) {
        LineKey of = key;
        of.partner.clear();
        found.held.push_back({of,
                              {.reason = engine::HeldReason::kOverflow,
                               .between = {award.partner},
                               .text = "the parts of " + result.period.ToString() +
                                       " add up to a number too large to keep",
                               .rules = award.rules},
                              result.policy});
        continue;
      }
      line.key = key;
      line.type = result.type;
      line.amount = *sum;
      line.policy = result.policy;
      line.provisional |= result.provisional;
      for (const engine::RuleRef& rule : award.rules) {
        if (std::ranges::count(line.rules, rule.name) == 0) line.rules.push_back(rule.name);
      }
    }
  }
  for (auto& [key, line] : lines) {
    if (!found.IsHeld(key)) found.lines.push_back(std::move(line));
  }
  std::ranges::stable_sort(found.held,
                           [](const HeldResult& a, const HeldResult& b) { return a.key < b.key; });
  return found;
}

}  // namespace credence::book
