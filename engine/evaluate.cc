#include "engine/evaluate.h"

#include <set>
#include <utility>

#include "core/check.h"
#include "engine/evidence.h"
#include "engine/fold.h"
#include "engine/lookup.h"
#include "engine/measured.h"
#include "engine/operate.h"
#include "engine/title.h"
#include "engine/trace.h"
#include "ruletree/words.h"

namespace credence::engine {

using ruletree::kPartner;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

namespace {

bool TakesRecords(const ruletree::Policy& policy, const Node& node) {
  return node.op == Op::kPartnerWith ||
         (IsFold(node.op) && policy.folds[node.ref].evidence != ruletree::kNone);
}

// By node: whether it or a node below it `is` so.
template <typename Is>
std::vector<bool> AtOrBelow(const ruletree::Policy& policy, Is is) {
  std::vector<bool> found(policy.nodes.size());
  for (NodeId id = 0; id < policy.nodes.size(); ++id) {
    const Node& node = policy.nodes[id];
    found[id] = is(policy, node) || (node.a != ruletree::kNone && found[node.a]) ||
                (node.b != ruletree::kNone && found[node.b]);
  }
  return found;
}

// Held before undefined: what nobody may guess is not hidden by an `else`.
const Answer& FirstWithoutValue(const Answer& a, const Answer& b) {
  if (a.is_held() || b.is_defined()) return a;
  if (b.is_held() || a.is_defined()) return b;
  return a;
}

// Whether one side is enough: a false of an `and`, a true of an `or`.
bool Decides(const Answer& side, bool truth) { return side.is_defined() && side.truth() == truth; }

// Of an `and` or `or` whose first side does not decide.
const Answer& Either(const Answer& a, const Answer& b, bool decisive) {
  if (Decides(b, decisive) || a.is_defined()) return b;
  return FirstWithoutValue(a, b);
}

}  // namespace

Scope Scope::WithRecord(facts::EvidenceIndex at_hand) const {
  return {.subject = subject,
          .partner = partner,
          .days = days,
          .record = at_hand,
          .depth = depth + 1,
          .for_all_partners = for_all_partners};
}

Evaluator::Evaluator(const ruletree::Policy& policy, const BoundCase& bound, ParamValues params,
                     const ResultSource* results)
    : policy_(policy),
      bound_(bound),
      params_(std::move(params)),
      results_(results),
      asks_partner_(AtOrBelow(policy, ruletree::AsksPartner)),
      rests_on_records_(AtOrBelow(policy, TakesRecords)) {
  params_.resize(policy.params.size());
}

Scope& Evaluator::Home(NodeId id, Scope& scope) const {
  const bool shared = scope.for_all_partners != nullptr && !asks_partner_[id];
  return shared ? *scope.for_all_partners : scope;
}

const Answer* Evaluator::Known(NodeId id, Scope& scope) const {
  const auto& answers = Home(id, scope).answers;
  const auto found = answers.find(id);
  return found == answers.end() ? nullptr : &found->second;
}

const Answer& Evaluator::Evaluate(NodeId root, Scope& scope) const {
  std::vector<NodeId> path = {root};
  while (!path.empty()) {
    const NodeId id = path.back();
    if (Known(id, scope) == nullptr) {
      const NodeId needed = NextNeeded(node(id), scope);
      if (needed != ruletree::kNone) {
        path.push_back(needed);
        continue;
      }
      Scope& home = Home(id, scope);
      Answer answer = Apply(node(id), home);
      home.answers.emplace(id, std::move(answer));
    }
    path.pop_back();
  }
  return *Known(root, scope);
}

// The operand without whose answer the node has none; kNone: it has all it needs.
NodeId Evaluator::NextNeeded(const Node& node, Scope& scope) const {
  if (IsFold(node.op) || node.a == ruletree::kNone) return ruletree::kNone;
  const Answer* a = Known(node.a, scope);
  if (a == nullptr) return node.a;
  if (node.b == ruletree::kNone || Known(node.b, scope) != nullptr) return ruletree::kNone;
  switch (node.op) {
    case Op::kAnd:
    case Op::kEvidenceAnd:
      return Decides(*a, false) ? ruletree::kNone : node.b;
    case Op::kOr:
    case Op::kEvidenceOr:
      return Decides(*a, true) ? ruletree::kNone : node.b;
    case Op::kElse:
      return a->is_undefined() ? node.b : ruletree::kNone;
    default:
      return node.b;
  }
}

Answer Evaluator::Apply(const Node& node, Scope& scope) const {
  if (IsFold(node.op)) return FoldRows(*this, node, scope);
  if (node.op == Op::kEvidenceTest) return RunTest(*this, policy_.tests[node.ref], scope).answer;
  if (node.a == ruletree::kNone) return Leaf(node, scope);
  const Answer& a = *Known(node.a, scope);
  switch (node.op) {
    case Op::kAnd:
    case Op::kEvidenceAnd:
      return Decides(a, false) ? a : Either(a, *Known(node.b, scope), false);
    case Op::kOr:
    case Op::kEvidenceOr:
      return Decides(a, true) ? a : Either(a, *Known(node.b, scope), true);
    case Op::kElse:
      return a.is_undefined() ? *Known(node.b, scope) : a;
    case Op::kIsKnown:
      return a.is_held() ? a : Answer::Of(a.is_defined());
    case Op::kDefine:
    case Op::kPartnerWith:
      return a;
    case Op::kEvidenceNo:
      return a.is_defined() ? Answer::Of(!a.truth()) : a;
    case Op::kInputs:
      if (node.b == ruletree::kNone) return a.is_defined() ? Answer::Of(true) : a;
      return FirstWithoutValue(a, *Known(node.b, scope));
    case Op::kTable:
      if (trace_ != nullptr && a.is_defined()) trace_->LookedUp(*this, node, scope);
      return a.is_defined() ? LookUp(*this, node, scope) : a;
    case Op::kTiers:
      if (trace_ != nullptr && a.is_defined()) trace_->Tiered(*this, node, scope);
      return a.is_defined() ? Tiered(*this, node, scope) : a;
    default:
      break;
  }
  if (node.b == ruletree::kNone) return a.is_defined() ? OperateOnOne(policy_, node, a.value()) : a;
  const Answer& b = *Known(node.b, scope);
  if (!a.is_defined() || !b.is_defined()) return FirstWithoutValue(a, b);
  if (trace_ != nullptr && scope.depth == 0) trace_->Compared(*this, node, scope);
  return OperateOnTwo(policy_, node, a.value(), b.value());
}

Answer Evaluator::Leaf(const Node& node, Scope& scope) const {
  switch (node.op) {
    case Op::kConstant:
      return Answer::Of(policy_.constants[node.ref]);
    case Op::kParam: {
      if (params_[node.ref]) return Answer::Of(*params_[node.ref]);
      const ruletree::Param& param = policy_.params[node.ref];
      const Value* value = param.On(scope.days.last());
      if (value != nullptr) return Answer::Of(*value);
      return Answer::Missing("param " + param.name + " has no value on " +
                             scope.days.last().ToString());
    }
    case Op::kPeriodStart:
      return Answer::Of(scope.days.begin);
    case Op::kPeriodEnd:
      return Answer::Of(scope.days.last());
    case Op::kMeasure:
      return Measure(bound_, node.ref, scope.subject, scope.partner, scope.days).answer;
    case Op::kAttribute:
      return AttributeOf(bound_, node.ref, scope.subject, scope.partner);
    case Op::kSubjectId: {
      const facts::SubjectIndex subject = bound_.Bearer(node.ref, scope.subject, scope.partner);
      if (subject == facts::kNone)
        return Answer::Undefined(TitleOf(policy_, node.a) + " is missing");
      return Answer::Of(bound_.IdOf(subject));
    }
    case Op::kEvidenceField:
      return Field(node, scope);
    case Op::kSubjectRow:
      return Answer::Of(Rational(1));
    case Op::kAward:
    case Op::kAwardTotal:
    case Op::kHolds:
      return ResultLeaf(node, scope);
    default:
      CREDENCE_CHECK(false);
  }
}

Answer Evaluator::ResultLeaf(const Node& node, const Scope& scope) const {
  CREDENCE_CHECK(results_ != nullptr);
  if (node.op == Op::kAward) {
    return results_->AwardOf(node.ref, scope.subject, scope.partner, scope.days);
  }
  if (node.op == Op::kHolds) return results_->Holds(node.ref, scope.partner, scope.days);
  return results_->TotalOf(node.ref, scope.partner, scope.days, node.first == ruletree::kCounted);
}

Answer Evaluator::Field(const Node& node, const Scope& scope) const {
  const std::string title = ruletree::FieldText(*policy_.vocabulary, node);
  if (scope.record == facts::kNone) return Answer::Undefined("there is no record for " + title);
  const DateRange& valid = bound_.facts().evidence.valid[scope.record];
  if (node.first == ruletree::kFromField || node.first == ruletree::kOnField) {
    return Answer::Of(valid.begin);
  }
  const std::string what = title + " of " + bound_.RecordId(scope.record);
  if (node.first == ruletree::kThroughField) {
    if (valid.end == DateRange().end) return Answer::Undefined(what + " is open");
    return Answer::Of(valid.last());
  }
  const Value* value = bound_.Field(scope.record, node.first);
  return value != nullptr ? Answer::Of(*value) : Answer::Missing(what + " is missing");
}

std::vector<NodeId> NeededBelow(const Evaluator& evaluator, NodeId root, Scope& scope) {
  std::vector<NodeId> found;
  std::set<NodeId> seen;
  const auto reach = [&](NodeId id) {
    if (id == ruletree::kNone || evaluator.Known(id, scope) == nullptr) return;
    if (seen.insert(id).second) found.push_back(id);
  };
  reach(root);
  for (size_t i = 0; i < found.size(); ++i) {
    const Node& node = evaluator.node(found[i]);
    if (IsFold(node.op)) continue;
    reach(node.a);
    reach(node.b);
  }
  return found;
}

}  // namespace credence::engine
