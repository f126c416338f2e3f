#include "engine/claims.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/citation.h"
#include "engine/trace.h"

namespace credence::engine {

using ruletree::Combine;
using ruletree::Policy;
using ruletree::Rule;
using ruletree::RuleId;

namespace {

// `value` within the award's bounds. Where they contradict each other, `at most` has the word.
std::optional<Doubt> ApplyBounds(const Evaluator& evaluator, const Rule& rule, Claim& claim,
                                 Scope& scope) {
  std::optional<Rational> floor;
  for (const ruletree::Bound& bound : rule.bounds) {
    const Answer& value = evaluator.Evaluate(bound.value, scope);
    if (!value.is_defined()) return DoubtOf(evaluator, value, bound.value, claim.rule);
    if (evaluator.trace() != nullptr) {
      evaluator.trace()->Bounded(evaluator, rule, bound, claim.amount, value.number(), scope);
    }
    std::optional<Rational>& limit = bound.at_most ? claim.cap : floor;
    const bool is_tighter =
        !limit || (bound.at_most ? value.number() < *limit : value.number() > *limit);
    if (is_tighter) limit = value.number();
  }
  if (floor && claim.amount < *floor) claim.amount = *floor;
  if (claim.cap && claim.amount > *claim.cap) claim.amount = *claim.cap;
  return std::nullopt;
}

Claim MakeClaim(const Evaluator& evaluator, RuleId id, Scope& scope) {
  const Rule& rule = evaluator.policy().rules[id];
  Claim claim;
  claim.rule = id;
  if (rule.split) {
    claim.evidence = RecordsBehind(evaluator, rule, scope);
    return claim;
  }
  const Answer& amount = evaluator.Evaluate(rule.amount, scope);
  if (!amount.is_defined()) {
    claim.doubt = DoubtOf(evaluator, amount, rule.amount, id);
    return claim;
  }
  claim.amount = amount.number();
  claim.doubt = ApplyBounds(evaluator, rule, claim, scope);
  claim.evidence = RecordsBehind(evaluator, rule, scope);
  return claim;
}

Doubt Conflict(const Evaluator& evaluator, const ruletree::Credit& credit,
               const Candidate& candidate) {
  Doubt doubt{HeldReason::kConflict, "", {}};
  for (const Claim& claim : candidate.claims) {
    if (!doubt.text.empty()) doubt.text += " and ";
    doubt.text += evaluator.policy().rules[claim.rule].name;
    doubt.rules.push_back(claim.rule);
  }
  doubt.text += " both award " + credit.name + " to " + evaluator.bound().IdOf(candidate.partner) +
                ", and nothing says how to combine them";
  return doubt;
}

Stand StandOf(const Claim& claim) {
  return {claim.amount, claim.cap, {claim.rule}, claim.evidence, std::nullopt};
}

// The sum of all claims; nullopt: too large. It is capped where every claim is.
std::optional<Stand> SumOf(const BoundCase& bound, const std::vector<Claim>& claims) {
  Stand sum = StandOf(claims.front());
  for (auto claim = claims.begin() + 1; claim != claims.end(); ++claim) {
    const std::optional<Rational> amount = CheckedAdd(sum.amount, claim->amount);
    if (!amount) return std::nullopt;
    sum.amount = *amount;
    sum.cap = sum.cap && claim->cap ? CheckedAdd(*sum.cap, *claim->cap) : std::nullopt;
    sum.rules.push_back(claim->rule);
    sum.evidence.insert(sum.evidence.end(), claim->evidence.begin(), claim->evidence.end());
  }
  SortById(bound, sum.evidence);
  return sum;
}

// Claims are by rule name, so level ones are settled by it.
const Claim& Extreme(const std::vector<Claim>& claims, bool highest) {
  const auto less = [](const Claim& a, const Claim& b) { return a.amount < b.amount; };
  const auto more = [](const Claim& a, const Claim& b) { return a.amount > b.amount; };
  return highest ? *std::min_element(claims.begin(), claims.end(), more)
                 : *std::min_element(claims.begin(), claims.end(), less);
}

}  // namespace

void Qualify(const Evaluator& evaluator, std::span<const RuleId> awards, Candidate& candidate) {
  candidate.misses.reserve(awards.size());
  for (const RuleId rule : awards) {
    RuleTrial trial = TryRule(evaluator, rule, candidate.scope);
    if (trial.doubt) {
      Claim claim;
      claim.rule = rule;
      claim.doubt = std::move(trial.doubt);
      candidate.claims.push_back(std::move(claim));
    } else if (trial.holds) {
      candidate.claims.push_back(MakeClaim(evaluator, rule, candidate.scope));
    } else {
      candidate.misses.push_back({rule, std::move(trial)});
    }
  }
}

RemovalTrial TryRemovals(const Evaluator& evaluator, std::span<const RuleId> removals,
                         Candidate& candidate) {
  RemovalTrial result;
  for (const RuleId rule : removals) {
    RuleTrial trial = TryRule(evaluator, rule, candidate.scope);
    if (trial.holds) return {rule, std::nullopt};
    if (trial.doubt && !result.doubt) result.doubt = std::move(trial.doubt);
  }
  return result;
}

std::set<RuleId> ReplacedBy(const Policy& policy, RuleId rule) {
  std::set<RuleId> replaced;
  std::vector<RuleId> open = {rule};
  while (!open.empty()) {
    const RuleId next = open.back();
    open.pop_back();
    for (const RuleId target : policy.rules[next].replaces) {
      if (replaced.insert(target).second) open.push_back(target);
    }
  }
  return replaced;
}

void Replace(const Policy& policy, Candidate& candidate) {
  std::set<RuleId> replaced;
  for (const Claim& claim : candidate.claims) {
    if (!claim.doubt && !policy.rules[claim.rule].replaces.empty())
      replaced.merge(ReplacedBy(policy, claim.rule));
  }
  if (replaced.empty()) return;
  std::erase_if(candidate.claims, [&](const Claim& claim) {
    if (!replaced.contains(claim.rule)) return false;
    candidate.replaced.push_back(claim.rule);
    return true;
  });
}

void CombineClaims(const Evaluator& evaluator, const ruletree::Credit& credit,
                   Candidate& candidate) {
  for (const Claim& claim : candidate.claims) {
    if (claim.doubt && !candidate.doubt) candidate.doubt = claim.doubt;
  }
  if (candidate.doubt || candidate.claims.empty()) return;
  if (candidate.claims.size() == 1) {
    candidate.stand = StandOf(candidate.claims.front());
    return;
  }
  switch (credit.combine) {
    case Combine::kUnwritten:
      candidate.doubt = Conflict(evaluator, credit, candidate);
      return;
    case Combine::kHighest:
    case Combine::kLowest:
      candidate.stand = StandOf(Extreme(candidate.claims, credit.combine == Combine::kHighest));
      return;
    case Combine::kSum:
      candidate.stand = SumOf(evaluator.bound(), candidate.claims);
      if (!candidate.stand) {
        candidate.doubt = Doubt{HeldReason::kOverflow,
                                "the sum of the claims is a number too large to be kept exactly",
                                {candidate.claims.front().rule}};
      }
      return;
  }
}

}  // namespace credence::engine
