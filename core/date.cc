#include "core/date.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <utility>

#include "core/limits.h"
#include "core/rational.h"

namespace credence {
namespace {

using std::chrono::day;
using std::chrono::last;
using std::chrono::month;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;

int32_t DayNumber(const year_month_day& date) {
  return static_cast<int32_t>(sys_days(date).time_since_epoch().count());
}
constexpr int32_t DayNumber(int y, unsigned m, unsigned d) {
  return static_cast<int32_t>(sys_days(year(y) / month(m) / day(d)).time_since_epoch().count());
}
static_assert(DayNumber(limits::kYearMin, 1, 1) == kDateMin.days);
static_assert(DayNumber(limits::kYearMax, 12, 31) == kDateMax.days);

year_month_day CivilOf(Date date) { return year_month_day(sys_days(std::chrono::days(date.days))); }

Date Clamp(int64_t days) {
  return {static_cast<int32_t>(std::clamp<int64_t>(days, kDateMin.days, kDateMax.days))};
}

// The date `count` calendar months on, on the same day or the month's last.
Date AddMonths(Date date, int64_t count) {
  const year_month_day civil = CivilOf(date);
  const int64_t month_number =
      int64_t{int{civil.year()}} * 12 + (unsigned{civil.month()} - 1) + count;
  if (month_number < int64_t{limits::kYearMin} * 12) return kDateMin;
  if (month_number >= (int64_t{limits::kYearMax} + 1) * 12) return kDateMax;
  const year_month target = year(static_cast<int>(month_number / 12)) /
                            month(static_cast<unsigned>(month_number % 12) + 1);
  const year_month_day month_end = target / last;
  return {DayNumber(target / std::min(civil.day(), month_end.day()))};
}

std::string Padded(int number, std::size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

// The number written by exactly `text`, all of it digits.
std::optional<int> DigitsOnly(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// The first day of a period, and how many months it has.
Date FirstOfMonth(Date date, int months_per_period) {
  const year_month_day civil = CivilOf(date);
  const auto per_period = static_cast<unsigned>(months_per_period);
  const unsigned first = (unsigned{civil.month()} - 1) / per_period * per_period + 1;
  return {DayNumber(civil.year() / month(first) / day(1))};
}

int MonthsOf(PeriodUnit unit) {
  switch (unit) {
    case PeriodUnit::kDay:
      return 0;
    case PeriodUnit::kMonth:
      return 1;
    case PeriodUnit::kQuarter:
      return 3;
    case PeriodUnit::kYear:
      return 12;
  }
  return 0;
}

std::string_view DurationUnitName(DurationUnit unit) {
  switch (unit) {
    case DurationUnit::kDay:
      return "day";
    case DurationUnit::kWeek:
      return "week";
    case DurationUnit::kMonth:
      return "month";
    case DurationUnit::kQuarter:
      return "quarter";
    case DurationUnit::kYear:
      return "year";
  }
  return "";
}

std::optional<DurationUnit> FindDurationUnit(std::string_view word) {
  if (word.ends_with('s')) word.remove_suffix(1);
  for (const DurationUnit unit : {DurationUnit::kDay, DurationUnit::kWeek, DurationUnit::kMonth,
                                  DurationUnit::kQuarter, DurationUnit::kYear}) {
    if (word == DurationUnitName(unit)) return unit;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Date> Date::FromCivil(int y, int m, int d) {
  if (y < limits::kYearMin || y > limits::kYearMax || m < 1 || m > 12 || d < 1 || d > 31) {
    return std::nullopt;
  }
  const year_month_day civil = std::chrono::year(y) / m / d;
  if (!civil.ok()) return std::nullopt;
  return Date{DayNumber(civil)};
}

std::optional<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::optional<int> y = DigitsOnly(text.substr(0, 4));
  const std::optional<int> m = DigitsOnly(text.substr(5, 2));
  const std::optional<int> d = DigitsOnly(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  return FromCivil(*y, *m, *d);
}

// Written in place: every record of an import holds a few of these.
std::string Date::ToString() const {
  const year_month_day civil = CivilOf(*this);
  std::string text = "0000-00-00";
  const auto put = [&](size_t at, int number) {
    for (; number > 0; number /= 10) text[at--] = static_cast<char>('0' + number % 10);
  };
  put(3, int{civil.year()});
  put(6, static_cast<int>(unsigned{civil.month()}));
  put(9, static_cast<int>(unsigned{civil.day()}));
  return text;
}

int Date::year() const { return int{CivilOf(*this).year()}; }
int Date::month() const { return static_cast<int>(unsigned{CivilOf(*this).month()}); }
int Date::day() const { return static_cast<int>(unsigned{CivilOf(*this).day()}); }

std::optional<Duration> Duration::Parse(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::optional<DurationUnit> unit = FindDurationUnit(text.substr(space + 1));
  const std::optional<Rational> number = Rational::FromDecimal(text.substr(0, space));
  if (!unit || !number || number->is_negative()) return std::nullopt;
  if (text.substr(0, space).find('.') != std::string_view::npos) return std::nullopt;
  const std::optional<int64_t> count = number->ToInt64();
  if (!count || *count > INT32_MAX) return std::nullopt;
  return Duration{static_cast<int32_t>(*count), *unit};
}

std::string Duration::ToString() const {
  std::string out = std::to_string(count) + " " + std::string(DurationUnitName(unit));
  if (count != 1) out += 's';
  return out;
}

std::optional<int32_t> Duration::ToDays() const {
  if (unit == DurationUnit::kDay) return count;
  if (unit == DurationUnit::kWeek && count <= INT32_MAX / 7) return count * 7;
  return std::nullopt;
}

Date Add(Date date, const Duration& duration, int sign) {
  const int64_t count = int64_t{duration.count} * sign;
  switch (duration.unit) {
    case DurationUnit::kDay:
      return Clamp(date.days + count);
    case DurationUnit::kWeek:
      return Clamp(date.days + count * 7);
    case DurationUnit::kMonth:
      return AddMonths(date, count);
    case DurationUnit::kQuarter:
      return AddMonths(date, count * 3);
    case DurationUnit::kYear:
      return AddMonths(date, count * 12);
  }
  return date;
}

DateRange DateRange::Intersect(const DateRange& other) const {
  const Date from = std::max(begin, other.begin);
  return {from, std::max(from, std::min(end, other.end))};
}

std::string DateRange::ToString() const {
  if (empty()) return "no days";
  const bool from_the_start = begin <= kDateMin;
  const bool to_the_end = end > kDateMax;
  if (!from_the_start && !to_the_end && length_days() == 1) return begin.ToString();
  return (from_the_start ? "" : begin.ToString()) + ".." + (to_the_end ? "" : last().ToString());
}

std::string_view PeriodUnitName(PeriodUnit unit) {
  switch (unit) {
    case PeriodUnit::kDay:
      return "day";
    case PeriodUnit::kMonth:
      return "month";
    case PeriodUnit::kQuarter:
      return "quarter";
    case PeriodUnit::kYear:
      return "year";
  }
  return "";
}

Period Period::Containing(PeriodUnit unit, Date date) {
  if (unit == PeriodUnit::kDay) return {unit, {date, date.AddDays(1)}};
  const Date first = FirstOfMonth(date, MonthsOf(unit));
  const year_month_day civil = CivilOf(first);
  return {unit, {first, {DayNumber(civil + months(MonthsOf(unit)))}}};
}

Period Period::Next() const { return Containing(unit, range.end); }
Period Period::Previous() const { return Containing(unit, range.begin.AddDays(-1)); }

std::string Period::ToString() const {
  std::string first_day = range.begin.ToString();
  switch (unit) {
    case PeriodUnit::kDay:
      return first_day;
    case PeriodUnit::kMonth:
      return first_day.substr(0, 7);
    case PeriodUnit::kQuarter:
      return first_day.substr(0, 4) + "-Q" + std::to_string((range.begin.month() - 1) / 3 + 1);
    case PeriodUnit::kYear:
      return first_day.substr(0, 4);
  }
  return first_day;
}

std::optional<Period> ParsePeriod(std::string_view text) {
  // Every form is a date cut short, so the first day is found by writing out the rest.
  std::string first_day(text);
  PeriodUnit unit = PeriodUnit::kDay;
  if (text.size() == 4) {
    unit = PeriodUnit::kYear;
    first_day += "-01-01";
  } else if (text.size() == 7 && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4') {
    unit = PeriodUnit::kQuarter;
    first_day = first_day.substr(0, 5) + Padded((text[6] - '1') * 3 + 1, 2) + "-01";
  } else if (text.size() == 7) {
    unit = PeriodUnit::kMonth;
    first_day += "-01";
  }
  const std::optional<Date> date = Date::Parse(first_day);
  if (!date) return std::nullopt;
  return Period::Containing(unit, *date);
}

std::vector<Period> PeriodsTouching(PeriodUnit unit, const DateRange& range) {
  std::vector<Period> periods;
  if (range.empty()) return periods;
  for (Period period = Period::Containing(unit, range.begin);
       period.range.begin < range.end && periods.size() < limits::kPeriodsMax;
       period = period.Next()) {
    periods.push_back(period);
  }
  return periods;
}

std::ostream& operator<<(std::ostream& out, Date date) { return out << date.ToString(); }
std::ostream& operator<<(std::ostream& out, const Duration& duration) {
  return out << duration.ToString();
}
std::ostream& operator<<(std::ostream& out, const DateRange& range) {
  return out << range.ToString();
}
std::ostream& operator<<(std::ostream& out, const Period& period) {
  return out << period.ToString();
}

}  // namespace credence
