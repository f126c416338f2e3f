// The evidence a claim rests on, wherever its rule asks for it: in the evidence test, in a guard,
// and in the rows of a fold.
//
//   amount sum of licensed_seats where partner with any of recognised at any time in the period
//     bellows: the row of exchange counts, by dap-b     -> dap-b
//
// A test that must not hold (`unless`, `no`) cites nothing.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_CITATION_H_
#define CREDENCE_ENGINE_CITATION_H_

#include <vector>

#include "engine/evaluate.h"

namespace credence::engine {

// By id, each once.
// REQUIRES: the rule holds in `scope`, and an award's amount was evaluated.
std::vector<facts::EvidenceIndex> RecordsBehind(const Evaluator& evaluator,
                                                const ruletree::Rule& rule, Scope& scope);

// The records by which an evidence test holds, by id, each once. Both sides of an `or` are
// cited when both hold.
// REQUIRES: `evidence` was evaluated in `scope`, and holds.
std::vector<facts::EvidenceIndex> RecordsCited(const Evaluator& evaluator,
                                               ruletree::NodeId evidence, Scope& scope);

// Puts records in the order of their ids, each once.
void SortById(const BoundCase& bound, std::vector<facts::EvidenceIndex>& records);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_CITATION_H_
