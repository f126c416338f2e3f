// The first stages of the pipeline, a partner at a time: qualify, exclude, replace, combine.
//
//   adatum: deploy_incentive 617.28, education_incentive 864.19 replacing deploy_incentive
//     -> stands with 864.19 by education_incentive
//
// A claim in doubt goes along like any other: an exclusion or a replacing claim that is sure
// takes it away, and the doubt with it; what is left of doubt at the end holds the result.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_CLAIMS_H_
#define CREDENCE_ENGINE_CLAIMS_H_

#include <set>
#include <span>
#include <vector>

#include "engine/candidate.h"

namespace credence::engine {

// Tries every award and split. ENSURES: each rule is among the claims or the misses. What a split
// gives is open until its pool is divided (engine/split.h).
void Qualify(const Evaluator& evaluator, std::span<const ruletree::RuleId> awards,
             Candidate& candidate);

// A removal that holds; kNone: none does. A doubt stands only where no removal is sure.
struct RemovalTrial {
  ruletree::RuleId rule = ruletree::kNone;
  std::optional<Doubt> doubt;
};
RemovalTrial TryRemovals(const Evaluator& evaluator, std::span<const ruletree::RuleId> removals,
                         Candidate& candidate);

// Every rule that a claim of `rule` replaces, directly or through others.
std::set<ruletree::RuleId> ReplacedBy(const ruletree::Policy& policy, ruletree::RuleId rule);

// Drops the claims of rules that a sure claim's rule replaces, directly or through others.
void Replace(const ruletree::Policy& policy, Candidate& candidate);

// Makes the one stand of what claims are left, or the doubt about it.
void CombineClaims(const Evaluator& evaluator, const ruletree::Credit& credit,
                   Candidate& candidate);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_CLAIMS_H_
