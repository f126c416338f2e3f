// Values of the language, and their types.
//
//   type                 literal             a Value of it
//   count                1_000               number 1000
//   number               1.5                 number 3/2
//   percent              40%                 number 2/5 (a percent is its fraction)
//   points               70 points           number 70
//   money in USD         25_000 USD          number 25000 (major units)
//   date                 2016-01-14          date
//   days                 180 days            number 180
//   yes/no               (conditions)        truth
//   one of a set         education           symbol (its name)
//   a subject            customer            symbol (the subject's id)
//
// A literal such as `5` is a number and serves as a count where one is wanted. The text
// forms here are those of the policy language, for policies, tests, case files and the wire
// alike: one parser, one printer.
//
// Thread-safe: values.
#ifndef CREDENCE_CORE_VALUE_H_
#define CREDENCE_CORE_VALUE_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/currency.h"
#include "core/date.h"
#include "core/rational.h"
#include "core/status.h"

namespace credence {

enum class TypeKind {
  kCount,
  kNumber,
  kPercent,
  kPoints,
  kMoney,  // with a currency
  kDate,
  kDays,
  kTruth,    // the result of a condition
  kSymbol,   // one of a declared set of names
  kSubject,  // a reference to a subject such as a customer
  kSet,      // a set of symbols
};

struct Type {
  TypeKind kind = TypeKind::kNumber;
  Currency currency = {};  // of kMoney only

  static Type Of(TypeKind kind) { return {kind, {}}; }
  static Type Money(Currency currency) { return {TypeKind::kMoney, currency}; }

  // Whether values are Rational: count, number, percent, points, money, days.
  bool is_numeric() const;
  // "money in USD", "percent", "count": words for messages, without an article.
  std::string ToString() const;
  friend bool operator==(const Type& a, const Type& b) {
    return a.kind == b.kind && (a.kind != TypeKind::kMoney || a.currency == b.currency);
  }
};

// A value without its type; which alternative is held follows from the type.
using Value = std::variant<Rational, Date, bool, std::string>;

// Reads a literal of `type` as policies write it ("12_345.67 USD", "40%", "180 days",
// "2016-01-14"; a symbol is its bare name). A count must be whole and not negative; money
// must name the type's currency; weeks are days, months are not. Amounts may be negative, and
// an amount with no finite decimal is a quotient ("1/3 USD"), so that results read back.
// Commas, signs and spaces beyond these are refused. A set has no literal of a value.
//
// INVALID_ARGUMENT: what was expected and what was found, ready for a person to read, e.g.
// "expected money in USD such as `1_240.50 USD`, found `12,40`".
absl::StatusOr<Value> ParseValue(std::string_view text, const Type& type);

// The literal that reads back as `value`: "617.28 USD", "2/5" stays "40%".
std::string ToLiteral(const Value& value, const Type& type);

// For people: "12,345.67 USD", "40%", "1,000", "2016-01-14". Money shows at least its minor
// digits and never drops a digit that is there.
std::string ToDisplay(const Value& value, const Type& type);

}  // namespace credence

#endif  // CREDENCE_CORE_VALUE_H_
