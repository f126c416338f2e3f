// Sums, counts and extremes over the rows of a fold: subjects below the scope's, periods of a
// window, or a partner's records.
//
//   sum of active_users where workload.family in eligible     over northwind's workloads
//     row ea1.exchange: 300     row ea1.yammer: 20             -> 320
//
// The sum and the count of nothing are 0; the highest, lowest and average of nothing are
// undefined. A row whose `where` does not hold is never asked for its operand.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_FOLD_H_
#define CREDENCE_ENGINE_FOLD_H_

#include <vector>

#include "engine/evaluate.h"

namespace credence::engine {

// The scopes of the rows, before `where`: subjects in the writer's order, then days ascending.
std::vector<Scope> RowsOf(const Evaluator& evaluator, const ruletree::Fold& fold,
                          const Scope& scope);

// REQUIRES: node.op is a fold.
Answer FoldRows(const Evaluator& evaluator, const ruletree::Node& node, const Scope& scope);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_FOLD_H_
