// What arithmetic and comparisons give, by unit: percent of money is money, money over money
// of one currency is a percent, money and a number do not add up.
//
//   ProductOf(percent, money in USD)   -> money in USD
//   QuotientOf(count, count)           -> percent
//   SumOf(money in USD, number)        -> a UnitFault: "`money in USD` and `number` ..."
//
// Pure functions over types: where they stand in a text, and what the author meant by a bare
// figure, is the caller's business.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_CHECK_TYPES_H_
#define CREDENCE_DSL_CHECK_TYPES_H_

#include <optional>
#include <string>

#include "core/value.h"

namespace credence::dsl {

// nullopt: the units do not fit.
std::optional<Type> SumOf(const Type& a, const Type& b, bool subtract);
std::optional<Type> ProductOf(const Type& a, const Type& b);
std::optional<Type> QuotientOf(const Type& a, const Type& b);

// Whether two values can be compared, or stand for one another: the same unit, where a count
// is a number.
bool SameUnit(const Type& a, const Type& b);
bool HasOrder(const Type& type);

// Whether the bare figure `value` may stand for a value of `type`.
bool BareFigureFits(const Rational& value, const Type& type);

// "money in USD and money in EUR are never converted", or another sentence about why `a` and
// `b` do not go together.
std::string WhyUnitsDiffer(const Type& a, const Type& b);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_TYPES_H_
