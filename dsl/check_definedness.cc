#include "dsl/check_definedness.h"

#include <list>
#include <utility>

namespace credence::dsl {
namespace {

using ruletree::Op;
using State = Checked::State;

const Expr* ExprOf(const PolicyDraft& draft, const Part& part) {
  return part.kind == PartKind::kExpr ? &draft.file.exprs[part.id] : nullptr;
}

// What is sure of a constant's sign, for `x > c`.
struct Sign {
  bool never_negative = false;
  bool never_positive = false;
  bool never_zero = false;
};

Sign SignOf(const PolicyDraft& draft, const Checked& checked) {
  const auto of = [](const Value& value, Sign sign) {
    const auto* number = std::get_if<Rational>(&value);
    if (number == nullptr) return Sign{};
    sign.never_negative &= number->sign() >= 0;
    sign.never_positive &= number->sign() <= 0;
    sign.never_zero &= number->sign() != 0;
    return sign;
  };
  const Sign any{true, true, true};
  if (checked.state == State::kConstant) return of(checked.constant, any);
  if (checked.state != State::kNode) return {};
  const ruletree::Node& node = draft.pool.node(checked.node);
  if (node.op != Op::kParam) return {};
  Sign sign = any;
  for (const auto& value : draft.policy->params[node.ref].values) sign = of(value.value, sign);
  return sign;
}

Operator Flipped(Operator op) {
  switch (op) {
    case Operator::kGreater:
      return Operator::kLess;
    case Operator::kGreaterEqual:
      return Operator::kLessEqual;
    case Operator::kLess:
      return Operator::kGreater;
    case Operator::kLessEqual:
      return Operator::kGreaterEqual;
    default:
      return op;
  }
}

Operator Negated(Operator op) {
  switch (op) {
    case Operator::kGreater:
      return Operator::kLessEqual;
    case Operator::kGreaterEqual:
      return Operator::kLess;
    case Operator::kLess:
      return Operator::kGreaterEqual;
    case Operator::kLessEqual:
      return Operator::kGreater;
    case Operator::kEqual:
    case Operator::kIs:
      return Operator::kNotEqual;
    case Operator::kNotEqual:
    case Operator::kIsNot:
      return Operator::kEqual;
    default:
      return op;
  }
}

// Whether `x op c` leaves no room for x to be zero.
bool ExcludesZero(Operator op, const Sign& c) {
  switch (op) {
    case Operator::kGreater:
      return c.never_negative;
    case Operator::kGreaterEqual:
      return c.never_negative && c.never_zero;
    case Operator::kLess:
      return c.never_positive;
    case Operator::kLessEqual:
      return c.never_positive && c.never_zero;
    case Operator::kEqual:
    case Operator::kIs:
      return c.never_zero;
    case Operator::kNotEqual:
    case Operator::kIsNot:
      return c.never_negative && c.never_positive;
    default:
      return false;
  }
}

}  // namespace

void Facts::Assume(const Parts& parts, bool holds, PartId root) {
  std::vector<std::pair<PartId, bool>> waiting = {{root, holds}};
  while (!waiting.empty()) {
    const auto [id, true_here] = waiting.back();
    waiting.pop_back();
    if (id == kNone) continue;
    const Part& part = parts[id];
    if (part.kind == PartKind::kDefine) {
      waiting.emplace_back(part.left, true_here);
      continue;
    }
    const Expr* expr = ExprOf(draft_, part);
    if (expr == nullptr) continue;
    if (expr->kind == ExprKind::kNot) {
      waiting.emplace_back(part.left, !true_here);
    } else if (expr->kind == ExprKind::kIsKnown && expr->negated != true_here) {
      const Checked& value = parts[part.left].checked;
      if (value.node != ruletree::kNone) facts_[draft_.pool.Bare(value.node)].known = true;
    } else if (expr->kind == ExprKind::kBinary) {
      const bool splits = expr->op == (true_here ? Operator::kAnd : Operator::kOr);
      if (splits) {
        waiting.emplace_back(part.left, true_here);
        waiting.emplace_back(part.right, true_here);
      }
      AssumeComparison(parts, part, true_here);
    }
  }
}

void Facts::AssumeComparison(const Parts& parts, const Part& part, bool holds) {
  const Expr& expr = draft_.file.exprs[part.id];
  const Operator op = holds ? expr.op : Negated(expr.op);
  for (const bool flip : {false, true}) {
    const Checked& value = parts[flip ? part.right : part.left].checked;
    const Checked& other = parts[flip ? part.left : part.right].checked;
    if (value.state != State::kNode) continue;
    if (ExcludesZero(flip ? Flipped(op) : op, SignOf(draft_, other))) {
      facts_[draft_.pool.Bare(value.node)].not_zero = true;
    }
  }
}

bool Facts::IsKnown(ruletree::NodeId node) const {
  if (node == ruletree::kNone) return false;
  const auto found = facts_.find(draft_.pool.Bare(node));
  return found != facts_.end() && found->second.known;
}

bool Facts::IsNotZero(ruletree::NodeId node) const {
  if (node == ruletree::kNone) return false;
  const auto found = facts_.find(draft_.pool.Bare(node));
  return found != facts_.end() && found->second.not_zero;
}

// A value of the subject asked, or of one above it, is the same in each of its rows; over time
// it is another in each.
bool Facts::IsSameInRows(ruletree::NodeId id, const ruletree::Fold& fold,
                         ruletree::SubjectTypeId asked) const {
  if (fold.over_time) return false;
  if (fold.rows == ruletree::kNone) return true;
  const ruletree::Node& node = draft_.pool.node(id);
  const ruletree::Vocabulary& vocabulary = draft_.symbols.vocabulary();
  ruletree::SubjectTypeId of = ruletree::kNone;
  if (node.op == Op::kMeasure) of = vocabulary.measures[node.ref].per;
  if (node.op == Op::kAttribute) of = vocabulary.attributes[node.ref].of;
  if (of == ruletree::kPartner) return true;
  return of != ruletree::kNone && vocabulary.IsSelfOrAbove(of, asked);
}

Facts Facts::InRows(const ruletree::Fold& fold, ruletree::SubjectTypeId asked) const {
  Facts in_rows(draft_, guardable_);
  for (const auto& [node, fact] : facts_) {
    if (IsSameInRows(node, fold, asked)) in_rows.facts_.emplace(node, fact);
  }
  return in_rows;
}

namespace {

class DefinednessCheck {
 public:
  DefinednessCheck(PolicyDraft& draft, const Parts& parts, const Facts& facts, bool silent)
      : draft_(draft), parts_(parts), silent_(silent), states_(parts.size()) {
    if (!states_.empty()) states_.front().facts = &facts;
  }

