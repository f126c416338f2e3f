// A decision as text, for goldens and logs.
//
//   incentive, subscription ea1, 2016-02-01..2016-02-29, by recognition "2016.1": awarded
//     adatum 617.28 USD by deploy_incentive (line 31), evidence e1
//       qualify   5% of 12,345.67 USD = 617.2835 USD
//       round     rounded to nearest 0.01 USD = 617.28 USD
//     refused contoso at qualify by deploy_incentive (line 31): no dpor on 2016-02-29
//   not governed 2014-12-01..2014-12-31: no version of `recognition` is in force before 2015-07-01
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_PRINT_DECISION_H_
#define CREDENCE_ENGINE_PRINT_DECISION_H_

#include <string>

#include "engine/decision.h"

namespace credence::engine {

std::string Print(const Decision& decision);
std::string Print(const Result& result);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_PRINT_DECISION_H_
