// Which rules of a policy read a param, a define, a table, tiers or a set, however deep.
//
//   RulesThatRead(policy, Op::kParam, "usage_floor")  ->  {deployment_incentive}
//
// `op` is the operation that reads: kParam, kDefine, kTable, kTiers, or kIn for a set. A param is
// also read where a table or tiers hold it. Linear in the policy's nodes.
//
// Thread-safe: no state.
#ifndef CREDENCE_RULETREE_COMPARE_READERS_H_
#define CREDENCE_RULETREE_COMPARE_READERS_H_

#include <string>
#include <vector>

#include "ruletree/policy.h"

namespace credence::ruletree {

// In the order of the policy's text; they point into it.
std::vector<const Rule*> RulesThatRead(const Policy& policy, Op op, const std::string& name);

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_COMPARE_READERS_H_
