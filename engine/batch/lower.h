// A policy lowered to the steps of a program.
//
//   Lowered lowered = Lower(policy, february);
//   lowered.program != nullptr, or lowered.why: "`touch where ...` looks into records"
//
// What columns cannot say leaves the policy to the plain evaluator, whole: `where` in a test of
// evidence, `recorded by`, folds over records, credits that are shared or go to accounts, limits
// across credits, ties shared evenly. The meaning is the same where both can say it.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_BATCH_LOWER_H_
#define CREDENCE_ENGINE_BATCH_LOWER_H_

#include <string>

#include "engine/batch/program.h"

namespace credence::engine::batch {

struct Lowered {
  ProgramPtr program;
  std::string why;  // there is no program
};

// REQUIRES: days that the policy governs, of one period.
Lowered Lower(ruletree::PolicyPtr policy, const DateRange& days, PeriodUnit unit);

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_LOWER_H_
