#include "engine/condition_text.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "engine/evidence_text.h"
#include "engine/operate.h"
#include "engine/title.h"

namespace credence::engine {

using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

namespace {

std::string SignOf(Op op) {
  switch (op) {
    case Op::kGreaterEqual:
      return ">=";
    case Op::kGreater:
      return ">";
    case Op::kLessEqual:
      return "<=";
    case Op::kLess:
      return "<";
    case Op::kEqual:
      return "=";
    default:
      return "!=";
  }
}

bool IsName(const Type& type) {
  return type.kind == TypeKind::kSymbol || type.kind == TypeKind::kSubject ||
         type.kind == TypeKind::kTruth;
}

// "customer.segment is commercial"; of an `else` what the side taken came to, and of its second
// why it was taken.
std::string Stated(const Evaluator& evaluator, NodeId id, Scope& scope) {
  while (evaluator.node(id).op == Op::kElse) {
    const Node& node = evaluator.node(id);
    const Answer& first = evaluator.Evaluate(node.a, scope);
    if (first.is_undefined()) return ElseText(evaluator, node, scope);
    id = node.a;
  }
  const Answer& answer = evaluator.Evaluate(id, scope);
  if (!answer.is_defined()) return answer.why();
  return TitleOf(evaluator.policy(), id) + " is " + ShownAnswer(answer, evaluator.node(id).type);
}

// The text of a condition that is no `and`, `or`, `not` or define.
std::string LeafText(const Evaluator& evaluator, NodeId id, Scope& scope) {
  const Node& node = evaluator.node(id);
  switch (node.op) {
    case Op::kGreaterEqual:
    case Op::kGreater:
    case Op::kLessEqual:
    case Op::kLess:
    case Op::kEqual:
    case Op::kNotEqual: {
      const Type& type = evaluator.node(node.a).type;
      if (IsName(type)) {
        const bool constant = evaluator.node(node.b).op == Op::kConstant;
        const std::string first = Stated(evaluator, node.a, scope);
        return constant ? first : first + ", " + Stated(evaluator, node.b, scope);
      }
      return ShownAnswer(evaluator.Evaluate(node.a, scope), type) + " " + SignOf(node.op) + " " +
             ShownAnswer(evaluator.Evaluate(node.b, scope), evaluator.node(node.b).type);
    }
    case Op::kIn:
    case Op::kNotIn:
    case Op::kIsKnown:
      return Stated(evaluator, node.a, scope);
    case Op::kPartnerWith:
      return EvidenceText(evaluator, node.a, scope);
    default:
      return Stated(evaluator, id, scope);
  }
}

// The sides of an `and` or `or` that explain it: all that say the same as the whole, but of a
// failed `and` only the first, for the second was never asked.
std::vector<NodeId> DecidingSides(const Evaluator& evaluator, const Node& node, bool truth,
                                  Scope& scope) {
  std::vector<NodeId> sides;
  for (const NodeId side : {node.a, node.b}) {
    if (side == node.b && !evaluator.SpeaksOfSecond(node, scope)) continue;
    const Answer* said = evaluator.Known(side, scope);
    if (said != nullptr && said->is_defined() && said->truth() == truth) sides.push_back(side);
  }
  return sides;
}

// Down through the `and`s and defines to the part that failed.
NodeId FailedPart(const Evaluator& evaluator, NodeId id, Scope& scope) {
  while (true) {
    const Node& node = evaluator.node(id);
    if (node.op == Op::kAnd) {
      id = DecidingSides(evaluator, node, false, scope).front();
    } else if (node.op == Op::kDefine) {
      id = node.a;
    } else {
      return id;
    }
  }
}

// "active_share >= usage_floor", or "unless partner with csp".
std::string GuardText(const ruletree::Policy& policy, const ruletree::Guard& guard) {
  std::string text = policy.TextOf(guard.span);
  for (const std::string_view word : {"when ", "unless "}) {
    if (text.starts_with(word)) text.erase(0, word.size());
  }
  return (guard.unless ? "unless " : "") + text;
}

// "; licensed_seats is 0, so the share is 0% (else)" for each `else` taken and not yet `said`.
std::string ElseTexts(const Evaluator& evaluator, NodeId condition, const std::string& said,
                      Scope& scope) {
  std::set<std::string> texts;
  for (const NodeId id : NeededBelow(evaluator, condition, scope)) {
    const Node& node = evaluator.node(id);
    if (node.op == Op::kElse) texts.insert(ElseText(evaluator, node, scope));
  }
  std::string text;
  for (const std::string& one : texts) {
    if (said.find(one) == std::string::npos) text += "; " + one;
  }
  return text;
}

}  // namespace

std::string ShownAnswer(const Answer& answer, const Type& type) {
  if (!answer.is_defined()) return "no value (" + answer.why() + ")";
  if (type.kind == TypeKind::kTruth) return answer.truth() ? "true" : "false";
  return ToDisplay(answer.value(), type);
}

std::string ElseText(const Evaluator& evaluator, const Node& node, Scope& scope) {
  const Answer& first = evaluator.Evaluate(node.a, scope);
  if (!first.is_undefined()) return "";
  const std::string what = node.type.kind == TypeKind::kPercent ? "the share" : "the value";
  return first.why() + ", so " + what + " is " +
         ShownAnswer(evaluator.Evaluate(node.b, scope), node.type) + " (else)";
}

std::string ActualText(const Evaluator& evaluator, NodeId condition, Scope& scope) {
  std::string text;
  std::vector<NodeId> open = {condition};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    const Node& node = evaluator.node(id);
    const Answer& answer = evaluator.Evaluate(id, scope);
    if (node.op == Op::kDefine || node.op == Op::kNot) {
      open.push_back(node.a);
    } else if ((node.op == Op::kAnd || node.op == Op::kOr) && answer.is_defined()) {
      const std::vector<NodeId> sides = DecidingSides(evaluator, node, answer.truth(), scope);
      open.insert(open.end(), sides.rbegin(), sides.rend());
    } else {
      if (!text.empty()) text += "; ";
      text += LeafText(evaluator, id, scope);
    }
  }
  return text + ElseTexts(evaluator, condition, text, scope);
}

