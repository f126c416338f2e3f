#include "engine/rule_trial.h"

#include "engine/title.h"
#include "engine/trace.h"

namespace credence::engine {

Doubt DoubtOf(const Evaluator& evaluator, const Answer& answer, ruletree::NodeId node,
              ruletree::RuleId rule) {
  if (answer.is_held()) return {answer.held_reason(), answer.why(), {rule}};
  return {HeldReason::kMissingInput,
          TitleOf(evaluator.policy(), node) + " has no value: " + answer.why(),
          {rule}};
}

RuleTrial TryRule(const Evaluator& evaluator, ruletree::RuleId id, Scope& scope) {
  const ruletree::Rule& rule = evaluator.policy().rules[id];
  RuleTrial trial;
  // False: it surely fails.
  const auto may_pass = [&](ruletree::NodeId condition, bool wanted) {
    const Answer& answer = evaluator.Evaluate(condition, scope);
    if (!answer.is_defined()) {
      if (!trial.doubt) trial.doubt = DoubtOf(evaluator, answer, condition, id);
      return true;
    }
    if (answer.truth() == wanted) ++trial.passed;
    return answer.truth() == wanted;
  };
  Trace* trace = evaluator.trace();
  if (trace != nullptr) trace->Asked(id);
  if (rule.evidence != ruletree::kNone && !may_pass(rule.evidence, true)) return trial;
  for (size_t i = 0; i < rule.guards.size(); ++i) {
    const ruletree::Guard& guard = rule.guards[i];
    if (!may_pass(guard.condition, !guard.unless) && !trial.failed_guard) trial.failed_guard = i;
    if (trace == nullptr) continue;
    const Answer& answer = evaluator.Evaluate(guard.condition, scope);
    if (answer.is_defined()) trace->Guarded(id, i, answer.truth());
  }
  if (trial.failed_guard) trial.doubt.reset();
  trial.holds = !trial.failed_guard && !trial.doubt;
  if (trace != nullptr && trial.holds) trace->Held(id);
  return trial;
}

const ruletree::Guard* FailedGuard(const ruletree::Rule& rule, const RuleTrial& trial) {
  return trial.failed_guard ? &rule.guards[*trial.failed_guard] : nullptr;
}

}  // namespace credence::engine
