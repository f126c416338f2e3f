// Scores, standings and checks to the rule tree.
//
//   score modern_work per partner out of 100        Score{modern_work, points #9,
//     category skilling                                   categories {skilling #9},
//       100 points for certified toward 4                 metrics {points for certified #8}}
//
//   standing gold when modern_work >= 70 points     Standing{gold, condition #11}
//
//   C101  a credit, score or standing that is not there       C102  a category twice
//   C204  a target of zero        C205  a target that is no constant
//   C306  a standing that asks for itself        C310  points that do not add up
//
// Thread-safety: one policy is lowered by one thread.
#ifndef CREDENCE_DSL_LOWER_LEVELS_H_
#define CREDENCE_DSL_LOWER_LEVELS_H_

#include "dsl/policy_draft.h"

namespace credence::dsl {

// REQUIRES: LowerDefines, LowerCredits.
void LowerScores(PolicyDraft& draft);

// REQUIRES: LowerScores.
void LowerStandings(PolicyDraft& draft);
void LowerChecks(PolicyDraft& draft);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_LOWER_LEVELS_H_
