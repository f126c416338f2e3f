// Where the lines of one statement begin.
//
//   award a as b to the partner with dpor when x > 1 amount 5
//   -> "award a as b to the partner with dpor", line, "  when x > 1", line, "  amount 5"
//
// A clause begins a line. What does not fit in kLineColumns breaks where its operators bind
// loosest, the operator first in its line, and so on inside parentheses; what cannot be broken
// stands as it is. Only tokens and their tree count: the same tokens give the same layout,
// however they were written.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_FORMAT_LAYOUT_H_
#define CREDENCE_DSL_FORMAT_LAYOUT_H_

#include <cstdint>
#include <span>
#include <vector>

#include "core/source.h"
#include "dsl/syntax_tree.h"
#include "dsl/token.h"

namespace credence::dsl {

inline constexpr int kLineColumns = 96;
inline constexpr int kClauseIndent = 2;

// What stands before a token: a line end and `columns` of indent, or `columns` blanks.
struct Gap {
  bool line = false;
  int columns = 0;
};

// Sets the gaps of the statement's tokens but the first, which the caller places at the margin.
//
// REQUIRES: `gaps` has an element for every token; the tree came of `tokens`.
void LayOut(const Source& source, std::span<const Token> tokens, const SyntaxTree& tree,
            std::vector<Gap>& gaps);

// Columns that tokens [begin, end) take in one line.
int FlatColumns(const Source& source, std::span<const Token> tokens, std::span<const Gap> gaps,
                uint32_t begin, uint32_t end);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_FORMAT_LAYOUT_H_
