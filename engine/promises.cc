#include "engine/promises.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/limits.h"

namespace credence::engine {
namespace {

using ruletree::CheckKind;
using ruletree::Credit;
using ruletree::PolicyPtr;

// Who, of what and when; subject and period are empty where totals are compared.
using Place = std::tuple<std::string, std::string, std::string>;  // period, subject, partner

struct Holding {
  Rational amount;
  bool held = false;
};

using Holdings = std::map<Place, Holding>;

class Comparison {
 public:
  Comparison(const PolicyPtr& policy, const ruletree::Check& check, bool whole)
      : policy_(policy),
        check_(check),
        credit_(policy->credits[check.credits.front()]),
        whole_(whole) {}

  // `by`: of these policies only; null, of all.
  Holdings Gather(const std::vector<Result>& results, const ruletree::Policy* by) const {
    Holdings holdings;
    for (const Result& result : results) {
      if (result.credit != credit_.name || (by != nullptr && result.policy.get() != by)) continue;
      for (const Award& award : result.awards) {
        Holding& holding = holdings[PlaceOf(result, award.partner)];
        const std::optional<Rational> sum = CheckedAdd(holding.amount, award.amount);
        holding.held |= !sum.has_value();
        holding.amount = sum.value_or(holding.amount);
      }
      if (!result.held) continue;
      for (const std::string& partner : result.held->between) {
        holdings[PlaceOf(result, partner)].held = true;
      }
    }
    return holdings;
  }

  Place PlaceOf(const Result& result, const std::string& partner) const {
    if (whole_) return {"", "", partner};
    return {result.period.ToString(), result.subject, partner};
  }

  std::string Shown(const Rational& amount) const { return ToDisplay(amount, credit_.type); }
  const Credit& credit() const { return credit_; }

  BrokenCheck Broken(const Place& place, const DateRange& days, std::string text) const {
    const auto& [period, subject, partner] = place;
    BrokenCheck broken{.check = check_.name,
                       .file = policy_->source->name(),
                       .line = policy_->LineOf(check_.span),
                       .subject = subject,
                       .partners = {partner},
                       .days = days,
                       .policy = policy_,
                       .text = std::move(text)};
    const std::optional<Period> known = ParsePeriod(period);
    if (known) broken.days = known->range;
    if (!subject.empty()) {
      broken.subject_type = policy_->vocabulary->subjects[credit_.per].name;
    }
    return broken;
  }

 private:
  const PolicyPtr& policy_;
  const ruletree::Check& check_;
  const Credit& credit_;
  bool whole_;
};

Holding At(const Holdings& holdings, const Place& place) {
  const auto found = holdings.find(place);
  return found == holdings.end() ? Holding() : found->second;
}

// `nobody loses` and `same` ---------------------------------------------------

void CompareVersions(const PolicyPtr& policy, const ruletree::Check& check,
                     const std::vector<Result>& results, const std::vector<ExceptedPlace>& excepted,
                     const Trial& trial, std::vector<BrokenCheck>& broken) {
  const PolicyPtr other = trial.timeline.Find(check.version);
  if (other == nullptr) return;
  const Credit& credit = policy->credits[check.credits.front()];
  const ruletree::CreditId there = other->FindCredit(credit.name);
  if (there == ruletree::kNone) return;
  const Credit& counterpart = other->credits[there];
  const bool same_grain =
      counterpart.each == credit.each && other->vocabulary->subjects[counterpart.per].name ==
                                             policy->vocabulary->subjects[credit.per].name;
  const Comparison comparison(policy, check, !same_grain);
  // Both versions decide all the days, whoever governs them: the same facts, two contracts.
  Request request = trial.request;
  request.explain = false;
  request.refusals = false;
  request.params.clear();
  request.version = policy->version;
  const Holdings now = comparison.Gather(trial.decide(trial.the_case, request), nullptr);
  request.version = other->version;
  const Holdings before = comparison.Gather(trial.decide(trial.the_case, request), nullptr);
  std::set<Place> places;
  for (const auto& [place, holding] : now) places.insert(place);
  for (const auto& [place, holding] : before) places.insert(place);
  std::set<Place> passed;
  for (const Result& result : results) {
    for (const ExceptedPlace& one : excepted) {
      if (result.subject == one.subject) passed.insert(comparison.PlaceOf(result, one.partner));
    }
  }
  for (const Place& place : places) {
    const Holding is = At(now, place);
    const Holding was = At(before, place);
    if (passed.contains(place) || is.held || was.held) continue;
    const bool loses = is.amount < was.amount;
    if (check.kind == CheckKind::kLoses ? !loses : is.amount == was.amount) continue;
    broken.push_back(comparison.Broken(place, trial.request.days,
                                       credit.name + " is " + comparison.Shown(is.amount) +
                                           ", and was " + comparison.Shown(was.amount) + " by \"" +
                                           other->version + "\""));
  }
}

// `raising` -------------------------------------------------------------------

// By one, by a tenth and to the double; whole where it is a count.
std::vector<Rational> Raised(const Rational& value, const Type& type) {
  const Rational one = type.kind == TypeKind::kPercent ? Rational(1, 100) : Rational(1);
  std::vector<Rational> raised;
  const auto add = [&](const std::optional<Rational>& more) {
    if (!more || more->sign() <= 0) return;
    const std::optional<Rational> sum = CheckedAdd(value, *more);
    if (sum && std::find(raised.begin(), raised.end(), *sum) == raised.end()) {
      raised.push_back(*sum);
    }
  };
  add(one);
  std::optional<Rational> tenth = CheckedMultiply(value, Rational(1, 10));
  if (tenth && type.kind == TypeKind::kCount) tenth = Rational(tenth->Floor());
  add(tenth);
  add(value);
  return raised;
}

class Raising {
 public:
  Raising(const PolicyPtr& policy, const ruletree::Check& check, const std::vector<Result>& results,
          const Trial& trial)
      : policy_(policy),
        check_(check),
        trial_(trial),
        comparison_(policy, check, false),
        before_(comparison_.Gather(results, policy.get())) {}

