// The operators between operands, and how tightly each binds.
//
//   InfixOf(`*`)     -> {kMultiply, kProductLevel}      binds tighter than
//   InfixOf(`and`)   -> {kAnd, kAndLevel}
//
// One table for building and for laying out: a line breaks at what binds loosest.
//
// Thread-safe: constants.
#ifndef CREDENCE_DSL_OPERATORS_H_
#define CREDENCE_DSL_OPERATORS_H_

#include "dsl/ast.h"
#include "dsl/token.h"

namespace credence::dsl {

// From loosest to tightest. An operator takes what binds tighter on both its sides.
enum Precedence : int {
  kOrLevel = 1,
  kAndLevel,
  kNotLevel,
  kComparisonLevel,
  kElseLevel,
  kSumLevel,
  kProductLevel,
  kMinusLevel,
};

struct InfixOperator {
  Operator op;
  Precedence level;
};

// The operator that begins with `first`; `negated` when it has a `not` (`is not`).
//
// REQUIRES: `first` begins an operator that the grammar matched.
InfixOperator InfixOf(const Token& first, bool negated);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_OPERATORS_H_
