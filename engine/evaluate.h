// Values of the expressions of a policy on a case: the plain evaluator.
//
//   Scope scope{.subject = ea1, .partner = adatum, .days = february};
//   evaluator.Evaluate(rule.amount, scope)   -> defined 617.2835
//
// Walks the nodes an answer needs, children first, with a list of its own instead of recursion:
// the size of an expression is no depth of the stack. Answers are kept: by a scope of its own, or,
// where a scope is given Answers to share, at the place of what they depend on, so that what
// depends on a subject alone is worked out once for all partners, rules and credits.
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

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "core/stop.h"
#include "engine/answer.h"
#include "engine/answers.h"
#include "engine/bound_case.h"
#include "engine/prepared.h"
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

  // Where answers are shared with other scopes of the decision; null: they are this one's own.
  Answers* shared = nullptr;
  // Where a scope's own that depend on no partner are kept, for several partners; may be null.
  Scope* for_all_partners = nullptr;

  std::unique_ptr<Answers> own = {};
  // By what an answer depends on (Prepared::depends_on); kNone: not looked up yet.
  std::array<PlaceId, 8> places = kNowhere;

  static constexpr std::array<PlaceId, 8> kNowhere = {
      ruletree::kNone, ruletree::kNone, ruletree::kNone, ruletree::kNone,
      ruletree::kNone, ruletree::kNone, ruletree::kNone, ruletree::kNone};

  // The same with another record at hand.
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
  // The answer when somebody needed it before; null when nobody did.
  const Answer* Known(ruletree::NodeId node, Scope& scope) const;

  // Whether what is said of the node's answer may speak of its second operand. Answers that are
  // shared were asked for by anybody, so there only one that this answer took.
  // REQUIRES: it was evaluated, and has operands.
  bool SpeaksOfSecond(const ruletree::Node& node, Scope& scope) const;

  const ruletree::Policy& policy() const { return policy_; }
  const BoundCase& bound() const { return bound_; }
  const ruletree::Node& node(ruletree::NodeId id) const { return policy_.nodes[id]; }
  // Where what is asked is noted; null: nowhere. Then an Evaluator belongs to one thread.
  void set_trace(Trace* trace) { trace_ = trace; }
  Trace* trace() const { return trace_; }
  // Asked by every loop over rows or candidates, which then ends early: what an answer says is of
  // no use any more. Then an Evaluator belongs to one thread.
  void set_stop(Stop* stop) { stop_ = stop; }
  bool IsStopped() const { return IsAsked(stop_); }
  // Whether the answer may rest on records of evidence.
  bool RestsOnRecords(ruletree::NodeId id) const { return prepared_.rests_on_records[id]; }
  const Prepared& prepared() const { return prepared_; }

 private:
  Scope& Home(ruletree::NodeId node, Scope& scope) const;
  // Of an `and`, `or` or `else` the second operand is taken only where the first does not decide.
  bool TakesSecond(const ruletree::Node& node, Scope& scope) const;
  static bool TakesSecond(const ruletree::Node& node, const Answer& a);
  PlaceId PlaceOf(ruletree::NodeId node, Scope& scope) const;
  const Answer& Keep(ruletree::NodeId node, Scope& scope, Answer answer) const;
  // The answers of a node's operands; null: there is none, or it is not taken.
  struct Operands {
    const Answer* a = nullptr;
    const Answer* b = nullptr;
  };
  ruletree::NodeId NextNeeded(const ruletree::Node& node, Scope& scope, Operands& operands) const;
  Answer Apply(const ruletree::Node& node, Scope& scope, const Operands& operands) const;
  Answer Leaf(const ruletree::Node& node, Scope& scope) const;
  Answer Field(const ruletree::Node& node, const Scope& scope) const;
  Answer ResultLeaf(const ruletree::Node& node, const Scope& scope) const;

  const ruletree::Policy& policy_;
  const Prepared& prepared_;
  const BoundCase& bound_;
  ParamValues params_;
  Trace* trace_ = nullptr;
  Stop* stop_ = nullptr;
  const ResultSource* results_;
};

// The nodes below `node`, itself included, whose answers were needed in `scope`, breadth first.
// Rows of folds are other scopes and not among them.
std::vector<ruletree::NodeId> NeededBelow(const Evaluator& evaluator, ruletree::NodeId node,
                                          Scope& scope);
// Those of them that rest on records.
std::vector<ruletree::NodeId> RecordsNeededBelow(const Evaluator& evaluator, ruletree::NodeId node,
                                                 Scope& scope);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_EVALUATE_H_
