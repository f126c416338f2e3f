// Notes what of a policy a decision asks: for coverage, and for the boundaries of tests.
//
//   Trace trace(policy);
//   pipeline.set_trace(&trace);
//   ... decide ...
//   trace.MoveInto(traced);
//     parts: rule `deployment_incentive` asked 2, held 1; its guard true 1, false 0; ...
//
// Every part of the version is told, also what nobody asked: that is what a test lacks. Only what
// is really asked is noted: a guard behind evidence that fails is not.
//
// Thread-safety: belongs to one thread. The policy is kept alive.
#ifndef CREDENCE_ENGINE_TRACE_H_
#define CREDENCE_ENGINE_TRACE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/evaluate.h"

namespace credence::engine {

class Trace {
 public:
  explicit Trace(ruletree::PolicyPtr policy);

  void Asked(ruletree::RuleId rule);
  void Held(ruletree::RuleId rule);
  void Guarded(ruletree::RuleId rule, size_t guard, bool truth);
  // The key of `prefer` that told two partners apart; nullopt: none did, and `if tied` had to.
  void Decided(const ruletree::Credit& credit, std::optional<size_t> rank);
  // A node whose operands are known; what compares no numbers is passed over.
  void Compared(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope);
  // An award's amount and a bound of its own.
  void Bounded(const Evaluator& evaluator, const ruletree::Rule& rule, const ruletree::Bound& bound,
               const Rational& amount, const Rational& limit, const Scope& scope);

  // A table or tiers whose inputs are known: the row that is hit, the tier that is reached, and
  // how the inputs stand to the bounds.
  void LookedUp(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope);
  void Tiered(const Evaluator& evaluator, const ruletree::Node& node, Scope& scope);

  // Adds all of it to `to`, and ends the trace.
  void MoveInto(Traced& to);

 private:
  void AddRules();
  void AddTieBreaks();
  void AddRows();
  void AddDates();
  // `input` against a bound, where both are numbers.
  void AddBound(const Evaluator& evaluator, ruletree::NodeId input, ruletree::NodeId bound,
                Span span, const std::string& name, Scope& scope);
  void Add(TracedKind kind, Span span, std::string text);
  void AddComparison(const Evaluator& evaluator, TracedComparison comparison, const Scope& scope);

  ruletree::PolicyPtr policy_;
  Traced traced_;
  // Where the parts of each rule, credit, table and list of tiers begin in traced_.parts.
  std::vector<size_t> rule_parts_;
  std::vector<size_t> credit_parts_;
  std::vector<size_t> table_parts_;
  std::vector<size_t> tiers_parts_;
  std::set<std::string> compared_;  // what was told already
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_TRACE_H_
