// What is written twice, or nearly so, and ought to be one: names a letter apart (C603) and a
// number that two rules ask about (C604).
//
//   credit rebate ...           award ... when sum of seats >= 40
//   credit rebates ...   C603   award ... when sum of seats >= 40      C604: a param
//
// Neither cries wolf: names that differ in a figure (`tier_1`, `tier_2`) or in a part of one
// letter (`rate_a`, `rate_b`) differ as they mean to, and a number counts only where it is
// compared with the same value, or bounds awards of one credit.
//
// Thread-safety: one policy is checked by one thread.
#ifndef CREDENCE_DSL_CHECK_ALIKE_H_
#define CREDENCE_DSL_CHECK_ALIKE_H_

#include "dsl/policy_draft.h"

namespace credence::dsl {

void CheckNamesAlike(const Symbols& symbols, Faults& faults);

// REQUIRES: LowerRules.
void CheckNumbersAlike(PolicyDraft& draft);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_ALIKE_H_
