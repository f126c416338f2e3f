// What of a policy reads a param, a define, a table, tiers or a set, however deep.
//
//   ReadersOf(policy, Op::kParam, "usage_floor")  ->  {deployment_incentive, of credit #0}
//   ReadersOf(policy, Op::kParam, "joint_cap")    ->  {rebate + bonus per partner each year, ...}
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

// A rule, a limit, the order of a credit, a score, a standing or a check.
struct Reader {
  std::string name;
  std::vector<CreditId> credits;  // whose results it has a say in
};

// Rules first, each kind in the order of the policy's text.
std::vector<Reader> ReadersOf(const Policy& policy, Op op, const std::string& name);

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_COMPARE_READERS_H_
