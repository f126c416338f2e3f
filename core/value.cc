#include "core/value.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

#include "core/check.h"
#include "core/code_point.h"
#include "core/limits.h"

namespace credence {
namespace {

constexpr std::size_t kQuotedBytesMax = 60;

// Decimals of money that are all shown; only a quotient that never ends is shown as "~".
constexpr int kExactDecimalsMax = 40;

constexpr std::array<std::string_view, 12> kMonthNames = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

// What was found, safe to print and short enough to read.
std::string Quoted(std::string_view text) {
  if (text.empty()) return "nothing";
  std::size_t length = std::min(text.size(), kQuotedBytesMax);
  while (length < text.size() && length > 0 && (text[length] & 0xC0) == 0x80) --length;
  return "`" + Printable(text.substr(0, length)) + (length < text.size() ? "..." : "") + "`";
}

// "expected a count such as `80`, found `-5`: a count is never negative"
absl::Status Expected(std::string_view wanted, std::string_view found, std::string_view reason) {
  std::string message = "expected " + std::string(wanted) + ", found " + Quoted(found);
  if (!reason.empty()) message += ": " + std::string(reason);
  return InvalidArgumentError(message);
}

// Numbers ---------------------------------------------------------------------

std::optional<Rational> ReadNumber(std::string_view text) {
  if (text.find('/') == std::string_view::npos) return Rational::FromDecimal(text);
  return Rational::Parse(text);
}

// "1,240,500.50": what a spreadsheet shows. "12,40" is something else.
bool IsGroupedByCommas(std::string_view text) {
  const std::string_view whole = text.substr(0, text.find('.'));
  std::size_t digits_behind = 0;  // since the last comma, from the right
  for (std::size_t i = whole.size(); i-- > 0;) {
    if (whole[i] != ',') {
      ++digits_behind;
    } else if (digits_behind != 3) {
      return false;
    } else {
      digits_behind = 0;
    }
  }
  return true;
}

// Why `text`, which should be a number, is none; empty when nothing more helpful is known.
std::string WhyNoNumber(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), IsDigit);
  const bool only_number_signs = text.find_first_not_of("-0123456789._") == std::string_view::npos;
  if (only_number_signs && digits > limits::kLiteralDigitsMax) {
    return "a number has at most " + std::to_string(limits::kLiteralDigitsMax) +
           " digits, here are " + std::to_string(digits);
  }
  if (text.find(',') != std::string_view::npos) {
    std::string grouped(text);
    std::replace(grouped.begin(), grouped.end(), ',', '_');
    if (IsGroupedByCommas(text) && Rational::FromDecimal(grouped)) {
      return "group digits with an underscore, `" + grouped + "`";
    }
    return "a comma is no part of a number, decimals follow a point";
  }
  if (text.starts_with('+')) return "a number above zero has no sign";
  if (text.starts_with('.') || text.ends_with('.')) return "a point has digits on both sides";
  if (text.starts_with(' ') || text.ends_with(' ')) return "there are spaces to remove";
  return "";
}

absl::StatusOr<Value> ParseCount(std::string_view text) {
  constexpr std::string_view wanted = "a count such as `80`";
  const std::optional<Rational> number = ReadNumber(text);
  if (!number) return Expected(wanted, text, WhyNoNumber(text));
  if (number->is_negative()) return Expected(wanted, text, "a count is never negative");
  if (!number->is_integer()) return Expected(wanted, text, "a count is a whole number");
  return *number;
}

absl::StatusOr<Value> ParsePlainNumber(std::string_view text) {
  const std::optional<Rational> number = ReadNumber(text);
  if (!number) return Expected("a number such as `1.5`", text, WhyNoNumber(text));
  return *number;
}

absl::StatusOr<Value> ParsePercent(std::string_view text) {
  constexpr std::string_view wanted = "a percent such as `40%`";
  std::string_view digits = text;
  if (!digits.ends_with('%')) {
    if (!ReadNumber(text)) return Expected(wanted, text, "");
    return Expected(wanted, text, "the sign `%` is missing");
  }
  digits.remove_suffix(1);
  const std::optional<Rational> number = ReadNumber(digits);
  if (!number) return Expected(wanted, text, WhyNoNumber(digits));
  const std::optional<Rational> fraction = CheckedDivide(*number, Rational(100));
  if (!fraction) return Expected(wanted, text, "the number is too long");
  return *fraction;
}

absl::StatusOr<Value> ParsePoints(std::string_view text) {
  constexpr std::string_view wanted = "points such as `70 points`";
  const std::size_t space = std::min(text.rfind(' '), text.size());
  const std::string_view word = text.substr(space);
  if (word != " points" && word != " point") {
    const bool number_alone = ReadNumber(text).has_value();
    return Expected(wanted, text, number_alone ? "the word `points` is missing" : "");
  }
  const std::optional<Rational> number = ReadNumber(text.substr(0, space));
  if (!number) return Expected(wanted, text, WhyNoNumber(text.substr(0, space)));
  return *number;
}

