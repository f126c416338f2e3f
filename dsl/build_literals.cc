// What figures, dates, lengths of time and texts are worth.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/limits.h"
#include "dsl/builder.h"

namespace credence::dsl {
namespace {

constexpr int64_t kDurationCountMax = 100'000;

constexpr std::string_view kMonthNames[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};

int DaysInMonth(int year, int month) {
  int day = 31;
  while (day > 28 && !Date::FromCivil(year, month, day)) --day;
  return day;
}

// Codes one slip away from `code`: other capitals, two letters swapped, a letter too many.
std::vector<std::string> NearCurrencies(std::string_view code) {
  std::vector<std::string> tries;
  std::string upper(code);
  absl::AsciiStrToUpper(&upper);
  tries.push_back(upper);
  for (std::size_t i = 0; i + 1 < upper.size() && upper.size() <= 4; ++i) {
    std::string swapped = upper;
    std::swap(swapped[i], swapped[i + 1]);
    tries.push_back(swapped);
  }
  for (std::size_t i = 0; i < upper.size() && upper.size() == 4; ++i) {
    tries.push_back(std::string(upper).erase(i, 1));
  }
  std::vector<std::string> known;
  for (const std::string& attempt : tries) {
    const bool seen = std::find(known.begin(), known.end(), attempt) != known.end();
    if (!seen && FindCurrency(attempt)) known.push_back(attempt);
  }
  return known;
}

}  // namespace

Rational Builder::NumberOf(const Token& token) {
  const std::string_view figures = TextAt(token);
  if (const auto number = Rational::FromDecimal(figures)) return *number;
  Report(codes::kBadLiteral, token.span, "This number is too long",
         {.why = absl::StrCat("A number has at most ", limits::kLiteralDigitsMax,
                              " figures, before and after the point together."),
          .help = "Write it with fewer figures."});
  return Rational(0);
}

int64_t Builder::WholeNumberOf(const Token& token, int64_t max) {
  std::string figures(TextAt(token));
  std::erase(figures, '_');
  int64_t number = 0;
  if (figures.find('.') != std::string::npos) {
    Report(codes::kBadLiteral, token.span, "A whole number is wanted here",
           {.help = "Write it without a point and what follows."});
  } else if (!absl::SimpleAtoi(figures, &number) || number > max) {
    Report(
        codes::kBadLiteral, token.span, "This number is too large",
        {.why = absl::StrCat("At most ", max, " may stand here."), .help = "Write a smaller one."});
  } else {
    return number;
  }
  return 0;
}

Date Builder::DateOf(const Token& token) {
  const std::string text(TextAt(token));
  if (const auto date = Date::Parse(text)) return *date;
  int year = 0;
  int month = 0;
  int day = 0;
  const bool figures = absl::SimpleAtoi(text.substr(0, 4), &year) &&
                       absl::SimpleAtoi(text.substr(5, 2), &month) &&
                       absl::SimpleAtoi(text.substr(8, 2), &day);
  std::string why =
      absl::StrCat("Dates run from ", limits::kYearMin, " to ", limits::kYearMax, ".");
  if (figures && year >= limits::kYearMin && year <= limits::kYearMax) {
    why = "A year has the months 01 to 12.";
    if (month >= 1 && month <= 12) {
      why = absl::StrCat(std::string(kMonthNames[month - 1]), " ", year, " has ",
                         DaysInMonth(year, month), " days.");
    }
  }
  Report(codes::kBadLiteral, token.span, absl::StrCat("There is no day `", text, "`"),
         {.why = why, .help = "Write a day of the calendar as year, month and day."});
  return kDateMin;
}

void Builder::CheckOrder(Date from, Date through, Span span) {
  if (from <= through) return;
  Report(codes::kBadLiteral, span, "These days end before they begin",
         {.why = "Nothing could fall into them.", .help = "Write the earlier day first."});
}

Duration Builder::DurationOf(Node node) {
  const Token& figures = FirstToken(node);
  const std::string_view unit = dsl::TextOf(LastToken(node).word);
  Duration duration;
  duration.count = static_cast<int32_t>(WholeNumberOf(figures, kDurationCountMax));
  if (unit.starts_with("week")) {
    duration.unit = DurationUnit::kWeek;
  } else if (unit.starts_with("month")) {
    duration.unit = DurationUnit::kMonth;
  } else if (unit.starts_with("quarter")) {
    duration.unit = DurationUnit::kQuarter;
  } else if (unit.starts_with("year")) {
    duration.unit = DurationUnit::kYear;
  }
  return duration;
}

Currency Builder::CurrencyOf(const Token& token) {
  const std::string code(TextAt(token));
  if (const auto currency = FindCurrency(code)) return *currency;
  const std::vector<std::string> near = NearCurrencies(code);
  std::string help = "Write the three letters of ISO 4217, such as `USD` or `EUR`.";
  std::optional<std::string> fix;
  if (near.size() == 1) {
    help = absl::StrCat("Write `", near.front(), "`.");
    fix = near.front();
  }
  Report(codes::kBadLiteral, token.span, absl::StrCat("There is no currency `", code, "`"),
         {.why = "An amount of money is paid in a currency, and never converted by a policy.",
          .help = help,
          .fix = fix});
  return {};
}

Literal Builder::LiteralOf(Node node) {
  const Token& first = FirstToken(node);
  const Token& last = LastToken(node);
  if (first.kind == TokenKind::kDate) {
    return {Type::Of(TypeKind::kDate), DateOf(first), std::nullopt};
  }
  if (last.kind == TokenKind::kNumber) {
    return {Type::Of(TypeKind::kNumber), NumberOf(first), std::nullopt};
  }
  if (last.kind == TokenKind::kCapitals) {
    return {Type::Money(CurrencyOf(last)), NumberOf(first), std::nullopt};
  }
  if (last.kind == TokenKind::kSign) {
    const auto fraction = CheckedDivide(NumberOf(first), Rational(100));
    return {Type::Of(TypeKind::kPercent), fraction.value_or(Rational(0)), std::nullopt};
  }
  if (last.word == WordOf("points") || last.word == WordOf("point")) {
    return {Type::Of(TypeKind::kPoints), NumberOf(first), std::nullopt};
  }
  const Duration duration = DurationOf(node);
  return {Type::Of(TypeKind::kDays), Rational(duration.ToDays().value_or(0)), duration};
}

Name Builder::TextOf(Node node) const {
  const Token& token = FirstToken(node);
  const std::string_view quoted = TextAt(token);
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    const bool escapes = quoted[i] == '\\' && (quoted[i + 1] == '"' || quoted[i + 1] == '\\');
    if (escapes && i + 2 < quoted.size()) ++i;
    text.push_back(quoted[i]);
  }
  return {std::move(text), token.span};
}

}  // namespace credence::dsl
