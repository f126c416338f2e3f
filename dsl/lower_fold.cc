// Aggregates.
#include <utility>

#include "dsl/check_types.h"
#include "dsl/lower_parts.h"

namespace credence::dsl {

std::optional<Type> PartLowering::FoldedType(Fold fold, const Type& operand) const {
  switch (fold) {
    case Fold::kSum:
      return operand.is_numeric() ? std::optional(operand) : std::nullopt;
    case Fold::kAverage:
      if (!operand.is_numeric()) return std::nullopt;
      return operand.kind == TypeKind::kCount ? Type::Of(TypeKind::kNumber) : operand;
    case Fold::kHighest:
    case Fold::kLowest:
      return HasOrder(operand) ? std::optional(operand) : std::nullopt;
    case Fold::kLatest:
    case Fold::kEarliest:
      return operand.kind == TypeKind::kDate ? std::optional(operand) : std::nullopt;
    case Fold::kCount:
      return Type::Of(TypeKind::kCount);
  }
  return std::nullopt;
}

namespace {

ruletree::Op FoldOp(Fold fold) {
  switch (fold) {
    case Fold::kSum:
      return ruletree::Op::kSum;
    case Fold::kCount:
      return ruletree::Op::kCount;
    case Fold::kHighest:
    case Fold::kLatest:
      return ruletree::Op::kHighest;
    case Fold::kLowest:
    case Fold::kEarliest:
      return ruletree::Op::kLowest;
    case Fold::kAverage:
      return ruletree::Op::kAverage;
  }
  return ruletree::Op::kSum;
}

}  // namespace

Checked PartLowering::LowerAggregate(const Part& part, const Aggregate& aggregate) {
  if (!HasChild(part.left)) return {};
  ruletree::NodeId where = ruletree::kNone;
  if (HasChild(part.where)) {
    where = TruthOf(part.where, "`where`");
    if (where == ruletree::kNone) {
      Settle(part.left);
      return {};
    }
  }
  if (!CheckWindow(aggregate.over)) return {};
  const bool adds_up = aggregate.fold == Fold::kSum || aggregate.fold == Fold::kAverage;
  if (adds_up && !CheckQuotients(part.left, faults_.TextOf(file().exprs[part.id].op_span))) {
    return {};
  }
  if (aggregate.fold == Fold::kCount) return LowerCount(part, where);
  Checked operand = Settle(part.left);
  if (!operand.ok()) return {};
  if (const ruletree::NodeId award = AwardNode(part.left); award != ruletree::kNone) {
    operand.node = award;
  }
  const std::optional<Type> type = FoldedType(aggregate.fold, operand.type);
  if (!type) {
    const std::string word = faults_.TextOf(file().exprs[part.id].op_span);
    const bool dates = aggregate.fold == Fold::kLatest || aggregate.fold == Fold::kEarliest;
    Report(codes::kUnit, part.left,
           "`" + word + " of` takes " + (dates ? "dates" : "numbers") + ", and this is " +
               Describe(operand.type),
           {.help = dates ? "Write `highest of` or `lowest of` for numbers."
                          : "Name a measure, or count: `count of ...`."});
    return {};
  }
  ruletree::Fold fold = part.fold;
  fold.window = WindowOf(aggregate.over);
  return Value({.op = FoldOp(aggregate.fold),
                .a = NodeOf(operand, At(part.left)),
                .b = where,
                .ref = pool_.FoldOf(fold),
                .type = *type,
                .span = At(part)});
}

// Whether what is added up has divisors that are the same for every row. Quotients of measures
// each have their own, and their exact total has the product of all.
bool PartLowering::CheckQuotients(PartId operand, const std::string& word) {
  std::vector<PartId> open = {operand};
  while (!open.empty()) {
    const PartId id = open.back();
    open.pop_back();
    if (!HasChild(id) || parts_[id].kind == PartKind::kEvidence) continue;
    const Part& part = parts_[id];
    const Expr* expr = part.kind == PartKind::kExpr ? &ExprOf(id) : nullptr;
    if (expr != nullptr && expr->kind == ExprKind::kAggregate) continue;
    if (expr != nullptr && expr->kind == ExprKind::kCall) continue;  // `round`
    if (expr != nullptr && expr->kind == ExprKind::kBinary && expr->op == Operator::kDivide) {
      const Checked& divisor = parts_[part.right].checked;
      const bool same_for_all = !divisor.is_value() || divisor.state == Checked::State::kConstant ||
                                pool_.node(pool_.Bare(divisor.node)).op == ruletree::Op::kParam;
      if (!same_for_all) {
        const Type& type = part.checked.type;
        const std::string unit = type.kind == TypeKind::kMoney
                                     ? "1 " + std::string(type.currency.code())
                                 : type.kind == TypeKind::kPercent ? "0.01%"
                                                                   : "0.01";
        Report(codes::kSumOfQuotients, id,
               "`" + word + " of` adds up quotients that are not rounded",
               {.why = "Each row has a divisor of its own, and the exact total has all of them: no "
                       "reader could follow it, and with many rows it grows too large to hold.",
                .help = "Round each: `round(" + Text(id) + ", " + unit +
                        ")`, or divide what is added up: `sum of ... / sum of ...`."});
        return false;
      }
    }
    open.push_back(part.left);
    open.push_back(part.right);
  }
  return true;
}

// `count of workload` counts rows, `count of (condition)` those where it holds, `count of
// active_users` those that have it.
Checked PartLowering::LowerCount(const Part& part, ruletree::NodeId where) {
  const Part& operand = parts_[part.left];
  const Span span = At(part);
  ruletree::Fold fold = part.fold;
  fold.window = WindowOf(file().aggregates[file().exprs[part.id].ref].over);
  const ruletree::Node row{.op = Op::kSubjectRow,
                           .ref = operand.scope.subject,
                           .type = Type::Of(TypeKind::kCount),
                           .span = At(part.left)};
  ruletree::NodeId counted = ruletree::kNone;
  if (operand.path.kind == PathKind::kSubject && operand.path.id == ruletree::kPartner) {
    Report(codes::kGrain, part.left, "partners are not counted",
           {.why = "Each partner is judged by itself, whatever the others have.",
            .help = "Count subjects, such as `count of customer where (partner with ...)`."});
    return {};
  }
  if (operand.path.kind == PathKind::kSubject && operand.kind == PartKind::kExpr &&
      ExprOf(part.left).kind == ExprKind::kPath) {
    counted = pool_.Add(row);
  } else {
    const Checked& value = Settle(part.left);
    if (!value.ok()) return {};
    const ruletree::NodeId award = AwardNode(part.left);
    const ruletree::NodeId node = award != ruletree::kNone ? award : NodeOf(value, At(part.left));
    if (award != ruletree::kNone && pool_.node(award).op == Op::kAwardTotal) {
      return CountOfTotals(part, award, where);
    }
    const bool condition = value.type.kind == TypeKind::kTruth;
    counted = condition ? pool_.Add(row) : node;
    if (condition) where = where == ruletree::kNone ? node : And(where, node, span);
  }
  return Value({.op = Op::kCount,
                .a = counted,
                .b = where,
                .ref = pool_.FoldOf(fold),
                .type = Type::Of(TypeKind::kCount),
                .span = span});
}

// How many awards there were: the sum over time of how many there were in each month.
Checked PartLowering::CountOfTotals(const Part& part, ruletree::NodeId total,
                                    ruletree::NodeId where) {
  ruletree::Node counted = pool_.node(total);
  counted.first = ruletree::kCounted;
  counted.type = Type::Of(TypeKind::kCount);
  ruletree::Fold fold = part.fold;
  fold.window = WindowOf(file().aggregates[file().exprs[part.id].ref].over);
  return Value({.op = Op::kSum,
                .a = pool_.Add(counted),
                .b = where,
                .ref = pool_.FoldOf(fold),
                .type = counted.type,
                .span = At(part)});
}

ruletree::NodeId PartLowering::And(ruletree::NodeId a, ruletree::NodeId b, Span span) {
  return pool_.Add(
      {.op = Op::kAnd, .a = a, .b = b, .type = Type::Of(TypeKind::kTruth), .span = span});
}

bool PartLowering::CheckWindow(const Window& window) {
  const bool lasts =
      window.kind == WindowKind::kDuration || window.kind == WindowKind::kDurationBefore;
  if (!lasts || window.duration.count > 0) return true;
  faults_.Add(codes::kBadLiteral, window.span, "`" + faults_.TextOf(window.span) + "` has no days",
              {.why = "Nothing could fall into it.", .help = "Write at least one."});
  return false;
}

}  // namespace credence::dsl
