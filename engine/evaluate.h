// Values of the expressions of a policy on a case: the plain evaluator.
//
//   Scope scope{.subject = ea1, .partner = adatum, .days = february};
//   evaluator.Evaluate(rule.amount, scope)   -> defined 617.2835
//
// Walks the nodes an answer needs, children first, with a list of its own instead of recursion:
// the size of an expression is no depth of the stack. Each scope keeps the answers it has given.
// `and`, `or` and `else` take their second side only when the first does not decide, so an input
// missing on a side that is not taken holds nothing. Nor does one on the first side of an `and`
// whose second is false, or of an `or` whose second is true: which side stands first means nothing.
//
// A fold or an evidence test evaluates its operand in scopes of its own, one within another at
// most limits::kNestingMax deep; deeper is held as past the limits.
//
// Thread-safety: an Evaluator may be shared; a Scope belongs to one thread.
#ifndef CREDENCE_ENGINE_EVALUATE_H_
#define CREDENCE_ENGINE_EVALUATE_H_

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/answer.h"
#include "engine/bound_case.h"
#include "engine/result_source.h"
#include "ruletree/policy.h"

namespace credence::engine {

class Trace;

// What an expression is asked of.
struct Scope {
  facts::SubjectIndex subject = facts::kNone;
  facts::SubjectIndex partner = facts::kNone;
  DateRange days;                              // the evaluated ones
  facts::EvidenceIndex record = facts::kNone;  // the record at hand
  int depth = 0;                               // scopes around this one

  // Where answers that depend on no partner are kept, for several partners; may be null.
  Scope* for_all_partners = nullptr;
  std::unordered_map<ruletree::NodeId, Answer> answers = {};

  // The same with another record at hand, and nothing answered yet.
  Scope WithRecord(facts::EvidenceIndex at_hand) const;
};

// Values that stand in for a policy's own, by param; empty, or one for each param.
using ParamValues = std::vector<std::optional<Value>>;

class Evaluator {
 public:
  // The policy, the case and the results must outlive it. Without results no standing and no
  // check may be evaluated.
  Evaluator(const ruletree::Policy& policy, const BoundCase& bound, ParamValues params,
            const ResultSource* results = nullptr);

  const Answer& Evaluate(ruletree::NodeId node, Scope& scope) const;
  // The answer when it was needed before; null when it was not.
  const Answer* Known(ruletree::NodeId node, Scope& scope) const;

  const ruletree::Policy& policy() const { return policy_; }
  const BoundCase& bound() const { return bound_; }
  const ruletree::Node& node(ruletree::NodeId id) const { return policy_.nodes[id]; }
  // Where what is asked is noted; null: nowhere. Then an Evaluator belongs to one thread.
  void set_trace(Trace* trace) { trace_ = trace; }
  Trace* trace() const { return trace_; }
  // Whether the answer may rest on records of evidence.
  bool RestsOnRecords(ruletree::NodeId id) const { return rests_on_records_[id]; }

 private:
  Scope& Home(ruletree::NodeId node, Scope& scope) const;
  ruletree::NodeId NextNeeded(const ruletree::Node& node, Scope& scope) const;
  Answer Apply(const ruletree::Node& node, Scope& scope) const;
  Answer Leaf(const ruletree::Node& node, Scope& scope) const;
  Answer Field(const ruletree::Node& node, const Scope& scope) const;
  Answer ResultLeaf(const ruletree::Node& node, const Scope& scope) const;

  const ruletree::Policy& policy_;
  const BoundCase& bound_;
  ParamValues params_;
  Trace* trace_ = nullptr;
  const ResultSource* results_;
  std::vector<bool> asks_partner_;      // by node: whether the answer may depend on the partner
  std::vector<bool> rests_on_records_;  // by node
};

// The nodes below `node`, itself included, whose answers were needed in `scope`, breadth
// first. Rows of folds are other scopes and not among them.
std::vector<ruletree::NodeId> NeededBelow(const Evaluator& evaluator, ruletree::NodeId node,
                                          Scope& scope);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_EVALUATE_H_