absl::StatusOr<Value> ParseMoney(std::string_view text, const Currency& currency) {
  const std::string code(currency.code());
  const std::string wanted = "money in " + code + " such as `1_240.50 " + code + "`";
  const std::size_t space = text.rfind(' ');
  if (space == std::string_view::npos) {
    if (const std::string reason = WhyNoNumber(text); !reason.empty()) {
      return Expected(wanted, text, reason);
    }
    return Expected(wanted, text, ReadNumber(text) ? "the currency is missing" : "");
  }
  const std::string_view found_code = text.substr(space + 1);
  const std::optional<Rational> number = ReadNumber(text.substr(0, space));
  if (!number) return Expected(wanted, text, WhyNoNumber(text.substr(0, space)));
  if (found_code == code) return *number;
  if (FindCurrency(found_code)) {
    return Expected(wanted, text, "one currency is never converted to another here");
  }
  return Expected(wanted, text, Quoted(found_code) + " is no currency of ISO 4217");
}

// Days and dates --------------------------------------------------------------

absl::StatusOr<Value> ParseDays(std::string_view text) {
  constexpr std::string_view wanted = "days such as `180 days`";
  const std::size_t space = std::min(text.rfind(' '), text.size());
  const std::string_view word = text.substr(space);
  const bool days = word == " days" || word == " day";
  const bool weeks = word == " weeks" || word == " week";
  if (!days && !weeks) {
    if (const std::optional<Duration> duration = Duration::Parse(text)) {
      const std::string unit = Duration{1, duration->unit}.ToString().substr(2);
      return Expected(wanted, text,
                      "a " + unit + " has no fixed number of days, so write days or weeks");
    }
    return Expected(wanted, text, ReadNumber(text) ? "the word `days` is missing" : "");
  }
  const std::optional<Rational> number = ReadNumber(text.substr(0, space));
  if (!number) return Expected(wanted, text, WhyNoNumber(text.substr(0, space)));
  const std::optional<Rational> count = CheckedMultiply(*number, Rational(weeks ? 7 : 1));
  if (!count) return Expected(wanted, text, "the number is too long");
  return *count;
}

// Why a text of the shape of a date is none.
std::string WhyNoDate(std::string_view text) {
  const auto number = [text](std::size_t at, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(at, length)) value = value * 10 + (c - '0');
    return value;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const std::string missing = "there is no " + std::string(text) + ": ";
  if (month < 1 || month > 12) return missing + "a year has months 01 to 12";
  const std::chrono::year_month_day month_end = std::chrono::year(year) / month / std::chrono::last;
  const int days = static_cast<int>(unsigned{month_end.day()});
  if (const int day = number(8, 2); day < 1 || day > days) {
    const std::string_view name = kMonthNames[static_cast<std::size_t>(month - 1)];
    return missing + std::string(name) + " " + std::string(text.substr(0, 4)) + " has " +
           std::to_string(days) + " days";
  }
  return std::string(text) + " is out of reach: dates run from " + kDateMin.ToString() + " to " +
         kDateMax.ToString();
}

bool HasShapeOfDate(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((i == 4 || i == 7) ? text[i] != '-' : !IsDigit(text[i])) return false;
  }
  return true;
}

absl::StatusOr<Value> ParseDate(std::string_view text) {
  if (const std::optional<Date> date = Date::Parse(text)) return *date;
  if (HasShapeOfDate(text)) return InvalidArgumentError(WhyNoDate(text));
  return Expected("a date such as `2016-01-14` (year, month, day)", text, "");
}

// Words -----------------------------------------------------------------------

absl::StatusOr<Value> ParseTruth(std::string_view text) {
  if (text == "yes") return true;
  if (text == "no") return false;
  return Expected("`yes` or `no`", text, "");
}

absl::StatusOr<Value> ParseSymbol(std::string_view text) {
  constexpr std::string_view wanted = "a name such as `education`";
  if (text.size() > limits::kNameBytesMax) {
    return Expected(wanted, text,
                    "a name has at most " + std::to_string(limits::kNameBytesMax) + " bytes");
  }
  const bool is_name = !text.empty() && IsLower(text[0]) &&
                       std::all_of(text.begin(), text.end(),
                                   [](char c) { return IsLower(c) || IsDigit(c) || c == '_'; });
  if (is_name) return std::string(text);
  return Expected(wanted, text,
                  "a name begins with a small letter and goes on with small letters, digits and "
                  "underscores");
}

absl::StatusOr<Value> ParseSubject(std::string_view text) {
  constexpr std::string_view wanted = "the id of a subject";
  if (text.size() > limits::kIdBytesMax) {
    return Expected(wanted, text,
                    "an id has at most " + std::to_string(limits::kIdBytesMax) + " bytes");
  }
  if (text.empty()) return Expected(wanted, text, "");
  if (Printable(text) != text) {
    return Expected(wanted, text, "an id holds no bytes that cannot be printed");
  }
  return std::string(text);
}

// Writing ---------------------------------------------------------------------

