// Who has which standing at the end of a month.
//
//   standing gold when sum of recognised_seats over 12 months >= 1_500 held for 12 months
//
//   Standings standings(policy, bound, {}, history, governs);
//   standings.Decide(gold, adatum, february)   -> reached, in 2016-01
//
// The condition is asked of the partner in the month and in as many months before as the standing
// lasts; the latest month that meets it counts. What the partner was awarded in each month is
// asked of the history: it decides the month by the version that governs it, or adds up what was
// posted for it (engine/posted_standings.h).
//
// Thread-safety: belongs to one thread; answers are kept.
#ifndef CREDENCE_ENGINE_STANDINGS_H_
#define CREDENCE_ENGINE_STANDINGS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/evaluate.h"
#include "ruletree/timeline.h"

namespace credence::engine {

// What partners were awarded, month by month, each decided when it is first asked for.
class AwardHistory {
 public:
  struct Total {
    Rational amount;
    int64_t count = 0;
    std::string held;  // why something is not certain; empty when all is
    bool provisional = false;
  };

  using Totals = std::map<std::pair<std::string, std::string>, Total>;  // by credit and partner

  // The totals of the days, or why there are none.
  struct Month {
    Totals totals = {};
    std::string held = {};  // not empty: they could not be decided
  };
  using MonthOf = std::function<Month(const DateRange&)>;

  explicit AwardHistory(MonthOf month_of) : month_of_(std::move(month_of)) {}

  // Of results that were decided for the days.
  static Totals AddUp(const std::vector<Result>& results, const DateRange& days);

  // Of all awards of the credit to the partner in periods that end in the days.
  Total TotalOf(const std::string& credit, const std::string& partner, const DateRange& days);

 private:
  const Month& Of(const DateRange& days);

  MonthOf month_of_;
  std::map<std::pair<Date, Date>, Month> months_;  // by first day and the day after the last
};

class Standings : public ResultSource {
 public:
  // `governs` says whether some version of the policy governs a day.
  using Governs = std::function<bool(Date)>;

  Standings(ruletree::PolicyPtr policy, const BoundCase& bound, ParamValues params,
            AwardHistory& history, Governs governs);

  void set_stop(Stop* stop) { evaluator_.set_stop(stop); }

  StandingResult Decide(uint32_t standing, facts::SubjectIndex partner, const Period& month);

  Answer TotalOf(ruletree::CreditId credit, facts::SubjectIndex partner, const DateRange& days,
                 bool counted) const override;
  Answer Holds(uint32_t standing, facts::SubjectIndex partner,
               const DateRange& days) const override;

 private:
  struct Verdicts {
    Verdict verdict = Verdict::kNotReached;
    bool provisional = false;
    std::string held;
    std::optional<Period> reached_in;
  };
  using Key = std::tuple<uint32_t, facts::SubjectIndex, Date>;

  // Of one month alone.
  const Verdicts& ConditionIn(uint32_t standing, facts::SubjectIndex partner,
                              const Period& month) const;
  Verdicts Judge(uint32_t standing, facts::SubjectIndex partner, const Period& month) const;
  Scope ScopeOf(facts::SubjectIndex partner, const Period& month) const;

  ruletree::PolicyPtr policy_;
  const BoundCase& bound_;
  AwardHistory& history_;
  Governs governs_;
  Evaluator evaluator_;
  mutable std::map<Key, Verdicts> conditions_;
  // What the condition that is being evaluated has met so far.
  mutable std::string held_read_;
  mutable bool provisional_read_ = false;
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_STANDINGS_H_
