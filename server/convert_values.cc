#include "server/convert_values.h"

#include <array>
#include <charconv>

#include "core/limits.h"

namespace credence::server {
namespace {

constexpr int32_t kNanosPerUnit = 1'000'000'000;
constexpr int kNanoDigits = 9;

constexpr std::array<std::string_view, 12> kMonthNames = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

// "2015-02-29" whether there is such a day or not.
std::string Written(const v1::Date& date) {
  const auto padded = [](int number, size_t width) {
    std::string digits = std::to_string(number);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
  };
  return padded(date.year(), 4) + "-" + padded(date.month(), 2) + "-" + padded(date.day(), 2);
}

std::string WhyNoDate(const v1::Date& date) {
  if (date.year() == 0 || date.month() == 0 || date.day() == 0) {
    return "a date needs a year, a month and a day, found year " + std::to_string(date.year()) +
           ", month " + std::to_string(date.month()) + ", day " + std::to_string(date.day());
  }
  const std::string none = "there is no " + Written(date) + ": ";
  if (date.month() < 1 || date.month() > 12) return none + "months run from 1 to 12";
  if (date.year() < limits::kYearMin || date.year() > limits::kYearMax) {
    return Written(date) + " is too far away: dates run from " + kDateMin.ToString() + " to " +
           kDateMax.ToString();
  }
  const Date first = *Date::FromCivil(date.year(), date.month(), 1);
  const Period month = Period::Containing(PeriodUnit::kMonth, first);
  return none + std::string(kMonthNames[static_cast<size_t>(date.month() - 1)]) + " " +
         std::to_string(date.year()) + " has " + std::to_string(month.range.length_days()) +
         " days";
}

// core's own sentence ("expected a number such as `1.5`, found ...") where it has one.
std::optional<Rational> ReadDecimal(const std::string& text, const FieldPath& at,
                                    facts::FaultList& faults) {
  const absl::StatusOr<Value> number = ParseValue(text, Type::Of(TypeKind::kNumber));
  if (number.ok()) return std::get<Rational>(*number);
  faults.Add(at.ToString(), std::string(number.status().message()));
  return std::nullopt;
}

std::optional<Currency> ReadCurrency(const std::string& code, const FieldPath& at,
                                     facts::FaultList& faults) {
  const std::optional<Currency> currency = FindCurrency(code);
  if (!currency) {
    faults.Add(at.ToString(), "expected a currency of ISO 4217 such as `USD`, found " +
                                  (code.empty() ? "nothing" : "`" + Shown(code) + "`"));
  }
  return currency;
}

std::optional<facts::TypedValue> ReadMoney(const v1::Money& money, const FieldPath& at,
                                           facts::FaultList& faults) {
  const auto currency = ReadCurrency(money.currency_code(), FieldPath(at, "currency_code"), faults);
  const FieldPath nanos(at, "nanos");
  if (money.nanos() <= -kNanosPerUnit || money.nanos() >= kNanosPerUnit) {
    faults.Add(nanos.ToString(), "is " + std::to_string(money.nanos()) +
                                     "; nanos run from -999,999,999 to 999,999,999, the rest "
                                     "belongs in `units`");
    return std::nullopt;
  }
  if ((money.units() > 0 && money.nanos() < 0) || (money.units() < 0 && money.nanos() > 0)) {
    faults.Add(nanos.ToString(), "has another sign than `units`: " + std::to_string(money.units()) +
                                     " and " + std::to_string(money.nanos()));
    return std::nullopt;
  }
  if (!currency) return std::nullopt;
  const std::optional<Rational> amount =
      CheckedAdd(Rational(money.units()), Rational(money.nanos(), kNanosPerUnit));
  return facts::TypedValue{Type::Money(*currency), *amount};  // 64 and 30 bits always fit
}

std::optional<facts::TypedValue> ReadExactMoney(const std::string& text, const FieldPath& at,
                                                facts::FaultList& faults) {
  const size_t space = text.rfind(' ');
  const std::optional<Currency> currency =
      space == std::string::npos ? std::nullopt : FindCurrency(text.substr(space + 1));
  if (!currency) {
    faults.Add(at.ToString(),
               "expected an amount and its currency of ISO 4217 such as `12345.67 USD`, found " +
                   (text.empty() ? "nothing" : "`" + Shown(text) + "`"));
    return std::nullopt;
  }
  const Type type = Type::Money(*currency);
  absl::StatusOr<Value> money = ParseValue(text, type);
  if (money.ok()) return facts::TypedValue{type, *std::move(money)};
  faults.Add(at.ToString(), std::string(money.status().message()));
  return std::nullopt;
}

// Units and nanos, when these can hold the amount.
std::optional<v1::Money> MoneyOf(const Rational& amount, const Currency& currency) {
  const std::optional<std::string> decimal = amount.ToDecimal(kNanoDigits);
  if (!decimal) return std::nullopt;
  const size_t point = std::min(decimal->find('.'), decimal->size());
  int64_t units = 0;
  const auto read = std::from_chars(decimal->data(), decimal->data() + point, units);
  if (read.ec != std::errc()) return std::nullopt;
  std::string digits = point < decimal->size() ? decimal->substr(point + 1) : "";
  digits.resize(kNanoDigits, '0');
  int32_t nanos = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), nanos);

