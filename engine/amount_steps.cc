#include "engine/amount_steps.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/condition_text.h"
#include "engine/explain.h"
#include "engine/fold.h"
#include "engine/lookup.h"
#include "engine/measured.h"
#include "engine/operate.h"
#include "engine/title.h"

namespace credence::engine {

using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

namespace {

// Rows of a fold that are shown one by one; more are counted.
constexpr size_t kRowsShownMax = 12;

// "25,000 USD": a limit reads as its author wrote it, without empty cents.
std::string LimitText(const Rational& limit, const Type& type) {
  if (type.kind != TypeKind::kMoney) return ToDisplay(limit, type);
  return limit.ToDisplay() + " " + std::string(type.currency.code());
}

class AmountWriter {
 public:
  AmountWriter(const Evaluator& evaluator, const ruletree::Rule& rule, Scope& scope)
      : evaluator_(evaluator), rule_(rule), scope_(scope) {}

  std::vector<Step> Write() && {
    std::vector<NodeId> nodes = NeededBelow(evaluator_, rule_.amount, scope_);
    // Children stand before their parents, so by id is the order of the arithmetic.
    std::sort(nodes.begin(), nodes.end());
    for (const NodeId id : nodes) WriteNode(id);
    if (steps_.empty()) {
      Add(evaluator_.node(rule_.amount), "the amount is " + Shown(rule_.amount));
    }
    WriteBounds();
    return std::move(steps_);
  }

 private:
  std::string Shown(NodeId id) {
    return ShownAnswer(evaluator_.Evaluate(id, scope_), evaluator_.node(id).type);
  }

  void Add(const Node& node, std::string text, std::vector<NamedValue> values = {}) {
    steps_.push_back({Stage::kQualify, std::move(text),
                      LineWithin(evaluator_.policy(), rule_, node.span), std::move(values)});
  }

  void WriteNode(NodeId id) {
    const Node& node = evaluator_.node(id);
    if (IsFold(node.op)) return WriteFold(id);
    switch (node.op) {
      case Op::kMeasure:
        return WriteMeasure(node, scope_);
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:
        return WriteOperation(id);
      case Op::kElse: {
        std::string text = ElseText(evaluator_, node, scope_);
        if (!text.empty()) Add(node, std::move(text));
        return;
      }
      case Op::kTable:
        return Add(node, LookUpText(evaluator_, node, scope_));
      case Op::kTiers:
        for (std::string& text : TierTexts(evaluator_, node, scope_)) Add(node, std::move(text));
        return;
      case Op::kRound:
        return Add(node, Shown(node.a) + " rounded = " + Shown(id));
      default:
        return;
    }
  }

  void WriteMeasure(const Node& node, const Scope& scope) {
    const Measured measured =
        Measure(evaluator_.bound(), node.ref, scope.subject, scope.partner, scope.days);
    if (!measured.answer.is_defined()) return;
    const std::string name = evaluator_.bound().vocabulary().measures[node.ref].name + " of " +
                             evaluator_.bound().IdOf(measured.subject);
    for (const MeasuredPart& part : measured.parts) {
      std::string text = name;
      if (part.days != DateRange()) text += " in " + PeriodText(part.days);
      text += ": " + ToDisplay(part.value, node.type);
      if (part.used != part.days) text += ProratedText(node, part, measured);
      Add(node, std::move(text));
    }
  }

  // ", 18 of 31 days = 7,168.45 USD"
  static std::string ProratedText(const Node& node, const MeasuredPart& part,
                                  const Measured& measured) {
    const std::string days = ", " + std::to_string(part.used.length_days()) + " of " +
                             std::to_string(part.days.length_days()) + " days";
    const auto share = CheckedMultiply(std::get<Rational>(part.value),
                                       Rational(part.used.length_days(), part.days.length_days()));
    if (!share || !measured.answer.is_defined()) return days;
    return days + " = " + ToDisplay(*share, node.type);
  }

  void WriteFold(NodeId id) {
    const Node& node = evaluator_.node(id);
    size_t rows = 0;
    for (Scope& row : RowsOf(evaluator_, evaluator_.policy().folds[node.ref], scope_)) {
      if (node.b != ruletree::kNone) {
        const Answer& where = evaluator_.Evaluate(node.b, row);
        if (!where.is_defined() || !where.truth()) continue;
      }
      ++rows;
      if (rows > kRowsShownMax || evaluator_.node(node.a).op != Op::kMeasure) continue;
      WriteMeasure(evaluator_.node(node.a), row);
    }
    if (rows == 1 && evaluator_.node(node.a).op == Op::kMeasure) return;
    std::string text = TitleOf(evaluator_.policy(), id) + " = " + Shown(id);
    if (rows > kRowsShownMax) text += ", of " + std::to_string(rows) + " rows";
    Add(node, std::move(text));
  }

  void WriteOperation(NodeId id) {
    const Node& node = evaluator_.node(id);
    std::string sign = " + ";
    if (node.op == Op::kSubtract) sign = " - ";
    if (node.op == Op::kDivide) sign = " / ";
    const bool is_share = evaluator_.node(node.a).type.kind == TypeKind::kPercent;
    if (node.op == Op::kMultiply) sign = is_share ? " of " : " * ";
    std::vector<NamedValue> values;
    for (const NodeId operand : {node.a, node.b}) {
      if (!HasOwnName(evaluator_.node(operand).op)) continue;
      values.push_back({TitleOf(evaluator_.policy(), operand), Shown(operand)});
    }
    Add(node, Shown(node.a) + sign + Shown(node.b) + " = " + Shown(id), std::move(values));
  }

  // In the order the bounds are applied: every `at least`, then every `at most`.
  void WriteBounds() {
    Rational amount = evaluator_.Evaluate(rule_.amount, scope_).number();
    const Type& type = evaluator_.node(rule_.amount).type;
    for (const bool at_most : {false, true}) {
      for (const ruletree::Bound& bound : rule_.bounds) {
        if (bound.at_most != at_most) continue;
        const Rational& limit = evaluator_.Evaluate(bound.value, scope_).number();
        const bool bites = at_most ? amount > limit : amount < limit;
        const std::string shown = LimitText(limit, type);
        std::string text = (at_most ? "at most " : "at least ") + shown + ": ";
        text += bites
                    ? ToDisplay(amount, type) + (at_most ? " is cut to " : " is raised to ") + shown
                    : ToDisplay(amount, type) + " stays";
        if (bites) amount = limit;
        steps_.push_back({Stage::kQualify, std::move(text), evaluator_.policy().LineOf(bound.span),
                          ValuesBelow(evaluator_, bound.value, scope_)});
      }
    }
  }

  const Evaluator& evaluator_;
  const ruletree::Rule& rule_;
  Scope& scope_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> AmountSteps(const Evaluator& evaluator, const ruletree::Rule& rule,
                              Scope& scope) {
  return AmountWriter(evaluator, rule, scope).Write();
}

}  // namespace credence::engine
