// The arithmetic of an amount, a line for each step, in the order it is done.
//
//   revenue of ea1 in 2016-01: 12,345.67 USD, 18 of 31 days = ~7,168.4535483871 USD
//   5% of ~7,168.4535483871 USD = ~358.4226774194 USD
//   at most 25,000 USD: not reached
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_AMOUNT_STEPS_H_
#define CREDENCE_ENGINE_AMOUNT_STEPS_H_

#include <vector>

#include "engine/decision.h"
#include "engine/evaluate.h"

namespace credence::engine {

// REQUIRES: the rule's amount and bounds have values in `scope`.
std::vector<Step> AmountSteps(const Evaluator& evaluator, const ruletree::Rule& rule, Scope& scope);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_AMOUNT_STEPS_H_
