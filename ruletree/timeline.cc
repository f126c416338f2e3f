#include "ruletree/timeline.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/check.h"

namespace credence::ruletree {

Timeline::Timeline(std::vector<PolicyPtr> versions) : versions_(std::move(versions)) {
  CREDENCE_CHECK(!versions_.empty());
  std::sort(versions_.begin(), versions_.end(),
            [](const PolicyPtr& a, const PolicyPtr& b) { return a->from < b->from; });
  for (size_t i = 1; i < versions_.size(); ++i) {
    CREDENCE_CHECK(versions_[i - 1]->from < versions_[i]->from);
    CREDENCE_CHECK(versions_[i - 1]->name == versions_[i]->name);
  }
}

PolicyPtr Timeline::Find(std::string_view version) const {
  for (const PolicyPtr& policy : versions_) {
    if (policy->version == version) return policy;
  }
  return nullptr;
}

PolicyPtr Timeline::InForce(Date day) const {
  const auto later = std::upper_bound(versions_.begin(), versions_.end(), day,
                                      [](Date d, const PolicyPtr& p) { return d < p->from; });
  if (later == versions_.begin()) return nullptr;
  const PolicyPtr& newest = *std::prev(later);
  // An ended version leaves nothing behind it: its predecessor was replaced for good.
  if (newest->through && *newest->through < day) return nullptr;
  return newest;
}

std::vector<PeriodPart> Timeline::Parts(const DateRange& period) const {
  std::vector<PeriodPart> parts;
  Date begin = period.begin;
  const auto close_at = [&](Date end) {
    const DateRange days{begin, end};
    if (!days.empty()) parts.push_back({days, InForce(days.last())});
    begin = end;
  };
  const auto is_inside = [&](Date day) { return period.begin < day && day < period.end; };
  std::optional<Date> lapsed;  // the first day after a version that nothing follows
  for (const PolicyPtr& policy : versions_) {
    if (policy->from >= period.end) break;
    if (is_inside(policy->from) && policy->straddle == Straddle::kSplitting) {
      if (lapsed) close_at(*lapsed);
      close_at(policy->from);
    }
    // Whatever ended before it, this version has closed it, or takes its days.
    lapsed.reset();
    if (policy->through) {
      const Date end = policy->through->AddDays(1);
      if (is_inside(end) && InForce(end) == nullptr) lapsed = end;
    }
  }
  if (lapsed) close_at(*lapsed);
  close_at(period.end);
  return parts;
}

const Timeline* PolicySet::Find(std::string_view name) const {
  const auto found =
      std::lower_bound(timelines.begin(), timelines.end(), name,
                       [](const Timeline& t, std::string_view n) { return t.name() < n; });
  return found != timelines.end() && found->name() == name ? &*found : nullptr;
}

}  // namespace credence::ruletree
