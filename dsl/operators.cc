#include "dsl/operators.h"

#include "core/check.h"

namespace credence::dsl {
namespace {

struct SignOperator {
  Sign sign;
  InfixOperator infix;
};

struct WordOperator {
  Word word;
  InfixOperator infix;
};

constexpr SignOperator kSignOperators[] = {
    {SignOf("+"), {Operator::kAdd, kSumLevel}},
    {SignOf("-"), {Operator::kSubtract, kSumLevel}},
    {SignOf("*"), {Operator::kMultiply, kProductLevel}},
    {SignOf("/"), {Operator::kDivide, kProductLevel}},
    {SignOf(">="), {Operator::kGreaterEqual, kComparisonLevel}},
    {SignOf(">"), {Operator::kGreater, kComparisonLevel}},
    {SignOf("<="), {Operator::kLessEqual, kComparisonLevel}},
    {SignOf("<"), {Operator::kLess, kComparisonLevel}},
    {SignOf("="), {Operator::kEqual, kComparisonLevel}},
    {SignOf("!="), {Operator::kNotEqual, kComparisonLevel}},
};

constexpr WordOperator kWordOperators[] = {
    {WordOf("or"), {Operator::kOr, kOrLevel}},
    {WordOf("and"), {Operator::kAnd, kAndLevel}},
    {WordOf("is"), {Operator::kIs, kComparisonLevel}},
    {WordOf("in"), {Operator::kIn, kComparisonLevel}},
    {WordOf("not"), {Operator::kNotIn, kComparisonLevel}},
    {WordOf("else"), {Operator::kElse, kElseLevel}},
    {WordOf("of"), {Operator::kOf, kProductLevel}},
};

}  // namespace

InfixOperator InfixOf(const Token& first, bool negated) {
  if (first.kind == TokenKind::kSign) {
    for (const SignOperator& entry : kSignOperators) {
      if (entry.sign == first.sign) return entry.infix;
    }
  }
  if (first.word == WordOf("is") && negated) return {Operator::kIsNot, kComparisonLevel};
  for (const WordOperator& entry : kWordOperators) {
    if (entry.word == first.word) return entry.infix;
  }
  CREDENCE_CHECK(false && "an operator of the grammar");
  return {Operator::kOr, kOrLevel};
}

}  // namespace credence::dsl
