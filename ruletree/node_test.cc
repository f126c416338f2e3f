// Tests ruletree/node.h: which days a window means.
#include "ruletree/node.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace credence::ruletree {
namespace {

DateRange Days(std::string_view from, std::string_view through) {
  return DateRange::Through(*Date::Parse(from), *Date::Parse(through));
}

DateRange Month(std::string_view month) { return ParsePeriod(month)->range; }

std::string Last(std::string_view duration, const DateRange& part) {
  return ResolveWindow({.kind = WindowKind::kDuration, .duration = *Duration::Parse(duration)},
                       part)
      .ToString();
}

std::string Before(std::string_view duration, const DateRange& part) {
  return ResolveWindow(
             {.kind = WindowKind::kDurationBefore, .duration = *Duration::Parse(duration)}, part)
      .ToString();
}

TEST(Window, ThePeriodIsTheEvaluatedDays) {
  EXPECT_EQ(ResolveWindow({}, Month("2016-02")), Month("2016-02"));
}

TEST(Window, MonthsAreTheCurrentOneAndWholeOnesBeforeIt) {
  EXPECT_EQ(Last("12 months", Month("2016-02")), "2015-03-01..2016-02-29");
  EXPECT_EQ(Last("1 month", Month("2016-02")), "2016-02-01..2016-02-29");
  EXPECT_EQ(Last("6 months", Month("2016-Q1")), "2015-10-01..2016-03-31");
  EXPECT_EQ(Last("2 quarters", Month("2016-Q1")), "2015-10-01..2016-03-31");
  EXPECT_EQ(Last("1 year", Month("2016-Q2")), "2016-01-01..2016-06-30");
}

TEST(Window, APartOfASplitMonthEndsTheWindow) {
  EXPECT_EQ(Last("2 months", Days("2016-01-01", "2016-01-13")), "2015-12-01..2016-01-13");
  EXPECT_EQ(Last("2 months", Days("2016-01-14", "2016-01-31")), "2015-12-01..2016-01-31");
}

TEST(Window, DaysAreCountedFromTheLastEvaluatedDay) {
  EXPECT_EQ(Last("30 days", Month("2016-01")), "2016-01-02..2016-01-31");
  EXPECT_EQ(Last("2 weeks", Month("2016-01")), "2016-01-18..2016-01-31");
}

TEST(Window, BeforeThePeriodLeavesThePeriodOut) {
  EXPECT_EQ(Before("12 months", Month("2016-02")), "2015-02-01..2016-01-31");
  EXPECT_EQ(Before("90 days", Month("2016-01")), "2015-10-03..2015-12-31");
  EXPECT_EQ(Before("1 year", Month("2016")), "2015-01-01..2015-12-31");
}

TEST(Window, TheEarlierPartOfASplitMonthIsNotBeforeThePeriod) {
  EXPECT_EQ(Before("1 month", Days("2016-01-14", "2016-01-31")), "2015-12-01..2015-12-31");
}

TEST(Window, ToDateBeginsWhereTheUnitDoes) {
  const Window year{.kind = WindowKind::kToDate, .unit = PeriodUnit::kYear};
  EXPECT_EQ(ResolveWindow(year, Month("2016-05")).ToString(), "2016-01-01..2016-05-31");
  const Window quarter{.kind = WindowKind::kToDate, .unit = PeriodUnit::kQuarter};
  EXPECT_EQ(ResolveWindow(quarter, Month("2016-05")).ToString(), "2016-04-01..2016-05-31");
}

TEST(Window, DatesAreTheDatesThatWereWritten) {
  const Window dates{.kind = WindowKind::kDates, .dates = Days("2016-01-05", "2016-01-09")};
  EXPECT_EQ(ResolveWindow(dates, Month("2016-05")).ToString(), "2016-01-05..2016-01-09");
}

TEST(OpName, NamesEveryOperationDifferently) {
  std::vector<std::string_view> names;
  for (int op = 0; op <= static_cast<int>(Op::kEvidenceTest); ++op) {
    const std::string_view name = OpName(static_cast<Op>(op));
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 0) << name;
    names.push_back(name);
  }
}

}  // namespace
}  // namespace credence::ruletree
