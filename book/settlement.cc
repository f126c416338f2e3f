#include "book/settlement.h"

#include <algorithm>
#include <set>
#include <utility>

namespace credence::book {
namespace {

// The days that are settled together with those of a close.
DateRange SettledTogether(const ruletree::Settlement& clauses, const Period& closed) {
  return clauses.each ? Period::Containing(*clauses.each, closed.range.last()).range : closed.range;
}

// Whether a close before this one could have posted the period.
bool IsEarlier(const ruletree::Settlement& clauses, const Period& period, const Period& closed) {
  return period.range.end <= SettledTogether(clauses, closed).begin;
}

bool IsRecovered(const ruletree::Settlement& clauses, const Period& period, const Period& closed) {
  if (clauses.recover_never) return false;
  if (!clauses.recover_up_to) return true;
  return Add(period.range.begin, *clauses.recover_up_to) >= closed.range.begin;
}

Rational Magnitude(const Rational& value) { return value.sign() < 0 ? -value : value; }

// Why the difference of a line is not posted, if it is not.
std::optional<Kept> KeptBackBy(const ruletree::Settlement& clauses, const LineKey& key,
                               const Rational& difference, const Period& closed) {
  if (!IsDue(clauses, key.period, closed)) return Kept::kNotDue;
  const bool earlier = IsEarlier(clauses, key.period, closed);
  if (earlier && difference.is_negative() && !IsRecovered(clauses, key.period, closed)) {
    return Kept::kNotRecovered;
  }
  if (clauses.waive_under && Magnitude(difference) < *clauses.waive_under) return Kept::kWaived;
  return std::nullopt;
}

}  // namespace

std::string_view KeptName(Kept kept) {
  switch (kept) {
    case Kept::kNotDue:
      return "not due";
    case Kept::kNotRecovered:
      return "not recovered";
    case Kept::kWaived:
      return "waived";
    case Kept::kOtherUnit:
      return "in another unit";
    case Kept::kTooLarge:
      return "too large";
  }
  return "";
}

bool IsDue(const ruletree::Settlement& clauses, const Period& period, const Period& closed) {
  if (period.range.begin >= closed.range.end) return false;
  if (clauses.each) return SettledTogether(clauses, closed).end == closed.range.end;
  return period.range.end <= closed.range.end;
}

bool SettlesEarlier(const SettlementOf& clauses, const Period& closed) {
  return std::ranges::any_of(clauses, [&closed](const auto& of) {
    const DateRange together = SettledTogether(of.second, closed);
    return together.begin < closed.range.begin && together.end == closed.range.end;
  });
}

Settled Settle(const Entitlements& entitlements, const PostedLines& posted,
               const SettlementOf& clauses, const Period& closed) {
  std::set<LineKey> keys;
  for (const Entitlement& line : entitlements.lines) keys.insert(line.key);
  for (const auto& [key, unused] : posted) keys.insert(key);
  Settled settled;
  static const ruletree::Settlement kNoClauses;
  for (const LineKey& key : keys) {
    if (entitlements.IsHeld(key)) continue;
    const Entitlement* entitled = entitlements.Find(key);
    const auto before = posted.find(key);
    if (entitled != nullptr && before != posted.end() && entitled->type != before->second.type) {
      settled.kept_back.push_back({key, Kept::kOtherUnit, {}});
      continue;
    }
    Posting posting{.key = key,
                    .type = entitled != nullptr ? entitled->type : before->second.type,
                    .entitled = entitled != nullptr ? entitled->amount : Rational(),
                    .before = before != posted.end() ? before->second.sum : Rational(),
                    .provisional = entitled != nullptr && entitled->provisional};
    const std::optional<Rational> difference = CheckedSubtract(posting.entitled, posting.before);
    if (!difference) {
      settled.kept_back.push_back({key, Kept::kTooLarge, {}});
      continue;
    }
    if (difference->is_zero()) continue;
    const auto of = clauses.find(key.credit);
    const ruletree::Settlement& its = of == clauses.end() ? kNoClauses : of->second;
    posting.amount = *difference;
    posting.adjustment = IsEarlier(its, key.period, closed);
    if (const auto kept = KeptBackBy(its, key, posting.amount, closed)) {
      settled.kept_back.push_back({key, *kept, posting.amount});
    } else {
      settled.postings.push_back(std::move(posting));
    }
  }
  return settled;
}

}  // namespace credence::book
