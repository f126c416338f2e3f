// The rule tree as text, for golden tests and for those who want to see what was compiled.
//
//   policy recognition "2016.1" from 2016-01-14 splitting
//   credit 0 incentive: money in USD for one per subscription each month ...
//   rule 0 award deploy -> incentive  evidence #3  amount #7 ...
//   node 0 measure active_users : count
//
// Thread-safe: no state.
#ifndef CREDENCE_RULETREE_PRINT_H_
#define CREDENCE_RULETREE_PRINT_H_

#include <string>

#include "ruletree/policy.h"

namespace credence::ruletree {

std::string Print(const Policy& policy);

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_PRINT_H_
