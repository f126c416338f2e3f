#include "engine/explain.h"

#include <algorithm>
#include <utility>

#include "engine/amount_steps.h"
#include "engine/condition_text.h"
#include "engine/evidence_text.h"

namespace credence::engine {

using ruletree::Policy;
using ruletree::Rule;
using ruletree::RuleId;

namespace {

// A reason stands inside a sentence, so its own full stop goes.
std::string WithoutFullStop(std::string text) {
  if (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

Refusal ExplainMiss(const Evaluator& evaluator, Candidate& candidate, const Miss& miss) {
  const Policy& policy = evaluator.policy();
  const Rule& rule = policy.rules[miss.rule];
  Refusal refusal;
  refusal.partner = evaluator.bound().IdOf(candidate.partner);
  refusal.stage = Stage::kQualify;
  refusal.rule = Refer(policy, miss.rule);
  const ruletree::Guard* guard = FailedGuard(rule, miss.trial);
  if (guard == nullptr) {
    refusal.reason = EvidenceText(evaluator, rule.evidence, candidate.scope);
  } else {
    refusal.reason = FailedGuardText(evaluator, *guard, candidate.scope);
    refusal.values = ValuesBelow(evaluator, guard->condition, candidate.scope);
  }
  if (rule.evidence != ruletree::kNone) {
    refusal.evidence = RecordsAskedFor(evaluator, rule.evidence, candidate.scope);
  }
  return refusal;
}

// The evidence and guards of a rule that holds, a step each.
std::vector<Step> TestSteps(const Evaluator& evaluator, const Rule& rule, Scope& scope) {
  const Policy& policy = evaluator.policy();
  std::vector<Step> steps;
  if (rule.evidence != ruletree::kNone) {
    steps.push_back({Stage::kQualify,
                     EvidenceText(evaluator, rule.evidence, scope),
                     LineWithin(policy, rule, policy.nodes[rule.evidence].span),
                     {}});
  }
  for (const ruletree::Guard& guard : rule.guards) {
    steps.push_back({Stage::kQualify, MetGuardText(evaluator, guard, scope),
                     policy.LineOf(guard.span), ValuesBelow(evaluator, guard.condition, scope)});
  }
  return steps;
}

// How the pool of a split came to the candidate's part.
void AddShare(const Policy& policy, const Rule& rule, RuleId id, const Candidate& candidate,
              std::vector<Step>& steps) {
  for (const Claim& claim : candidate.claims) {
    if (claim.rule != id) continue;
    for (const std::string& text : claim.divided) {
      steps.push_back({Stage::kChoose, text, policy.LineOf(rule.span), {}});
    }
  }
}

}  // namespace

int LineWithin(const Policy& policy, const Rule& rule, Span span) {
  const bool inside = rule.span.begin <= span.begin && span.end <= rule.span.end;
  return policy.LineOf(inside ? span : rule.span);
}

RuleRef Refer(const Policy& policy, RuleId id) {
  const Rule& rule = policy.rules[id];
  return {rule.name, policy.source->name(), policy.LineOf(rule.span), rule.because};
}

std::vector<Refusal> ExplainMisses(const Evaluator& evaluator, Candidate& candidate) {
  std::vector<Miss> misses = candidate.misses;
  std::stable_sort(misses.begin(), misses.end(),
                   [](const Miss& a, const Miss& b) { return a.trial.passed > b.trial.passed; });
  std::vector<Refusal> refusals;
  for (const Miss& miss : misses) refusals.push_back(ExplainMiss(evaluator, candidate, miss));
  return refusals;
}

Refusal ExplainRemoval(const Evaluator& evaluator, Stage stage, RuleId id, Candidate& candidate) {
  const Policy& policy = evaluator.policy();
  const Rule& rule = policy.rules[id];
  Refusal refusal;
  refusal.partner = evaluator.bound().IdOf(candidate.partner);
  refusal.stage = stage;
  refusal.rule = Refer(policy, id);
  refusal.reason = (stage == Stage::kExclude ? "excluded by " : "forfeited by ") + rule.name +
                   " (line " + std::to_string(refusal.rule.line) + "): ";
  if (!rule.because.empty()) refusal.reason += WithoutFullStop(rule.because) + "; ";
  std::string tests;
  for (Step& step : TestSteps(evaluator, rule, candidate.scope)) {
    tests += (tests.empty() ? "" : "; ") + step.text;
    std::move(step.values.begin(), step.values.end(), std::back_inserter(refusal.values));
  }
  refusal.reason += tests.empty() ? "it takes every partner" : tests;
  if (rule.evidence != ruletree::kNone) {
    refusal.evidence = RecordsAskedFor(evaluator, rule.evidence, candidate.scope);
  }
  return refusal;
}

std::vector<Step> ExplainStand(const Evaluator& evaluator, Candidate& candidate) {
  const Policy& policy = evaluator.policy();
  std::vector<Step> steps;
  for (const RuleId id : candidate.stand->rules) {
    const Rule& rule = policy.rules[id];
    for (std::vector<Step> part : {TestSteps(evaluator, rule, candidate.scope),
                                   AmountSteps(evaluator, rule, candidate.scope)}) {
      std::move(part.begin(), part.end(), std::back_inserter(steps));
    }
    if (rule.split) AddShare(policy, rule, id, candidate, steps);
  }
  for (const RuleId replaced : candidate.replaced) {
    steps.push_back({Stage::kReplace,
                     policy.rules[replaced].name + " is replaced",
                     policy.LineOf(policy.rules[replaced].span),
                     {}});
  }
  return steps;
}

}  // namespace credence::engine
