// Dates, periods, exact numbers and money between the wire and core.
//
//   Date{2015, 2, 29} at case.evidence[3].from
//     -> fault "there is no 2015-02-29: February 2015 has 28 days"
//   Money{"USD", 617, 280'000'000}   <->  617.28 in USD, exactly
//
// Reading collects faults by field and answers nullopt for the value at fault, so one pass
// finds everything that is wrong. Writing cannot fail: what Money's nanos cannot hold is written
// as exact text only.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_CONVERT_VALUES_H_
#define CREDENCE_SERVER_CONVERT_VALUES_H_

#include <optional>

#include "core/date.h"
#include "core/value.h"
#include "credence/v1/decision.pb.h"
#include "credence/v1/values.pb.h"
#include "facts/case.h"
#include "facts/fault.h"
#include "facts/field_path.h"

namespace credence::server {

using facts::FieldPath;
using facts::Shown;

std::optional<Date> ReadDate(const v1::Date& date, const FieldPath& at, facts::FaultList& faults);

// "2016-02", "2016-Q1", "2016" or "2016-02-14"; empty text is a fault, too.
std::optional<Period> ReadPeriod(const std::string& text, const FieldPath& at,
                                 facts::FaultList& faults);

// A value with the type its writer gave it: a decimal is a number, "40" of percent is 2/5.
std::optional<facts::TypedValue> ReadValue(const v1::Value& value, const FieldPath& at,
                                           facts::FaultList& faults);

// A value without a meaning on the wire (a set, a truth) is left out.
void WriteValue(const facts::TypedValue& value, v1::Value* to);

void WriteDate(Date date, v1::Date* to);

// The ends of the calendar are open ends, and absent.
void WriteDateRange(const DateRange& days, v1::DateRange* to);

// Of money its currency ("USD"), else "count", "percent" and such.
std::string UnitOf(const Type& type);

void WriteAmount(const Rational& amount, const Type& type, v1::Amount* to);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CONVERT_VALUES_H_