std::string FailedGuardText(const Evaluator& evaluator, const ruletree::Guard& guard,
                            Scope& scope) {
  const ruletree::Policy& policy = evaluator.policy();
  const NodeId part =
      guard.unless ? guard.condition : FailedPart(evaluator, guard.condition, scope);
  const std::string text =
      part == guard.condition ? GuardText(policy, guard) : policy.TextOf(policy.nodes[part].span);
  return text + " is not met: " + ActualText(evaluator, part, scope);
}

std::string MetGuardText(const Evaluator& evaluator, const ruletree::Guard& guard, Scope& scope) {
  return GuardText(evaluator.policy(), guard) + ": " +
         ActualText(evaluator, guard.condition, scope);
}

namespace {

// "1,420 of 1,500 recognised_seats: 80 more"; empty for what is no lower limit of a number.
std::string DistanceText(const Evaluator& evaluator, NodeId id, Scope& scope) {
  const Node& node = evaluator.node(id);
  if (node.op != Op::kGreaterEqual && node.op != Op::kGreater) return "";
  const Answer& have = evaluator.Evaluate(node.a, scope);
  const Answer& need = evaluator.Evaluate(node.b, scope);
  const Type& type = evaluator.node(node.b).type;
  if (!have.is_defined() || !need.is_defined() || !type.is_numeric()) return "";
  NodeId named = node.a;
  while (IsFold(evaluator.node(named).op)) named = evaluator.node(named).a;
  const std::string name = TitleOf(evaluator.policy(), named);
  const std::string text = ShownAnswer(have, type) + " of ";
  if (node.op == Op::kGreater) return text + "more than " + ShownAnswer(need, type) + " " + name;
  const std::optional<Rational> more = CheckedSubtract(need.number(), have.number());
  if (!more) return "";
  return text + ShownAnswer(need, type) + " " + name + ": " + ToDisplay(*more, type) + " more";
}

}  // namespace

std::string MissingText(const Evaluator& evaluator, NodeId condition, Scope& scope) {
  std::vector<std::string> told;
  std::vector<NodeId> open = {condition};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    const Node& node = evaluator.node(id);
    const Answer& answer = evaluator.Evaluate(id, scope);
    if (answer.is_defined() && answer.truth()) continue;
    if (node.op == Op::kAnd) {
      open.push_back(node.b);
      open.push_back(node.a);
    } else if (node.op == Op::kDefine) {
      open.push_back(node.a);
    } else {
      std::string text = DistanceText(evaluator, id, scope);
      if (text.empty()) text = evaluator.policy().TextOf(node.span);
      if (std::find(told.begin(), told.end(), text) == told.end()) told.push_back(std::move(text));
    }
  }
  std::string text;
  for (const std::string& one : told) text += (text.empty() ? "" : "; ") + one;
  return text;
}

std::vector<NamedValue> ValuesBelow(const Evaluator& evaluator, NodeId root, Scope& scope) {
  std::vector<NamedValue> values;
  std::set<std::string> seen;
  for (const NodeId id : NeededBelow(evaluator, root, scope)) {
    const Node& node = evaluator.node(id);
    if (!HasOwnName(node.op)) continue;
    const std::string name = TitleOf(evaluator.policy(), id);
    if (!seen.insert(name).second) continue;
    values.push_back({name, ShownAnswer(evaluator.Evaluate(id, scope), node.type)});
  }
  return values;
}

}  // namespace credence::engine
