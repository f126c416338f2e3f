// Results in expressions: what standings and checks read of credits, scores and standings.
#include <utility>

#include "dsl/check_types.h"
#include "dsl/lower_parts.h"

namespace credence::dsl {

using State = Checked::State;

// Of a credit a standing reads the partner's total, which is 0 without an award; a check what one
// decision awards, where no award counts as 0 too.
Checked PartLowering::LowerCredit(const Part& part, const Expr& expr) {
  if (part.scope.results == Results::kNothing) {
    ReportUnknownPath(part);
    return {};
  }
  const ruletree::Credit& credit = pool_.policy().credits[part.path.id];
  if (!credit.type.is_numeric()) return {};  // its fault is told at the credit
  const bool total = part.scope.results == Results::kTotals;
  Checked award = Value({.op = total ? Op::kAwardTotal : Op::kAward,
                         .ref = part.path.id,
                         .type = credit.type,
                         .span = expr.span});
  if (total) return award;
  return Value({.op = Op::kElse,
                .a = award.node,
                .b = pool_.Constant(Rational(0), credit.type, expr.span),
                .type = credit.type,
                .span = expr.span});
}

ruletree::NodeId PartLowering::AwardNode(PartId id) {
  const Part& part = parts_[id];
  if (part.kind != PartKind::kExpr || part.path.kind != PathKind::kCredit) return ruletree::kNone;
  if (!part.checked.ok()) return ruletree::kNone;
  const ruletree::Node& node = pool_.node(part.checked.node);
  return node.op == Op::kElse ? node.a : part.checked.node;
}

Checked PartLowering::LowerScore(const Part& part, const Expr& expr) {
  const std::string text = faults_.TextOf(expr.span);
  if (part.scope.results == Results::kNothing) {
    faults_.Add(codes::kUnknownName, expr.span,
                "`" + text + "` is a score, and rules read no results",
                {.why = "A score is what a partner comes to; standings and checks look at it.",
                 .help = "Use the measures the score is made of, or a define."});
    return {};
  }
  if (part.scope.subject != ruletree::kPartner) {
    faults_.Add(codes::kGrain, expr.span,
                "`" + text + "` is per partner, but here a " +
                    vocabulary_.subjects[part.scope.subject].name + " is asked",
                {.why = "A score is of the partner itself, whatever it works on.",
                 .help = "Ask about the score and about credits in two checks."});
    return {};
  }
  const ruletree::Score& score = pool_.policy().scores[part.path.id];
  if (score.points == ruletree::kNone) return {};  // its fault is told at the score
  Checked checked{.state = State::kNode, .type = Type::Of(TypeKind::kPoints)};
  checked.node = score.points;
  return checked;
}

Checked PartLowering::LowerHolds(const Part& part, const Expr& expr) {
  const Name& name = file().names[expr.first];
  if (part.scope.results != Results::kTotals) {
    faults_.Add(codes::kNoAward, expr.span, "only a standing may ask what a partner holds",
                {.why = "A standing rests on credits; a rule that asked for it could decide the "
                        "credits it rests on.",
                 .help = "Declare evidence of it, as `evidence " + name.text +
                         "_level on partner lasting`, record who held it when, and write `with " +
                         name.text + "_level`."});
    return {};
  }
  const Symbol* symbol = symbols_.Find(name.text, SymbolKind::kStanding);
  if (symbol == nullptr) {
    if (symbols_.IsBroken(name.text)) return {};
    faults_.AddUnknown(name, "standing", symbols_.Names(SymbolKind::kStanding),
                       "declared in this policy", "Nobody would ever hold it.");
    return {};
  }
  const Standing& standing = *symbols_.standings()[symbol->index];
  const std::string family = standing.family ? standing.family->text : "";
  if (expr.count > 1 && file().names[expr.first + 1].text != family) {
    const Name& asked = file().names[expr.first + 1];
    faults_.Add(codes::kUnknownName, asked.span,
                "`" + name.text + "` is not in `" + asked.text + "`",
                {.why = "Nobody would ever hold it.",
                 .help = family.empty() ? "Leave out `in " + asked.text + "`."
                                        : "Write `in " + family + "`.",
                 .related = {faults_.At(standing.name.span, "declared here")}});
    return {};
  }
  return Truth({.op = Op::kHolds, .ref = symbol->index, .span = expr.span});
}

Checked PartLowering::LowerEvery(const Part& part, const Expr& expr) {
  const Name& name = file().names[expr.first];
  const Symbol* symbol = symbols_.Find(name.text, SymbolKind::kScore);
  if (symbol == nullptr) {
    if (symbols_.IsBroken(name.text)) return {};
    faults_.AddUnknown(name, "score", symbols_.Names(SymbolKind::kScore), "declared in this policy",
                       "There would be nothing to compare.");
    return {};
  }
  Part score = part;
  score.path = {PathKind::kScore, symbol->index};
  Checked checked = LowerScore(score, expr);
  if (checked.ok()) checked.state = State::kEvery;
  return checked;
}

// `every modern_work metric > 0 points`: each metric is asked, and all must hold.
Checked PartLowering::CompareEvery(const Part& part, const Expr& expr) {
  const Expr& every = ExprOf(part.left);
  Checked right = Settle(part.right);
  if (!right.ok()) return {};
  const Type points = Type::Of(TypeKind::kPoints);
  Adapt(right, points);
  if (right.type != points) {
    Report(codes::kUnit, part.right,
           "metrics and categories have points, and this is " + Describe(right.type),
           {.help = "Write points, such as `0 points`."});
    return {};
  }
  const Symbol* symbol = symbols_.Find(file().names[every.first].text, SymbolKind::kScore);
  const ruletree::Score& score = pool_.policy().scores[symbol->index];
  const bool metrics = file().names[every.first + 1].text == "metric";
  const ruletree::NodeId than = NodeOf(right, At(part.right));
  ruletree::NodeId all = ruletree::kNone;
  for (const ruletree::ScorePart& one : metrics ? score.metrics : score.categories) {
    const ruletree::NodeId holds =
        Truth({.op = ComparisonOp(expr.op), .a = one.points, .b = than, .span = expr.span}).node;
    all = all == ruletree::kNone ? holds : And(all, holds, expr.span);
  }
  if (all == ruletree::kNone) return {};
  Checked checked{.state = State::kNode, .type = Type::Of(TypeKind::kTruth)};
  checked.node = all;
  return checked;
}

}  // namespace credence::dsl
