#include "engine/measured.h"

#include <algorithm>
#include <span>
#include <utility>

namespace credence::engine {
namespace {

// The row measured over the days that hold `day`; null when there is none.
const MeasureRow* RowOn(std::span<const MeasureRow> rows, Date day) {
  const auto after = std::upper_bound(rows.begin(), rows.end(), day,
                                      [](Date d, const auto& row) { return d < row.days.begin; });
  if (after == rows.begin()) return nullptr;
  const MeasureRow& row = *std::prev(after);
  return row.days.Contains(day) ? &row : nullptr;
}

Answer Absent(bool optional, std::string what) {
  what += " is missing";
  return optional ? Answer::Undefined(std::move(what)) : Answer::Missing(std::move(what));
}

std::optional<Rational> Prorated(const MeasuredPart& part) {
  const auto& whole = std::get<Rational>(part.value);
  if (part.used == part.days) return whole;
  return CheckedMultiply(whole, Rational(part.used.length_days(), part.days.length_days()));
}

// Adds up the periods that share a day with `days`.
void AddUpFlow(const BoundCase& bound, const ruletree::Measure& measure,
               std::span<const MeasureRow> rows, const DateRange& days, Measured& measured) {
  Rational total;
  for (Period period = Period::Containing(*measure.each, days.begin); period.range.begin < days.end;
       period = period.Next()) {
    const MeasureRow* row = RowOn(rows, period.range.begin);
    if (row == nullptr) {
      measured.answer =
          Absent(measure.optional, measure.name + " of " + bound.IdOf(measured.subject) + " for " +
                                       period.ToString());
      return;
    }
    measured.parts.push_back({row->days, row->days.Intersect(days), *row->value});
    const std::optional<Rational> part = Prorated(measured.parts.back());
    const std::optional<Rational> sum = part ? CheckedAdd(total, *part) : std::nullopt;
    if (!sum) {
      measured.answer = Answer::Overflow(measure.name + " over " + days.ToString() +
                                         " is a number too large to be kept exactly");
      return;
    }
    total = *sum;
  }
  measured.answer = Answer::Of(total);
}

}  // namespace

Measured Measure(const BoundCase& bound, ruletree::MeasureId id, facts::SubjectIndex subject,
                 facts::SubjectIndex partner, const DateRange& days) {
  const ruletree::Measure& measure = bound.vocabulary().measures[id];
  Measured measured{Answer::Undefined(""), bound.Bearer(measure.per, subject, partner), {}};
  if (measured.subject == facts::kNone) {
    measured.answer = Absent(measure.optional, measure.name);
    return measured;
  }
  const std::span<const MeasureRow> rows = bound.MeasureRows(measured.subject, id);
  const bool adds_up = measure.flow && measure.each && measure.type.type.is_numeric();
  if (adds_up) {
    AddUpFlow(bound, measure, rows, days, measured);
    return measured;
  }
  const MeasureRow* row = RowOn(rows, days.last());
  if (row != nullptr) {
    measured.parts.push_back({row->days, row->days, *row->value});
    measured.answer = Answer::Of(*row->value);
    return measured;
  }
  std::string what = measure.name + " of " + bound.IdOf(measured.subject);
  if (measure.each) what += " for " + Period::Containing(*measure.each, days.last()).ToString();
  measured.answer = Absent(measure.optional, std::move(what));
  return measured;
}

Answer AttributeOf(const BoundCase& bound, ruletree::AttributeId id, facts::SubjectIndex subject,
                   facts::SubjectIndex partner) {
  const ruletree::Attribute& attribute = bound.vocabulary().attributes[id];
  const facts::SubjectIndex bearer = bound.Bearer(attribute.of, subject, partner);
  const Value* value = bearer == facts::kNone ? nullptr : bound.Attribute(bearer, id);
  if (value != nullptr) return Answer::Of(*value);
  std::string what = bound.vocabulary().subjects[attribute.of].name + "." + attribute.name;
  if (bearer == facts::kNone) return Absent(attribute.optional, std::move(what));
  return Absent(attribute.optional, what + " of " + bound.IdOf(bearer));
}

std::string PeriodText(const DateRange& days) {
  for (const PeriodUnit unit :
       {PeriodUnit::kDay, PeriodUnit::kMonth, PeriodUnit::kQuarter, PeriodUnit::kYear}) {
    const Period period = Period::Containing(unit, days.begin);
    if (period.range == days) return period.ToString();
  }
  return days.ToString();
}

}  // namespace credence::engine
