// What became of a number where two expressions differ in that alone.
//
//   5% of sum of revenue   ->  7% of sum of revenue     "rises from 5% to 7% in `7% of sum of ...`"
//   active_share >= 40%    ->  active_share >= 50%      "the floor on `active_share` rises from
//                                                        40% to 50%"
//
// Thread-safe: no state. Linear in the expressions.
#ifndef CREDENCE_RULETREE_COMPARE_NUMBERS_H_
#define CREDENCE_RULETREE_COMPARE_NUMBERS_H_

#include <string>

#include "ruletree/compare_side.h"

namespace credence::ruletree {

// "rises from 40% to 50%", or "goes from ..." for what has no order.
std::string Moved(const Value& from, const Value& to, const Type& type);

// Empty: the expressions differ in nothing, or in more than one number.
std::string MovedNumber(const Side& a, const Side& b, NodeId before, NodeId after);
std::string MovedGuard(const Side& a, const Side& b, const Guard& before, const Guard& after);

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_COMPARE_NUMBERS_H_
