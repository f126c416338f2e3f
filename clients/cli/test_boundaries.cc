#include "clients/cli/test_boundaries.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "clients/cli/wire_value.h"
#include "clients/cli/written_expectation.h"

namespace credence::cli {
namespace {

// A test of so many measures in another month would be read by nobody.
constexpr int kCopiedMeasuresMax = 60;

// The smallest step a measure takes.
Rational UnitOf(const Type& type) {
  if (type.kind == TypeKind::kMoney) return type.currency.minor_unit();
  if (type.kind == TypeKind::kPercent) return Rational(1, 100);
  return Rational(1);
}

std::string Written(const facts::TypedValue& value) {
  return WrittenNumber(ToDisplay(value.value, value.type));
}

std::string Written(const v1::Value& value) {
  const auto read = FromWire(value);
  return read ? Written(*read) : "";
}

std::string MeasureLine(const v1::Measure& row, const std::string& period,
                        const std::string& value) {
  return "  - { measure: " + row.measure() + ", subject: " + row.subject() +
         (period.empty() ? "" : ", period: " + period) + ", value: " + value + " }";
}

bool IsSame(const v1::TracedComparison& a, const v1::TracedComparison& b) {
  return a.file() == b.file() && a.line() == b.line() && a.text() == b.text() &&
         a.subject() == b.subject() && a.partner() == b.partner();
}

const v1::TracedComparison* FindSame(
    const google::protobuf::RepeatedPtrField<v1::TracedComparison>& all,
    const v1::TracedComparison& wanted) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return IsSame(one, wanted); });
  return found == all.end() ? nullptr : &*found;
}

// How far the left side is above the right one.
std::optional<Rational> Gap(const v1::TracedComparison& comparison) {
  if (comparison.has_left_day()) return std::nullopt;
  const auto left = FromWire(comparison.left());
  const auto right = FromWire(comparison.right());
  if (!left || !right) return std::nullopt;
  return CheckedSubtract(std::get<Rational>(left->value), std::get<Rational>(right->value));
}

// `share` rounded down to whole units.
std::optional<Rational> DownTo(const Rational& value, const Rational& unit) {
  const auto units = CheckedDivide(value, unit);
  return units ? CheckedMultiply(units->Floor(), unit) : std::nullopt;
}

std::string EvidenceLine(const v1::Evidence& row) {
  std::string line =
      "  - { id: " + row.id() + ", kind: " + row.kind() + ", partner: " + row.partner();
  if (!row.subject().empty()) line += ", subject: " + row.subject();
  const auto day = [&](const char* key, const v1::Date& date) {
    line += std::string(", ") + key + ": " + FromWire(date)->ToString();
  };
  if (row.has_from()) day("from", row.from());
  if (row.has_through()) day("through", row.through());
  if (row.has_on()) day("day", row.on());
  const std::map<std::string, v1::Value> fields(row.fields().begin(), row.fields().end());
  for (const auto& [name, value] : fields) line += ", " + name + ": " + Written(value);
  return line + " }";
}

// The fields of a record that hold `day`; its first day and its day among them.
std::vector<std::string> DaysOf(const v1::Evidence& row, Date day) {
  std::vector<std::string> fields;
  if (row.has_from() && FromWire(row.from()) == day) fields.emplace_back("from");
  if (row.has_on() && FromWire(row.on()) == day) fields.emplace_back("day");
  const std::map<std::string, v1::Value> by_name(row.fields().begin(), row.fields().end());
  for (const auto& [name, value] : by_name) {
    const auto read = FromWire(value);
    if (read && read->value == Value(day)) fields.push_back(name);
  }
  return fields;
}

void SetDay(const std::string& field, Date day, v1::Evidence& row) {
  if (field == "from") {
    *row.mutable_from() = ToWire(day);
  } else if (field == "day") {
    *row.mutable_on() = ToWire(day);
  } else {
    (*row.mutable_fields())[field] = ToWire(facts::TypedValue{Type::Of(TypeKind::kDate), day});
  }
}

}  // namespace

BoundaryFinder::BoundaryFinder(Connection& connection, v1::DecideRequest request, Period period)
    : connection_(connection), request_(std::move(request)), period_(period) {
  request_.set_trace(true);
  request_.set_omit_explanations(true);
}

CallFault BoundaryFinder::Ask(const v1::Case& the_case, v1::Trace& trace) {
  v1::BatchDecideRequest request;
  v1::DecideRequest& item = *request.add_items();
  item = request_;
  *item.mutable_case_() = the_case;
  v1::BatchDecideResponse response;
  if (CallFault fault = connection_.BatchDecide(request, response); !fault.ok()) return fault;
  if (response.items().empty()) return {};
  trace.Swap(response.mutable_items(0)->mutable_decision()->mutable_trace());
  return ReadCallFault(response.items(0).status());
}

