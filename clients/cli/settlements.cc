// Holding what is posted on each known day to what a test expects; the meaning is told in
// clients/cli/expectations.h.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "clients/cli/expectations.h"
#include "clients/cli/wire_value.h"
#include "clients/cli/written_expectation.h"

namespace credence::cli {
namespace {

// Who is owed what: a credit of a subject over the days one version decides.
using Owed = std::tuple<std::string, std::string, std::string, std::string, std::string>;

Owed KeyOf(const v1::Result& result, const std::string& partner) {
  return {result.credit(), result.subject(), result.period(), DaysText(result.days()), partner};
}

std::string NameOf(const Owed& owed) {
  return std::get<0>(owed) + " of " + std::get<1>(owed) + " for " + std::get<2>(owed) + ", " +
         std::get<4>(owed);
}

bool IsAsked(const Owed& owed, const Scope& scope) {
  const auto fits = [](const std::string& wanted, const std::string& found) {
    return wanted.empty() || wanted == found;
  };
  return fits(scope.credit, std::get<0>(owed)) && fits(scope.subject, std::get<1>(owed)) &&
         fits(scope.period, std::get<2>(owed)) && fits(scope.days, std::get<3>(owed)) &&
         fits(scope.partner, std::get<4>(owed));
}

std::string Shown(const Rational& amount, const Type& type) { return ToDisplay(amount, type); }

class Settler {
 public:
  Settler(const v1::Case& given, const std::vector<Date>& days) : given_(given), days_(days) {}

  // The decisions of the next day.
  void Take(const std::vector<v1::Decision>& decisions) {
    std::map<Owed, Rational>& deltas = deltas_.emplace_back();
    std::map<Owed, Rational> now;
    std::set<std::tuple<std::string, std::string, std::string>> held;
    for (const v1::Decision& decision : decisions) {
      for (const v1::Result& result : decision.results()) {
        credits_.insert(result.credit());
        if (result.has_held()) held.insert({result.credit(), result.subject(), result.period()});
        for (const v1::Award& award : result.awards()) {
          const auto amount = FromWire(award.amount());
          if (!amount) continue;
          types_[result.credit()] = amount->type;
          now[KeyOf(result, award.partner())] = std::get<Rational>(amount->value);
        }
      }
    }
    for (const auto& [owed, amount] : now) {
      const auto delta = CheckedSubtract(amount, posted_[owed]);
      if (delta && *delta != Rational(0)) deltas[owed] = *delta;
      posted_[owed] = amount;
    }
    for (auto& [owed, amount] : posted_) {
      const bool waits = held.contains({std::get<0>(owed), std::get<1>(owed), std::get<2>(owed)});
      // What is held is not known, so what was posted stays.
      if (now.contains(owed) || waits || amount == Rational(0)) continue;
      deltas[owed] = -amount;
      amount = Rational(0);
    }
  }

  std::vector<Mismatch> Match(const Expectations& expected) {
    std::set<std::string> spoken;
    for (const Expectation& wanted : expected.items) {
      spoken.insert(wanted.scope.credit);
      MatchOne(wanted);
    }
    if (!expected.strict) return std::move(mismatches_);
    for (size_t day = 0; day < days_.size(); ++day) {
      for (const auto& [owed, delta] : deltas_[day]) {
        const bool asked =
            !spoken.contains(std::get<0>(owed)) ||
            std::any_of(expected.items.begin(), expected.items.end(),
                        [&, day](const Expectation& one) {
                          return one.known_at == days_[day] && IsAsked(owed, one.scope);
                        });
        if (asked) continue;
        mismatches_.push_back({expected.place,
                               "not expected: on " + days_[day].ToString() + " " + NameOf(owed) +
                                   " is settled by " + Shown(delta, types_[std::get<0>(owed)]),
                               Causes(day)});
      }
    }
    return std::move(mismatches_);
  }

