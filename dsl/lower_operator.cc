// Arithmetic, conditions joined by `and` and `or`, `else`, and round(x, unit).
#include <utility>

#include "dsl/check_types.h"
#include "dsl/lower_parts.h"

namespace credence::dsl {

using State = Checked::State;

Checked PartLowering::LowerUnary(const Part& part, const Expr& expr) {
  if (!HasChild(part.left)) return {};
  if (expr.kind == ExprKind::kNot) {
    const ruletree::NodeId condition = TruthOf(part.left, "`not`");
    if (condition == ruletree::kNone) return {};
    return Truth({.op = Op::kNot, .a = condition, .span = expr.span});
  }
  Checked value = Settle(part.left);
  if (!value.ok()) return {};
  const ruletree::NodeId node = NodeOf(value, At(part.left));
  if (expr.kind == ExprKind::kIsKnown) {
    const Checked known = Truth({.op = Op::kIsKnown, .a = node, .span = expr.span});
    if (!expr.negated) return known;
    return Truth({.op = Op::kNot, .a = known.node, .span = expr.span});
  }
  if (value.type.is_numeric() && value.state == State::kConstant) {
    value.constant = -std::get<Rational>(value.constant);
    return value;
  }
  if (value.type.is_numeric()) {
    return Value({.op = Op::kNegate, .a = node, .type = value.type, .span = expr.span});
  }
  faults_.Add(codes::kUnit, expr.span, "`-` takes a number, and this is " + Describe(value.type),
              {.help = "Remove the `-`."});
  return {};
}

Checked PartLowering::LowerBinary(const Part& part, const Expr& expr) {
  if (!HasChild(part.left) || !HasChild(part.right)) return {};
  switch (expr.op) {
    case Operator::kOr:
    case Operator::kAnd:
      return LowerLogic(part, expr);
    case Operator::kGreaterEqual:
    case Operator::kGreater:
    case Operator::kLessEqual:
    case Operator::kLess:
    case Operator::kEqual:
    case Operator::kNotEqual:
    case Operator::kIs:
    case Operator::kIsNot:
      return LowerComparison(part, expr);
    case Operator::kIn:
    case Operator::kNotIn:
      return LowerIn(part, expr);
    case Operator::kElse:
      return LowerElse(part, expr);
    case Operator::kOf:
      return LowerOf(part, expr);
    case Operator::kAdd:
    case Operator::kSubtract:
    case Operator::kMultiply:
    case Operator::kDivide:
      return LowerArithmetic(part, expr);
  }
  return {};
}

Checked PartLowering::LowerLogic(const Part& part, const Expr& expr) {
  const bool conjunction = expr.op == Operator::kAnd;
  const std::string word = conjunction ? "`and`" : "`or`";
  const ruletree::NodeId left = TruthOf(part.left, word);
  const ruletree::NodeId right = TruthOf(part.right, word);
  if (left == ruletree::kNone || right == ruletree::kNone) return {};
  return Truth({.op = conjunction ? Op::kAnd : Op::kOr, .a = left, .b = right, .span = expr.span});
}

Checked PartLowering::ArithmeticNode(Op op, const Type& type, PartId a, PartId b, Span span) {
  ruletree::Node node{.op = op, .type = type, .span = span};
  node.a = NodeOf(parts_[a].checked, At(a));
  node.b = NodeOf(parts_[b].checked, At(b));
  return Value(node);
}

Checked PartLowering::LowerArithmetic(const Part& part, const Expr& expr) {
  Settle(part.left);
  Settle(part.right);
  Checked& left = parts_[part.left].checked;
  Checked& right = parts_[part.right].checked;
  if (!left.ok() || !right.ok()) return {};
  if (expr.op != Operator::kDivide) {
    Adapt(left, right.type);
    Adapt(right, left.type);
  }
  std::optional<Type> type;
  Op op = Op::kAdd;
  if (expr.op == Operator::kMultiply) {
    op = Op::kMultiply;
    type = ProductOf(left.type, right.type);
  } else if (expr.op == Operator::kDivide) {
    op = Op::kDivide;
    type = QuotientOf(left.type, right.type);
  } else {
    op = expr.op == Operator::kAdd ? Op::kAdd : Op::kSubtract;
    type = SumOf(left.type, right.type, op == Op::kSubtract);
  }
  if (!type) {
    ReportArithmetic(part, expr);
    return {};
  }
  // The engine moves a date by days, so the date stands first.
  const bool days_first = op == Op::kAdd && right.type.kind == TypeKind::kDate;
  return days_first ? ArithmeticNode(op, *type, part.right, part.left, expr.span)
                    : ArithmeticNode(op, *type, part.left, part.right, expr.span);
}

void PartLowering::ReportArithmetic(const Part& part, const Expr& expr) {
  const Checked& left = parts_[part.left].checked;
  const Checked& right = parts_[part.right].checked;
  std::string headline = Describe(left.type) + " and " + Describe(right.type);
  std::string why = WhyUnitsDiffer(left.type, right.type);
  std::string help;
  switch (expr.op) {
    case Operator::kMultiply:
      headline += " cannot be multiplied";
      if (left.type.kind == TypeKind::kMoney && right.type.kind == TypeKind::kMoney) {
        why = "The product would be no amount of money.";
      }
      help = "Multiply by a percent, a count or a number.";
      break;
    case Operator::kDivide:
      headline = Describe(left.type) + " cannot be divided by " + Describe(right.type);
      help = "Divide by a number, or by a value of the same unit, which gives a percent.";
      break;
    default:
      headline += expr.op == Operator::kAdd ? " cannot be added" : " cannot be subtracted";
      help = "Bring both to one unit.";
      for (const bool flip : {false, true}) {
        const Checked& figure = flip ? left : right;
        const Checked& other = flip ? right : left;
        if (!figure.bare_figure || other.type.kind != TypeKind::kMoney) continue;
        help = "Write `" + Text(flip ? part.left : part.right) + " " +
               std::string(other.type.currency.code()) + "`.";
      }
  }
  faults_.Add(codes::kUnit, expr.span, std::move(headline),
              {.why = std::move(why),
               .help = std::move(help),
               .related = {faults_.At(At(part.left), Describe(left.type)),
                           faults_.At(At(part.right), Describe(right.type))}});
}

Checked PartLowering::LowerOf(const Part& part, const Expr& expr) {
  Settle(part.left);
  Settle(part.right);
  const Checked& left = parts_[part.left].checked;
  const Checked& right = parts_[part.right].checked;
  if (!left.ok() || !right.ok()) return {};
  if (left.type.kind != TypeKind::kPercent) {
    const std::string figure = Text(part.left);
    Notes notes{
        .why = "A figure without its unit could be wrong by a factor of a hundred.",
        .help = "Write a percent, or multiply: `" + figure + " * " + Text(part.right) + "`."};
    if (left.bare_figure) {
      notes.help = "Write `" + figure + "% of " + Text(part.right) + "`.";
      notes.fix = figure + "%";
    }
    Report(codes::kUnit, part.left,
           "`of` takes a percent on its left, and this is " + Describe(left.type),
           std::move(notes));
    return {};
  }
  const std::optional<Type> type = ProductOf(left.type, right.type);
  if (!type) {
    Report(codes::kUnit, part.right,
           "a percent is taken of an amount, and this is " + Describe(right.type),
           {.help = "Write a number, a count or an amount of money after `of`."});
    return {};
  }
  return ArithmeticNode(Op::kMultiply, *type, part.left, part.right, expr.span);
}

// `fold of x where name is red else 0`, read as `red else 0`; the author meant the whole fold.
bool PartLowering::ReportElseInWhere(const Part& part, const Expr& expr) {
  if (parts_[part.left].checked.state != State::kBareName || part.parent == kNone) return false;
  const Part& condition = parts_[part.parent];
  if (condition.kind != PartKind::kExpr || condition.parent == kNone) return false;
  const Part& fold = parts_[condition.parent];
  const bool in_where = fold.kind == PartKind::kExpr && fold.where == part.parent &&
                        &parts_[condition.right] == &part;
  if (!in_where) return false;
  const Span meant{At(fold).begin, At(part.left).end};
  faults_.Add(codes::kUnknownName, expr.span,
              "this `else` stands after the name `" + Text(part.left) + "`, not after the fold",
              {.why = "`else` holds tighter than the comparison in `where`.",
               .help = "Put the fold in parentheses: `(" + faults_.TextOf(meant) + ") else " +
                       Text(part.right) + "`."});
  return true;
}

Checked PartLowering::LowerElse(const Part& part, const Expr& expr) {
  if (ReportElseInWhere(part, expr)) return {};
  const Checked value = Settle(part.left);
  if (value.ok() && value.symbols != nullptr &&
      parts_[part.right].checked.state == State::kBareName) {
    if (!Explain(part.right, value, parts_[part.left])) return {};
  }
  Settle(part.right);
  Checked& fallback = parts_[part.right].checked;
  if (!value.ok() || !fallback.ok()) return {};
  Adapt(fallback, value.type);
  if (!SameUnit(value.type, fallback.type)) {
    Report(codes::kUnit, part.right,
           "`else` gives " + Describe(fallback.type) + " in place of " + Describe(value.type),
           {.why = "Whoever reads the value could not know which of the two it is.",
            .help = value.type.kind == TypeKind::kPercent
                        ? "Write a percent, such as `else 0%`."
                        : "Write " + Describe(value.type) + " after `else`.",
            .related = {faults_.At(At(part.left), Describe(value.type))}});
    return {};
  }
  const Type type = value.type == fallback.type ? value.type : Type::Of(TypeKind::kNumber);
  ruletree::Node node{.op = Op::kElse, .type = type, .span = expr.span};
  node.a = NodeOf(value, At(part.left));
  node.b = NodeOf(fallback, At(part.right));
  Checked checked = Value(node);
  checked.symbols = value.symbols;
  checked.subject = value.subject;
  return checked;
}

Checked PartLowering::LowerCall(const Part& part, const Expr& expr) {
  const Name& function = file().names[expr.first];
  if (function.text != "round") {
    faults_.AddUnknown(function, "function", std::vector<std::string>{"round"}, "there is");
    return {};
  }
  if (!HasChild(part.left) || !Settle(part.left).ok()) return {};
  const Checked value = parts_[part.left].checked;
  if (!HasChild(part.right)) {
    faults_.Add(codes::kUnit, expr.span, "`round` does not say to what",
                {.why = "Rounding to a cent and to a dollar give different payments.",
                 .help = "Add the unit: `round(" + Text(part.left) + ", " +
                         (value.type.kind == TypeKind::kMoney
                              ? "1 " + std::string(value.type.currency.code())
                              : std::string("1")) +
                         ")`."});
    return {};
  }
  Settle(part.right);
  Checked& unit = parts_[part.right].checked;
  if (!unit.ok()) return {};
  if (unit.state != State::kConstant) {
    Report(codes::kNotConstant, part.right, "`round` takes a constant unit",
           {.why = "The unit is part of the rule, not of the case.",
            .help = "Write it as a figure, such as `round(x, 1 USD)`."});
    return {};
  }
  Adapt(unit, value.type);
  const bool fits = value.type.is_numeric() && SameUnit(value.type, unit.type);
  if (!fits || std::get<Rational>(unit.constant).sign() <= 0) {
    Report(codes::kUnit, part.right, "`round` takes a unit above zero of " + Describe(value.type),
           {.help = "Write one, such as `1 USD`, `1%` or `1`."});
    return {};
  }
  const Rational step = std::get<Rational>(unit.constant);
  // A number rounded to whole ones counts something.
  const bool whole = value.type.kind == TypeKind::kNumber && step.is_integer();
  return Value({.op = Op::kRound,
                .a = NodeOf(value, At(part.left)),
                .ref = pool_.RoundingOf({RoundingMode::kNearest, step}),
                .type = whole ? Type::Of(TypeKind::kCount) : value.type,
                .span = expr.span});
}

}  // namespace credence::dsl
