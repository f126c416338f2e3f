// Words for a condition: what its values came to, and which part of it decided.
//
//   active_share >= usage_floor is not met: 39% >= 40%
//   customer.segment is education is not met: customer.segment is commercial
//   active_share >= usage_floor is not met: 0% >= 40%; licensed_seats is 0, so the share is 0%
//   (else)
//
// and the values that took part, as the author named them, the nearest to the condition first.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_CONDITION_TEXT_H_
#define CREDENCE_ENGINE_CONDITION_TEXT_H_

#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/evaluate.h"

namespace credence::engine {

// "80% >= 40%": why the condition says what it says, whichever way.
// REQUIRES: `condition` has a truth in `scope`.
std::string ActualText(const Evaluator& evaluator, ruletree::NodeId condition, Scope& scope);

// "active_share >= usage_floor is not met: 39% >= 40%", of the part that failed.
// REQUIRES: the guard does not hold in `scope`.
std::string FailedGuardText(const Evaluator& evaluator, const ruletree::Guard& guard, Scope& scope);

// "active_share >= usage_floor: 80% >= 40%"
// REQUIRES: the guard holds in `scope`.
std::string MetGuardText(const Evaluator& evaluator, const ruletree::Guard& guard, Scope& scope);

// What keeps a condition that fails from holding, as a distance where there is one: "1,420 of
// 1,500 recognised_seats: 80 more". Several parts of an `and` stand one after the other.
// REQUIRES: the condition is false in `scope`.
std::string MissingText(const Evaluator& evaluator, ruletree::NodeId condition, Scope& scope);

// Every named value below `node` that was needed, each name once.
std::vector<NamedValue> ValuesBelow(const Evaluator& evaluator, ruletree::NodeId node,
                                    Scope& scope);

// "licensed_seats is 0, so the share is 0% (else)", of an `else` whose second side was taken;
// empty for one whose first side was.
std::string ElseText(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope);

// The answer for people, or why there is none.
std::string ShownAnswer(const Answer& answer, const Type& type);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_CONDITION_TEXT_H_
