// Expressions: chains of operands, prefixes and operators, and what an operand may be.
#include "dsl/grammar/rules.h"

namespace credence::dsl::grammar {

namespace {

// Operators ------------------------------------------------------------------
// Each alternative of a chain starts with a token of its own, so nothing is tried twice.

const auto arithmetic_operator =
    node<SyntaxKind::kOperator>(sign("+") | sign("-") | sign("*") | sign("/") | kw("of"));

const auto comparison_operator = node<SyntaxKind::kOperator>(
    kw("else") | sign(">=") | sign("<=") | sign("!=") | sign(">") | sign("<") | sign("=") |
    kw("is") >> -kw("not") >> !kw("known") | kw("in") | kw("not") >> kw("in"));

// Stands after its operand and takes no other.
const auto known_test = node<SyntaxKind::kOperator>(kw("is") >> -kw("not") >> kw("known"));

const auto logical_operator = node<SyntaxKind::kOperator>(kw("and") | kw("or"));

const auto minus = node<SyntaxKind::kPrefix>(sign("-"));
const auto minus_or_not = node<SyntaxKind::kPrefix>(sign("-") | kw("not"));

// Operands -------------------------------------------------------------------

using OperandRule = x3::rule<struct OperandTag>;
const OperandRule operand("operand");

const auto parenthesised =
    node<SyntaxKind::kParenthesised>(sign("(") >> nested(expression) >> sign(")"));

const auto fold = kw("sum") | kw("count") | kw("highest") | kw("lowest") | kw("average") |
                  kw("latest") | kw("earliest");

const auto aggregate_window =
    node<SyntaxKind::kWindow>((kw("year") | kw("quarter") | kw("month")) >> kw("to") >> kw("date"));

const auto aggregate = node<SyntaxKind::kAggregate>(
    fold >> kw("of") >>
    called("a measure such as `revenue`, or an expression in parentheses", parenthesised | path) >>
    -nested(where) >> -(kw("over") >> called("a window such as `12 months` or `year to date`",
                                             aggregate_window | window)));

const auto every_metric =
    node<SyntaxKind::kEveryMetric>(kw("every") >> name >> (kw("metric") | kw("category")));

const auto partner_holds =
    node<SyntaxKind::kPartnerHolds>(kw("partner") >> kw("holds") >> name >> -(kw("in") >> name));

const auto partner_with =
    node<SyntaxKind::kPartnerWith>(kw("partner") >> kw("with") >> nested(evidence_term));

const auto call = node<SyntaxKind::kCall>(
    name >> sign("(") >> nested(expression >> *(sign(",") >> expression)) >> sign(")"));

const auto operand_def =
    called("a value", literal | text | aggregate | every_metric | partner_holds | partner_with |
                          set_literal | parenthesised | call | path);

BOOST_SPIRIT_DEFINE(operand)

// Literals -------------------------------------------------------------------

const auto literal_def = node<SyntaxKind::kLiteral>(
    KindParser(TokenKind::kDate, "a date") |
    KindParser(TokenKind::kNumber, "a number") >>
        -called("a unit", attached("%") | KindParser(TokenKind::kCapitals, "a currency") |
                              kw("points") | kw("point") | length_unit));

// Chains ---------------------------------------------------------------------

const auto expression_def = called(
    "a value",
    node<SyntaxKind::kChain>(
        *minus_or_not >> operand >>
        *(called("an operator", known_test) |
          called("an operator", arithmetic_operator | comparison_operator | logical_operator) >>
              called("a value", *minus_or_not >> operand))));

const auto comparison_def = called(
    "a comparison",
    node<SyntaxKind::kChain>(*minus >> operand >>
                             *(called("an operator", known_test) |
                               called("an operator", arithmetic_operator | comparison_operator) >>
                                   called("a value", *minus >> operand))));

const auto arithmetic_def = called(
    "a value",
    node<SyntaxKind::kChain>(*minus >> operand >> *(called("an operator", arithmetic_operator) >>
                                                    called("a value", *minus >> operand))));

}  // namespace

BOOST_SPIRIT_DEFINE(expression, comparison, arithmetic, literal)
BOOST_SPIRIT_INSTANTIATE(ExpressionRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ComparisonRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ArithmeticRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(LiteralRule, Iterator, Context)

}  // namespace credence::dsl::grammar
