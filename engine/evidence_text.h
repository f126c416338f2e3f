// Words for what was found, or not found, of a partner's evidence.
//
//   no dpor on 2016-02-29
//   none of recognised at any time in 2016-02-01..2016-02-29
//   dpor on 2016-02-29: e1 since 2015-07-01
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_EVIDENCE_TEXT_H_
#define CREDENCE_ENGINE_EVIDENCE_TEXT_H_

#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/evaluate.h"

namespace credence::engine {

// Why an evidence test says what it says: the tests that decided it, whichever way.
// REQUIRES: `evidence` has a truth in `scope`.
std::string EvidenceText(const Evaluator& evaluator, ruletree::NodeId evidence, Scope& scope);

// The partner's records of the kinds an evidence test asks for, on its subject, whenever they
// were valid: what a refused partner did have.
std::vector<EvidenceRef> RecordsAskedFor(const Evaluator& evaluator, ruletree::NodeId evidence,
                                         const Scope& scope);

EvidenceRef Cite(const BoundCase& bound, facts::EvidenceIndex record);
std::vector<EvidenceRef> Cite(const BoundCase& bound,
                              const std::vector<facts::EvidenceIndex>& records);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_EVIDENCE_TEXT_H_