  v1::Money money;
  money.set_currency_code(std::string(currency.code()));
  money.set_units(units);
  money.set_nanos(amount.is_negative() ? -nanos : nanos);
  return money;
}

}  // namespace

std::string UnitOf(const Type& type) {
  switch (type.kind) {
    case TypeKind::kMoney:
      return std::string(type.currency.code());
    case TypeKind::kPercent:
      return "percent";
    case TypeKind::kPoints:
      return "points";
    case TypeKind::kDays:
      return "days";
    case TypeKind::kCount:
      return "count";
    case TypeKind::kNumber:
    case TypeKind::kDate:
    case TypeKind::kTruth:
    case TypeKind::kSymbol:
    case TypeKind::kSubject:
    case TypeKind::kSet:
      return "number";
  }
  return "number";
}

std::optional<Date> ReadDate(const v1::Date& date, const FieldPath& at, facts::FaultList& faults) {
  const std::optional<Date> day = Date::FromCivil(date.year(), date.month(), date.day());
  if (!day) faults.Add(at.ToString(), WhyNoDate(date));
  return day;
}

std::optional<Period> ReadPeriod(const std::string& text, const FieldPath& at,
                                 facts::FaultList& faults) {
  const std::optional<Period> period = ParsePeriod(text);
  if (!period) {
    faults.Add(at.ToString(),
               "expected a period such as `2016-02`, `2016-Q1`, `2016` or `2016-02-14`, found " +
                   (text.empty() ? "nothing" : "`" + Shown(text) + "`"));
  }
  return period;
}

std::optional<facts::TypedValue> ReadValue(const v1::Value& value, const FieldPath& at,
                                           facts::FaultList& faults) {
  switch (value.kind_case()) {
    case v1::Value::kDecimal: {
      const auto number = ReadDecimal(value.decimal(), FieldPath(at, "decimal"), faults);
      if (!number) return std::nullopt;
      return facts::TypedValue{Type::Of(TypeKind::kNumber), *number};
    }
    case v1::Value::kPercent: {
      const auto number = ReadDecimal(value.percent(), FieldPath(at, "percent"), faults);
      if (!number) return std::nullopt;
      // At most limits::kLiteralDigitsMax digits, so a hundredth always fits.
      return facts::TypedValue{Type::Of(TypeKind::kPercent), *CheckedDivide(*number, 100)};
    }
    case v1::Value::kMoney:
      return ReadMoney(value.money(), FieldPath(at, "money"), faults);
    case v1::Value::kDate: {
      const auto day = ReadDate(value.date(), FieldPath(at, "date"), faults);
      if (!day) return std::nullopt;
      return facts::TypedValue{Type::Of(TypeKind::kDate), *day};
    }
    case v1::Value::kDays:
      return facts::TypedValue{Type::Of(TypeKind::kDays), Rational(value.days())};
    case v1::Value::kSymbol:
      return facts::TypedValue{Type::Of(TypeKind::kSymbol), value.symbol()};
    case v1::Value::kExactMoney:
      return ReadExactMoney(value.exact_money(), FieldPath(at, "exact_money"), faults);
    case v1::Value::KIND_NOT_SET:
      break;
  }
  faults.Add(at.ToString(), "the value is missing");
  return std::nullopt;
}

void WriteDate(Date date, v1::Date* to) {
  to->set_year(date.year());
  to->set_month(date.month());
  to->set_day(date.day());
}

void WriteDateRange(const DateRange& days, v1::DateRange* to) {
  if (days.begin > kDateMin) WriteDate(days.begin, to->mutable_from());
  if (days.end <= kDateMax) WriteDate(days.last(), to->mutable_through());
}

void WriteValue(const facts::TypedValue& value, v1::Value* to) {
  if (const auto* date = std::get_if<Date>(&value.value))
    return WriteDate(*date, to->mutable_date());
  if (const auto* word = std::get_if<std::string>(&value.value)) return to->set_symbol(*word);
  const auto* number = std::get_if<Rational>(&value.value);
  if (number == nullptr) return;
  const std::optional<Rational> percent = CheckedMultiply(*number, 100);
  if (value.type.kind == TypeKind::kMoney) {
    if (auto money = MoneyOf(*number, value.type.currency)) {
      *to->mutable_money() = *std::move(money);
    } else {
      to->set_exact_money(ToLiteral(*number, value.type));
    }
  } else if (value.type.kind == TypeKind::kPercent && percent) {
    to->set_percent(percent->ToString());
  } else if (value.type.kind == TypeKind::kDays && number->ToInt64()) {
    to->set_days(*number->ToInt64());
  } else {
    to->set_decimal(number->ToString());
  }
}

void WriteAmount(const Rational& amount, const Type& type, v1::Amount* to) {
  to->set_text(ToDisplay(amount, type));
  to->set_unit(UnitOf(type));
  std::optional<Rational> shown = amount;
  if (type.kind == TypeKind::kPercent) shown = CheckedMultiply(amount, 100);
  to->set_exact(shown ? shown->ToString() : ToLiteral(amount, type));
  if (type.kind != TypeKind::kMoney) return;
  if (auto money = MoneyOf(amount, type.currency)) *to->mutable_money() = *std::move(money);
}

}  // namespace credence::server
