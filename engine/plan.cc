#include "engine/plan.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/limits.h"

namespace credence::engine {

using ruletree::PeriodPart;
using ruletree::PolicyPtr;
using ruletree::Timeline;

namespace {

std::vector<PolicyPtr> VersionsAsked(const Timeline& timeline, const Request& request,
                                     facts::FaultList& faults) {
  if (request.version.empty()) return timeline.versions();
  PolicyPtr pinned = timeline.Find(request.version);
  if (pinned != nullptr) return {std::move(pinned)};
  std::vector<std::string> versions;
  for (const PolicyPtr& policy : timeline.versions()) versions.push_back(policy->version);
  faults.Add("version",
             facts::UnknownName("version of " + timeline.name(), request.version, versions));
  return {};
}

// "no version of `recognition` is in force before 2015-07-01"
std::string WhyUngoverned(const Timeline& timeline, Date day) {
  const std::string none = "no version of " + facts::Quoted(timeline.name()) + " is in force ";
  const std::vector<PolicyPtr>& versions = timeline.versions();
  if (day < versions.front()->from) return none + "before " + versions.front()->from.ToString();
  PolicyPtr lapsed = versions.front();
  for (const PolicyPtr& policy : versions) {
    if (policy->from <= day) lapsed = policy;
  }
  return none + "after " + lapsed->through.value_or(day).ToString() + ", the last day of " +
         facts::Quoted(lapsed->version);
}

class Planner {
 public:
  Planner(const Timeline& timeline, const Request& request, std::vector<PolicyPtr> versions)
      : timeline_(timeline), request_(request), versions_(std::move(versions)) {}

  Plan Make(facts::FaultList& faults) && {
    std::set<PeriodUnit> units;
    for (const PolicyPtr& policy : versions_) {
      for (const ruletree::Credit& credit : policy->credits) units.insert(credit.each);
      // Standings, and checks that look at no credit, are asked at the end of each month.
      if (!policy->standings.empty() || !policy->checks.empty()) units.insert(PeriodUnit::kMonth);
    }
    for (const PeriodUnit unit : units) AddPeriods(unit, faults);
    std::stable_sort(plan_.parts.begin(), plan_.parts.end(),
                     [](const PlannedPart& a, const PlannedPart& b) {
                       return std::tie(a.days.begin, a.policy->from, a.period.unit) <
                              std::tie(b.days.begin, b.policy->from, b.period.unit);
                     });
    for (const PolicyPtr& policy : versions_) {
      const bool decides = std::any_of(plan_.parts.begin(), plan_.parts.end(),
                                       [&](const auto& part) { return part.policy == policy; });
      if (decides) plan_.policies.push_back(policy);
    }
    return std::move(plan_);
  }

 private:
  void AddPeriods(PeriodUnit unit, facts::FaultList& faults) {
    const std::vector<Period> periods = PeriodsTouching(unit, request_.days);
    if (periods.empty() || periods.back().range.end < request_.days.end) {
      return faults.Add("days", request_.days.ToString() + " is more than " +
                                    std::to_string(limits::kPeriodsMax) + " periods of one " +
                                    std::string(PeriodUnitName(unit)) +
                                    "; ask for them in several requests");
    }
    for (const Period& period : periods) {
      for (const PeriodPart& part : PartsOf(period.range)) AddPart(period, part);
    }
  }

  Date EndAsked() const {
    return request_.through ? request_.through->AddDays(1) : DateRange().end;
  }

  std::vector<PeriodPart> PartsOf(const DateRange& days) const {
    if (!request_.version.empty()) return {{days, versions_.front()}};
    return timeline_.Parts(days);
  }

  void AddPart(const Period& period, const PeriodPart& part) {
    if (part.policy != nullptr) {
      const DateRange days = part.days.Intersect({kDateMin, EndAsked()});
      if (!days.empty()) plan_.parts.push_back({period, days, part.policy});
      return;
    }
    const DateRange days = part.days.Intersect(request_.days).Intersect({kDateMin, EndAsked()});
    if (days.empty()) return;
    // Periods of several lengths tell of the same days; the longest stretch says it once.
    for (const Ungoverned& known : plan_.ungoverned) {
      if (known.days.Contains(days)) return;
    }
    std::erase_if(plan_.ungoverned, [&](const Ungoverned& u) { return days.Contains(u.days); });
    plan_.ungoverned.push_back({days, WhyUngoverned(timeline_, days.begin)});
  }

  const Timeline& timeline_;
  const Request& request_;
  std::vector<PolicyPtr> versions_;
  Plan plan_;
};

}  // namespace

Plan MakePlan(const Timeline& timeline, const Request& request, facts::FaultList& faults) {
  if (request.days.empty()) {
    faults.Add("days", "no days are asked for");
    return {};
  }
  std::vector<PolicyPtr> versions = VersionsAsked(timeline, request, faults);
  if (versions.empty()) return {};
  return Planner(timeline, request, std::move(versions)).Make(faults);
}

}  // namespace credence::engine
