// Scores.
#include <map>
#include <utility>

#include "core/limits.h"
#include "dsl/check_definedness.h"
#include "dsl/check_types.h"
#include "dsl/lower_levels.h"

namespace credence::dsl {
namespace {

using ruletree::NodeId;
using ruletree::Op;

class ScoreLowering {
 public:
  ScoreLowering(PolicyDraft& draft, const Score& declared)
      : draft_(draft), declared_(declared), scope_{.subject = ruletree::kPartner} {}

  ruletree::Score Lower() && {
    score_.name = declared_.name.text;
    score_.out_of = Rational(declared_.out_of);
    score_.span = declared_.span;
    const bool fits = CheckPer() & CheckCategories() & CheckTotal();
    NodeId total = ruletree::kNone;
    for (const ScoreCategory& category : declared_.categories) {
      total = Sum(total, LowerCategory(category), declared_.span);
    }
    if (fits && whole_) score_.points = Named(declared_.name.text, total, declared_.name.span);
    return std::move(score_);
  }

 private:
  bool CheckPer() {
    if (declared_.per.text == "partner") return true;
    draft_.faults.Add(codes::kGrain, declared_.per.span,
                      "a score is per partner, not per `" + declared_.per.text + "`",
                      {.why = "It says how far a partner has come, whatever it works on.",
                       .help = "Write `per partner`.",
                       .fix = "partner"});
    return false;
  }

  bool CheckCategories() {
    std::map<std::string_view, Span> seen;
    bool all_new = true;
    for (const ScoreCategory& category : declared_.categories) {
      const auto [earlier, fresh] = seen.try_emplace(category.name.text, category.name.span);
      if (fresh) continue;
      all_new = false;
      draft_.faults.Add(
          codes::kDuplicateName, category.name.span,
          "`" + declared_.name.text + "` has the category `" + category.name.text + "` twice",
          {.why = "A reason that names the category would not say which.",
           .help = "Put its components into one, or rename it.",
           .related = {draft_.faults.At(earlier->second, "the first of them")}});
    }
    return all_new;
  }

  Rational PointsOf(const ScoreComponent& component) const {
    const Expr& expr = draft_.file.exprs[component.points];
    return std::get<Rational>(draft_.file.literals[expr.ref].value);
  }

  bool CheckTotal() {
    Rational total;
    size_t count = 0;
    for (const ScoreCategory& category : declared_.categories) {
      for (const ScoreComponent& component : category.components) {
        total = CheckedAdd(total, PointsOf(component)).value_or(total);
        ++count;
      }
    }
    if (count > limits::kScoreComponentsMax) {
      draft_.faults.Add(codes::kTooLarge, declared_.name.span,
                        "`" + declared_.name.text + "` has more than " +
                            std::to_string(limits::kScoreComponentsMax) + " components",
                        {.why = "Nobody could see from such a score what a partner lacks.",
                         .help = "Part it into several scores."});
      return false;
    }
    if (total == Rational(declared_.out_of)) return true;
    const std::string sum = total.ToString();
    draft_.faults.Add(
        codes::kPointsTotal, declared_.out_of_span,
        "the points of `" + declared_.name.text + "` add up to " + sum + ", not to " +
            std::to_string(declared_.out_of),
        {.why = "A partner who reached every target would not have the whole score, or more.",
         .help = "Change the points of a component, or write `out of " + sum + "`."});
    return false;
  }

  NodeId LowerCategory(const ScoreCategory& category) {
    NodeId total = ruletree::kNone;
    for (const ScoreComponent& component : category.components) {
      const NodeId points = LowerComponent(component);
      whole_ &= points != ruletree::kNone;
      total = Sum(total, points, category.span);
    }
    const NodeId named = Named(category.name.text, total, category.name.span);
    score_.categories.push_back({category.name.text, named, category.span});
    return named;
  }

  NodeId LowerComponent(const ScoreComponent& component) {
    const bool toward = component.value != kNone;
    const ExprId measured = toward ? component.value : component.when;
    const NodeId points = toward ? Toward(component) : When(component);
    if (points == ruletree::kNone) return ruletree::kNone;
    const Span span = measured == kNone ? component.span : draft_.file.exprs[measured].span;
    const std::string name = "points for " + draft_.faults.TextOf(span);
    const NodeId named = Named(name, points, component.span);
    score_.metrics.push_back({draft_.faults.TextOf(span), named, component.span});
    return named;
  }

