// Tests clients/cli/wire_value.h: the form of a literal gives its type, and back from the wire it
// is the same value.
#include "clients/cli/wire_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace credence::cli {
namespace {

using ::testing::HasSubstr;

// "money in USD 12345.67": the type and the literal that reads back.
std::string Inferred(std::string_view text) {
  const auto value = InferLiteral(text);
  if (!value.ok()) return "refused: " + std::string(value.status().message());
  return value->type.ToString() + " " + ToLiteral(value->value, value->type);
}

TEST(InferLiteral, TheFormGivesTheType) {
  EXPECT_EQ(Inferred("80"), "number 80");
  EXPECT_EQ(Inferred("-12.5"), "number -12.5");
  EXPECT_EQ(Inferred("40%"), "percent 40%");
  EXPECT_EQ(Inferred("12_345.67 USD"), "money in USD 12345.67 USD");
  EXPECT_EQ(Inferred("-3 JPY"), "money in JPY -3 JPY");
  EXPECT_EQ(Inferred("2016-02-29"), "date 2016-02-29");
  EXPECT_EQ(Inferred("60 days"), "days 60 days");
  EXPECT_EQ(Inferred("70 points"), "points 70 points");
}

TEST(InferLiteral, WhatHasNoOtherFormIsASymbol) {
  EXPECT_EQ(Inferred("education"), "name education");
  EXPECT_EQ(Inferred("sub1.exchange"), "name sub1.exchange");
  EXPECT_EQ(Inferred("0f3c1a52-7b1d-4e0b-9a61-2c5d3e4f5a6b"),
            "name 0f3c1a52-7b1d-4e0b-9a61-2c5d3e4f5a6b");
  EXPECT_EQ(Inferred("on"), "name on");
}

TEST(InferLiteral, WhatLooksLikeANumberAndIsNoneIsRefused) {
  EXPECT_THAT(Inferred("12,40"), HasSubstr("a comma is no part of a number"));
  EXPECT_THAT(Inferred("12,345.67 USD"), HasSubstr("`12_345.67`"));
  EXPECT_THAT(Inferred("2016-02-30"), HasSubstr("February 2016 has 29 days"));
  EXPECT_THAT(Inferred("80 UDS"), HasSubstr("no currency"));
  EXPECT_THAT(Inferred("3 months"), HasSubstr("no fixed number of days"));
  EXPECT_THAT(Inferred(""), HasSubstr("nothing"));
}

TEST(ToWire, MoneyIsUnitsAndNanosAndFinerMoneyIsExactText) {
  const v1::Value cents = ToWire(*InferLiteral("-12_345.67 USD"));
  EXPECT_EQ(cents.money().units(), -12'345);
  EXPECT_EQ(cents.money().nanos(), -670'000'000);
  EXPECT_EQ(ToWire(*InferLiteral("0.0000000001 USD")).exact_money(), "0.0000000001 USD");
  EXPECT_EQ(ToWire(*InferLiteral("40%")).percent(), "40");
}

TEST(FromWire, ADayThatDoesNotExistIsNoDate) {
  v1::Value value;
  value.mutable_date()->set_year(2015);
  value.mutable_date()->set_month(2);
  value.mutable_date()->set_day(29);
  EXPECT_EQ(FromWire(value), std::nullopt);
  EXPECT_EQ(FromWire(v1::Value()), std::nullopt);
}

TEST(FromWire, AnAmountOfPercentIsItsFraction) {
  v1::Amount amount;
  amount.set_exact("40");
  amount.set_unit("percent");
  EXPECT_EQ(std::get<Rational>(FromWire(amount)->value), Rational(2, 5));
}

TEST(DaysText, AnOpenEndIsLeftOut) {
  v1::DateRange days;
  *days.mutable_from() = ToWire(*Date::Parse("2016-01-14"));
  EXPECT_EQ(DaysText(days), "2016-01-14..");
  *days.mutable_through() = ToWire(*Date::Parse("2016-01-31"));
  EXPECT_EQ(DaysText(days), "2016-01-14..2016-01-31");
}

RC_GTEST_PROP(WireValue, EveryAmountOfMoneyComesBackExactly, (int64_t units, uint32_t part)) {
  const auto amount = CheckedAdd(Rational(units), Rational(part, 7'000'000));
  RC_PRE(amount.has_value());
  const facts::TypedValue value{Type::Money(*FindCurrency("USD")), *amount};
  RC_PRE(amount->ToDecimal(20).has_value());
  RC_ASSERT(FromWire(ToWire(value)) == value);
}

RC_GTEST_PROP(WireValue, EveryPercentComesBackExactly, (int64_t numerator, uint16_t power)) {
  const facts::TypedValue value{Type::Of(TypeKind::kPercent),
                                Rational(numerator, int64_t{1} << (power % 20))};
  RC_ASSERT(FromWire(ToWire(value)) == value);
}

}  // namespace
}  // namespace credence::cli
