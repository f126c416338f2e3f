#include "engine/rule_trial.h"

#include "engine/title.h"

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
  const auto passes = [&](ruletree::NodeId condition, bool wanted) {
    const Answer& answer = evaluator.Evaluate(condition, scope);
    if (!answer.is_defined()) {
      trial.doubt = DoubtOf(evaluator, answer, condition, id);
      return false;
    }
    if (answer.truth() == wanted) ++trial.passed;
    return answer.truth() == wanted;
  };
  if (rule.evidence != ruletree::kNone && !passes(rule.evidence, true)) return trial;
  for (const ruletree::Guard& guard : rule.guards) {
    if (!passes(guard.condition, !guard.unless)) return trial;
  }
  trial.holds = true;
  return trial;
}

const ruletree::Guard* FailedGuard(const ruletree::Rule& rule, const RuleTrial& trial) {
  const size_t evidence = rule.evidence == ruletree::kNone ? 0 : 1;
  return trial.passed < evidence ? nullptr : &rule.guards[trial.passed - evidence];
}

}  // namespace credence::engine
