// What a request asks to be decided: which days, by which version of the policy.
//
//   days 2016-01, timeline 2015.7, 2016.1 from 2016-01-14 splitting
//     -> month 2016-01: 2016-01-01..13 by 2015.7, 2016-01-14..31 by 2016.1
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_PLAN_H_
#define CREDENCE_ENGINE_PLAN_H_

#include <vector>

#include "engine/decide.h"
#include "facts/fault.h"

namespace credence::engine {

// A part of a period, with the version that decides it.
struct PlannedPart {
  Period period;
  DateRange days;
  ruletree::PolicyPtr policy;
};

struct Plan {
  std::vector<PlannedPart> parts;      // by first day, version, then from fine to coarse periods
  std::vector<Ungoverned> ungoverned;  // by day
  std::vector<ruletree::PolicyPtr> policies;  // that decide a part, ascending by `from`
};

// Faults: "days" without any, or of too many periods; "version" that is not published.
Plan MakePlan(const ruletree::Timeline& timeline, const Request& request, facts::FaultList& faults);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_PLAN_H_