std::string NumberLiteral(const Rational& number) {
  std::string text = number.ToString();
  const auto digits = std::count_if(text.begin(), text.end(), IsDigit);
  if (text.find('/') != std::string::npos || digits <= limits::kLiteralDigitsMax) return text;
  // Longer than a literal may be: as a quotient it still reads back.
  return number.ToQuotient();
}

// Shows at least `digits` digits after the point of an exact amount: "5" becomes "5.00".
std::string WithMinorDigits(std::string text, int digits) {
  if (digits == 0 || text.starts_with('~')) return text;
  std::size_t point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  const std::size_t wanted = point + 1 + static_cast<std::size_t>(digits);
  if (text.size() < wanted) text.append(wanted - text.size(), '0');
  return text;
}

std::string Plural(std::string number, std::string_view noun) {
  const bool one = number == "1";
  return std::move(number) + " " + std::string(noun) + (one ? "" : "s");
}

// `value` with its unit, the number itself written by `write`.
template <typename Write>
std::string WithUnit(const Rational& value, const Type& type, const Write& write) {
  switch (type.kind) {
    case TypeKind::kPercent: {
      // A fraction at the very limit of the bits has no percent that fits and stays bare.
      const std::optional<Rational> percent = CheckedMultiply(value, Rational(100));
      return percent ? write(*percent) + "%" : write(value);
    }
    case TypeKind::kPoints:
      return Plural(write(value), "point");
    case TypeKind::kDays:
      return Plural(write(value), "day");
    case TypeKind::kMoney:
      return write(value) + " " + std::string(type.currency.code());
    case TypeKind::kCount:
    case TypeKind::kNumber:
    case TypeKind::kDate:
    case TypeKind::kTruth:
    case TypeKind::kSymbol:
    case TypeKind::kSubject:
    case TypeKind::kSet:
      return write(value);
  }
  return write(value);
}

// The text of a value that is no number; nullopt when it is one.
std::optional<std::string> WordOf(const Value& value) {
  if (const auto* date = std::get_if<Date>(&value)) return date->ToString();
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "yes" : "no";
  if (const auto* name = std::get_if<std::string>(&value)) return *name;
  return std::nullopt;
}

}  // namespace

bool Type::is_numeric() const {
  switch (kind) {
    case TypeKind::kCount:
    case TypeKind::kNumber:
    case TypeKind::kPercent:
    case TypeKind::kPoints:
    case TypeKind::kMoney:
    case TypeKind::kDays:
      return true;
    case TypeKind::kDate:
    case TypeKind::kTruth:
    case TypeKind::kSymbol:
    case TypeKind::kSubject:
    case TypeKind::kSet:
      return false;
  }
  return false;
}

std::string Type::ToString() const {
  switch (kind) {
    case TypeKind::kCount:
      return "count";
    case TypeKind::kNumber:
      return "number";
    case TypeKind::kPercent:
      return "percent";
    case TypeKind::kPoints:
      return "points";
    case TypeKind::kMoney:
      // Before its currency is known it is just money.
      if (currency == Currency{}) return "money";
      return "money in " + std::string(currency.code());
    case TypeKind::kDate:
      return "date";
    case TypeKind::kDays:
      return "days";
    case TypeKind::kTruth:
      return "yes or no";
    case TypeKind::kSymbol:
      return "name";
    case TypeKind::kSubject:
      return "subject";
    case TypeKind::kSet:
      return "set of names";
  }
  return "";
}

absl::StatusOr<Value> ParseValue(std::string_view text, const Type& type) {
  switch (type.kind) {
    case TypeKind::kCount:
      return ParseCount(text);
    case TypeKind::kNumber:
      return ParsePlainNumber(text);
    case TypeKind::kPercent:
      return ParsePercent(text);
    case TypeKind::kPoints:
      return ParsePoints(text);
    case TypeKind::kMoney:
      return ParseMoney(text, type.currency);
    case TypeKind::kDate:
      return ParseDate(text);
    case TypeKind::kDays:
      return ParseDays(text);
    case TypeKind::kTruth:
      return ParseTruth(text);
    case TypeKind::kSymbol:
      return ParseSymbol(text);
    case TypeKind::kSubject:
      return ParseSubject(text);
    case TypeKind::kSet:
      return Expected("one value", text, "a set of names stands only in a policy");
  }
  return Expected("a value", text, "");
}

std::string ToLiteral(const Value& value, const Type& type) {
  if (std::optional<std::string> word = WordOf(value)) return *std::move(word);
  return WithUnit(std::get<Rational>(value), type, NumberLiteral);
}

std::string ToDisplay(const Value& value, const Type& type) {
  if (std::optional<std::string> word = WordOf(value)) return Printable(*word);
  const bool is_money = type.kind == TypeKind::kMoney;
  return WithUnit(std::get<Rational>(value), type, [&](const Rational& number) {
    if (!is_money) return number.ToDisplay();
    const bool is_exact = number.ToDecimal(kExactDecimalsMax).has_value();
    return WithMinorDigits(is_exact ? number.ToDisplay(kExactDecimalsMax) : number.ToDisplay(),
                           type.currency.minor_digits);
  });
}

}  // namespace credence
