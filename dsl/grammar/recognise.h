// Reads the tokens of one statement by the grammar of the language.
//
//   Recognise(tokens, 0, 7)  ->  recognised, its tree
//   Recognise(tokens, 7, 12) ->  not recognised: stopped at token 9, where one of
//                                {"an amount"} was expected
//
// The grammar is Boost.Spirit X3 over tokens, and X3 does not leave this folder. It builds no
// attributes: a rule that matches leaves a node in a flat tree (dsl/syntax_tree.h). It throws
// nothing and has no expectation points: what is reported is the furthest token that any
// alternative reached, with what would have been welcome there. Recursion is bounded by
// limits::kNestingMax on every edge.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_GRAMMAR_RECOGNISE_H_
#define CREDENCE_DSL_GRAMMAR_RECOGNISE_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "dsl/syntax_tree.h"
#include "dsl/token.h"

namespace credence::dsl::grammar {

// Something that would have been welcome: `because` (a word or sign of the language) or "an
// amount" (an author's name for several things).
struct Expected {
  std::string_view text;
  bool verbatim = false;
  friend bool operator==(const Expected&, const Expected&) = default;
};

struct Recognition {
  bool recognised = false;
  bool too_deep = false;  // nested beyond limits::kNestingMax at token `stopped_at`
  SyntaxTree tree;        // when recognised
  uint32_t stopped_at = 0;
  std::vector<Expected> expected;  // in the grammar's order, without repetitions
};

// The statement that tokens [begin, end) are, from its first token to its last.
Recognition Recognise(std::span<const Token> tokens, uint32_t begin, uint32_t end);

}  // namespace credence::dsl::grammar

#endif  // CREDENCE_DSL_GRAMMAR_RECOGNISE_H_