CallFault BoundaryFinder::Find(std::vector<BoundaryCase>& cases, std::vector<std::string>& notes) {
  v1::Trace base;
  if (CallFault fault = Ask(request_.case_(), base); !fault.ok()) return fault;
  if (CallFault fault = FindNumbers(base, cases, notes); !fault.ok()) return fault;
  FindDates(base, cases);
  FindEvidence(cases);
  return {};
}

CallFault BoundaryFinder::FindNumbers(const v1::Trace& base, std::vector<BoundaryCase>& cases,
                                      std::vector<std::string>& notes) {
  std::vector<Moved> all;
  for (int row = 0; row < request_.case_().measures_size(); ++row) {
    v1::Case moved = request_.case_();
    auto value = FromWire(moved.measures(row).value());
    auto* number = value ? std::get_if<Rational>(&value->value) : nullptr;
    if (number == nullptr || moved.measures(row).has_superseded()) continue;
    const Rational step = UnitOf(value->type);
    *number = CheckedAdd(*number, step).value_or(*number);
    *moved.mutable_measures(row)->mutable_value() = ToWire(*value);
    Moved& one = all.emplace_back(Moved{row, step, {}});
    if (CallFault fault = Ask(moved, one.trace); !fault.ok()) return fault;
  }
  for (const v1::TracedComparison& comparison : base.comparisons()) {
    bool driven = false;
    // A measure that meets the bound exactly before one that only passes it.
    for (const bool exactly : {true, false}) {
      for (const Moved& one : all) {
        const v1::TracedComparison* after = FindSame(one.trace.comparisons(), comparison);
        if (after == nullptr || driven) continue;
        CallFault fault = Drive(one, comparison, *after, exactly, cases, driven);
        if (!fault.ok()) return fault;
      }
    }
    if (comparison.has_left_day()) {
      if (CallFault fault = DriveDay(comparison, cases, driven); !fault.ok()) return fault;
    }
    if (driven) continue;
    notes.push_back(comparison.file() + ":" + std::to_string(comparison.line()) + ": " +
                    comparison.text() + " (" + comparison.left().text() + ", " +
                    comparison.right().text() + "): nothing of the case brings it to its bound");
  }
  return {};
}

CallFault BoundaryFinder::Drive(const Moved& by, const v1::TracedComparison& before,
                                const v1::TracedComparison& moved, bool exactly,
                                std::vector<BoundaryCase>& cases, bool& driven) {
  const int row = by.row;
  const Rational& step = by.step;
  const v1::Measure& measure = request_.case_().measures(row);
  const auto start = FromWire(measure.value());
  const auto gap = Gap(before);
  const auto next = Gap(moved);
  const auto slope = gap && next ? CheckedSubtract(*next, *gap) : std::nullopt;
  if (!slope || *slope == Rational(0)) return {};
  // start - gap * step / slope is where the two sides are level, if it is a straight line.
  const auto scaled = CheckedMultiply(*gap, step);
  const auto way = scaled ? CheckedDivide(*scaled, *slope) : std::nullopt;
  const auto level = way ? CheckedSubtract(std::get<Rational>(start->value), *way) : std::nullopt;
  const auto at = level ? DownTo(*level, step) : std::nullopt;
  if (!at || at->is_negative()) return {};
  const bool exact = *at == *level;
  if (exact != exactly) return {};
  const auto case_of = [&](const Rational& value) {
    v1::Case changed = request_.case_();
    *changed.mutable_measures(row)->mutable_value() = ToWire(facts::TypedValue{start->type, value});
    return changed;
  };
  v1::Trace trace;
  if (CallFault fault = Ask(case_of(*at), trace); !fault.ok()) return fault;
  const v1::TracedComparison* there = FindSame(trace.comparisons(), before);
  const auto left_over = there == nullptr ? std::nullopt : Gap(*there);
  // Off the line: the value asked for is not where the line says.
  if (!left_over || (exact && *left_over != Rational(0))) return {};
  driven = true;
  const auto add = [&](const std::optional<Rational>& value, const std::string& where) {
    if (!value || value->is_negative()) return;
    const std::string written = Written(facts::TypedValue{start->type, *value});
    const bool says_bound = before.text().ends_with(before.right().text());
    cases.push_back({before.text() + (says_bound ? "" : " at " + before.right().text()) + ": " +
                         where + " (" + measure.measure() + " of " + measure.subject() + " " +
                         written + (before.partner().empty() ? "" : ", for " + before.partner()) +
                         ")",
                     {"set measures:", MeasureLine(measure, measure.period(), written)},
                     period_.ToString()});
  };
  add(exact ? CheckedSubtract(*at, step) : at, exact ? "one below" : "the last below");
  if (exact) add(at, "at");
  add(CheckedAdd(*at, step), exact ? "one above" : "the first above");
  return {};
}

