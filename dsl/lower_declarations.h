// What a policy declares before its rules: params, defines and credits.
//
//   param usage_floor            Param{percent, {40% from 2015-07-01}, {50% from 2016-07-01}}
//     40% from 2015-07-01
//     50% from 2016-07-01
//
// Positions in the rule tree are those of Symbols: a faulty param still has its place.
//
// Thread-safety: one policy is lowered by one thread.
#ifndef CREDENCE_DSL_LOWER_DECLARATIONS_H_
#define CREDENCE_DSL_LOWER_DECLARATIONS_H_

#include "dsl/policy_draft.h"

namespace credence::dsl {

// C105 for a define that uses itself, near or far. It is treated as broken from here on.
void CheckCircularDefines(Symbols& symbols, Faults& faults);

void LowerParams(PolicyDraft& draft);
void LowerDefines(PolicyDraft& draft);

// C102 for a name that stands twice in a set.
void LowerSets(PolicyDraft& draft);

// Types, subjects, order, rounding and settlement of every credit. REQUIRES: params, defines.
void LowerCredits(PolicyDraft& draft);

// Defines that no rule uses are still checked, each for the subject and days it has values of.
// REQUIRES: every rule is lowered.
void CheckUnusedDefines(PolicyDraft& draft);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_LOWER_DECLARATIONS_H_
