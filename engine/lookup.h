// Values looked up in the tables and tiers of a policy (ruletree/table.h).
//
//   FindRow(evaluator, bonus_card.rate, scope)        -> row 2
//   Tiered(evaluator, accelerator, 655,000 USD, scope) -> 14,650 USD
//   TierSteps(...)  -> "2% of 500,000 USD = 10,000 USD", "3% of 155,000 USD = 4,650 USD"
//
// REQUIRES: the inputs of the node are answered and defined in the scope.
//
// Thread-safe: no state beside the scope.
#ifndef CREDENCE_ENGINE_LOOKUP_H_
#define CREDENCE_ENGINE_LOOKUP_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/evaluate.h"

namespace credence::engine {

// The row of the table that fits; the rows that do when it is not exactly one.
struct FoundRow {
  std::optional<size_t> row;
  std::vector<size_t> fitting;
};
FoundRow FindRow(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope);

// The result of the row; held when there is none, or more than one.
Answer LookUp(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope);

// "bonus_card row 3: partner.region emea, attainment 92% -> rate 0.5%"
std::string LookUpText(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope);

Answer Tiered(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope);
std::vector<std::string> TierTexts(const Evaluator& evaluator, const ruletree::Node& node,
                                   Scope& scope);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_LOOKUP_H_
