#include "core/value.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "core/limits.h"

namespace credence {
namespace {

Type Usd() { return Type::Money(FindCurrency("USD").value()); }
Type Of(TypeKind kind) { return Type::Of(kind); }

// The value that `text` is read as, or the message that refuses it.
void ExpectReads(std::string_view text, const Type& type, const Value& value) {
  const absl::StatusOr<Value> read = ParseValue(text, type);
  ASSERT_TRUE(read.ok()) << text << ": " << read.status();
  EXPECT_TRUE(*read == value) << text << " read as " << ToLiteral(*read, type);
}
std::string Refusal(std::string_view text, const Type& type) {
  const absl::StatusOr<Value> read = ParseValue(text, type);
  if (read.ok()) return "read as " + ToLiteral(*read, type);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(read.status().message());
}

TEST(Value, EveryTypeReadsItsLiteral) {
  ExpectReads("1_000", Of(TypeKind::kCount), Rational(1000));
  ExpectReads("1.5", Of(TypeKind::kNumber), Rational(3, 2));
  ExpectReads("-1.5", Of(TypeKind::kNumber), Rational(-3, 2));
  ExpectReads("40%", Of(TypeKind::kPercent), Rational(2, 5));
  ExpectReads("0.5%", Of(TypeKind::kPercent), Rational(1, 200));
  ExpectReads("70 points", Of(TypeKind::kPoints), Rational(70));
  ExpectReads("1 point", Of(TypeKind::kPoints), Rational(1));
  ExpectReads("25_000 USD", Usd(), Rational(25'000));
  ExpectReads("-0.005 USD", Usd(), Rational(-1, 200));
  ExpectReads("2016-01-14", Of(TypeKind::kDate), *Date::Parse("2016-01-14"));
  ExpectReads("180 days", Of(TypeKind::kDays), Rational(180));
  ExpectReads("1 day", Of(TypeKind::kDays), Rational(1));
  ExpectReads("2 weeks", Of(TypeKind::kDays), Rational(14));
  ExpectReads("yes", Of(TypeKind::kTruth), true);
  ExpectReads("no", Of(TypeKind::kTruth), false);
  ExpectReads("north_america", Of(TypeKind::kSymbol), std::string("north_america"));
  ExpectReads("Contoso, Ltd. (Größe 7)", Of(TypeKind::kSubject),
              std::string("Contoso, Ltd. (Größe 7)"));
}

TEST(Value, ACountSaysWhatACountIs) {
  const Type count = Of(TypeKind::kCount);
  EXPECT_EQ(Refusal("-5", count),
            "expected a count such as `80`, found `-5`: a count is never negative");
  EXPECT_EQ(Refusal("1.5", count),
            "expected a count such as `80`, found `1.5`: a count is a whole number");
  EXPECT_EQ(Refusal("1,000", count),
            "expected a count such as `80`, found `1,000`: group digits with an underscore, "
            "`1_000`");
  EXPECT_EQ(Refusal("many", count), "expected a count such as `80`, found `many`");
  EXPECT_EQ(Refusal("+5", count),
            "expected a count such as `80`, found `+5`: a number above zero has no sign");
  EXPECT_EQ(Refusal(" 5", count),
            "expected a count such as `80`, found ` 5`: there are spaces to remove");
  ExpectReads("80.0", count, Rational(80));
}

TEST(Value, MoneySaysWhichMoney) {
  const std::string expected = "expected money in USD such as `1_240.50 USD`, found ";
  EXPECT_EQ(Refusal("12,40", Usd()),
            expected + "`12,40`: a comma is no part of a number, decimals follow a point");
  EXPECT_EQ(Refusal("1,240.50 USD", Usd()),
            expected + "`1,240.50 USD`: group digits with an underscore, `1_240.50`");
  EXPECT_EQ(Refusal("5 EUR", Usd()),
            expected + "`5 EUR`: one currency is never converted to another here");
  EXPECT_EQ(Refusal("5 usd", Usd()), expected + "`5 usd`: `usd` is no currency of ISO 4217");
  EXPECT_EQ(Refusal("5", Usd()), expected + "`5`: the currency is missing");
  EXPECT_EQ(Refusal("", Usd()), expected + "nothing");
  EXPECT_EQ(Refusal("$5", Usd()), expected + "`$5`");
  EXPECT_EQ(Refusal("5  USD", Usd()), expected + "`5  USD`: there are spaces to remove");
}

TEST(Value, DaysAreDaysOrWeeks) {
  const std::string expected = "expected days such as `180 days`, found ";
  const Type days = Of(TypeKind::kDays);
  EXPECT_EQ(Refusal("2 months", days), expected +
                                           "`2 months`: a month has no fixed number of "
                                           "days, so write days or weeks");
  EXPECT_EQ(Refusal("1 year", days),
            expected + "`1 year`: a year has no fixed number of days, so write days or weeks");
  EXPECT_EQ(Refusal("180", days), expected + "`180`: the word `days` is missing");
  EXPECT_EQ(Refusal("soon", days), expected + "`soon`");
}

TEST(Value, ADateThatIsNotInTheCalendarIsExplained) {
  const Type date = Of(TypeKind::kDate);
  EXPECT_EQ(Refusal("2015-02-29", date), "there is no 2015-02-29: February 2015 has 28 days");
  EXPECT_EQ(Refusal("2016-04-31", date), "there is no 2016-04-31: April 2016 has 30 days");
  EXPECT_EQ(Refusal("2016-01-00", date), "there is no 2016-01-00: January 2016 has 31 days");
  EXPECT_EQ(Refusal("2016-13-01", date), "there is no 2016-13-01: a year has months 01 to 12");
  EXPECT_EQ(Refusal("1899-12-31", date),
            "1899-12-31 is out of reach: dates run from 1900-01-01 to 2199-12-31");
  EXPECT_EQ(Refusal("2200-01-01", date),
            "2200-01-01 is out of reach: dates run from 1900-01-01 to 2199-12-31");
  EXPECT_EQ(Refusal("14.01.2016", date),
            "expected a date such as `2016-01-14` (year, month, day), found `14.01.2016`");
  ExpectReads("1900-01-01", date, kDateMin);
  ExpectReads("2199-12-31", date, kDateMax);
}

TEST(Value, AMissingUnitIsNamed) {
  EXPECT_EQ(Refusal("40", Of(TypeKind::kPercent)),
            "expected a percent such as `40%`, found `40`: the sign `%` is missing");
  EXPECT_EQ(Refusal("70", Of(TypeKind::kPoints)),
            "expected points such as `70 points`, found `70`: the word `points` is missing");
  EXPECT_EQ(Refusal("40 %", Of(TypeKind::kPercent)),
            "expected a percent such as `40%`, found `40 %`: there are spaces to remove");
}

TEST(Value, WordsAreHeldToTheirForm) {
  EXPECT_EQ(Refusal("true", Of(TypeKind::kTruth)), "expected `yes` or `no`, found `true`");
  EXPECT_EQ(Refusal("Education", Of(TypeKind::kSymbol)),
            "expected a name such as `education`, found `Education`: a name begins with a small "
            "letter and goes on with small letters, digits and underscores");
  EXPECT_EQ(Refusal("", Of(TypeKind::kSubject)), "expected the id of a subject, found nothing");
  EXPECT_EQ(Refusal("a\x1b[2J", Of(TypeKind::kSubject)),
            "expected the id of a subject, found `a\\x1b[2J`: an id holds no bytes that cannot be "
            "printed");
  EXPECT_EQ(Refusal("{ a, b }", Of(TypeKind::kSet)),
            "expected one value, found `{ a, b }`: a set of names stands only in a policy");
}

TEST(Value, AtALimitItIsReadAndOneOverItIsRefusedByName) {
  const std::string digits(limits::kLiteralDigitsMax, '9');
  ExpectReads(digits + " USD", Usd(), *Rational::FromDecimal(digits));
  EXPECT_EQ(Refusal(digits + "9", Of(TypeKind::kNumber)),
            "expected a number such as `1.5`, found `" + digits +
                "9`: a number has at most 30 digits, here are 31");
  const std::string name(limits::kNameBytesMax, 'a');
  ExpectReads(name, Of(TypeKind::kSymbol), name);
  EXPECT_EQ(Refusal(name + "a", Of(TypeKind::kSymbol)),
            "expected a name such as `education`, found `" + std::string(60, 'a') +
                "...`: a name has at most 128 bytes");
  const std::string id(limits::kIdBytesMax, 'A');
  ExpectReads(id, Of(TypeKind::kSubject), id);
  EXPECT_EQ(Refusal(id + "A", Of(TypeKind::kSubject)), "expected the id of a subject, found `" +
                                                           std::string(60, 'A') +
                                                           "...`: an id has at most 256 bytes");
}

TEST(Value, AMessageIsShortAndSafeHoweverLongTheText) {
  const std::string message = Refusal(std::string(100'000, '\x1b'), Of(TypeKind::kNumber));
  EXPECT_LT(message.size(), 400u);
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
  // The cut does not halve a letter.
  const std::string umlauts = Refusal("x" + std::string(59, 'y') + "ö", Of(TypeKind::kNumber));
  EXPECT_EQ(umlauts.find("\\x"), std::string::npos) << umlauts;
}

TEST(Value, LiteralsAreWrittenAsPoliciesWriteThem) {
  EXPECT_EQ(ToLiteral(Rational(2, 5), Of(TypeKind::kPercent)), "40%");
  EXPECT_EQ(ToLiteral(Rational(1, 3), Of(TypeKind::kPercent)), "100/3%");
  EXPECT_EQ(ToLiteral(Rational(61728, 100), Usd()), "617.28 USD");
  EXPECT_EQ(ToLiteral(Rational(1, 3), Usd()), "1/3 USD");
  EXPECT_EQ(ToLiteral(Rational(1), Of(TypeKind::kDays)), "1 day");
  EXPECT_EQ(ToLiteral(Rational(70), Of(TypeKind::kPoints)), "70 points");
  EXPECT_EQ(ToLiteral(Rational(1000), Of(TypeKind::kCount)), "1000");
  EXPECT_EQ(ToLiteral(true, Of(TypeKind::kTruth)), "yes");
  EXPECT_EQ(ToLiteral(*Date::Parse("2016-01-14"), Of(TypeKind::kDate)), "2016-01-14");
  EXPECT_EQ(ToLiteral(std::string("education"), Of(TypeKind::kSymbol)), "education");
}

TEST(Value, PeopleSeeGroupedDigitsAndWholeCents) {
  EXPECT_EQ(ToDisplay(Rational(1234567, 100), Usd()), "12,345.67 USD");
  EXPECT_EQ(ToDisplay(Rational(5), Usd()), "5.00 USD");
  EXPECT_EQ(ToDisplay(Rational(-11, 10), Usd()), "-1.10 USD");
  EXPECT_EQ(ToDisplay(Rational(1, 1000), Usd()), "0.001 USD");
  EXPECT_EQ(ToDisplay(*Rational::FromDecimal("0.00000000000001"), Usd()), "0.00000000000001 USD");
  EXPECT_EQ(ToDisplay(Rational(1, 3), Usd()), "~0.3333333333 USD");
  EXPECT_EQ(ToDisplay(Rational(500), Type::Money(*FindCurrency("JPY"))), "500 JPY");
  EXPECT_EQ(ToDisplay(Rational(5), Type::Money(*FindCurrency("KWD"))), "5.000 KWD");
  EXPECT_EQ(ToDisplay(Rational(2, 5), Of(TypeKind::kPercent)), "40%");
  EXPECT_EQ(ToDisplay(Rational(1, 3), Of(TypeKind::kPercent)), "~33.3333333333%");
  EXPECT_EQ(ToDisplay(Rational(1000), Of(TypeKind::kCount)), "1,000");
  EXPECT_EQ(ToDisplay(Rational(1), Of(TypeKind::kPoints)), "1 point");
  EXPECT_EQ(ToDisplay(Rational(180), Of(TypeKind::kDays)), "180 days");
  EXPECT_EQ(ToDisplay(false, Of(TypeKind::kTruth)), "no");
  EXPECT_EQ(ToDisplay(std::string("a\nb"), Of(TypeKind::kSubject)), "a\\x0ab");
}

TEST(Type, MessagesCallTypesByTheirWords) {
  EXPECT_EQ(Usd().ToString(), "money in USD");
  EXPECT_EQ(Of(TypeKind::kMoney).ToString(), "money");
  EXPECT_EQ(Of(TypeKind::kCount).ToString(), "count");
  EXPECT_EQ(Of(TypeKind::kPercent).ToString(), "percent");
  EXPECT_EQ(Of(TypeKind::kTruth).ToString(), "yes or no");
}

TEST(Type, MoneyOfTwoCurrenciesIsOfTwoTypes) {
  EXPECT_FALSE(Usd() == Type::Money(*FindCurrency("EUR")));
  EXPECT_TRUE(Usd() == Type::Money(*FindCurrency("USD")));
  EXPECT_FALSE(Usd() == Of(TypeKind::kNumber));
  EXPECT_TRUE(Usd().is_numeric());
  EXPECT_TRUE(Of(TypeKind::kDays).is_numeric());
  EXPECT_FALSE(Of(TypeKind::kDate).is_numeric());
}

RC_GTEST_PROP(Value, EveryNumericLiteralReadsBack, ()) {
  const Type type = *rc::gen::element(Of(TypeKind::kNumber), Of(TypeKind::kPercent),
                                      Of(TypeKind::kPoints), Of(TypeKind::kDays), Usd());
  const Rational first(*rc::gen::arbitrary<int64_t>(), *rc::gen::nonZero<int64_t>());
  const Rational second(*rc::gen::arbitrary<int64_t>(), *rc::gen::element(1, 100, 1'000'000));
  const Rational product = CheckedMultiply(first, second).value();
  const Rational square = CheckedMultiply(second, second).value();
  for (const Rational& number : {first, second, product, square}) {
    const std::string literal = ToLiteral(number, type);
    const absl::StatusOr<Value> read = ParseValue(literal, type);
    RC_ASSERT(read.ok());
    RC_ASSERT(std::get<Rational>(*read) == number);
  }
}

RC_GTEST_PROP(Value, AnyBytesAreReadOrRefusedInWords, (const std::string& text)) {
  for (int kind = 0; kind <= static_cast<int>(TypeKind::kSet); ++kind) {
    Type type = Of(static_cast<TypeKind>(kind));
    if (type.kind == TypeKind::kMoney) type = Usd();
    const absl::StatusOr<Value> read = ParseValue(text, type);
    if (read.ok()) {
      RC_ASSERT(*ParseValue(ToLiteral(*read, type), type) == *read);
    } else {
      RC_ASSERT(!read.status().message().empty());
    }
  }
}

}  // namespace
}  // namespace credence