  // The first value whose raising breaks the check is told, of each partner it breaks it for.
  void Run(std::vector<BrokenCheck>& broken) {
    const facts::Case& the_case = trial_.the_case;
    const ruletree::Measure& measure = policy_->vocabulary->measures[check_.measure];
    size_t tried = 0;
    for (size_t row = 0; row < the_case.measures.size(); ++row) {
      if (the_case.names[the_case.measures.measure[row]] != measure.name) continue;
      if (++tried > limits::kRaisedValuesMax || IsAsked(trial_.request.stop)) return;
      const auto* value = std::get_if<Rational>(&the_case.measures.value[row].value);
      if (value == nullptr) continue;
      for (const Rational& raised : Raised(*value, measure.type.type)) {
        if (Breaks(row, *value, raised, broken)) return;
      }
    }
  }

 private:
  bool Breaks(size_t row, const Rational& value, const Rational& raised,
              std::vector<BrokenCheck>& broken) {
    facts::Case changed = trial_.the_case;
    changed.measures.value[row].value = raised;
    Request request = trial_.request;
    request.explain = false;
    request.refusals = false;
    const Holdings after = comparison_.Gather(trial_.decide(changed, request), policy_.get());
    std::set<Place> places;
    for (const auto& [place, holding] : before_) places.insert(place);
    for (const auto& [place, holding] : after) places.insert(place);
    const size_t told = broken.size();
    for (const Place& place : places) {
      const Holding was = At(before_, place);
      const Holding is = At(after, place);
      if (is.held || was.held) continue;
      if (check_.lowers ? is.amount >= was.amount : is.amount <= was.amount) continue;
      broken.push_back(comparison_.Broken(place, trial_.request.days,
                                          Text(row, value, raised, was.amount, is.amount)));
    }
    return broken.size() > told;
  }

  std::string Text(size_t row, const Rational& value, const Rational& raised, const Rational& was,
                   const Rational& is) const {
    const ruletree::Measure& measure = policy_->vocabulary->measures[check_.measure];
    const facts::Case& the_case = trial_.the_case;
    const facts::SubjectIndex subject = the_case.measures.subject[row];
    return "raising " + measure.name + " of " + the_case.names[the_case.subjects.id[subject]] +
           " from " + ToDisplay(value, measure.type.type) + " to " +
           ToDisplay(raised, measure.type.type) + (check_.lowers ? " lowers " : " raises ") +
           comparison_.credit().name + " from " + comparison_.Shown(was) + " to " +
           comparison_.Shown(is);
  }

  const PolicyPtr& policy_;
  const ruletree::Check& check_;
  const Trial& trial_;
  const Comparison comparison_;
  const Holdings before_;
};

}  // namespace

std::vector<BrokenCheck> FindBrokenPromises(const PolicyPtr& policy, const BoundCase& bound,
                                            const ParamValues& params,
                                            const std::vector<Result>& results,
                                            const Trial& trial) {
  std::vector<BrokenCheck> broken;
  for (const ruletree::Check& check : policy->checks) {
    if (check.kind == CheckKind::kRaising) {
      Raising(policy, check, results, trial).Run(broken);
    } else if (check.kind == CheckKind::kLoses || check.kind == CheckKind::kSame) {
      CompareVersions(policy, check, results, FindExcepted(policy, bound, params, results, check),
                      trial, broken);
    }
  }
  return broken;
}

}  // namespace credence::engine
