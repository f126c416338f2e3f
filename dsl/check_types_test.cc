// Tests dsl/check_types.h: what units give, and which do not go together.
#include "dsl/check_types.h"

#include <gtest/gtest.h>

namespace credence::dsl {
namespace {

const Type kCount = Type::Of(TypeKind::kCount);
const Type kNumber = Type::Of(TypeKind::kNumber);
const Type kPercent = Type::Of(TypeKind::kPercent);
const Type kPoints = Type::Of(TypeKind::kPoints);
const Type kDate = Type::Of(TypeKind::kDate);
const Type kDays = Type::Of(TypeKind::kDays);
const Type kTruth = Type::Of(TypeKind::kTruth);

Type Money(std::string_view code) { return Type::Money(*FindCurrency(code)); }

TEST(ProductOf, AShareOfMoneyIsMoney) {
  EXPECT_EQ(ProductOf(kPercent, Money("USD")), Money("USD"));
  EXPECT_EQ(ProductOf(Money("USD"), kPercent), Money("USD"));
  EXPECT_EQ(ProductOf(kCount, Money("USD")), Money("USD"));
  EXPECT_EQ(ProductOf(kNumber, kPoints), kPoints);
}

TEST(ProductOf, AShareOfACountNeedNotBeWhole) {
  EXPECT_EQ(ProductOf(kPercent, kCount), kNumber);
  EXPECT_EQ(ProductOf(kCount, kPercent), kNumber);
  EXPECT_EQ(ProductOf(kCount, kCount), kCount);
}

TEST(ProductOf, MoneyIsNotMultipliedByMoney) {
  EXPECT_EQ(ProductOf(Money("USD"), Money("USD")), std::nullopt);
  EXPECT_EQ(ProductOf(kDate, kNumber), std::nullopt);
  EXPECT_EQ(ProductOf(kTruth, kNumber), std::nullopt);
}

TEST(QuotientOf, LikeByLikeIsAPercent) {
  EXPECT_EQ(QuotientOf(Money("USD"), Money("USD")), kPercent);
  EXPECT_EQ(QuotientOf(kCount, kCount), kPercent);
  EXPECT_EQ(QuotientOf(kNumber, kNumber), kNumber);
}

TEST(QuotientOf, AnAmountByANumberKeepsItsUnit) {
  EXPECT_EQ(QuotientOf(Money("USD"), kCount), Money("USD"));
  EXPECT_EQ(QuotientOf(kPoints, kNumber), kPoints);
  EXPECT_EQ(QuotientOf(kCount, kNumber), kNumber);
}

TEST(QuotientOf, CurrenciesAreNotConverted) {
  EXPECT_EQ(QuotientOf(Money("USD"), Money("EUR")), std::nullopt);
  EXPECT_EQ(QuotientOf(kCount, Money("EUR")), std::nullopt);
}

TEST(SumOf, OneUnitAddsUp) {
  EXPECT_EQ(SumOf(Money("USD"), Money("USD"), false), Money("USD"));
  EXPECT_EQ(SumOf(kCount, kNumber, false), kNumber);
  EXPECT_EQ(SumOf(Money("USD"), Money("EUR"), false), std::nullopt);
  EXPECT_EQ(SumOf(Money("USD"), kNumber, true), std::nullopt);
  EXPECT_EQ(SumOf(kPercent, kNumber, false), std::nullopt);
}

TEST(SumOf, DaysMoveADate) {
  EXPECT_EQ(SumOf(kDate, kDays, false), kDate);
  EXPECT_EQ(SumOf(kDays, kDate, false), kDate);
  EXPECT_EQ(SumOf(kDate, kDate, true), kDays);
  EXPECT_EQ(SumOf(kDate, kDate, false), std::nullopt);
  EXPECT_EQ(SumOf(kDays, kDate, true), std::nullopt);
  EXPECT_EQ(SumOf(kDate, kCount, false), std::nullopt);
}

TEST(BareFigureFits, AFigureIsNoMoneyAndNoPercent) {
  EXPECT_TRUE(BareFigureFits(Rational(5), kCount));
  EXPECT_TRUE(BareFigureFits(Rational(5, 2), kPoints));
  EXPECT_FALSE(BareFigureFits(Rational(5, 2), kCount));
  EXPECT_FALSE(BareFigureFits(Rational(-5), kCount));
  EXPECT_FALSE(BareFigureFits(Rational(5), kPercent));
  EXPECT_FALSE(BareFigureFits(Rational(5), Money("USD")));
  EXPECT_FALSE(BareFigureFits(Rational(5), kDays));
}

}  // namespace
}  // namespace credence::dsl
