#include "clients/connectors/cell_values.h"

#include <gtest/gtest.h>

#include "core/limits.h"

namespace credence::connectors {
namespace {

std::string Decimal(std::string_view text) {
  const absl::StatusOr<Rational> number = ReadDecimal("Amount", text);
  return number.ok() ? number->ToString() : std::string(number.status().message());
}

TEST(CellValues, GuidsAreOneInEitherCaseAndInBraces) {
  EXPECT_EQ(ReadGuid("{AAAAAAAA-0000-4000-8000-00000000000F}"),
            "aaaaaaaa-0000-4000-8000-00000000000f");
  EXPECT_EQ(ReadGuid("{aaaaaaaa-0000-4000-8000-00000000000f"), "");
  EXPECT_EQ(ReadGuid("aaaaaaaa-0000-4000-8000-00000000000g"), "");
  EXPECT_EQ(ReadGuid("aaaaaaaa00004000800000000000000f"), "");
}

TEST(CellValues, AnIdHoldsNoBlanksAndIsNotTooLong) {
  EXPECT_EQ(*ReadId("id", "EA-1_x.2"), "EA-1_x.2");
  EXPECT_EQ(ReadId("id", "").status().message(), "id is empty");
  EXPECT_FALSE(ReadId("id", "a/b").ok());
  EXPECT_TRUE(ReadId("id", std::string(limits::kIdBytesMax, 'x')).ok());
  EXPECT_FALSE(ReadId("id", std::string(limits::kIdBytesMax + 1, 'x')).ok());
}

TEST(CellValues, DecimalsAreExactWithAndWithoutAnExponent) {
  EXPECT_EQ(Decimal("0.846202666"), "0.846202666");
  EXPECT_EQ(Decimal("-12"), "-12");
  EXPECT_EQ(Decimal("5E-05"), "0.00005");
  EXPECT_EQ(Decimal("1.5e+3"), "1500");
  EXPECT_EQ(Decimal("1e29"), "1" + std::string(29, '0'));
}

TEST(CellValues, WhatIsNoDecimalIsRefused) {
  for (const char* text :
       {"1,5", "1_000", "$5", "5 USD", "1e30", "1e", "e5", "1e5.0", "0x10", "nan"}) {
    EXPECT_NE(Decimal(text).find("expected a decimal number"), std::string::npos) << text;
  }
  EXPECT_EQ(Decimal(""), "Amount is empty");
}

TEST(CellValues, CountsAreWholeAndNotBelowZero) {
  EXPECT_EQ(*ReadCount("Seats", "1000"), 1000);
  EXPECT_EQ(ReadCount("Seats", "-1").status().message(), "Seats is `-1`, below zero");
  EXPECT_FALSE(ReadCount("Seats", "1e3").ok());
  EXPECT_FALSE(ReadCount("Seats", std::string(16, '9')).ok());
}

TEST(CellValues, ALongCellIsShownInPart) {
  EXPECT_EQ(ShownCell(std::string(50, 'x')), std::string(40, 'x') + "...");
}

}  // namespace
}  // namespace credence::connectors
