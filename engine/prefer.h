// The order of a credit's candidates by its `prefer` keys.
//
//   prefer dpor over csp, then latest dpor.since
//     adatum {dpor, 2015-07-01}   contoso {csp, no value}    -> adatum first
//
// The evidence that counts is that of every claim the candidate still has, not only of the one
// that `combine` lets stand: which rule gives the amount says nothing about who comes first.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_PREFER_H_
#define CREDENCE_ENGINE_PREFER_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/candidate.h"

namespace credence::engine {

// A candidate with the values it is compared by, one for each rank.
struct Ranked {
  Candidate* candidate = nullptr;
  std::vector<std::optional<Value>> keys;  // nullopt: no value, which comes last
};

// Fills `keys` of every candidate; the doubt where one is held.
std::optional<Doubt> RankCandidates(const Evaluator& evaluator, const ruletree::Credit& credit,
                                    std::vector<Ranked>& ranked);

// The first rank in which they differ; nullopt: level in all.
std::optional<size_t> FirstDifference(const Ranked& a, const Ranked& b);

// Whether `a` comes before `b` by the keys alone.
bool ComesBefore(const ruletree::Credit& credit, const Ranked& a, const Ranked& b);

// "latest dpor.since"
std::string RankTitle(const ruletree::Policy& policy, const ruletree::Rank& rank);
// "2015-07-01", "dpor", or "none".
std::string KeyText(const ruletree::Policy& policy, const ruletree::Rank& rank,
                    const std::optional<Value>& key);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_PREFER_H_
