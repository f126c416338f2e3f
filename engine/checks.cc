#include "engine/checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "engine/condition_text.h"

namespace credence::engine {

using facts::SubjectIndex;
using ruletree::CreditId;

namespace {

// The awards of one decision, by credit, subject and partner.
class AwardsAtHand : public ResultSource {
 public:
  AwardsAtHand(const ruletree::Policy& policy, const BoundCase& bound,
               const std::vector<const Result*>& results)
      : policy_(policy), bound_(bound) {
    for (const Result* result : results) Take(*result);
  }

  Answer AwardOf(CreditId credit, SubjectIndex subject, SubjectIndex partner,
                 const DateRange& days) const override {
    const ruletree::SubjectTypeId per = policy_.credits[credit].per;
    const SubjectIndex party =
        policy_.credits[credit].by_account ? bound_.PartyOf(partner) : partner;
    const SubjectIndex of = per == ruletree::kPartner ? partner : bound_.Above(subject, per);
    const std::string none = "nothing of " + policy_.credits[credit].name + " is awarded";
    const auto found = awards_.find({credit, of, party});
    if (found == awards_.end()) return Answer::Undefined(none);
    for (const auto& [decided, answer] : found->second) {
      if (decided.Contains(days.last())) return answer;
    }
    return Answer::Undefined(none);
  }

 private:
  void Take(const Result& result) {
    const CreditId credit = policy_.FindCredit(result.credit);
    const SubjectIndex subject = bound_.Find(result.subject);
    for (const Award& award : result.awards) {
      awards_[{credit, subject, bound_.Find(award.partner)}].emplace_back(result.days,
                                                                          Answer::Of(award.amount));
    }
    if (!result.held) return;
    for (const std::string& partner : result.held->between) {
      awards_[{credit, subject, bound_.Find(partner)}].emplace_back(
          result.days, Answer::Missing(result.credit + " is held: " + result.held->text));
    }
  }

  const ruletree::Policy& policy_;
  const BoundCase& bound_;
  std::map<std::tuple<CreditId, SubjectIndex, SubjectIndex>,
           std::vector<std::pair<DateRange, Answer>>>
      awards_;
};

// What a check is asked of.
struct Place {
  SubjectIndex subject;
  DateRange days;
};

class CheckRun {
 public:
  CheckRun(const ruletree::PolicyPtr& policy, const BoundCase& bound, const ParamValues& params,
           std::vector<const Result*> results, const std::vector<Period>& months)
      : policy_(policy),
        bound_(bound),
        results_(std::move(results)),
        months_(months),
        at_hand_(*policy, bound, results_),
        evaluator_(*policy, bound, params, &at_hand_) {}

  void Run(const ruletree::Check& check, std::vector<BrokenCheck>& broken) {
    const bool per_partner = check.per == ruletree::kPartner;
    for (const Place& place : PlacesOf(check)) {
      const size_t first = broken.size();
      if (per_partner) {
        Ask(check, place, place.subject, first, broken);
        continue;
      }
      for (const SubjectIndex partner : bound_.SubjectsOf(ruletree::kPartner)) {
        Ask(check, place, partner, first, broken);
      }
    }
  }

 private:
  // The subjects and days that the finest of its credits were decided for.
  std::vector<Place> PlacesOf(const ruletree::Check& check) const {
    std::vector<Place> places;
    if (check.credits.empty()) {
      for (const Period& month : months_) {
        for (const SubjectIndex partner : bound_.SubjectsOf(ruletree::kPartner)) {
          places.push_back({partner, month.range});
        }
      }
      return places;
    }
    std::set<std::tuple<SubjectIndex, Date, Date>> seen;
    for (const Result* result : results_) {
      const ruletree::Credit& credit = policy_->credits[policy_->FindCredit(result->credit)];
      const bool read = std::any_of(check.credits.begin(), check.credits.end(), [&](CreditId id) {
        return policy_->credits[id].name == result->credit;
      });
      if (!read || credit.per != check.per || credit.each != check.each) continue;
      const SubjectIndex subject = bound_.Find(result->subject);
      if (seen.insert({subject, result->days.begin, result->days.end}).second)
        places.push_back({subject, result->days});
    }
    return places;
  }

