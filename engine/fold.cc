#include "engine/fold.h"

#include <optional>
#include <set>
#include <string>

#include "core/check.h"
#include "core/limits.h"
#include "engine/evidence.h"
#include "engine/operate.h"
#include "engine/title.h"

namespace credence::engine {

using ruletree::Fold;
using ruletree::Node;
using ruletree::Op;

namespace {

std::vector<facts::SubjectIndex> SubjectRows(const BoundCase& bound, const Fold& fold,
                                             const Scope& scope) {
  if (fold.rows == ruletree::kNone) return {scope.subject};
  const auto rows =
      fold.all_subjects ? bound.SubjectsOf(fold.rows) : bound.Below(scope.subject, fold.rows);
  return {rows.begin(), rows.end()};
}

std::vector<DateRange> DayRows(const Fold& fold, const DateRange& days) {
  if (!fold.over_time) return {days};
  const DateRange window = ResolveWindow(fold.window, days);
  std::vector<DateRange> rows;
  for (const Period& period : PeriodsTouching(fold.each, window)) {
    rows.push_back(period.range.Intersect(window));
  }
  return rows;
}

// What the rows have come to so far.
class Total {
 public:
  // False when the number grew past the limits.
  bool Take(Op op, const Value& value) {
    ++count_;
    if (op == Op::kCount) return true;
    if (op == Op::kHighest || op == Op::kLowest) {
      const int order = extreme_ ? Compare(value, *extreme_) : 0;
      if (!extreme_ || (op == Op::kHighest ? order > 0 : order < 0)) extreme_ = value;
      return true;
    }
    const std::optional<Rational> sum = CheckedAdd(sum_, std::get<Rational>(value));
    if (sum) sum_ = *sum;
    return sum.has_value();
  }

  // nullopt: of nothing there is none.
  std::optional<Value> Result(Op op) const {
    switch (op) {
      case Op::kSum:
        return sum_;
      case Op::kCount:
        return Rational(count_);
      case Op::kHighest:
      case Op::kLowest:
        return extreme_;
      case Op::kAverage:
        if (count_ == 0) return std::nullopt;
        return CheckedDivide(sum_, Rational(count_));
      default:
        CREDENCE_CHECK(false);
    }
  }

 private:
  int64_t count_ = 0;
  Rational sum_;
  std::optional<Value> extreme_;
};

// A window of more periods than anyone asks for at once is refused, never cut short.
bool FitsLimit(const Fold& fold, const DateRange& days) {
  if (!fold.over_time) return true;
  const DateRange window = ResolveWindow(fold.window, days);
  const std::vector<Period> periods = PeriodsTouching(fold.each, window);
  return periods.empty() || periods.back().range.end >= window.end;
}

std::string NothingIn(const Evaluator& evaluator, const Node& node) {
  return "there is nothing to take the " + TitleOf(evaluator.policy(), node.a) + " of";
}

}  // namespace

std::vector<Scope> RowsOf(const Evaluator& evaluator, const Fold& fold, const Scope& scope) {
  std::vector<Scope> rows;
  if (fold.evidence != ruletree::kNone) {
    const DateRange window = ResolveWindow(fold.window, scope.days);
    const auto records = RecordsOn(evaluator, fold.evidence, scope);
    rows.reserve(records.size());
    for (const facts::EvidenceIndex record : records) {
      const DateRange& valid = evaluator.bound().facts().evidence.valid[record];
      if (!valid.Intersect(window).empty()) rows.push_back(scope.WithRecord(record));
    }
    return rows;
  }
  if (fold.all_partners) {
    const bool of_partners = evaluator.bound().TypeOf(scope.subject) == ruletree::kPartner;
    std::set<facts::SubjectIndex> parties;
    for (const facts::SubjectIndex partner : evaluator.bound().SubjectsOf(ruletree::kPartner)) {
      // Partners of one account read one award.
      const bool again =
          fold.by_account && !parties.insert(evaluator.bound().PartyOf(partner)).second;
      if (again) continue;
      rows.push_back({.subject = of_partners ? partner : scope.subject,
                      .partner = partner,
                      .days = scope.days,
                      .depth = scope.depth + 1,
                      .shared = scope.shared});
    }
    return rows;
  }
  const auto subjects = SubjectRows(evaluator.bound(), fold, scope);
  const auto all_days = DayRows(fold, scope.days);
  rows.reserve(subjects.size() * all_days.size());
  for (const facts::SubjectIndex subject : subjects) {
    for (const DateRange& days : all_days) {
      rows.push_back({.subject = subject,
                      .partner = scope.partner,
                      .days = days,
                      .record = scope.record,
                      .depth = scope.depth + 1,
                      .shared = scope.shared});
    }
  }
  return rows;
}

Answer FoldRows(const Evaluator& evaluator, const Node& node, const Scope& scope) {
  const ruletree::Policy& policy = evaluator.policy();
  if (scope.depth >= limits::kNestingMax) {
    return Answer::Overflow("`" + policy.TextOf(node.span) + "` is a fold within more than " +
                            std::to_string(limits::kNestingMax) + " others");
  }
  const Fold& fold = policy.folds[node.ref];
  if (!FitsLimit(fold, scope.days)) {
    return Answer::Overflow("`" + policy.TextOf(node.span) + "` looks at more than " +
                            std::to_string(limits::kPeriodsMax) + " periods");
  }
  Total total;
  for (Scope& row : RowsOf(evaluator, fold, scope)) {
    if (evaluator.IsStopped()) return Answer::Missing("the work is to stop");
    if (node.b != ruletree::kNone) {
      const Answer& where = evaluator.Evaluate(node.b, row);
      if (!where.is_defined()) return where;
      if (!where.truth()) continue;
    }
    const Answer& operand = evaluator.Evaluate(node.a, row);
    // An award that nobody made is no row.
    const bool may_lack = node.op == Op::kCount || evaluator.node(node.a).op == Op::kAward;
    if (operand.is_undefined() && may_lack) continue;
    if (!operand.is_defined()) return operand;
    if (!total.Take(node.op, operand.value())) return OverflowAt(policy, node);
  }
  const std::optional<Value> result = total.Result(node.op);
  if (result) return Answer::Of(*result);
  return Answer::Undefined(NothingIn(evaluator, node));
}

}  // namespace credence::engine
