// Who gets a credit: whether its declaration and its awards agree and leave nothing to chance.
//
//   C301  `for one partner` without an order or a word for ties
//   C303  `replacing` that names no other award of the credit, or runs in a circle
//   C305  `to every partner` under `for one partner`, and the reverse
//   C306  a credit that nothing awards            C307  money that is not rounded
//   C104  an order that names evidence no award asks for
//
// Also fills Rule::replaces. REQUIRES: LowerRules.
//
// Thread-safety: one policy is checked by one thread.
#ifndef CREDENCE_DSL_CHECK_SHARING_H_
#define CREDENCE_DSL_CHECK_SHARING_H_

#include "dsl/policy_draft.h"

namespace credence::dsl {

void CheckSharing(PolicyDraft& draft);
void CheckReplacing(PolicyDraft& draft);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_SHARING_H_
