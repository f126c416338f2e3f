// Whether a rule's evidence test and guards hold for a partner, and how far it came.
//
//   award incentive ... with dpor on period.end  when active_share >= usage_floor
//     adatum: evidence holds, guard fails     -> fails, 1 test passed
//     contoso: no evidence                    -> fails, 0 tests passed
//
// The tests are the evidence and each guard, and no order of the guards changes what is said. Any
// test that surely fails decides, whatever the others lack; only where none does is the rule in
// doubt for want of an answer. Without the evidence no guard is asked.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_RULE_TRIAL_H_
#define CREDENCE_ENGINE_RULE_TRIAL_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/evaluate.h"

namespace credence::engine {

// Why something about one partner cannot be told.
struct Doubt {
  HeldReason reason = HeldReason::kMissingInput;
  std::string text;
  std::vector<ruletree::RuleId> rules;
};

struct RuleTrial {
  bool holds = false;
  size_t passed = 0;  // tests passed: the evidence counts as one where there is one
  std::optional<size_t> failed_guard;  // the first that failed, as written; nullopt: the evidence
  std::optional<Doubt> doubt;          // then nobody can tell whether it holds
};

RuleTrial TryRule(const Evaluator& evaluator, ruletree::RuleId rule, Scope& scope);

// The first guard that failed; null when it was the evidence.
// REQUIRES: !trial.holds and !trial.doubt.
const ruletree::Guard* FailedGuard(const ruletree::Rule& rule, const RuleTrial& trial);

// What an answer without a value casts doubt on.
// REQUIRES: !answer.is_defined().
Doubt DoubtOf(const Evaluator& evaluator, const Answer& answer, ruletree::NodeId node,
              ruletree::RuleId rule);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_RULE_TRIAL_H_