CallFault BoundaryFinder::DriveDay(const v1::TracedComparison& comparison,
                                   std::vector<BoundaryCase>& cases, bool& driven) {
  const auto left = FromWire(comparison.left_day());
  const auto right = FromWire(comparison.right_day());
  for (int row = 0; row < request_.case_().evidence_size() && left && right; ++row) {
    const v1::Evidence& was = request_.case_().evidence(row);
    if (was.has_recorded() || was.has_superseded() || was.id().starts_with("#")) continue;
    if (!comparison.partner().empty() && was.partner() != comparison.partner()) continue;
    for (const std::string& field : DaysOf(was, *left)) {
      const auto moved_to = [&](Date day) {
        v1::Evidence moved = was;
        SetDay(field, day, moved);
        return moved;
      };
      v1::Case changed = request_.case_();
      *changed.mutable_evidence(row) = moved_to(*right);
      v1::Trace trace;
      // A record that is refused with this day is not the one to move.
      if (const CallFault fault = Ask(changed, trace); !fault.ok()) continue;
      const v1::TracedComparison* there = FindSame(trace.comparisons(), comparison);
      if (there == nullptr || FromWire(there->left_day()) != *right) continue;
      driven = true;
      for (const auto& [days, where] : {std::pair(-1, "the day before"), std::pair(0, "the day"),
                                        std::pair(1, "the day after")}) {
        const Date day = right->AddDays(days);
        cases.push_back(
            {comparison.text() + " at " + right->ToString() + ": " + where + " (" + field + " of " +
                 was.id() + " " + day.ToString() + ")",
             {"remove evidence: [" + was.id() + "]", "add evidence:", EvidenceLine(moved_to(day))},
             period_.ToString()});
      }
      return {};
    }
  }
  return {};
}

void BoundaryFinder::FindDates(const v1::Trace& base, std::vector<BoundaryCase>& cases) const {
  std::vector<const v1::Measure*> copied;
  for (const v1::Measure& row : request_.case_().measures()) {
    if (row.period() == period_.ToString() && !row.has_superseded()) copied.push_back(&row);
  }
  if (copied.size() > kCopiedMeasuresMax) return;
  std::set<std::string> told;
  for (const v1::TracedDate& date : base.dates()) {
    const auto day = FromWire(date.date());
    if (!day || !told.insert(date.text() + day->ToString()).second) continue;
    const DateRange around{day->AddDays(-1), day->AddDays(2)};
    bool first = true;
    for (const Period& period : PeriodsTouching(period_.unit, around)) {
      BoundaryCase one;
      const bool before = period.range.end <= *day;
      one.name = date.text() + (date.text().ends_with("s") ? " on " : " from ") + day->ToString() +
                 (before  ? ": the period before"
                  : first ? ": inside the period"
                          : ": its period");
      one.period = period.ToString();
      first = false;
      if (one.period != period_.ToString() && !copied.empty()) {
        one.change.push_back("set measures:");
        for (const v1::Measure* row : copied) {
          one.change.push_back(MeasureLine(*row, one.period, Written(row->value())));
        }
      }
      cases.push_back(std::move(one));
    }
  }
}

void BoundaryFinder::FindEvidence(std::vector<BoundaryCase>& cases) const {
  struct Shift {
    int days;
    const char* words;
  };
  const Date last = period_.range.last();
  const Date begin = period_.range.begin;
  const auto add = [&](const v1::Evidence& row, const std::string& what, Date date) {
    cases.push_back({row.id() + " " + what + " " + date.ToString(),
                     {"remove evidence: [" + row.id() + "]", "add evidence:", EvidenceLine(row)},
                     period_.ToString()});
  };
  for (const v1::Evidence& row : request_.case_().evidence()) {
    if (row.has_recorded() || row.has_superseded() || row.id().starts_with("#")) continue;
    for (const Shift& shift :
         {Shift{-1, "from the day before the period's last,"},
          Shift{0, "from the period's last day,"}, Shift{1, "from the day after the period,"}}) {
      if (!row.has_from()) break;
      v1::Evidence changed = row;
      *changed.mutable_from() = ToWire(last.AddDays(shift.days));
      changed.clear_through();
      add(changed, shift.words, last.AddDays(shift.days));
    }
    for (const Shift& shift : {Shift{-1, "through the day before the period's last,"},
                               Shift{0, "through the period's last day,"},
                               Shift{1, "through the day after the period,"}}) {
      if (!row.has_from() || *FromWire(row.from()) > last.AddDays(shift.days)) continue;
      v1::Evidence changed = row;
      *changed.mutable_through() = ToWire(last.AddDays(shift.days));
      add(changed, shift.words, last.AddDays(shift.days));
    }
    for (const Shift& shift :
         {Shift{-1, "on the day before the period,"}, Shift{0, "on the period's first day,"},
          Shift{1, "on the day after the period's first,"}}) {
      if (!row.has_on()) break;
      v1::Evidence changed = row;
      *changed.mutable_on() = ToWire(begin.AddDays(shift.days));
      add(changed, shift.words, begin.AddDays(shift.days));
    }
  }
}

}  // namespace credence::cli