  // Partners of whom the same is not true stand together, after `first`.
  void Ask(const ruletree::Check& check, const Place& place, SubjectIndex partner, size_t first,
           std::vector<BrokenCheck>& broken) {
    Scope scope{.subject = place.subject, .partner = partner, .days = place.days};
    const Answer& answer = evaluator_.Evaluate(check.condition, scope);
    const bool wanted = check.kind == ruletree::CheckKind::kAlways;
    if (!answer.is_defined() || answer.truth() == wanted) return;
    BrokenCheck one{.check = check.name,
                    .file = policy_->source->name(),
                    .line = policy_->LineOf(check.span),
                    .partners = {bound_.IdOf(partner)},
                    .days = place.days,
                    .policy = policy_};
    one.text = (wanted ? "always " : "never ") +
               policy_->TextOf(policy_->nodes[check.condition].span) +
               " is broken: " + ActualText(evaluator_, check.condition, scope);
    one.values = ValuesBelow(evaluator_, check.condition, scope);
    if (check.per != ruletree::kPartner) {
      one.subject_type = bound_.vocabulary().subjects[check.per].name;
      one.subject = bound_.IdOf(place.subject);
    }
    for (size_t i = first; i < broken.size(); ++i) {
      if (broken[i].text != one.text) continue;
      broken[i].partners.push_back(one.partners.front());
      return;
    }
    broken.push_back(std::move(one));
  }

  const ruletree::PolicyPtr& policy_;
  const BoundCase& bound_;
  std::vector<const Result*> results_;
  const std::vector<Period>& months_;
  AwardsAtHand at_hand_;
  Evaluator evaluator_;
};

}  // namespace

std::vector<BrokenCheck> FindBrokenChecks(const ruletree::PolicyPtr& policy, const BoundCase& bound,
                                          const ParamValues& params,
                                          const std::vector<Result>& results,
                                          const std::vector<Period>& months) {
  std::vector<BrokenCheck> broken;
  if (policy->checks.empty()) return broken;
  std::vector<const Result*> own;
  for (const Result& result : results) {
    if (result.policy == policy) own.push_back(&result);
  }
  CheckRun run(policy, bound, params, std::move(own), months);
  for (const ruletree::Check& check : policy->checks) {
    const bool of_condition =
        check.kind == ruletree::CheckKind::kAlways || check.kind == ruletree::CheckKind::kNever;
    if (of_condition) run.Run(check, broken);
  }
  return broken;
}

std::vector<ExceptedPlace> FindExcepted(const ruletree::PolicyPtr& policy, const BoundCase& bound,
                                        const ParamValues& params,
                                        const std::vector<Result>& results,
                                        const ruletree::Check& check) {
  if (check.except == ruletree::kNone) return {};
  std::vector<const Result*> own;
  for (const Result& result : results) {
    const bool of_check = result.credit == policy->credits[check.credits.front()].name;
    if (result.policy == policy && of_check) own.push_back(&result);
  }
  const AwardsAtHand at_hand(*policy, bound, own);
  const Evaluator evaluator(*policy, bound, params, &at_hand);
  std::vector<ExceptedPlace> excepted;
  for (const Result* result : own) {
    const SubjectIndex subject = bound.Find(result->subject);
    for (const SubjectIndex partner : bound.SubjectsOf(ruletree::kPartner)) {
      if (check.per == ruletree::kPartner && partner != subject) continue;
      Scope scope{.subject = subject, .partner = partner, .days = result->days};
      const Answer& answer = evaluator.Evaluate(check.except, scope);
      // An exception that waits for an input is not compared; one without a value is none.
      if (!answer.is_held() && !(answer.is_defined() && answer.truth())) continue;
      const bool by_account = policy->credits[check.credits.front()].by_account;
      const SubjectIndex party = by_account ? bound.PartyOf(partner) : partner;
      excepted.push_back({bound.IdOf(subject), bound.IdOf(party)});
    }
  }
  return excepted;
}

}  // namespace credence::engine
