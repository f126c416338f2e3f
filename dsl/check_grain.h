// Grain: whether each value an expression reads is one value for the subject and the days it
// is asked of, and over what a fold runs.
//
//   credit incentive : money in USD for one partner per subscription each month
//     active_users                  C202: a subscription has several workloads
//     sum of active_users           rows: the workloads of the subscription
//     sum of revenue over 12 months rows: the months
//     sum of active_users over 12 months    C203: a level counts each seat twelve times
//
// Gives each part the scope it is evaluated in and each aggregate its fold. What it reports it
// marks as faulty, so that nothing is said about it twice.
//
// Thread-safety: one expression is checked by one thread.
#ifndef CREDENCE_DSL_CHECK_GRAIN_H_
#define CREDENCE_DSL_CHECK_GRAIN_H_

#include <string>

#include "dsl/expression.h"

namespace credence::dsl {

// Who decided the scope of an expression: the credit (or define) and where it says so.
struct DecidedBy {
  std::string name;  // "`incentive`"
  Span span = {};
};

void CheckGrain(const Symbols& symbols, const DecidedBy& decided, Parts& parts, Faults& faults);

// Whether evidence of `kind` can be asked for in `scope`: evidence on the subject, on one above
// it, or on the partner. C202 otherwise, at `name`.
bool CheckReach(const Symbols& symbols, ruletree::EvidenceKindId kind, const Name& name,
                const Scope& scope, Faults& faults);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_GRAIN_H_
