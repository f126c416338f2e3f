// Awards, splits, exclusions and forfeits to the rules of the rule tree.
//
//   award incentive as deploy to the partner with dpor      Rule{kAward, "deploy", evidence #4,
//     when active_share >= usage_floor                           guards {#9}, amount #12}
//     amount 5% of sum of revenue
//
// A removal from several credits is one rule where it means the same in each; where its
// guards read something else per subscription than per workload it is one rule for each, under
// the same name.
//
// Thread-safety: one policy is lowered by one thread.
#ifndef CREDENCE_DSL_LOWER_RULES_H_
#define CREDENCE_DSL_LOWER_RULES_H_

#include "dsl/policy_draft.h"

namespace credence::dsl {

// REQUIRES: LowerCredits.
void LowerRules(PolicyDraft& draft);

// REQUIRES: LowerCredits.
void LowerLimits(PolicyDraft& draft);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_LOWER_RULES_H_
