#include "engine/evaluate.h"

#include <absl/container/flat_hash_set.h>
#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "core/limits.h"
#include "engine/evidence.h"
#include "engine/fold.h"
#include "engine/lookup.h"
#include "engine/measured.h"
#include "engine/operate.h"
#include "engine/title.h"
#include "engine/trace.h"
#include "ruletree/words.h"

namespace credence::engine {

using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

namespace {

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
          .shared = shared,
          .for_all_partners = for_all_partners};
}

Evaluator::Evaluator(const ruletree::Policy& policy, const BoundCase& bound, ParamValues params,
                     const ResultSource* results)
    : policy_(policy),
      prepared_(PreparedOf(policy)),
      bound_(bound),
      params_(std::move(params)),
      results_(results) {
  params_.resize(policy.params.size());
}

Scope& Evaluator::Home(NodeId id, Scope& scope) const {
  const bool shared =
      scope.for_all_partners != nullptr && (prepared_.depends_on[id] & kOnPartner) == 0;
  return shared ? *scope.for_all_partners : scope;
}

PlaceId Evaluator::PlaceOf(NodeId id, Scope& scope) const {
  const uint8_t on = prepared_.depends_on[id];
  PlaceId& place = scope.places[on];
  if (place != ruletree::kNone) return place;
  place = scope.shared->PlaceAt({
      .subject = (on & kOnSubject) != 0 ? scope.subject : facts::kNone,
      .partner = (on & kOnPartner) != 0 ? scope.partner : facts::kNone,
      .record = (on & kOnRecord) != 0 ? scope.record : facts::kNone,
      .depth = prepared_.is_deep ? scope.depth : 0,
      .days = scope.days,
  });
  return place;
}

const Answer* Evaluator::Known(NodeId id, Scope& scope) const {
  if (scope.shared != nullptr) return scope.shared->Find(PlaceOf(id, scope), id);
  const Scope& home = Home(id, scope);
  return home.own == nullptr ? nullptr : home.own->Find(0, id);
}

const Answer& Evaluator::Keep(NodeId id, Scope& scope, Answer answer) const {
  if (scope.shared != nullptr) {
    return scope.shared->Add(PlaceOf(id, scope), id, std::move(answer));
  }
  Scope& home = Home(id, scope);
  if (home.own == nullptr) home.own = std::make_unique<Answers>();
  return home.own->Add(0, id, std::move(answer));
}

const Answer& Evaluator::Evaluate(NodeId root, Scope& scope) const {
  if (const Answer* known = Known(root, scope)) return *known;
  // None of the path is known: what an operand takes is below it, never above.
  absl::InlinedVector<NodeId, 24> path = {root};
  while (true) {
    const NodeId id = path.back();
    Operands operands;
    const NodeId needed = NextNeeded(node(id), scope, operands);
    if (needed != ruletree::kNone) {
      path.push_back(needed);
      continue;
    }
    Scope& home = scope.shared != nullptr ? scope : Home(id, scope);
    const Answer& answer = Keep(id, scope, Apply(node(id), home, operands));
    path.pop_back();
    if (path.empty()) return answer;
  }
}

// The operand without whose answer the node has none; kNone: it has all it needs.
NodeId Evaluator::NextNeeded(const Node& node, Scope& scope, Operands& operands) const {
  if (IsFold(node.op) || node.a == ruletree::kNone) return ruletree::kNone;
  operands.a = Known(node.a, scope);
  if (operands.a == nullptr) return node.a;
  if (!TakesSecond(node, *operands.a)) return ruletree::kNone;
  operands.b = Known(node.b, scope);
  return operands.b == nullptr ? node.b : ruletree::kNone;
}

bool Evaluator::TakesSecond(const Node& node, Scope& scope) const {
  return node.b != ruletree::kNone && TakesSecond(node, *Known(node.a, scope));
}

bool Evaluator::TakesSecond(const Node& node, const Answer& a) {
  if (node.b == ruletree::kNone) return false;
  switch (node.op) {
    case Op::kAnd:
    case Op::kEvidenceAnd:
      return !Decides(a, false);
    case Op::kOr:
    case Op::kEvidenceOr:
      return !Decides(a, true);
    case Op::kElse:
      return a.is_undefined();
    default:
      return true;
  }
}

