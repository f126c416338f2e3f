#include "engine/posted_standings.h"

#include <utility>

#include "engine/bind.h"
#include "engine/standings.h"

namespace credence::engine {
namespace {

AwardHistory::Month AddUp(const std::vector<PostedTotal>& posted, const DateRange& days) {
  AwardHistory::Month month;
  for (const PostedTotal& one : posted) {
    if (!days.Contains(one.period.range.last())) continue;
    AwardHistory::Total& total = month.totals[{one.credit, one.partner}];
    total.provisional |= one.provisional;
    total.count += one.count;
    const std::optional<Rational> sum = CheckedAdd(total.amount, one.amount);
    total.amount = sum.value_or(total.amount);
    if (!one.held.empty()) total.held = one.held;
    if (!sum) total.held = "what was posted of " + one.credit + " adds up to a number too large";
  }
  return month;
}

}  // namespace

PostedStandings DecidePosted(const ruletree::Timeline& timeline, const facts::Case& the_case,
                             const std::string& partner, const Period& month,
                             std::optional<Date> known_at, const std::vector<PostedTotal>& posted) {
  PostedStandings decided;
  const ruletree::PolicyPtr policy = timeline.Parts(month.range).back().policy;
  if (policy == nullptr || policy->standings.empty()) return decided;
  std::vector<const ruletree::Vocabulary*> all;
  for (const ruletree::PolicyPtr& one : timeline.versions()) all.push_back(one->vocabulary.get());
  facts::FaultList faults;
  const std::optional<BoundCase> bound = Bind(the_case, *policy->vocabulary, known_at, faults, all);
  if (!bound) {
    decided.faults = std::move(faults).Take();
    return decided;
  }
  AwardHistory history([&posted](const DateRange& days) { return AddUp(posted, days); });
  Standings standings(policy, *bound, ParamValues(policy->params.size()), history,
                      [&timeline](Date day) { return timeline.InForce(day) != nullptr; });
  for (const facts::SubjectIndex one : bound->SubjectsOf(ruletree::kPartner)) {
    if (bound->IdOf(one) != partner) continue;
    for (uint32_t standing = 0; standing < policy->standings.size(); ++standing) {
      decided.standings.push_back(standings.Decide(standing, one, month));
    }
  }
  return decided;
}

}  // namespace credence::engine
