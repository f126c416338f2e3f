#include "engine/operate.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/check.h"
#include "core/rounding.h"
#include "engine/title.h"

namespace credence::engine {

using ruletree::Node;
using ruletree::Op;
using ruletree::Policy;

namespace {

// Dates move by days; everything else numeric is a number.
std::optional<Value> MoveDate(const Node& node, const Value& a, const Value& b) {
  const auto* from = std::get_if<Date>(&a);
  const auto* to = std::get_if<Date>(&b);
  if (from != nullptr && to != nullptr) return Value(Rational(from->days - to->days));
  const Date date = from != nullptr ? *from : std::get<Date>(b);
  const auto& days = std::get<Rational>(from != nullptr ? b : a);
  const std::optional<int64_t> count = days.Floor().ToInt64();
  constexpr int64_t kDaysOfAllTime = 200'000;
  if (!count || *count > kDaysOfAllTime || *count < -kDaysOfAllTime) return std::nullopt;
  const auto moved = static_cast<int32_t>(node.op == Op::kSubtract ? -*count : *count);
  return Value(std::clamp(date.AddDays(moved), kDateMin, kDateMax));
}

std::optional<Rational> Calculate(Op op, const Rational& a, const Rational& b) {
  switch (op) {
    case Op::kAdd:
      return CheckedAdd(a, b);
    case Op::kSubtract:
      return CheckedSubtract(a, b);
    case Op::kMultiply:
      return CheckedMultiply(a, b);
    case Op::kDivide:
      return CheckedDivide(a, b);
    default:
      CREDENCE_CHECK(false);
  }
}

Answer Arithmetic(const Policy& policy, const Node& node, const Value& a, const Value& b) {
  if (std::holds_alternative<Date>(a) || std::holds_alternative<Date>(b)) {
    const std::optional<Value> moved = MoveDate(node, a, b);
    return moved ? Answer::Of(*moved) : OverflowAt(policy, node);
  }
  const auto& divisor = std::get<Rational>(b);
  if (node.op == Op::kDivide && divisor.is_zero()) {
    return Answer::Undefined(TitleOf(policy, node.b) + " is 0");
  }
  const std::optional<Rational> result = Calculate(node.op, std::get<Rational>(a), divisor);
  return result ? Answer::Of(*result) : OverflowAt(policy, node);
}

// The points times the share of the target that is reached, from none to all of it.
Answer PointsToward(const Policy& policy, const Node& node, const Rational& value,
                    const Rational& target) {
  const auto& points = std::get<Rational>(policy.constants[node.ref]);
  if (value.sign() <= 0) return Answer::Of(Rational(0));
  if (value >= target) return Answer::Of(points);
  const std::optional<Rational> share = CheckedDivide(value, target);
  const std::optional<Rational> earned = share ? CheckedMultiply(points, *share) : std::nullopt;
  return earned ? Answer::Of(*earned) : OverflowAt(policy, node);
}

bool IsIn(const Policy& policy, const Node& node, const Value& symbol) {
  const auto& symbols = policy.symbol_sets[node.ref].symbols;
  return std::find(symbols.begin(), symbols.end(), std::get<std::string>(symbol)) != symbols.end();
}

}  // namespace

int Compare(const Value& a, const Value& b) {
  if (const auto* number = std::get_if<Rational>(&a)) {
    const std::strong_ordering order = *number <=> std::get<Rational>(b);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  return a < b ? -1 : b < a ? 1 : 0;
}

Answer OverflowAt(const Policy& policy, const Node& node) {
  return Answer::Overflow("a number too large to be kept exactly came up in `" +
                          policy.TextOf(node.span) + "` (line " +
                          std::to_string(policy.LineOf(node.span)) + ")");
}

Answer OperateOnTwo(const Policy& policy, const Node& node, const Value& a, const Value& b) {
  switch (node.op) {
    case Op::kGreaterEqual:
      return Answer::Of(Compare(a, b) >= 0);
    case Op::kGreater:
      return Answer::Of(Compare(a, b) > 0);
    case Op::kLessEqual:
      return Answer::Of(Compare(a, b) <= 0);
    case Op::kLess:
      return Answer::Of(Compare(a, b) < 0);
    case Op::kEqual:
      return Answer::Of(Compare(a, b) == 0);
    case Op::kNotEqual:
      return Answer::Of(Compare(a, b) != 0);
    case Op::kPointsToward:
      return PointsToward(policy, node, std::get<Rational>(a), std::get<Rational>(b));
    default:
      return Arithmetic(policy, node, a, b);
  }
}

Answer OperateOnOne(const Policy& policy, const Node& node, const Value& a) {
  switch (node.op) {
    case Op::kNegate:
      return Answer::Of(-std::get<Rational>(a));
    case Op::kRound: {
      const auto rounded = Round(std::get<Rational>(a), policy.roundings[node.ref]);
      return rounded ? Answer::Of(*rounded) : OverflowAt(policy, node);
    }
    case Op::kPointsWhen:
      return Answer::Of(std::get<bool>(a) ? std::get<Rational>(policy.constants[node.ref])
                                          : Rational(0));
    case Op::kIn:
      return Answer::Of(IsIn(policy, node, a));
    case Op::kNotIn:
      return Answer::Of(!IsIn(policy, node, a));
    case Op::kNot:
      return Answer::Of(!std::get<bool>(a));
    default:
      CREDENCE_CHECK(false);
  }
}

}  // namespace credence::engine
