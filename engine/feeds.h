// Which evidence and measures a credit relies on, and so whose feeds must be loaded before its
// result is final.
//
//   incentive of the January policy -> active_users, dpor, eligible, licensed_seats, revenue
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_FEEDS_H_
#define CREDENCE_ENGINE_FEEDS_H_

#include <string>
#include <vector>

#include "ruletree/policy.h"

namespace credence::engine {

// Names of the evidence and measures that the credit's order, `rules` and limits speak of,
// ascending. REQUIRES: `credit` is one of the policy's.
std::vector<std::string> FeedsOf(const ruletree::Policy& policy, const ruletree::Credit& credit,
                                 const std::vector<ruletree::RuleId>& rules);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_FEEDS_H_