  NodeId Toward(const ScoreComponent& component) {
    Parts parts = draft_.Check(component.value, scope_, Decider());
    CheckDefinedness(draft_, parts, Facts(draft_));
    PartLowering lowering = draft_.Lowering(parts);
    const Checked value = lowering.RootAsAny();
    Parts target_parts = draft_.Check(component.target, scope_, Decider());
    PartLowering target_lowering = draft_.Lowering(target_parts);
    Checked target = target_lowering.RootAsAny();
    if (!value.ok() || !target.ok()) return ruletree::kNone;
    const Span at = draft_.file.exprs[component.target].span;
    if (!value.type.is_numeric()) {
      draft_.faults.Add(codes::kUnit, draft_.file.exprs[component.value].span,
                        "points are given for a number, and this is " + Describe(value.type),
                        {.help = "Name a measure, or write `points when` and a condition."});
      return ruletree::kNone;
    }
    target = target_lowering.RootAs(value.type, "the target");
    if (!target.ok() || !CheckTarget(target, at)) return ruletree::kNone;
    return draft_.pool.Add({.op = Op::kPointsToward,
                            .a = lowering.NodeOf(value, draft_.file.exprs[component.value].span),
                            .b = target_lowering.NodeOf(target, at),
                            .ref = PointsConstant(component),
                            .type = Type::Of(TypeKind::kPoints),
                            .span = component.span});
  }

  // A target is a figure of the contract, above zero.
  bool CheckTarget(const Checked& target, Span at) {
    std::vector<Value> values;
    if (target.state == Checked::State::kConstant) {
      values.push_back(target.constant);
    } else if (draft_.pool.node(target.node).op == Op::kParam) {
      for (const auto& value : draft_.policy->params[draft_.pool.node(target.node).ref].values) {
        values.push_back(value.value);
      }
    } else {
      draft_.faults.Add(
          codes::kNotConstant, at, "the target of a score is not a constant",
          {.why = "Every partner is measured against one target.",
           .help = "Write a figure or a param; for a ratio, divide first: `points for "
                   "(a / b else 0%) toward 20%`."});
      return false;
    }
    for (const Value& value : values) {
      if (std::get<Rational>(value).sign() > 0) continue;
      draft_.faults.Add(codes::kUndefinedValue, at,
                        "`" + draft_.faults.TextOf(at) + "` is no target above zero",
                        {.why = "Nothing says which share of it is reached.",
                         .help = "Write what earns all points, or `points when ... > 0`."});
      return false;
    }
    return true;
  }

  NodeId When(const ScoreComponent& component) {
    Parts parts = draft_.Check(component.when, scope_, Decider());
    CheckDefinedness(draft_, parts, Facts(draft_));
    const Checked condition = draft_.Lowering(parts).RootAsTruth("`when`");
    if (!condition.ok()) return ruletree::kNone;
    return draft_.pool.Add({.op = Op::kPointsWhen,
                            .a = condition.node,
                            .ref = PointsConstant(component),
                            .type = Type::Of(TypeKind::kPoints),
                            .span = component.span});
  }

  uint32_t PointsConstant(const ScoreComponent& component) {
    return draft_.pool.ConstantOf(PointsOf(component), Type::Of(TypeKind::kPoints));
  }

  DecidedBy Decider() const { return {"`" + declared_.name.text + "`", declared_.per.span}; }

  NodeId Sum(NodeId a, NodeId b, Span span) {
    if (a == ruletree::kNone || b == ruletree::kNone) return a == ruletree::kNone ? b : a;
    return draft_.pool.Add(
        {.op = Op::kAdd, .a = a, .b = b, .type = Type::Of(TypeKind::kPoints), .span = span});
  }

  // Explanations show it under its name.
  NodeId Named(const std::string& name, NodeId points, Span span) {
    if (points == ruletree::kNone) return points;
    draft_.policy->defines.push_back({.name = name, .span = span});
    return draft_.pool.Add({.op = Op::kDefine,
                            .a = points,
                            .ref = static_cast<uint32_t>(draft_.policy->defines.size() - 1),
                            .type = Type::Of(TypeKind::kPoints),
                            .span = span});
  }

  PolicyDraft& draft_;
  const Score& declared_;
  const Scope scope_;
  ruletree::Score score_;
  bool whole_ = true;
};

}  // namespace

void LowerScores(PolicyDraft& draft) {
  for (const Score* score : draft.symbols.scores()) {
    draft.policy->scores.push_back(ScoreLowering(draft, *score).Lower());
  }
}

}  // namespace credence::dsl