 private:
  void MatchOne(const Expectation& wanted) {
    if (!credits_.contains(wanted.scope.credit)) {
      const std::vector<std::string> names(credits_.begin(), credits_.end());
      mismatches_.push_back({wanted.entry,
                             "there is no credit `" + wanted.scope.credit + "`",
                             {SuggestNear(wanted.scope.credit, names)}});
      return;
    }
    const auto at = std::find(days_.begin(), days_.end(), *wanted.known_at);
    if (at == days_.end()) {
      mismatches_.push_back(
          {wanted.entry, wanted.known_at->ToString() + " is not among the case's `known_at`", {}});
      return;
    }
    const size_t day = static_cast<size_t>(at - days_.begin());
    Rational sum(0);
    for (const auto& [owed, delta] : deltas_[day]) {
      if (IsAsked(owed, wanted.scope)) sum = CheckedAdd(sum, delta).value_or(sum);
    }
    const Type type =
        types_.contains(wanted.scope.credit) ? types_[wanted.scope.credit] : wanted.amount->type;
    const bool same_unit =
        type == wanted.amount->type ||
        (type.kind == TypeKind::kCount && wanted.amount->type.kind == TypeKind::kNumber);
    if (!same_unit || Value(sum) != wanted.amount->value) {
      Mismatch mismatch{wanted.scope.place,
                        "on " + days_[day].ToString() + " `" + wanted.scope.partner +
                            "` is settled by " + Shown(sum, type) + ", expected " +
                            ToDisplay(wanted.amount->value, wanted.amount->type),
                        Causes(day)};
      if (wanted.amount_place) {
        mismatch.rewrites = {
            {Rewrite::Kind::kReplace, *wanted.amount_place, WrittenNumber(Shown(sum, type))}};
      }
      mismatches_.push_back(std::move(mismatch));
    }
    MatchCause(wanted, day);
  }

  void MatchCause(const Expectation& wanted, size_t day) {
    if (wanted.cause.empty()) return;
    const std::vector<std::string> causes = Causes(day);
    const bool told = std::any_of(causes.begin(), causes.end(), [&](const std::string& cause) {
      return cause.find(wanted.cause) != std::string::npos;
    });
    if (told) return;
    mismatches_.push_back(
        {wanted.cause_place.value_or(wanted.entry),
         "nothing learnt by " + days_[day].ToString() + " says `" + wanted.cause + "`", causes});
  }

  // Whether a fact came on or after the day before was settled.
  bool IsLearnt(const v1::Date& date, size_t day) const {
    const auto on = FromWire(date);
    return on && *on <= days_[day] && (day == 0 || *on > days_[day - 1]);
  }

  // "revenue 2016-02 restated 2016-05-03", of what was learnt since the day before.
  std::vector<std::string> Causes(size_t day) const {
    std::vector<std::string> causes;
    for (const v1::Measure& row : given_.measures()) {
      if (!row.has_recorded() || !IsLearnt(row.recorded(), day)) continue;
      causes.push_back(row.measure() + (row.period().empty() ? "" : " " + row.period()) +
                       (Restates(row) ? " restated " : " recorded ") +
                       FromWire(row.recorded())->ToString() + ", of " + row.subject());
    }
    for (const v1::Evidence& row : given_.evidence()) {
      const std::string what = row.kind() + " " + row.id();
      if (row.has_recorded() && IsLearnt(row.recorded(), day)) {
        causes.push_back(what + " recorded " + FromWire(row.recorded())->ToString());
      }
      if (row.has_superseded() && IsLearnt(row.superseded(), day)) {
        causes.push_back(what + " superseded " + FromWire(row.superseded())->ToString());
      }
    }
    if (causes.empty()) causes.push_back("no fact of the case was recorded since the day before");
    return causes;
  }

  bool Restates(const v1::Measure& row) const {
    const auto& rows = given_.measures();
    return std::any_of(rows.begin(), rows.end(), [&](const v1::Measure& old) {
      return old.has_superseded() && old.measure() == row.measure() &&
             old.subject() == row.subject() && old.period() == row.period();
    });
  }

  const v1::Case& given_;
  const std::vector<Date>& days_;
  std::vector<std::map<Owed, Rational>> deltas_;  // by day
  std::map<Owed, Rational> posted_;
  std::map<std::string, Type> types_;  // by credit
  std::set<std::string> credits_;
  std::vector<Mismatch> mismatches_;
};

}  // namespace

std::vector<Mismatch> MatchSettlements(const Expectations& expected, const v1::Case& given,
                                       const std::vector<Date>& days,
                                       const std::vector<std::vector<v1::Decision>>& decisions) {
  Settler settler(given, days);
  for (const std::vector<v1::Decision>& of_a_day : decisions) settler.Take(of_a_day);
  std::vector<Mismatch> mismatches = settler.Match(expected);
  for (const std::vector<v1::Decision>& of_a_day : decisions) {
    AddBrokenChecks(expected.place, of_a_day, mismatches);
  }
  return mismatches;
}

}  // namespace credence::cli
