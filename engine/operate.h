// One operation of an expression on the answers of its operands.
//
//   active_users / licensed_seats  of 80 and 0      -> undefined: "licensed_seats is 0"
//   active_share >= usage_floor    of 39% and 40%   -> no
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_OPERATE_H_
#define CREDENCE_ENGINE_OPERATE_H_

#include "engine/answer.h"
#include "ruletree/policy.h"

namespace credence::engine {

// Arithmetic and comparisons of two values.
// REQUIRES: node.op is one of kAdd .. kDivide, kGreaterEqual .. kNotEqual, kPointsToward; a and b
// are defined.
Answer OperateOnTwo(const ruletree::Policy& policy, const ruletree::Node& node, const Value& a,
                    const Value& b);

// REQUIRES: node.op is kNegate, kRound, kIn, kNotIn, kNot or kPointsWhen; a is defined.
Answer OperateOnOne(const ruletree::Policy& policy, const ruletree::Node& node, const Value& a);

// -1, 0 or 1 for values of one type: numbers and dates by size, others by name.
int Compare(const Value& a, const Value& b);

// "a number too large to be kept exactly came up in `5% of sum of revenue` (line 31)"
Answer OverflowAt(const ruletree::Policy& policy, const ruletree::Node& node);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_OPERATE_H_
