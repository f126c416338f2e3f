// Literals as people write them, and the same values as the wire contract carries them.
//
//   InferLiteral("12_345.67 USD")  -> money in USD, 12345.67
//   InferLiteral("40%")            -> a percent         InferLiteral("80")       -> a number
//   InferLiteral("2016-02-01")     -> a date            InferLiteral("60 days")  -> days
//   InferLiteral("education")      -> a symbol, as is everything that has no other form
//
// A case file names no types: the form of a literal gives its type, and the vocabulary on the
// server's side says whether it serves. What looks like a number and is none ("12,40",
// "2016-02-30", "80 UDS") is refused here, with what is wrong, rather than taken as a symbol.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_WIRE_VALUE_H_
#define CREDENCE_CLIENTS_CLI_WIRE_VALUE_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/date.h"
#include "core/status.h"
#include "core/value.h"
#include "credence/v1/decision.pb.h"
#include "credence/v1/values.pb.h"
#include "facts/case.h"

namespace credence::cli {

// INVALID_ARGUMENT: what was expected and what was found, ready for a person to read.
absl::StatusOr<facts::TypedValue> InferLiteral(std::string_view text);

v1::Value ToWire(const facts::TypedValue& value);
v1::Date ToWire(Date date);

// nullopt: the message holds no value, or one that cannot be (a 30th of February).
std::optional<facts::TypedValue> FromWire(const v1::Value& value);
std::optional<Date> FromWire(const v1::Date& date);

// The exact number of an amount, in its unit: 2/5 of 40%. nullopt: not a number.
std::optional<facts::TypedValue> FromWire(const v1::Amount& amount);

// "2016-01-14"; empty when it is none.
std::string DayText(const v1::Date& date);

// "2016-01-14..2016-01-31"
std::string DaysText(const v1::DateRange& days);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_WIRE_VALUE_H_
