// The parsers the grammar is written with: single tokens, and three directives.
//
//   kw("award")              this word                 expected: `award`
//   sign(",")                this sign                 expected: `,`
//   name                     a name, as a node         expected: a name
//   node<SyntaxKind::kAs>(kw("as") >> name)            leaves a node over what it matched
//   called("an amount", p)   p, under one name when it fails where it began
//   nested(p)                p, one level deeper; refused beyond limits::kNestingMax
//
// None has an attribute. X3's own sequence, alternative, kleene, plus, optional, list and
// predicates do the rest; there is no skipper, since blanks and comments are no tokens.
//
// Thread-safe: constants.
#ifndef CREDENCE_DSL_GRAMMAR_PRIMITIVES_H_
#define CREDENCE_DSL_GRAMMAR_PRIMITIVES_H_

#include <boost/spirit/home/x3.hpp>
#include <string_view>

#include "core/limits.h"
#include "dsl/grammar/parse_state.h"

namespace credence::dsl::grammar {

namespace x3 = boost::spirit::x3;

template <typename Context>
ParseState& StateOf(const Context& context) {
  return x3::get<StateTag>(context);
}

// Reads one token that `Derived` accepts; on any other notes what was expected.
template <typename Derived>
struct TokenParser : x3::parser<Derived> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  template <typename ContextT, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const ContextT& context, RuleContext&,
             Attribute&) const {
    ParseState& state = StateOf(context);
    const Derived& self = this->derived();
    if (first == last || !self.Accepts(state, first)) {
      state.Miss(first, self.expected());
      return false;
    }
    state.Rewind(first);
    ++first;
    return true;
  }
};

struct WordParser : TokenParser<WordParser> {
  Word word;
  constexpr explicit WordParser(Word accepted) : word(accepted) {}
  bool Accepts(const ParseState&, Iterator token) const { return token->word == word; }
  Expected expected() const { return {TextOf(word), true}; }
};

struct SignParser : TokenParser<SignParser> {
  Sign accepted;
  constexpr explicit SignParser(Sign sign) : accepted(sign) {}
  bool Accepts(const ParseState&, Iterator token) const {
    return token->kind == TokenKind::kSign && token->sign == accepted;
  }
  Expected expected() const { return {TextOf(accepted), true}; }
};

// A token of a kind. A name may be any word but a reserved one.
struct KindParser : TokenParser<KindParser> {
  TokenKind kind;
  std::string_view article;
  constexpr KindParser(TokenKind accepted, std::string_view called)
      : kind(accepted), article(called) {}
  bool Accepts(const ParseState&, Iterator token) const { return token->kind == kind; }
  Expected expected() const { return {article, false}; }
};

struct NameParser : TokenParser<NameParser> {
  bool Accepts(const ParseState&, Iterator token) const {
    return token->kind == TokenKind::kEscapedName ||
           (token->kind == TokenKind::kWord && !IsReserved(token->word));
  }
  Expected expected() const { return {"a name", false}; }
};

// What may follow a dot: reserved words too, if they touch it. After a dot with nothing behind
// it a clause of the next line is still a clause.
struct ComponentParser : TokenParser<ComponentParser> {
  bool Accepts(const ParseState& state, Iterator token) const {
    if (token->kind == TokenKind::kEscapedName) return true;
    if (token->kind != TokenKind::kWord) return false;
    return !IsReserved(token->word) ||
           (token != state.origin && token[-1].span.end == token->span.begin);
  }
  Expected expected() const { return {"a name", false}; }
};

// A sign that stands against the token before it, as `%` against its figure.
struct AttachedSignParser : TokenParser<AttachedSignParser> {
  Sign accepted;
  constexpr explicit AttachedSignParser(Sign sign) : accepted(sign) {}
  bool Accepts(const ParseState& state, Iterator token) const {
    return token->kind == TokenKind::kSign && token->sign == accepted && token != state.origin &&
           token[-1].span.end == token->span.begin;
  }
  Expected expected() const { return {TextOf(accepted), true}; }
};

consteval WordParser kw(std::string_view word) { return WordParser(WordOf(word)); }
consteval SignParser sign(std::string_view text) { return SignParser(SignOf(text)); }
consteval AttachedSignParser attached(std::string_view text) {
  return AttachedSignParser(SignOf(text));
}

template <SyntaxKind kKind, typename Subject>
struct NodeDirective : x3::unary_parser<Subject, NodeDirective<kKind, Subject>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  constexpr explicit NodeDirective(const Subject& inner)
      : x3::unary_parser<Subject, NodeDirective<kKind, Subject>>(inner) {}

  template <typename ContextT, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const ContextT& context, RuleContext& rule,
             Attribute&) const {
    ParseState& state = StateOf(context);
    state.Rewind(first);
    const Iterator begin = first;
    const std::size_t first_child = state.nodes.size();
    if (!this->subject.parse(first, last, context, rule, x3::unused)) return false;
    state.Append(kKind, begin, first, first_child);
    return true;
  }
};

template <SyntaxKind kKind, typename Subject>
constexpr auto node(const Subject& inner) {
  using Parser = typename x3::extension::as_parser<Subject>::value_type;
  return NodeDirective<kKind, Parser>(x3::as_parser(inner));
}

template <typename Subject>
struct CalledDirective : x3::unary_parser<Subject, CalledDirective<Subject>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  std::string_view label;
  constexpr CalledDirective(std::string_view called, const Subject& inner)
      : x3::unary_parser<Subject, CalledDirective<Subject>>(inner), label(called) {}

  template <typename ContextT, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const ContextT& context, RuleContext& rule,
             Attribute&) const {
    ParseState& state = StateOf(context);
    const Iterator begin = first;
    const std::size_t before = state.furthest == begin ? state.expected.size() : 0;
    if (this->subject.parse(first, last, context, rule, x3::unused)) return true;
    if (state.furthest == begin && !state.too_deep) {
      state.expected.resize(before);
      state.expected.push_back({label, false});
    }
    return false;
  }
};

template <typename Subject>
constexpr auto called(std::string_view label, const Subject& inner) {
  using Parser = typename x3::extension::as_parser<Subject>::value_type;
  return CalledDirective<Parser>(label, x3::as_parser(inner));
}

template <typename Subject>
struct NestedDirective : x3::unary_parser<Subject, NestedDirective<Subject>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  constexpr explicit NestedDirective(const Subject& inner)
      : x3::unary_parser<Subject, NestedDirective<Subject>>(inner) {}

  template <typename ContextT, typename RuleContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const ContextT& context, RuleContext& rule,
             Attribute&) const {
    ParseState& state = StateOf(context);
    if (state.depth == limits::kNestingMax) {
      if (!state.too_deep) {
        state.too_deep = true;
        state.furthest = first;
        state.expected.clear();
      }
      return false;
    }
    ++state.depth;
    const bool matched = this->subject.parse(first, last, context, rule, x3::unused);
    --state.depth;
    return matched;
  }
};

template <typename Subject>
constexpr auto nested(const Subject& inner) {
  using Parser = typename x3::extension::as_parser<Subject>::value_type;
  return NestedDirective<Parser>(x3::as_parser(inner));
}

}  // namespace credence::dsl::grammar

#endif  // CREDENCE_DSL_GRAMMAR_PRIMITIVES_H_