  // Whether nothing was found.
  bool Run() {
    for (PartId id = 0; id < parts_.size(); ++id) {
      const Part& part = parts_[id];
      if (part.kind == PartKind::kEvidence) {
        PassOn(part.left, id);
        PassOn(part.right, id);
        PassOn(part.where, id, false);
        PassOn(part.day, id, false);
        PassOn(part.recorded, id, false);
      } else if (part.kind == PartKind::kDefine || part.kind == PartKind::kInput) {
        PassOn(part.left, id);
        PassOn(part.right, id);
      } else {
        Visit(id, part, *ExprOf(draft_, part));
      }
      if (part.checked.ok() && !states_[id].caught) CheckValue(id, part);
    }
    return !found_;
  }

 private:
  struct PartState {
    bool caught = false;  // an `else` or `is known` around it asks whether it exists
    const Facts* facts = nullptr;
  };

  // The child is where its parent is, unless said otherwise.
  void PassOn(PartId child, PartId parent) { PassOn(child, parent, states_[parent].caught); }
  void PassOn(PartId child, PartId parent, bool caught) {
    PassOn(child, caught, states_[parent].facts);
  }
  void PassOn(PartId child, bool caught, const Facts* facts) {
    if (child != kNone) states_[child] = {caught, facts};
  }

  void Visit(PartId id, const Part& part, const Expr& expr) {
    if (expr.kind == ExprKind::kAggregate) return VisitFold(id, part, expr);
    const bool else_or_known = expr.kind == ExprKind::kIsKnown ||
                               (expr.kind == ExprKind::kBinary && expr.op == Operator::kElse);
    PassOn(part.left, id, states_[id].caught || else_or_known);
    PassOn(part.right, id);
    if (expr.kind != ExprKind::kBinary || part.left == kNone || part.right == kNone) return;
    const bool conjunction = expr.op == Operator::kAnd;
    if (!conjunction && expr.op != Operator::kOr) return;
    // The right side is only asked when the left one did not decide.
    if (!parts_[part.left].checked.ok()) return;
    Facts& more = kept_.emplace_back(*states_[id].facts);
    more.Assume(parts_, conjunction, part.left);
    states_[part.right].facts = &more;
  }

  void VisitFold(PartId id, const Part& part, const Expr& expr) {
    const Aggregate& aggregate = draft_.file.aggregates[expr.ref];
    const bool counts = aggregate.fold == Fold::kCount;
    Facts& outside = kept_.emplace_back(states_[id].facts->InRows(part.fold, part.scope.subject));
    PassOn(part.where, states_[id].caught && !counts, &outside);
    const Facts* inside = &outside;
    if (part.where != kNone && parts_[part.where].checked.ok()) {
      Facts& with_where = kept_.emplace_back(outside);
      with_where.Assume(parts_, true, part.where);
      inside = &with_where;
    }
    PassOn(part.left, states_[id].caught || counts, inside);
  }

  void CheckValue(PartId id, const Part& part) {
    const Expr* expr = ExprOf(draft_, part);
    if (expr == nullptr || states_[id].facts->IsKnown(part.checked.node)) return;
    if (expr->kind == ExprKind::kPath) return CheckPath(part);
    if (expr->kind == ExprKind::kBinary && expr->op == Operator::kDivide) {
      return CheckDivision(id, part);
    }
    if (expr->kind == ExprKind::kAggregate) CheckExtreme(part, *expr);
  }

