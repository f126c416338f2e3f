// Tests server/convert_values.h: what reads, what is told of what does not, and that money of any
// size comes back from the wire as it went.
#include "server/convert_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Date Day(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

v1::Value MoneyValue(std::string currency, int64_t units, int32_t nanos) {
  v1::Value value;
  value.mutable_money()->set_currency_code(std::move(currency));
  value.mutable_money()->set_units(units);
  value.mutable_money()->set_nanos(nanos);
  return value;
}

// The faults of reading `value` as the field `v`.
std::vector<facts::Fault> FaultsOf(const v1::Value& value) {
  facts::FaultList faults;
  EXPECT_FALSE(ReadValue(value, FieldPath("v"), faults).has_value());
  return std::move(faults).Take();
}

facts::TypedValue ReadGood(const v1::Value& value) {
  facts::FaultList faults;
  const auto read = ReadValue(value, FieldPath("v"), faults);
  EXPECT_TRUE(faults.empty());
  return read.value_or(facts::TypedValue{});
}

std::vector<facts::Fault> FaultsOfDate(const v1::Date& date) {
  facts::FaultList faults;
  EXPECT_FALSE(ReadDate(date, FieldPath("from"), faults).has_value());
  return std::move(faults).Take();
}

TEST(ReadDate, ALeapDayIsADay) {
  facts::FaultList faults;
  EXPECT_EQ(ReadDate(Day(2016, 2, 29), FieldPath("from"), faults), Date::Parse("2016-02-29"));
  EXPECT_TRUE(faults.empty());
}

TEST(ReadDate, ADayThatDoesNotExistIsToldWithTheLengthOfItsMonth) {
  EXPECT_THAT(
      FaultsOfDate(Day(2015, 2, 29)),
      ElementsAre(facts::Fault{"from", "there is no 2015-02-29: February 2015 has 28 days"}));
}

TEST(ReadDate, AMonthThatDoesNotExistIsTold) {
  EXPECT_THAT(FaultsOfDate(Day(2016, 13, 1)),
              ElementsAre(facts::Fault{"from", "there is no 2016-13-01: months run from 1 to 12"}));
}

TEST(ReadDate, AYearOutOfReachIsToldWithTheRange) {
  EXPECT_THAT(FaultsOfDate(Day(99999, 1, 1)).front().message,
              HasSubstr("99999-01-01 is too far away: dates run from 1900-01-01 to 2199-12-31"));
  EXPECT_THAT(FaultsOfDate(Day(-3, 1, 1)).front().message, HasSubstr("is too far away"));
}

TEST(ReadDate, AHalfEmptyDateIsTold) {
  EXPECT_THAT(FaultsOfDate(Day(2016, 2, 0)).front().message,
              "a date needs a year, a month and a day, found year 2016, month 2, day 0");
}

TEST(ReadPeriod, NothingAndNonsenseAreToldWithExamples) {
  facts::FaultList faults;
  EXPECT_FALSE(ReadPeriod("", FieldPath("period"), faults).has_value());
  EXPECT_FALSE(ReadPeriod("Feb 2016", FieldPath("period"), faults).has_value());
  const std::vector<facts::Fault> told = std::move(faults).Take();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_THAT(told[0].message, HasSubstr("`2016-02`, `2016-Q1`, `2016` or `2016-02-14`, found "
                                         "nothing"));
  EXPECT_THAT(told[1].message, HasSubstr("found `Feb 2016`"));
}

TEST(ReadValue, ADecimalIsExact) {
  v1::Value value;
  value.set_decimal("0.125");
  EXPECT_EQ(ReadGood(value), (facts::TypedValue{Type::Of(TypeKind::kNumber), Rational(1, 8)}));
}

TEST(ReadValue, FortyPercentIsItsFraction) {
  v1::Value value;
  value.set_percent("40");
  EXPECT_EQ(ReadGood(value), (facts::TypedValue{Type::Of(TypeKind::kPercent), Rational(2, 5)}));
}

