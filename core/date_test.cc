#include "core/date.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <sstream>

#include "core/limits.h"

namespace credence {
namespace {

using ::testing::ElementsAre;

Date On(std::string_view text) { return Date::Parse(text).value(); }
DateRange Days(std::string_view from, std::string_view through) {
  return DateRange::Through(On(from), On(through));
}

TEST(Date, ADayIsWrittenYearMonthDay) {
  const Date date = On("2016-02-29");
  EXPECT_EQ(date.year(), 2016);
  EXPECT_EQ(date.month(), 2);
  EXPECT_EQ(date.day(), 29);
  EXPECT_EQ(date.ToString(), "2016-02-29");
  EXPECT_EQ(On("1970-01-01").days, 0);
}

TEST(Date, ADayThatIsNotInTheCalendarIsRefused) {
  for (const char* text : {"2015-02-29", "1900-02-29", "2016-02-30", "2016-04-31", "2016-13-01",
                           "2016-00-01", "2016-01-00", "2016-01-32"}) {
    EXPECT_EQ(Date::Parse(text), std::nullopt) << text;
  }
  EXPECT_TRUE(Date::Parse("2000-02-29").has_value());
}

TEST(Date, AnyOtherWritingIsRefused) {
  for (const char* text : {"", "2016-1-14", "2016-01-14 ", "14-01-2016", "2016/01/14", "20160114",
                           "2016-01-1x", "+016-01-14", "2016-01--1", "2016-01-14T00:00"}) {
    EXPECT_EQ(Date::Parse(text), std::nullopt) << text;
  }
}

TEST(Date, TheFirstAndLastDayAreInAndTheirNeighboursOut) {
  EXPECT_EQ(On("1900-01-01"), kDateMin);
  EXPECT_EQ(On("2199-12-31"), kDateMax);
  EXPECT_EQ(Date::Parse("1899-12-31"), std::nullopt);
  EXPECT_EQ(Date::Parse("2200-01-01"), std::nullopt);
  EXPECT_EQ(Date::FromCivil(limits::kYearMin - 1, 12, 31), std::nullopt);
  EXPECT_EQ(Date::FromCivil(limits::kYearMax + 1, 1, 1), std::nullopt);
  EXPECT_EQ(Date::FromCivil(2016, -1, 1), std::nullopt);
}

TEST(Duration, ItReadsAsItIsSaid) {
  EXPECT_EQ(Duration::Parse("60 days"), (Duration{60, DurationUnit::kDay}));
  EXPECT_EQ(Duration::Parse("1 day"), (Duration{1, DurationUnit::kDay}));
  EXPECT_EQ(Duration::Parse("2 weeks"), (Duration{2, DurationUnit::kWeek}));
  EXPECT_EQ(Duration::Parse("12 months"), (Duration{12, DurationUnit::kMonth}));
  EXPECT_EQ(Duration::Parse("4 quarters"), (Duration{4, DurationUnit::kQuarter}));
  EXPECT_EQ(Duration::Parse("1_000 days"), (Duration{1000, DurationUnit::kDay}));
  EXPECT_EQ((Duration{1, DurationUnit::kYear}.ToString()), "1 year");
  EXPECT_EQ((Duration{0, DurationUnit::kWeek}.ToString()), "0 weeks");
}

TEST(Duration, WhatIsNoDurationIsRefused) {
  for (const char* text :
       {"", "60", "days", "60days", "60  days", "-1 days", "1.5 days", "1.0 days", "60 dayss",
        "60 Days", "60 hours", " 60 days", "2147483648 days"}) {
    EXPECT_EQ(Duration::Parse(text), std::nullopt) << text;
  }
  EXPECT_EQ(Duration::Parse("2147483647 days")->count, 2147483647);
}

TEST(Duration, OnlyDaysAndWeeksHaveAFixedLength) {
  EXPECT_EQ((Duration{60, DurationUnit::kDay}.ToDays()), 60);
  EXPECT_EQ((Duration{2, DurationUnit::kWeek}.ToDays()), 14);
  EXPECT_EQ((Duration{1, DurationUnit::kMonth}.ToDays()), std::nullopt);
  EXPECT_EQ((Duration{306'783'378, DurationUnit::kWeek}.ToDays()), 2'147'483'646);
  EXPECT_EQ((Duration{306'783'379, DurationUnit::kWeek}.ToDays()), std::nullopt);
}

TEST(DateArithmetic, MonthsAreAddedByCalendarAndStopAtTheMonthsEnd) {
  const Duration month{1, DurationUnit::kMonth};
  EXPECT_EQ(Add(On("2016-01-31"), month), On("2016-02-29"));
  EXPECT_EQ(Add(On("2015-01-31"), month), On("2015-02-28"));
  EXPECT_EQ(Add(On("2016-03-31"), month, -1), On("2016-02-29"));
  EXPECT_EQ(Add(On("2016-12-15"), month), On("2017-01-15"));
  EXPECT_EQ(Add(On("2016-01-15"), month, -1), On("2015-12-15"));
  EXPECT_EQ(Add(On("2016-02-29"), {1, DurationUnit::kYear}), On("2017-02-28"));
  EXPECT_EQ(Add(On("2015-11-30"), {1, DurationUnit::kQuarter}), On("2016-02-29"));
  EXPECT_EQ(Add(On("2016-01-14"), {2, DurationUnit::kWeek}), On("2016-01-28"));
  EXPECT_EQ(Add(On("2016-01-14"), {60, DurationUnit::kDay}, -1), On("2015-11-15"));
}

TEST(DateArithmetic, ItStopsAtTheFirstAndTheLastDay) {
  for (const DurationUnit unit : {DurationUnit::kDay, DurationUnit::kWeek, DurationUnit::kMonth,
                                  DurationUnit::kQuarter, DurationUnit::kYear}) {
    EXPECT_EQ(Add(On("2016-01-14"), {INT32_MAX, unit}), kDateMax);
    EXPECT_EQ(Add(On("2016-01-14"), {INT32_MAX, unit}, -1), kDateMin);
    EXPECT_EQ(Add(kDateMax, {1, unit}), kDateMax);
    EXPECT_EQ(Add(kDateMin, {1, unit}, -1), kDateMin);
  }
  EXPECT_EQ(Add(kDateMax.AddDays(-1), {1, DurationUnit::kDay}), kDateMax);
}

TEST(DateRange, ItIsHalfOpenInMemoryAndInclusiveInWords) {
  const DateRange range = Days("2016-01-14", "2016-01-31");
  EXPECT_EQ(range.end, On("2016-02-01"));
  EXPECT_EQ(range.length_days(), 18);
  EXPECT_EQ(range.ToString(), "2016-01-14..2016-01-31");
  EXPECT_TRUE(range.Contains(On("2016-01-31")));
  EXPECT_FALSE(range.Contains(On("2016-02-01")));
  EXPECT_EQ(Days("2016-01-14", "2016-01-14").ToString(), "2016-01-14");
}

TEST(DateRange, AnOpenEndIsLeftOut) {
  EXPECT_EQ((DateRange{On("2016-01-14"), kDateMax.AddDays(1)}.ToString()), "2016-01-14..");
  EXPECT_EQ((DateRange{kDateMin, On("2016-01-14")}.ToString()), "..2016-01-13");
  EXPECT_EQ(DateRange{}.ToString(), "..");
  EXPECT_EQ((DateRange{On("2016-01-14"), On("2016-01-14")}.ToString()), "no days");
}

TEST(DateRange, WhatTwoRangesShareMayBeNothing) {
  const DateRange january = Days("2016-01-01", "2016-01-31");
  EXPECT_EQ(january.Intersect(Days("2016-01-14", "2016-02-10")), Days("2016-01-14", "2016-01-31"));
  const DateRange nothing = january.Intersect(Days("2016-03-01", "2016-03-31"));
  EXPECT_TRUE(nothing.empty());
  EXPECT_EQ(nothing.length_days(), 0);
  EXPECT_EQ(nothing.begin, nothing.end);
  EXPECT_TRUE(DateRange{}.Contains(january));
  EXPECT_FALSE(january.Contains(DateRange{}));
}

TEST(Period, EveryFormReadsAndReadsBack) {
  struct Example {
    const char* text;
    PeriodUnit unit;
    DateRange range;
  };
  for (const Example& example : {
           Example{"2016-02", PeriodUnit::kMonth, Days("2016-02-01", "2016-02-29")},
           Example{"2016-Q1", PeriodUnit::kQuarter, Days("2016-01-01", "2016-03-31")},
           Example{"2016-Q4", PeriodUnit::kQuarter, Days("2016-10-01", "2016-12-31")},
           Example{"2016", PeriodUnit::kYear, Days("2016-01-01", "2016-12-31")},
           Example{"2016-02-14", PeriodUnit::kDay, Days("2016-02-14", "2016-02-14")},
           Example{"2199-12", PeriodUnit::kMonth, Days("2199-12-01", "2199-12-31")},
       }) {
    const std::optional<Period> period = ParsePeriod(example.text);
    ASSERT_TRUE(period.has_value()) << example.text;
    EXPECT_EQ(period->unit, example.unit) << example.text;
    EXPECT_EQ(period->range, example.range) << example.text;
    EXPECT_EQ(period->ToString(), example.text);
  }
}

TEST(Period, WhatIsNoPeriodIsRefused) {
  for (const char* text : {"", "16", "2016-", "2016-1", "2016-13", "2016-00", "2016-Q0", "2016-Q5",
                           "2016-q1", "2016xQ1", "2016Q1", "1899", "2200", "2016-02-30", "x016"}) {
    EXPECT_EQ(ParsePeriod(text), std::nullopt) << text;
  }
}

TEST(Period, ARangeTouchesEveryPeriodItSharesADayWith) {
  EXPECT_THAT(
      PeriodsTouching(PeriodUnit::kMonth, Days("2016-01-31", "2016-03-01")),
      ElementsAre(*ParsePeriod("2016-01"), *ParsePeriod("2016-02"), *ParsePeriod("2016-03")));
  EXPECT_TRUE(PeriodsTouching(PeriodUnit::kMonth, {On("2016-01-01"), On("2016-01-01")}).empty());
}

TEST(Period, NoMorePeriodsThanTheLimitAreListed) {
  const DateRange at_limit{On("2016-01-01"),
                           On("2016-01-01").AddDays(static_cast<int>(limits::kPeriodsMax))};
  const DateRange one_over{at_limit.begin, at_limit.end.AddDays(1)};
  EXPECT_EQ(PeriodsTouching(PeriodUnit::kDay, at_limit).size(), limits::kPeriodsMax);
  EXPECT_EQ(PeriodsTouching(PeriodUnit::kDay, one_over).size(), limits::kPeriodsMax);
  EXPECT_EQ(PeriodsTouching(PeriodUnit::kYear, DateRange{}).size(), 300u);
}

TEST(Date, AFailedTestShowsDays) {
  std::ostringstream out;
  out << On("2016-01-14") << " " << Duration{2, DurationUnit::kWeek} << " "
      << Days("2016-01-14", "2016-01-15") << " " << *ParsePeriod("2016-Q1");
  EXPECT_EQ(out.str(), "2016-01-14 2 weeks 2016-01-14..2016-01-15 2016-Q1");
}

Date AnyDate() { return {*rc::gen::inRange(kDateMin.days, kDateMax.days + 1)}; }

PeriodUnit AnyUnit() {
  return *rc::gen::element(PeriodUnit::kDay, PeriodUnit::kMonth, PeriodUnit::kQuarter,
                           PeriodUnit::kYear);
}

std::chrono::year_month_day Civil(Date date) {
  return std::chrono::sys_days(std::chrono::days(date.days));
}

RC_GTEST_PROP(Date, TheCalendarIsThatOfTheStandardLibrary, ()) {
  const Date date = AnyDate();
  const std::chrono::year_month_day civil = Civil(date);
  RC_ASSERT(date.year() == int{civil.year()});
  RC_ASSERT(date.month() == static_cast<int>(unsigned{civil.month()}));
  RC_ASSERT(date.day() == static_cast<int>(unsigned{civil.day()}));
  RC_ASSERT(Date::FromCivil(date.year(), date.month(), date.day()) == date);
  RC_ASSERT(Date::Parse(date.ToString()) == date);
}

RC_GTEST_PROP(DateArithmetic, MonthsAgreeWithTheStandardLibrary, ()) {
  const Date date = AnyDate();
  const int count = *rc::gen::inRange(0, 600);
  const int sign = *rc::gen::element(1, -1);
  std::chrono::year_month_day wanted = Civil(date) + std::chrono::months(sign * count);
  if (!wanted.ok()) wanted = wanted.year() / wanted.month() / std::chrono::last;
  const Date day{static_cast<int32_t>(std::chrono::sys_days(wanted).time_since_epoch().count())};
  RC_ASSERT(Add(date, {count, DurationUnit::kMonth}, sign) == std::clamp(day, kDateMin, kDateMax));
}

RC_GTEST_PROP(Period, PeriodsTileTheCalendar, ()) {
  const Date date = AnyDate();
  const Period period = Period::Containing(AnyUnit(), date);
  RC_ASSERT(period.range.Contains(date));
  RC_ASSERT(period.Next().range.begin == period.range.end);
  RC_ASSERT(period.Next().Previous() == period);
  RC_ASSERT(Period::Containing(period.unit, period.range.begin) == period);
  RC_ASSERT(Period::Containing(period.unit, period.range.last()) == period);
  RC_ASSERT(ParsePeriod(period.ToString()) == period);
}

RC_GTEST_PROP(Period, CoarserPeriodsAreMadeOfWholeFinerOnes, ()) {
  const Period coarse = Period::Containing(PeriodUnit::kYear, AnyDate());
  const PeriodUnit fine = AnyUnit();
  Date reached = coarse.range.begin;
  for (const Period& period : PeriodsTouching(fine, coarse.range)) {
    RC_ASSERT(period.range.begin == reached);
    reached = period.range.end;
  }
  RC_ASSERT(reached == coarse.range.end);
}

RC_GTEST_PROP(DateRange, ADayIsSharedExactlyWhenBothContainIt, ()) {
  const DateRange a{AnyDate(), AnyDate()};
  const DateRange b{AnyDate(), AnyDate()};
  const Date day = AnyDate();
  RC_ASSERT(a.Intersect(b).Contains(day) == (a.Contains(day) && b.Contains(day)));
  RC_ASSERT(a.Intersect(b).length_days() == b.Intersect(a).length_days());
}

}  // namespace
}  // namespace credence
