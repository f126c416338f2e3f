// Calendar days, and ranges and periods of them. No clock times, no zones, no "today".
//
// A Date is a day number; a DateRange is half-open in memory and inclusive in words, so
// 2016-01-14 through 2016-01-31 is {begin 2016-01-14, end 2016-02-01}, 18 days. A Period is
// a calendar day, month, quarter or year:
//
//   ParsePeriod("2016-02")  -> month, 2016-02-01 .. 2016-02-29
//   ParsePeriod("2016-Q1")  ParsePeriod("2016")  ParsePeriod("2016-02-14")
//
// Months are added by calendar and clamped to the month's end: 2016-01-31 + 1 month is
// 2016-02-29. Dates run from limits::kYearMin to limits::kYearMax.
//
// Thread-safe: values.
#ifndef CREDENCE_CORE_DATE_H_
#define CREDENCE_CORE_DATE_H_

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace credence {

struct Date {
  int32_t days = 0;  // since 1970-01-01

  // nullopt when there is no such day (2015-02-29) or the year is out of limits.
  static std::optional<Date> FromCivil(int year, int month, int day);
  // "2016-02-29", exactly ten characters.
  static std::optional<Date> Parse(std::string_view text);
  std::string ToString() const;

  int year() const;
  int month() const;  // 1..12
  int day() const;    // 1..31
  Date AddDays(int32_t count) const { return {days + count}; }

  friend auto operator<=>(const Date&, const Date&) = default;
};

inline constexpr Date kDateMin{-25567};  // 1900-01-01
inline constexpr Date kDateMax{84005};   // 2199-12-31

enum class DurationUnit { kDay, kWeek, kMonth, kQuarter, kYear };

// "60 days", "12 months"; never negative.
struct Duration {
  int32_t count = 0;
  DurationUnit unit = DurationUnit::kDay;

  // "60 days", "1 day", "2 weeks".
  static std::optional<Duration> Parse(std::string_view text);
  std::string ToString() const;
  // The number of days when the unit has a fixed length (days, weeks).
  std::optional<int32_t> ToDays() const;
  friend bool operator==(const Duration&, const Duration&) = default;
};

// `date` moved by the duration, forward (sign 1) or back (sign -1); clamped to the limits.
Date Add(Date date, const Duration& duration, int sign = 1);

// Days [begin, end). Unbounded ends are kDateMin and the day after kDateMax.
struct DateRange {
  Date begin = kDateMin;
  Date end = {kDateMax.days + 1};

  static DateRange Through(Date from, Date through) { return {from, through.AddDays(1)}; }
  bool empty() const { return end <= begin; }
  int32_t length_days() const { return empty() ? 0 : end.days - begin.days; }
  Date last() const { return end.AddDays(-1); }
  bool Contains(Date date) const { return begin <= date && date < end; }
  bool Contains(const DateRange& other) const { return begin <= other.begin && other.end <= end; }
  DateRange Intersect(const DateRange& other) const;
  // "2016-01-14..2016-01-31"; one day is "2016-01-14"; an open end is left out.
  std::string ToString() const;
  friend bool operator==(const DateRange&, const DateRange&) = default;
};

// Ordered from fine to coarse.
enum class PeriodUnit { kDay, kMonth, kQuarter, kYear };
std::string_view PeriodUnitName(PeriodUnit unit);  // "month"

struct Period {
  PeriodUnit unit = PeriodUnit::kMonth;
  DateRange range;

  // The period of `unit` that holds `date`.
  static Period Containing(PeriodUnit unit, Date date);
  Period Next() const;
  Period Previous() const;
  std::string ToString() const;  // "2016-02", "2016-Q1", "2016", "2016-02-14"
  friend bool operator==(const Period&, const Period&) = default;
};

std::optional<Period> ParsePeriod(std::string_view text);

// The periods of `unit` that share a day with `range`, in order; at most limits::kPeriodsMax.
std::vector<Period> PeriodsTouching(PeriodUnit unit, const DateRange& range);

// Their ToString, so that a failed test shows days.
std::ostream& operator<<(std::ostream& out, Date date);
std::ostream& operator<<(std::ostream& out, const Duration& duration);
std::ostream& operator<<(std::ostream& out, const DateRange& range);
std::ostream& operator<<(std::ostream& out, const Period& period);

}  // namespace credence

#endif  // CREDENCE_CORE_DATE_H_
