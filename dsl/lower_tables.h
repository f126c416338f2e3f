// Tables and tiers: what their columns are asked of, their rows, and what is wrong with them.
//
//   | emea | 80% to under 100% || 0.5% |
//     -> a symbol set {emea}, a range of the nodes [80%, 100%), a result 0.5%
//
// A table is lowered once; the values it is asked of are nodes of the rule that reads it, each in
// its own scope. Bounds and results are figures or params: a table can be read at a glance.
//
// Thread-safety: one policy is lowered by one thread.
#ifndef CREDENCE_DSL_LOWER_TABLES_H_
#define CREDENCE_DSL_LOWER_TABLES_H_

#include "dsl/policy_draft.h"

namespace credence::dsl {

// REQUIRES: params and defines are lowered; no define is circular.
void LowerTables(PolicyDraft& draft);

// C103 for tables, columns and tiers that nothing reads; what their heads ask is checked then,
// for no rule did. REQUIRES: every rule is lowered.
void CheckUnusedTables(PolicyDraft& draft);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_LOWER_TABLES_H_
