// What awards come to together, cut to the limits of a policy.
//
//   limit rebate + growth_bonus per partner each year to 300_000 USD, cutting growth_bonus first
//     adatum: rebate 250,000.00, growth_bonus 60,000.00    -> growth_bonus 50,000.00
//
// Awards are compared as they would be paid, rounded; what is cut is cut from the exact amounts,
// once, and then rounded down, so that rounding never lifts it over the limit. Credits that are
// not cut first are cut only when nothing is left of those that are. Where a limit's period is
// longer than its credits', what was awarded in its earlier parts stays and later parts have
// what is left. Amounts below zero are not cut, and leave room for others.
//
// Each limit is asked of the awards as they were before any: of several that concern one award
// the lowest amount stays, so their order means nothing.
//
// An award beside a provisional one is provisional too: what the other comes to may still change.
// A limit waits for what is held under it: awards that the held one might cut are held too.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_JOINT_LIMIT_H_
#define CREDENCE_ENGINE_JOINT_LIMIT_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/evaluate.h"

namespace credence::engine {

// Final results of earlier parts, by whatever version.
struct EarlierResults {
  std::vector<const Result*> results;
  std::string unknown;  // why there are none though there should be; empty: they are all there
};

// `part`: results of one part of one kind of period, by the evaluator's policy. `explain` adds a
// step to what is cut.
void ApplyLimits(const Evaluator& evaluator, const std::vector<Result*>& part,
                 const EarlierResults& before, bool explain);

// Whether a limit of the policy has a longer period than its credits, so that it asks for
// earlier parts: the first day of the earliest it asks for, from one who asks for `day`.
std::optional<Date> LooksBackTo(const ruletree::Policy& policy, Date day);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_JOINT_LIMIT_H_
