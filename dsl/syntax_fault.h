// Says why a statement did not parse, in an author's words.
//
//   param annual_cap = 250,000 USD
//                         ^  I was reading a param and stopped at `,`
//
// The grammar tells how far it came and what would have been welcome there; from the tokens
// around that place the likely slip is found (figures grouped by commas, `==`, a forgotten
// `then`, a capital, ...) and what to write for it. Where something is missing at the end of a
// line the caret stands there, not at the line below.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_SYNTAX_FAULT_H_
#define CREDENCE_DSL_SYNTAX_FAULT_H_

#include <span>

#include "core/diagnostic.h"
#include "dsl/grammar/recognise.h"
#include "dsl/statement_cut.h"
#include "dsl/token.h"

namespace credence::dsl {

// REQUIRES: `stop` is what reading the tokens of `cut` came to, and it was not recognised.
Diagnostic DescribeFault(const SourcePtr& source, std::span<const Token> tokens,
                         const StatementCut& cut, const grammar::Recognition& stop);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_SYNTAX_FAULT_H_
