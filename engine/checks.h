// The checks of a policy that a decision does not keep: `always` and `never`.
//
//   check cap_holds : always incentive <= 25_000 USD
//     -> broken for adatum on ea1 in 2016-02: 26,000 USD <= 25,000 USD
//
// A condition about credits is asked of each subject and partner that was decided, in the days
// decided; one about none of them of each partner and month. What is held breaks nothing, nor
// does a condition that cannot be answered. A check that is not broken is proved by nothing.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_CHECKS_H_
#define CREDENCE_ENGINE_CHECKS_H_

#include <string>
#include <vector>

#include "engine/evaluate.h"

namespace credence::engine {

// `results` are those of the decision; the ones of other versions are passed over. `months` are
// those the policy governs the end of.
std::vector<BrokenCheck> FindBrokenChecks(const ruletree::PolicyPtr& policy, const BoundCase& bound,
                                          const ParamValues& params,
                                          const std::vector<Result>& results,
                                          const std::vector<Period>& months);

// A subject and a partner that `except when` leaves out.
struct ExceptedPlace {
  std::string subject;
  std::string partner;
};

// Those of the results of the check's credit of whom its `except when` is true.
std::vector<ExceptedPlace> FindExcepted(const ruletree::PolicyPtr& policy, const BoundCase& bound,
                                        const ParamValues& params,
                                        const std::vector<Result>& results,
                                        const ruletree::Check& check);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_CHECKS_H_
