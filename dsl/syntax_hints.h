// The slips that people make, found around the place where a statement stopped making sense.
//
//   25,000 USD     a comma groups figures               -> `25_000`
//   a == b         a sign of another language           -> `=`
//   amount 5 %     a percent sign apart from its figure -> `5%`
//   measure level  a reserved word as a name            -> `` `level` ``
//
// A hint is sure of itself or silent. Words near to a wanted one, a word or sign that is missing
// and one too many are found by trial: the statement is read again with the one token changed,
// and the change is offered when the whole statement then makes sense.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_SYNTAX_HINTS_H_
#define CREDENCE_DSL_SYNTAX_HINTS_H_

#include <optional>
#include <span>
#include <string>

#include "core/diagnostic.h"
#include "dsl/grammar/recognise.h"
#include "dsl/statement_cut.h"
#include "dsl/token.h"

namespace credence::dsl {

struct SyntaxHint {
  std::string why;
  std::string help;
  std::optional<Fix> fix = {};
  std::optional<Span> culprit = {};  // when another place than where reading stopped
  std::string missed = {};           // what is missing at an empty culprit: "`to`"
};

// REQUIRES: as DescribeFault.
std::optional<SyntaxHint> FindHint(const Source& source, std::span<const Token> tokens,
                                   const StatementCut& cut, const grammar::Recognition& stop);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_SYNTAX_HINTS_H_
