// Tests the promises that the engine relies on, over a finished rule tree.
//
// Children before parents; every id in range; operand types that fit the operation; guards
// and wheres are truth; an award's amount has its credit's type; `replaces` acyclic and
// within one credit; a tie rule wherever a credit chooses; constants of their node's type.
//
//   VerifyPolicy(policy)  -> OK, or INTERNAL: "node 7: child 9 does not come before it"
//
// A failure means the compiler is wrong, never the author.
//
// Thread-safe: no state.
#ifndef CREDENCE_RULETREE_VERIFY_H_
#define CREDENCE_RULETREE_VERIFY_H_

#include "core/status.h"
#include "ruletree/policy.h"

namespace credence::ruletree {

absl::Status VerifyPolicy(const Policy& policy);

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_VERIFY_H_
