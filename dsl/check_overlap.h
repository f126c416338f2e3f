// Which awards can meet: guards compared as boxes, one side for each value they speak of.
//
//   when customer.segment is education      {customer.segment: education}
//   when active_users >= 40                 {active_users: 40 and up}
//
//   C302  two awards that can both hold for one partner, with nothing to say what then
//   C304  guards of one rule that contradict each other
//
// Only what is sure is said: a condition that is no such comparison makes two awards
// incomparable unless both have it. At most kPairsMax pairs of one policy are looked at.
//
// REQUIRES: LowerRules, CheckReplacing.
//
// Thread-safety: one policy is checked by one thread.
#ifndef CREDENCE_DSL_CHECK_OVERLAP_H_
#define CREDENCE_DSL_CHECK_OVERLAP_H_

#include "dsl/policy_draft.h"

namespace credence::dsl {

void CheckOverlap(PolicyDraft& draft);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_OVERLAP_H_
