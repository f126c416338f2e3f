// One layout for rule files.
//
//   Format(source) -> the same statements with the one layout, comments kept
//
// Changes white space only: the tokens and comments of the result are those of the source, in
// order, so it means the same; formatting twice gives what formatting once gave. A statement
// starts at the margin and its clauses stand on lines of their own, two columns in; one blank
// line parts statements of different kinds, and authors' single blank lines are kept.
//
// A text that does not parse is not touched: the diagnostics say why.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_FORMAT_H_
#define CREDENCE_DSL_FORMAT_H_

#include <optional>
#include <string>

#include "core/diagnostic.h"

namespace credence::dsl {

// nullopt when the source does not parse; `diagnostics` then says why.
std::optional<std::string> Format(SourcePtr source, Diagnostics& diagnostics);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_FORMAT_H_
