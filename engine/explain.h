// The reasons of a decision: why a rule gave, gave nothing, or took away.
//
//   refused contoso: qualify, deploy_incentive (line 31): no dpor on 2016-02-29
//   refused umbra: exclude, not_eligible (line 44): excluded by not_eligible (line 44): Only an
//     eligible partner can be recognised; no eligible on 2016-02-29
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_EXPLAIN_H_
#define CREDENCE_ENGINE_EXPLAIN_H_

#include <string>
#include <vector>

#include "engine/candidate.h"
#include "engine/decision.h"

namespace credence::engine {

// What a decision tells beside who is awarded what, and what is held.
struct Telling {
  bool steps = true;     // of awards
  bool refusals = true;  // of everyone else
};

// The line of a place inside the rule; the rule's own for what stands elsewhere: equal parts of
// several rules are one node, which knows one of its places.
int LineWithin(const ruletree::Policy& policy, const ruletree::Rule& rule, Span span);

RuleRef Refer(const ruletree::Policy& policy, ruletree::RuleId rule);

// A refusal for each award rule that gave the candidate nothing: the one that came closest
// first (most tests passed), then by rule name.
std::vector<Refusal> ExplainMisses(const Evaluator& evaluator, Candidate& candidate);

// Of an exclusion (Stage::kExclude) or a forfeit (Stage::kForfeit) that holds.
Refusal ExplainRemoval(const Evaluator& evaluator, Stage stage, ruletree::RuleId rule,
                       Candidate& candidate);

// What an award's claims rest on: evidence, guards, arithmetic, bounds, and what they replaced.
std::vector<Step> ExplainStand(const Evaluator& evaluator, Candidate& candidate);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_EXPLAIN_H_
