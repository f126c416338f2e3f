#include "engine/trace.h"

#include <iterator>
#include <utility>

#include "engine/lookup.h"
#include "engine/prefer.h"
#include "engine/title.h"
#include "ruletree/words.h"

namespace credence::engine {

using ruletree::Op;
using ruletree::RuleId;
using ruletree::RuleKind;
using ruletree::TieRule;

namespace {

std::string RuleTitle(const ruletree::Rule& rule) {
  return std::string(ruletree::RuleWord(rule.kind)) + " " + rule.name;
}

std::string GuardTitle(const ruletree::Policy& policy, const ruletree::Guard& guard) {
  const std::string word = guard.unless ? "unless " : "when ";
  const std::string text = policy.TextOf(guard.span);
  return text.starts_with(word) ? text : word + text;
}

std::string_view TieText(TieRule rule) {
  switch (rule) {
    case TieRule::kUnwritten:
    case TieRule::kHold:
      return "if tied hold";
    case TieRule::kShareEvenly:
      return "if tied share evenly";
    case TieRule::kLowestPartnerId:
      return "if tied lowest partner id";
  }
  return "if tied";
}

bool IsComparison(Op op) {
  switch (op) {
    case Op::kGreaterEqual:
    case Op::kGreater:
    case Op::kLessEqual:
    case Op::kLess:
    case Op::kEqual:
    case Op::kNotEqual:
      return true;
    default:
      return false;
  }
}

// Whether a credit's places may be contested, so that its order is ever asked.
bool Chooses(const ruletree::Credit& credit) {
  return credit.sharing == ruletree::Sharing::kOne || credit.sharing == ruletree::Sharing::kUpTo;
}

}  // namespace

Trace::Trace(ruletree::PolicyPtr policy) : policy_(std::move(policy)) {
  AddRules();
  AddTieBreaks();
  AddRows();
  AddDates();
}

void Trace::Add(TracedKind kind, Span span, std::string text) {
  TracedPart part;
  part.kind = kind;
  part.policy = policy_;
  part.line = policy_->LineOf(span);
  part.text = std::move(text);
  traced_.parts.push_back(std::move(part));
}

void Trace::AddRules() {
  for (const ruletree::Rule& rule : policy_->rules) {
    rule_parts_.push_back(traced_.parts.size());
    Add(TracedKind::kRule, rule.span, RuleTitle(rule));
    for (const ruletree::Guard& guard : rule.guards) {
      Add(TracedKind::kGuard, guard.span, GuardTitle(*policy_, guard) + " (" + rule.name + ")");
    }
  }
}

void Trace::AddTieBreaks() {
  for (const ruletree::Credit& credit : policy_->credits) {
    credit_parts_.push_back(traced_.parts.size());
    if (!Chooses(credit)) continue;
    for (const ruletree::Rank& rank : credit.prefer) {
      Add(TracedKind::kTieBreak, rank.span,
          "prefer " + RankTitle(*policy_, rank) + " (" + credit.name + ")");
    }
    Add(TracedKind::kTieBreak, credit.span,
        std::string(TieText(credit.if_tied)) + " (" + credit.name + ")");
  }
}

void Trace::AddRows() {
  const auto add = [&](Span span, const std::string& name, const char* what, size_t at) {
    Add(TracedKind::kTableRow, span, name + " " + what + " " + std::to_string(at + 1));
  };
  for (const ruletree::Table& table : policy_->tables) {
    table_parts_.push_back(traced_.parts.size());
    for (size_t i = 0; i < table.rows.size(); ++i) add(table.rows[i].span, table.name, "row", i);
  }
  for (const ruletree::Tiers& tiers : policy_->tiers) {
    tiers_parts_.push_back(traced_.parts.size());
    for (size_t i = 0; i < tiers.tiers.size(); ++i) {
      add(tiers.tiers[i].span, tiers.name, "tier", i);
    }
  }
}

void Trace::AddDates() {
  const auto add = [&](Date date, Span span, std::string text) {
    traced_.dates.push_back({policy_, date, policy_->LineOf(span), std::move(text)});
  };
  add(policy_->from, {}, "version " + policy_->version + " begins");
  if (policy_->through) add(*policy_->through, {}, "version " + policy_->version + " ends");
  for (const ruletree::Param& param : policy_->params) {
    for (const ruletree::ParamValue& value : param.values) {
      if (value.from == kDateMin) continue;
      add(value.from, param.span, param.name + " " + ToDisplay(value.value, param.type));
    }
  }
}

void Trace::Asked(RuleId rule) { ++traced_.parts[rule_parts_[rule]].asked; }

void Trace::Held(RuleId rule) { ++traced_.parts[rule_parts_[rule]].held; }

void Trace::Guarded(RuleId rule, size_t guard, bool truth) {
  TracedPart& part = traced_.parts[rule_parts_[rule] + 1 + guard];
  ++part.asked;
  ++(truth ? part.held : part.failed);
}

void Trace::Decided(const ruletree::Credit& credit, std::optional<size_t> rank) {
  const size_t at = static_cast<size_t>(&credit - policy_->credits.data());
  TracedPart& part = traced_.parts[credit_parts_[at] + rank.value_or(credit.prefer.size())];
  ++part.asked;
  ++part.held;
}

void Trace::AddComparison(const Evaluator& evaluator, TracedComparison comparison,
                          const Scope& scope) {
  comparison.policy = policy_;
  const BoundCase& bound = evaluator.bound();
  if (scope.subject != facts::kNone) comparison.subject = bound.IdOf(scope.subject);
  if (scope.partner != facts::kNone) comparison.partner = bound.IdOf(scope.partner);
  const std::string key = std::to_string(comparison.line) + '\n' + comparison.text + '\n' +
                          comparison.subject + '\n' + comparison.partner + '\n' +
                          ToDisplay(comparison.left, comparison.left_type) + '\n' +
                          ToDisplay(comparison.right, comparison.right_type);
  if (compared_.insert(key).second) traced_.comparisons.push_back(std::move(comparison));
}

void Trace::Compared(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope) {
  if (!IsComparison(node.op)) return;
  const Answer& a = *evaluator.Known(node.a, scope);
  const Answer& b = *evaluator.Known(node.b, scope);
  const auto of_kind = [&]<typename Kind>() {
    return std::holds_alternative<Kind>(a.value()) && std::holds_alternative<Kind>(b.value());
  };
  if (!of_kind.operator()<Rational>() && !of_kind.operator()<Date>()) return;
  TracedComparison comparison;
  comparison.line = policy_->LineOf(node.span);
  comparison.text = policy_->TextOf(node.span);
  comparison.left = a.value();
  comparison.left_type = evaluator.node(node.a).type;
  comparison.right = b.value();
  comparison.right_type = evaluator.node(node.b).type;
  AddComparison(evaluator, std::move(comparison), scope);
}

void Trace::Bounded(const Evaluator& evaluator, const ruletree::Rule& rule,
                    const ruletree::Bound& bound, const Rational& amount, const Rational& limit,
                    const Scope& scope) {
  TracedComparison comparison;
  comparison.line = policy_->LineOf(bound.span);
  comparison.text =
      rule.name + (bound.at_most ? " at most " : " at least ") + TitleOf(*policy_, bound.value);
  comparison.left = amount;
  comparison.left_type = evaluator.node(rule.amount).type;
  comparison.right = limit;
  comparison.right_type = evaluator.node(bound.value).type;
  AddComparison(evaluator, std::move(comparison), scope);
}

void Trace::AddBound(const Evaluator& evaluator, ruletree::NodeId input, ruletree::NodeId bound,
                     Span span, const std::string& name, Scope& scope) {
  if (bound == ruletree::kNone) return;
  const Answer& left = evaluator.Evaluate(input, scope);
  const Answer& right = evaluator.Evaluate(bound, scope);
  if (!left.is_defined() || !std::holds_alternative<Rational>(left.value())) return;
  if (!right.is_defined() || !std::holds_alternative<Rational>(right.value())) return;
  TracedComparison comparison;
  comparison.line = policy_->LineOf(span);
  comparison.text = name + ": " + TitleOf(*policy_, input) + " from " +
                    ToDisplay(right.value(), evaluator.node(bound).type);
  comparison.left = left.number();
  comparison.left_type = evaluator.node(input).type;
  comparison.right = right.number();
  comparison.right_type = evaluator.node(bound).type;
  AddComparison(evaluator, std::move(comparison), scope);
}

void Trace::LookedUp(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope) {
  const FoundRow found = FindRow(evaluator, node, scope);
  if (found.row) {
    TracedPart& part = traced_.parts[table_parts_[node.ref] + *found.row];
    ++part.asked;
    ++part.held;
  }
  if (scope.depth > 0) return;
  const ruletree::Table& table = policy_->tables[node.ref];
  size_t input = 0;
  for (ruletree::NodeId list = node.a; list != ruletree::kNone; list = evaluator.node(list).b) {
    for (const ruletree::TableRow& row : table.rows) {
      const ruletree::Cell& cell = row.cells[input];
      AddBound(evaluator, evaluator.node(list).a, cell.from, row.span, table.name, scope);
      AddBound(evaluator, evaluator.node(list).a, cell.to, row.span, table.name, scope);
    }
    ++input;
  }
}

void Trace::Tiered(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope) {
  const ruletree::Tiers& tiers = policy_->tiers[node.ref];
  const Rational base = evaluator.Evaluate(node.a, scope).number();
  for (size_t i = 0; i < tiers.tiers.size(); ++i) {
    const auto is_at = [&](size_t tier) {
      const Answer& from = evaluator.Evaluate(tiers.tiers[tier].from, scope);
      return from.is_defined() && base >= from.number();
    };
    // By slices all tiers up to the one reached pay, else it alone.
    const bool is_highest = i + 1 == tiers.tiers.size() || !is_at(i + 1);
    if (is_at(i) && (tiers.by_slices || is_highest)) {
      TracedPart& part = traced_.parts[tiers_parts_[node.ref] + i];
      ++part.asked;
      ++part.held;
    }
    if (scope.depth > 0) continue;
    AddBound(evaluator, node.a, tiers.tiers[i].from, tiers.tiers[i].span, tiers.name, scope);
  }
}

void Trace::MoveInto(Traced& to) {
  std::move(traced_.parts.begin(), traced_.parts.end(), std::back_inserter(to.parts));
  std::move(traced_.comparisons.begin(), traced_.comparisons.end(),
            std::back_inserter(to.comparisons));
  std::move(traced_.dates.begin(), traced_.dates.end(), std::back_inserter(to.dates));
}

}  // namespace credence::engine
