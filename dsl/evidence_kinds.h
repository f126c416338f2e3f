// The kinds of evidence that an evidence test asks for.
//
//   (dpor or csp) and no suspended     required {dpor, csp}, forbidden {suspended}
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_EVIDENCE_KINDS_H_
#define CREDENCE_DSL_EVIDENCE_KINDS_H_

#include <set>

#include "ruletree/policy.h"

namespace credence::dsl {

// Adds the kinds below `node` that help it to hold, and to `forbidden`, when there is one,
// those that keep it from holding. Does nothing for kNone.
void AddKinds(const ruletree::Policy& policy, ruletree::NodeId node,
              std::set<ruletree::EvidenceKindId>& required,
              std::set<ruletree::EvidenceKindId>* forbidden = nullptr);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_EVIDENCE_KINDS_H_