TEST(ReadValue, MoneyIsUnitsAndNanosOfOneSign) {
  const Type usd = Type::Money(*FindCurrency("USD"));
  EXPECT_EQ(ReadGood(MoneyValue("USD", 617, 280'000'000)),
            (facts::TypedValue{usd, Rational(61728, 100)}));
  EXPECT_EQ(ReadGood(MoneyValue("USD", -1, -750'000'000)),
            (facts::TypedValue{usd, Rational(-7, 4)}));
  EXPECT_THAT(
      FaultsOf(MoneyValue("USD", 1, -1)),
      ElementsAre(facts::Fault{"v.money.nanos", "has another sign than `units`: 1 and -1"}));
  EXPECT_THAT(FaultsOf(MoneyValue("USD", 0, 1'000'000'000)).front().message,
              HasSubstr("nanos run from -999,999,999 to 999,999,999"));
}

TEST(ReadValue, EveryFaultOfAnAmountIsToldAtOnce) {
  const std::vector<facts::Fault> faults = FaultsOf(MoneyValue("US$", 1, -1));
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].field, "v.money.currency_code");
  EXPECT_THAT(faults[0].message, HasSubstr("ISO 4217 such as `USD`, found `US$`"));
  EXPECT_EQ(faults[1].field, "v.money.nanos");
}

TEST(ReadValue, ExactMoneyNamesItsCurrency) {
  v1::Value value;
  value.set_exact_money("12345.6700000001 USD");
  EXPECT_EQ(ReadGood(value).type, Type::Money(*FindCurrency("USD")));
  value.set_exact_money("12345.67");
  EXPECT_THAT(FaultsOf(value).front().message, HasSubstr("such as `12345.67 USD`"));
}

TEST(ReadValue, AValueOfNoKindIsMissing) {
  EXPECT_THAT(FaultsOf(v1::Value()), ElementsAre(facts::Fault{"v", "the value is missing"}));
}

TEST(ReadValue, WhatIsNoNumberIsShownShortenedAndHarmless) {
  v1::Value value;
  value.set_decimal("\x1b[2J" + std::string(100'000, '9'));
  const std::vector<facts::Fault> faults = FaultsOf(value);
  EXPECT_LT(faults.front().message.size(), 300u);
  EXPECT_EQ(faults.front().message.find('\x1b'), std::string::npos);
}

TEST(WriteAmount, MoneyGoesOutAsTextExactlyAndAsMoney) {
  v1::Amount amount;
  WriteAmount(Rational(-61728, 100), Type::Money(*FindCurrency("USD")), &amount);
  EXPECT_EQ(amount.text(), "-617.28 USD");
  EXPECT_EQ(amount.exact(), "-617.28");
  EXPECT_EQ(amount.unit(), "USD");
  EXPECT_EQ(amount.money().units(), -617);
  EXPECT_EQ(amount.money().nanos(), -280'000'000);
}

TEST(WriteAmount, BelowOneUnitOnlyTheNanosCarryTheSign) {
  v1::Amount amount;
  WriteAmount(Rational(-1, 4), Type::Money(*FindCurrency("USD")), &amount);
  EXPECT_EQ(amount.money().units(), 0);
  EXPECT_EQ(amount.money().nanos(), -250'000'000);
}

TEST(WriteAmount, WhatNanosCannotHoldIsExactTextOnly) {
  v1::Amount third, tenth_nano, huge;
  const Type usd = Type::Money(*FindCurrency("USD"));
  WriteAmount(Rational(1, 3), usd, &third);
  EXPECT_EQ(third.exact(), "1/3");
  EXPECT_FALSE(third.has_money());
  WriteAmount(*Rational::FromDecimal("0.0000000001"), usd, &tenth_nano);
  EXPECT_FALSE(tenth_nano.has_money());
  WriteAmount(*Rational::FromDecimal("9223372036854775808"), usd, &huge);
  EXPECT_FALSE(huge.has_money());
}

TEST(WriteAmount, PercentIsWrittenAsItIsRead) {
  v1::Amount amount;
  WriteAmount(Rational(2, 5), Type::Of(TypeKind::kPercent), &amount);
  EXPECT_EQ(amount.exact(), "40");
  EXPECT_EQ(amount.unit(), "percent");
}

TEST(WriteDateRange, OpenEndsAreAbsent) {
  v1::DateRange range;
  WriteDateRange({*Date::Parse("2016-01-14"), DateRange().end}, &range);
  EXPECT_EQ(range.from().day(), 14);
  EXPECT_FALSE(range.has_through());
}

RC_GTEST_PROP(WriteAmount, MoneyOfAnySizeReadsBackAsItWas, (int64_t units, uint32_t nanos)) {
  const int64_t whole = units / 2;  // keeps a sign and room for the nanos
  const auto part = static_cast<int32_t>(nanos % 1'000'000'000) * (whole < 0 ? -1 : 1);
  const facts::TypedValue read = ReadGood(MoneyValue("EUR", whole, part));
  v1::Amount amount;
  WriteAmount(std::get<Rational>(read.value), read.type, &amount);
  RC_ASSERT(amount.money().units() == whole);
  RC_ASSERT(amount.money().nanos() == part);
}

}  // namespace
}  // namespace credence::server
