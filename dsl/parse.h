// Text to syntax: scans the bytes, cuts the file into statements, parses each and builds the
// typed declarations of dsl/ast.h.
//
//   Diagnostics found;
//   File file = Parse(std::make_shared<Source>("a.policy", text), found);
//
// A statement with a syntax error gives one diagnostic and a BrokenStatement; the others are
// kept whole. Whatever the bytes are, this returns: limits::kSourceBytesMax, kNestingMax,
// kChainTermsMax and kStatementsMax bound the work, and no input makes it throw.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_PARSE_H_
#define CREDENCE_DSL_PARSE_H_

#include "core/diagnostic.h"
#include "dsl/ast.h"

namespace credence::dsl {

File Parse(SourcePtr source, Diagnostics& diagnostics);

// The syntax tree as indented text with spans, for tests and for `check --output tree`.
std::string PrintSyntax(const File& file);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_PARSE_H_
