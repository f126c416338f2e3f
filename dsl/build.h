// Builds the declarations of dsl/ast.h from the syntax trees of statements.
//
// Here operators are folded by precedence, literals get their values, and clauses are held to
// their number and order: what the grammar lets pass so that it can be said in plain words
// (C012 a literal without a value, C014 a clause twice, C006 a chain too long, C011 the rest).
//
// Thread-safety: one thread a File.
#ifndef CREDENCE_DSL_BUILD_H_
#define CREDENCE_DSL_BUILD_H_

#include <span>

#include "core/diagnostic.h"
#include "dsl/ast.h"
#include "dsl/syntax_tree.h"
#include "dsl/token.h"

namespace credence::dsl {

// Adds the statement whose tree this is to `file`. False when it has a fault: then `diagnostics`
// says so and `file` is as it was.
//
// REQUIRES: the tree came of `tokens`, and these of file.source.
bool BuildStatement(std::span<const Token> tokens, const SyntaxTree& tree, File& file,
                    Diagnostics& diagnostics);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_BUILD_H_
