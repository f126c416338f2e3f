// What the parsers of this folder share while they read one statement: the nodes matched so
// far, the furthest token looked at, and how deep the rules stand in one another.
//
//   with<StateTag>(state)[statement]      a parser reaches it as  x3::get<StateTag>(context)
//
// Backtracking needs no undo: a parser that reads the token at position p first calls Rewind(p),
// which drops every node that ends after p, for such a node was left by an alternative that
// failed. So a rule may leave nodes and fail, and the tree stays exact.
//
// Not thread-safe: one state reads one statement.
#ifndef CREDENCE_DSL_GRAMMAR_PARSE_STATE_H_
#define CREDENCE_DSL_GRAMMAR_PARSE_STATE_H_

#include <boost/spirit/home/x3.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "dsl/grammar/recognise.h"
#include "dsl/syntax_tree.h"
#include "dsl/token.h"

namespace credence::dsl::grammar {

using Iterator = const Token*;

struct StateTag;

struct ParseState {
  Iterator origin = nullptr;  // the first token of the file
  SyntaxTree nodes;
  int depth = 0;
  bool too_deep = false;

  Iterator furthest = nullptr;
  std::vector<Expected> expected;  // at `furthest`

  uint32_t PositionOf(Iterator token) const { return static_cast<uint32_t>(token - origin); }

  void Rewind(Iterator token) {
    const uint32_t position = PositionOf(token);
    while (!nodes.empty() && nodes.back().end > position) nodes.pop_back();
  }

  // Notes that `wanted` would have been welcome at `token`.
  void Miss(Iterator token, Expected wanted) {
    if (too_deep || token < furthest) return;
    if (token > furthest) {
      furthest = token;
      expected.clear();
    }
    expected.push_back(wanted);
  }

  // Appends a node over [begin, end) above every node that lies in it from `first_child` on.
  void Append(SyntaxKind kind, Iterator begin, Iterator end, std::size_t first_child) {
    Rewind(end);
    nodes.push_back({kind, PositionOf(begin), PositionOf(end),
                     static_cast<uint32_t>(nodes.size() - first_child + 1)});
  }
};

// The only context the rules are compiled for.
using Context = boost::spirit::x3::context<StateTag, ParseState>;

}  // namespace credence::dsl::grammar

#endif  // CREDENCE_DSL_GRAMMAR_PARSE_STATE_H_
