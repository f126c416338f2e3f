// Decides a case under a policy's timeline for a range of days: the plain evaluator, which is
// the meaning of the language.
//
//   engine::Request request{.days = ParsePeriod("2016-02")->range};
//   auto decided = Decide(timeline, the_case, request);
//   if (!decided.ok()) ... decided.faults
//
// For each credit every one of its periods that shares a day with `request.days` is decided,
// in the parts the timeline gives (ruletree/timeline.h), for every subject of the credit's
// grain. The pipeline is fixed: qualify, exclude, replace, combine and choose, forfeit, bound
// and round; nothing depends on the order of rules in the text or of rows in the case.
//
// Deterministic: the same arguments give the same decision, to the byte.
// Errors: a case that does not fit the vocabulary gives faults and no decision; what is missing
// for one result holds that result alone. Work that is stopped gives neither.
// Thread-safe: no state; any number of decisions may run on one timeline at once.
#ifndef CREDENCE_ENGINE_DECIDE_H_
#define CREDENCE_ENGINE_DECIDE_H_

#include <optional>
#include <string>
#include <vector>

#include "core/stop.h"
#include "engine/decision.h"
#include "engine/resolution.h"
#include "facts/case.h"
#include "ruletree/timeline.h"

namespace credence::engine {

class PartDecider;

// A param with another value than the policy's, for a what-if.
struct ParamOverride {
  std::string name;
  facts::TypedValue value;
};

struct Request {
  DateRange days;
  // Decide as it was known at the end of this day; absent: everything in the case is known.
  std::optional<Date> known_at = {};
  // Decide a period that runs past this day up to it, as a year to date; absent: to its end.
  std::optional<Date> through = {};
  // Decide every part by this version, whatever the dates say; empty: the timeline chooses.
  std::string version = {};
  std::vector<ParamOverride> params = {};
  std::vector<Resolution> resolutions = {};
  // When false, Award::steps stay empty.
  bool explain = true;
  // When false, Result::refusals stay empty: who is not awarded is told of nowhere. Wording why is
  // half of a decision's time. Nothing else is shortened by either.
  bool refusals = true;
  // Tell what of the policy was asked, in Decision::traced.
  bool trace = false;
  // Try the checks that compare decisions too: those cost a decision for each value they raise.
  bool try_checks = false;
  // Asked at each candidate and each row of a fold; null: the work goes to its end.
  Stop* stop = nullptr;
  // Decides in the evaluator's stead what it can (engine/part_decider.h); null: nothing.
  const PartDecider* parts_by = nullptr;
};

struct Decided {
  std::optional<Decision> decision;  // absent when there are faults
  std::vector<facts::Fault> faults;  // fields as in facts/case.h, or "params[0].name", "version"
  bool stopped = false;              // broken off by Request::stop: no decision and no faults
  bool ok() const { return decision.has_value(); }
};

Decided Decide(const ruletree::Timeline& timeline, const facts::Case& the_case,
               const Request& request);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_DECIDE_H_
