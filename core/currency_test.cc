#include "core/currency.h"

#include <gtest/gtest.h>

namespace credence {
namespace {

void ExpectMinorDigits(std::string_view code, int digits) {
  const std::optional<Currency> currency = FindCurrency(code);
  ASSERT_TRUE(currency.has_value()) << code;
  EXPECT_EQ(currency->code(), code);
  EXPECT_EQ(currency->minor_digits, digits) << code;
}

TEST(Currency, MostArePaidInHundredths) {
  for (const char* code : {"USD", "EUR", "GBP", "CHF", "INR", "BRL", "AED", "ZWG", "XCG"}) {
    ExpectMinorDigits(code, 2);
  }
}

TEST(Currency, TheExceptionsOfTheStandardAreKnown) {
  for (const char* code : {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF",
                           "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}) {
    ExpectMinorDigits(code, 0);
  }
  for (const char* code : {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}) {
    ExpectMinorDigits(code, 3);
  }
  ExpectMinorDigits("CLF", 4);
  ExpectMinorDigits("UYW", 4);
}

TEST(Currency, APolicyOf2015StillFindsItsCurrency) {
  ExpectMinorDigits("HRK", 2);
  ExpectMinorDigits("BYR", 0);
}

TEST(Currency, WhatIsNoCurrencyIsNotFound) {
  for (const char* code : {"", "US", "USDD", "usd", "XAU", "XYZ", "D A", "SD ", " US"}) {
    EXPECT_EQ(FindCurrency(code), std::nullopt) << code;
  }
}

TEST(Currency, TheMinorUnitIsTheSmallestPayment) {
  EXPECT_EQ(FindCurrency("USD")->minor_unit(), Rational(1, 100));
  EXPECT_EQ(FindCurrency("JPY")->minor_unit(), Rational(1));
  EXPECT_EQ(FindCurrency("KWD")->minor_unit(), Rational(1, 1000));
}

}  // namespace
}  // namespace credence
