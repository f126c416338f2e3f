#include "engine/standings.h"

#include <algorithm>
#include <utility>

#include "engine/condition_text.h"
#include "engine/title.h"

namespace credence::engine {

using facts::SubjectIndex;

// The history of awards --------------------------------------------------------

AwardHistory::Totals AwardHistory::AddUp(const std::vector<Result>& results,
                                         const DateRange& days) {
  Totals totals;
  for (const Result& result : results) {
    if (!days.Contains(result.period.range.last())) continue;
    // Of a parted period money adds up; seats that are there in both parts are there once.
    const bool to_the_end = result.days.end == result.period.range.end;
    if (result.type.kind != TypeKind::kMoney && !to_the_end) continue;
    const auto total_of = [&](const std::string& partner) -> Total& {
      Total& total = totals[{result.credit, partner}];
      total.provisional |= result.provisional;
      return total;
    };
    for (const Award& award : result.awards) {
      Total& total = total_of(award.partner);
      const std::optional<Rational> sum = CheckedAdd(total.amount, award.amount);
      if (!sum) total.held = "the awards of " + result.credit + " add up to a number too large";
      total.amount = sum.value_or(total.amount);
      ++total.count;
    }
    if (!result.held) continue;
    for (const std::string& partner : result.held->between) {
      total_of(partner).held = result.credit + " of " + result.subject + " for " +
                               result.period.ToString() + " is held: " + result.held->text;
    }
  }
  return totals;
}

const AwardHistory::Month& AwardHistory::Of(const DateRange& days) {
  const auto [month, fresh] = months_.try_emplace({days.begin, days.end});
  if (fresh) month->second = month_of_(days);
  return month->second;
}

AwardHistory::Total AwardHistory::TotalOf(const std::string& credit, const std::string& partner,
                                          const DateRange& days) {
  const Month& month = Of(days);
  const auto found = month.totals.find({credit, partner});
  Total total = found == month.totals.end() ? Total() : found->second;
  if (total.held.empty()) total.held = month.held;
  return total;
}

// Standings ---------------------------------------------------------------------

Standings::Standings(ruletree::PolicyPtr policy, const BoundCase& bound, ParamValues params,
                     AwardHistory& history, Governs governs)
    : policy_(std::move(policy)),
      bound_(bound),
      history_(history),
      governs_(std::move(governs)),
      evaluator_(*policy_, bound, std::move(params), this) {}

Answer Standings::TotalOf(ruletree::CreditId credit, SubjectIndex partner, const DateRange& days,
                          bool counted) const {
  const ruletree::Credit& of = policy_->credits[credit];
  const SubjectIndex party = of.by_account ? bound_.PartyOf(partner) : partner;
  const AwardHistory::Total total = history_.TotalOf(of.name, bound_.IdOf(party), days);
  if (held_read_.empty()) held_read_ = total.held;
  provisional_read_ |= total.provisional;
  return Answer::Of(counted ? Rational(total.count) : total.amount);
}

Answer Standings::Holds(uint32_t standing, SubjectIndex partner, const DateRange& days) const {
  const Verdicts verdicts =
      Judge(standing, partner, Period::Containing(PeriodUnit::kMonth, days.last()));
  if (verdicts.verdict == Verdict::kHeld && held_read_.empty()) held_read_ = verdicts.held;
  provisional_read_ |= verdicts.provisional;
  return Answer::Of(verdicts.verdict == Verdict::kReached);
}

Scope Standings::ScopeOf(SubjectIndex partner, const Period& month) const {
  return {.subject = partner, .partner = partner, .days = month.range};
}

const Standings::Verdicts& Standings::ConditionIn(uint32_t standing, SubjectIndex partner,
                                                  const Period& month) const {
  const Key key{standing, partner, month.range.begin};
  const auto known = conditions_.find(key);
  if (known != conditions_.end()) return known->second;
  // One standing may ask for another: what that one met is its own.
  const std::string outer_held = std::exchange(held_read_, "");
  const bool outer_provisional = std::exchange(provisional_read_, false);
  Scope scope = ScopeOf(partner, month);
  const Answer& answer = evaluator_.Evaluate(policy_->standings[standing].condition, scope);
  Verdicts verdicts;
  verdicts.provisional = provisional_read_;
  if (answer.is_held()) {
    verdicts.verdict = Verdict::kHeld;
    verdicts.held = answer.why();
  } else if (answer.is_defined() && answer.truth()) {
    verdicts.verdict = Verdict::kReached;
    verdicts.provisional |= !held_read_.empty();
    verdicts.reached_in = month;
  } else if (!held_read_.empty()) {
    verdicts.verdict = Verdict::kHeld;
    verdicts.held = held_read_;
  }
  held_read_ = outer_held;
  provisional_read_ = outer_provisional;
  return conditions_.emplace(key, std::move(verdicts)).first->second;
}

Standings::Verdicts Standings::Judge(uint32_t standing, SubjectIndex partner,
                                     const Period& month) const {
  Verdicts judged;
  Period at = month;
  for (uint32_t i = 0; i < policy_->standings[standing].held_months; ++i) {
    // Days that no version governs give nothing.
    if (i == 0 || governs_(at.range.last())) {
      const Verdicts& then = ConditionIn(standing, partner, at);
      if (then.verdict == Verdict::kReached) return then;
      judged.provisional |= then.provisional;
      if (then.verdict == Verdict::kHeld && judged.verdict != Verdict::kHeld) {
        judged.verdict = Verdict::kHeld;
        judged.held = then.held;
      }
    }
    if (at.range.begin <= kDateMin.AddDays(31)) break;
    at = Period::Containing(PeriodUnit::kMonth, at.range.begin.AddDays(-1));
  }
  return judged;
}

StandingResult Standings::Decide(uint32_t id, SubjectIndex partner, const Period& month) {
  const ruletree::Standing& standing = policy_->standings[id];
  const Verdicts judged = Judge(id, partner, month);
  StandingResult result{.standing = standing.name,
                        .family = standing.family,
                        .partner = bound_.IdOf(partner),
                        .period = month,
                        .policy = policy_,
                        .verdict = judged.verdict,
                        .provisional = judged.provisional,
                        .reached_in = judged.reached_in};
  result.rule = {standing.name, policy_->source->name(), policy_->LineOf(standing.span),
                 standing.because};
  if (judged.verdict == Verdict::kHeld) {
    result.text = judged.held;
    return result;
  }
  Scope scope = ScopeOf(partner, judged.reached_in.value_or(month));
  const ruletree::Guard guard{.condition = standing.condition,
                              .span = policy_->nodes[standing.condition].span};
  evaluator_.Evaluate(standing.condition, scope);
  if (judged.verdict == Verdict::kReached) {
    result.text = MetGuardText(evaluator_, guard, scope);
  } else {
    result.text = FailedGuardText(evaluator_, guard, scope);
    result.missing = MissingText(evaluator_, standing.condition, scope);
  }
  result.values = ValuesBelow(evaluator_, standing.condition, scope);
  return result;
}

}  // namespace credence::engine