  std::string Text(const Part& part) const {
    return draft_.faults.TextOf(SpanOf(draft_.file, part));
  }

  void CheckPath(const Part& part) {
    const ruletree::Vocabulary& vocabulary = draft_.symbols.vocabulary();
    bool optional = false;
    if (part.path.kind == PathKind::kMeasure) optional = vocabulary.measures[part.path.id].optional;
    if (part.path.kind == PathKind::kAttribute) {
      optional = vocabulary.attributes[part.path.id].optional;
    }
    const bool open = part.path.kind == PathKind::kField &&
                      part.path.field == ruletree::kThroughField && !part.scope.ranking;
    if (!optional && !open) return;
    if (part.scope.ranking) return;
    Report(
        part, "`" + Text(part) + "` may have no value",
        {.why = open ? "Evidence that has not ended has no last day."
                     : "The vocabulary declares it optional.",
         .help = guardable() ? "Guard the rule with `when " + Text(part) +
                                   " is known`, or say what holds without: `" + Without(part) + "`."
                             : "Say what holds without: `(" + Without(part) + ")`."});
  }

  bool guardable() const { return states_.front().facts->guardable(); }

  // "quota else 0 USD"
  std::string Without(const Part& part) const {
    return Text(part) + " else " + Default(part.checked.type);
  }

  static std::string Default(const Type& type) {
    if (type.kind == TypeKind::kPercent) return "0%";
    if (type.kind == TypeKind::kMoney) return "0 " + std::string(type.currency.code());
    if (type.kind == TypeKind::kPoints) return "0 points";
    if (type.kind == TypeKind::kDays) return "0 days";
    return type.is_numeric() ? "0" : "...";
  }

  void CheckDivision(PartId id, const Part& part) {
    const Part& divisor = parts_[part.right];
    const Checked& by = divisor.checked;
    if (!by.ok() || SignOf(draft_, by).never_zero) return;
    if (states_[id].facts->IsNotZero(by.node)) return;
    const std::string text = Text(divisor);
    const bool simple =
        ExprOf(draft_, divisor) != nullptr && ExprOf(draft_, divisor)->kind == ExprKind::kPath;
    const std::string guard = simple ? text : "(" + text + ")";
    const bool money = by.type.kind == TypeKind::kMoney;
    const std::string above =
        money ? " > 0 " + std::string(by.type.currency.code()) : Above(by.type);
    Report(
        divisor, "this division has no answer when `" + text + "` is 0",
        {.why = "Nobody can be paid by a figure that does not exist.",
         .help = "Say what it is then: add `else " + Default(part.checked.type) +
                 "` after the division" +
                 (guardable() ? ", or guard the rule with `when " + guard + above + "`." : ".")});
  }

  static std::string Above(const Type& type) { return " > " + Default(type); }

  void CheckExtreme(const Part& part, const Expr& expr) {
    const Aggregate& aggregate = draft_.file.aggregates[expr.ref];
    if (aggregate.fold == Fold::kSum || aggregate.fold == Fold::kCount) return;
    // The subject asked is always there, and so is the period; rows below it may not be.
    const bool always_a_row = part.fold.rows == ruletree::kNone &&
                              part.fold.evidence == ruletree::kNone && !part.fold.all_partners &&
                              aggregate.where == kNone;
    if (always_a_row) return;
    const std::string word = draft_.faults.TextOf(expr.op_span);
    // Without the parentheses `else` would belong to the condition of `where`.
    const std::string text = aggregate.where == kNone ? Text(part) : "(" + Text(part) + ")";
    Report(
        part, "this `" + word + " of` has no answer when there is nothing to take it of",
        {.why = "A sum of nothing is 0, but the " + word + " of nothing does not exist.",
         .help = "Say what it is then: `" + text + " else " + Default(part.checked.type) + "`."});
  }

  // In the define where it stands, with the rule that uses it beside.
  void Report(const Part& part, std::string headline, Notes notes) {
    found_ = true;
    if (silent_) return;
    PartId use = part.within;
    while (use != kNone && parts_[use].within != kNone) use = parts_[use].within;
    if (use != kNone) {
      notes.related.push_back(
          draft_.faults.At(SpanOf(draft_.file, parts_[use]), "used here without a guard"));
    }
    draft_.faults.Add(codes::kUndefinedValue, SpanOf(draft_.file, part), std::move(headline),
                      std::move(notes));
  }

  PolicyDraft& draft_;
  const Parts& parts_;
  const bool silent_;
  bool found_ = false;
  std::vector<PartState> states_;
  std::list<Facts> kept_;  // stays in place as it grows; mostly empty
};

}  // namespace

void CheckDefinedness(PolicyDraft& draft, const Parts& parts, const Facts& facts) {
  if (!parts.empty()) DefinednessCheck(draft, parts, facts, false).Run();
}

bool IsDefined(PolicyDraft& draft, const Parts& parts, const Facts& facts) {
  return parts.empty() || DefinednessCheck(draft, parts, facts, true).Run();
}

}  // namespace credence::dsl