bool Evaluator::SpeaksOfSecond(const Node& node, Scope& scope) const {
  return scope.shared == nullptr || TakesSecond(node, scope);
}

Answer Evaluator::Apply(const Node& node, Scope& scope, const Operands& operands) const {
  if (IsFold(node.op)) return FoldRows(*this, node, scope);
  if (node.op == Op::kEvidenceTest) return AnswerTest(*this, policy_.tests[node.ref], scope);
  if (node.a == ruletree::kNone) return Leaf(node, scope);
  const Answer& a = *operands.a;
  switch (node.op) {
    case Op::kAnd:
    case Op::kEvidenceAnd:
      return operands.b == nullptr ? a : Either(a, *operands.b, false);
    case Op::kOr:
    case Op::kEvidenceOr:
      return operands.b == nullptr ? a : Either(a, *operands.b, true);
    case Op::kElse:
      return operands.b == nullptr ? a : *operands.b;
    case Op::kIsKnown:
      return a.is_held() ? a : Answer::Of(a.is_defined());
    case Op::kDefine:
    case Op::kPartnerWith:
      return a;
    case Op::kEvidenceNo:
      return a.is_defined() ? Answer::Of(!a.truth()) : a;
    case Op::kInputs:
      if (operands.b == nullptr) return a.is_defined() ? Answer::Of(true) : a;
      return FirstWithoutValue(a, *operands.b);
    case Op::kTable:
      if (trace_ != nullptr && a.is_defined()) trace_->LookedUp(*this, node, scope);
      return a.is_defined() ? LookUp(*this, node, scope) : a;
    case Op::kTiers:
      if (trace_ != nullptr && a.is_defined()) trace_->Tiered(*this, node, scope);
      return a.is_defined() ? Tiered(*this, node, scope) : a;
    default:
      break;
  }
  if (operands.b == nullptr) return a.is_defined() ? OperateOnOne(policy_, node, a.value()) : a;
  const Answer& b = *operands.b;
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
  const auto title = [&] { return ruletree::FieldText(*policy_.vocabulary, node); };
  if (scope.record == facts::kNone) return Answer::Undefined("there is no record for " + title());
  const DateRange& valid = bound_.facts().evidence.valid[scope.record];
  if (node.first == ruletree::kFromField || node.first == ruletree::kOnField) {
    return Answer::Of(valid.begin);
  }
  const auto what = [&] { return title() + " of " + bound_.RecordId(scope.record); };
  if (node.first == ruletree::kThroughField) {
    if (valid.end == DateRange().end) return Answer::Undefined(what() + " is open");
    return Answer::Of(valid.last());
  }
  const Value* value = bound_.Field(scope.record, node.first);
  return value != nullptr ? Answer::Of(*value) : Answer::Missing(what() + " is missing");
}

namespace {

template <typename Counts>
std::vector<NodeId> ReachBelow(const Evaluator& evaluator, NodeId root, Scope& scope,
                               Counts counts) {
  constexpr size_t kFew = 16;  // are looked through faster than they are hashed
  std::vector<NodeId> found;
  absl::flat_hash_set<NodeId> seen;
  const auto is_new = [&](NodeId id) {
    if (found.size() < kFew) return std::find(found.begin(), found.end(), id) == found.end();
    if (seen.empty()) seen.insert(found.begin(), found.end());
    return seen.insert(id).second;
  };
  const auto reach = [&](NodeId id) {
    if (id == ruletree::kNone || !counts(id) || evaluator.Known(id, scope) == nullptr) return;
    if (is_new(id)) found.push_back(id);
  };
  reach(root);
  for (size_t i = 0; i < found.size(); ++i) {
    const Node& node = evaluator.node(found[i]);
    if (IsFold(node.op) || node.a == ruletree::kNone) continue;
    reach(node.a);
    if (evaluator.SpeaksOfSecond(node, scope)) reach(node.b);
  }
  return found;
}

}  // namespace

std::vector<NodeId> NeededBelow(const Evaluator& evaluator, NodeId root, Scope& scope) {
  return ReachBelow(evaluator, root, scope, [](NodeId) { return true; });
}

std::vector<NodeId> RecordsNeededBelow(const Evaluator& evaluator, NodeId root, Scope& scope) {
  return ReachBelow(evaluator, root, scope,
                    [&](NodeId id) { return evaluator.RestsOnRecords(id); });
}

}  // namespace credence::engine
