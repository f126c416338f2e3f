// The batch evaluator against the plain one, which is the meaning: the same awards and the same
// ties, case by case, at batches of 1, 7 and 1,024; and the same decision to the byte where columns
// take the plain one's place (engine/part_decider.h).
//
//   const Agreement found = CompareEvaluators(timeline, period, part, cases);
//   EXPECT_EQ(found.difference, "");
//
// What columns cannot say, a policy whole or one case of it, is for the plain evaluator and is
// counted: a comparison of nothing shows that it was one.
//
// Thread-safe: no state.
#ifndef CREDENCE_TESTS_TWO_EVALUATORS_H_
#define CREDENCE_TESTS_TWO_EVALUATORS_H_

#include <cstddef>
#include <span>
#include <string>

#include "engine/batch/columns.h"
#include "facts/case.h"
#include "ruletree/timeline.h"

namespace credence::testing {

struct Agreement {
  std::string difference = {};  // of the first case that has one, and what either said
  std::string refused = {};     // why columns cannot say the policy; then nothing was compared
  bool lowered = false;         // it has credits in columns
  int decided = 0;              // cases that the batch evaluator decided
  int plain = 0;                // cases that it left to the plain one
  size_t awards = 0;            // and ties, of those decided
};

// `part` of `period` is governed by its policy.
// REQUIRES: cases that fit the policy's vocabulary.
Agreement CompareEvaluators(const ruletree::Timeline& timeline, const Period& period,
                            const ruletree::PeriodPart& part, std::span<const facts::Case> cases);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_TWO_EVALUATORS_H_
