#include "clients/cli/wire_value.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "core/rounding.h"

namespace credence::cli {
namespace {

constexpr int64_t kNanosPerUnit = 1'000'000'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool HasShapeOfDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!IsDigit(text[i])) return false;
  }
  return true;
}

// Digits, and the marks people put between them: "-12_345.67", "1,000", not "2fa5" or a GUID.
bool LooksLikeNumber(std::string_view text) {
  const bool has_digit = std::any_of(text.begin(), text.end(), IsDigit);
  return has_digit && text.find_first_not_of("0123456789_.,/") == std::string_view::npos;
}

bool LooksLikeCurrency(std::string_view word) {
  return word.size() == 3 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// The type that the form of `text` gives it.
absl::StatusOr<Type> TypeOfForm(std::string_view text) {
  if (HasShapeOfDate(text)) return Type::Of(TypeKind::kDate);
  std::string_view number = text;
  if (!number.empty() && (number[0] == '-' || number[0] == '+')) number.remove_prefix(1);
  if (LooksLikeNumber(number)) return Type::Of(TypeKind::kNumber);
  if (number.ends_with('%') && LooksLikeNumber(number.substr(0, number.size() - 1))) {
    return Type::Of(TypeKind::kPercent);
  }
  const size_t space = number.rfind(' ');
  if (space == std::string_view::npos || !LooksLikeNumber(number.substr(0, space))) {
    return Type::Of(TypeKind::kSubject);
  }
  const std::string_view unit = number.substr(space + 1);
  if (LooksLikeCurrency(unit)) {
    if (const auto currency = FindCurrency(unit)) return Type::Money(*currency);
    return InvalidArgumentError("`" + std::string(unit) + "` is no currency of ISO 4217");
  }
  if (unit == "points" || unit == "point") return Type::Of(TypeKind::kPoints);
  if (Duration::Parse(number)) return Type::Of(TypeKind::kDays);
  return Type::Of(TypeKind::kSubject);
}

// Money as units and nanos when it fits, else as an exact decimal.
void SetMoney(const Rational& amount, const Currency& currency, v1::Value& wire) {
  const auto nanos_whole = CheckedMultiply(amount, Rational(kNanosPerUnit));
  const Rational magnitude = amount.is_negative() ? -amount : amount;
  const auto units = (amount.is_negative() ? -magnitude.Floor() : magnitude.Floor()).ToInt64();
  if (!nanos_whole || !nanos_whole->is_integer() || !units) {
    wire.set_exact_money(amount.ToString() + " " + std::string(currency.code()));
    return;
  }
  const auto rest =
      CheckedSubtract(*nanos_whole, *CheckedMultiply(Rational(*units), kNanosPerUnit));
  wire.mutable_money()->set_currency_code(std::string(currency.code()));
  wire.mutable_money()->set_units(*units);
  wire.mutable_money()->set_nanos(static_cast<int32_t>(*rest->ToInt64()));
}

std::optional<facts::TypedValue> NumberOf(std::optional<Rational> number, Type type) {
  if (!number) return std::nullopt;
  return facts::TypedValue{type, *number};
}

std::optional<Rational> HundredthOf(const std::optional<Rational>& percent) {
  return percent ? CheckedDivide(*percent, Rational(100)) : std::nullopt;
}

std::optional<facts::TypedValue> MoneyOf(const v1::Money& money) {
  const auto currency = FindCurrency(money.currency_code());
  if (!currency) return std::nullopt;
  return NumberOf(CheckedAdd(Rational(money.units()), Rational(money.nanos(), kNanosPerUnit)),
                  Type::Money(*currency));
}

}  // namespace

absl::StatusOr<facts::TypedValue> InferLiteral(std::string_view text) {
  const absl::StatusOr<Type> type = TypeOfForm(text);
  if (!type.ok()) return type.status();
  absl::StatusOr<Value> value = ParseValue(text, *type);
  if (!value.ok()) return value.status();
  const bool is_word = type->kind == TypeKind::kSubject;
  return facts::TypedValue{is_word ? Type::Of(TypeKind::kSymbol) : *type, *std::move(value)};
}

v1::Value ToWire(const facts::TypedValue& value) {
  v1::Value wire;
  if (const auto* date = std::get_if<Date>(&value.value)) {
    *wire.mutable_date() = ToWire(*date);
  } else if (const auto* word = std::get_if<std::string>(&value.value)) {
    wire.set_symbol(*word);
  } else if (const auto* number = std::get_if<Rational>(&value.value)) {
    const auto percent = CheckedMultiply(*number, Rational(100));
    if (value.type.kind == TypeKind::kMoney) {
      SetMoney(*number, value.type.currency, wire);
    } else if (value.type.kind == TypeKind::kPercent && percent) {
      wire.set_percent(percent->ToString());
    } else if (value.type.kind == TypeKind::kDays && number->ToInt64()) {
      wire.set_days(*number->ToInt64());
    } else {
      wire.set_decimal(number->ToString());
    }
  }
  return wire;
}

v1::Date ToWire(Date date) {
  v1::Date wire;
  wire.set_year(date.year());
  wire.set_month(date.month());
  wire.set_day(date.day());
  return wire;
}

std::optional<facts::TypedValue> FromWire(const v1::Value& value) {
  switch (value.kind_case()) {
    case v1::Value::kDecimal:
      return NumberOf(Rational::Parse(value.decimal()), Type::Of(TypeKind::kNumber));
    case v1::Value::kPercent:
      return NumberOf(HundredthOf(Rational::Parse(value.percent())), Type::Of(TypeKind::kPercent));
    case v1::Value::kMoney:
      return MoneyOf(value.money());
    case v1::Value::kDate: {
      const auto date = FromWire(value.date());
      if (!date) return std::nullopt;
      return facts::TypedValue{Type::Of(TypeKind::kDate), *date};
    }
    case v1::Value::kDays:
      return NumberOf(Rational(value.days()), Type::Of(TypeKind::kDays));
    case v1::Value::kSymbol:
      return facts::TypedValue{Type::Of(TypeKind::kSymbol), value.symbol()};
    case v1::Value::kExactMoney: {
      const auto literal = InferLiteral(value.exact_money());
      if (!literal.ok() || literal->type.kind != TypeKind::kMoney) return std::nullopt;
      return *literal;
    }
    case v1::Value::KIND_NOT_SET:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Date> FromWire(const v1::Date& date) {
  return Date::FromCivil(date.year(), date.month(), date.day());
}

std::optional<facts::TypedValue> FromWire(const v1::Amount& amount) {
  const auto exact = Rational::Parse(amount.exact());
  const std::string& unit = amount.unit();
  if (unit == "percent") return NumberOf(HundredthOf(exact), Type::Of(TypeKind::kPercent));
  if (unit == "count") return NumberOf(exact, Type::Of(TypeKind::kCount));
  if (unit == "points") return NumberOf(exact, Type::Of(TypeKind::kPoints));
  if (unit == "days") return NumberOf(exact, Type::Of(TypeKind::kDays));
  if (const auto currency = FindCurrency(unit)) return NumberOf(exact, Type::Money(*currency));
  return NumberOf(exact, Type::Of(TypeKind::kNumber));
}

std::string DayText(const v1::Date& date) {
  const std::optional<Date> day = FromWire(date);
  return day ? day->ToString() : "";
}

std::string DaysText(const v1::DateRange& days) {
  DateRange range;
  if (days.has_from()) range.begin = FromWire(days.from()).value_or(kDateMin);
  if (days.has_through()) range.end = FromWire(days.through()).value_or(kDateMax).AddDays(1);
  return range.ToString();
}

}  // namespace credence::cli
