// Splits an amount by weight into multiples of a unit, losing nothing.
//
// 100.00 split 1:1:1 by cents is 33.34 + 33.33 + 33.33, never 99.99. Each part is first
// rounded toward zero to the unit; the units left over go, one each, to the largest
// remainders, then to the larger weight, then to the earlier position (largest-remainder
// method). A negative amount mirrors the positive one.
//
//   Apportion(100, {1, 1, 1}, 0.01)  ->  {33.34, 33.33, 33.33}
//   Apportion(-0.05, {1, 1}, 0.01)   ->  {-0.03, -0.02}      (a clawback)
//
// No part need pass a cap: what a capped part leaves is divided again among the others by the
// same weights, until nobody passes it, or stays unpaid.
//
//   ApportionWithin(100, {3, 1}, 60, kToTheRest, 0.01)  ->  {60, 40}   unpaid 0
//   ApportionWithin(100, {3, 1}, 60, kUnpaid, 0.01)     ->  {60, 25}   unpaid 15
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_APPORTION_H_
#define CREDENCE_CORE_APPORTION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "core/rational.h"
#include "core/status.h"

namespace credence {

// Splits `amount` in proportion to `weights`, one part per weight, in order.
//
// REQUIRES: `unit` is above zero; positions are in the split's own order.
// ENSURES: the parts sum to `amount` exactly. When `amount` is a multiple of `unit` every
// part is one; otherwise the part next in line for a unit carries the odd fraction instead.
// A zero weight receives zero; no part differs from its exact share by a unit or more.
//
// INVALID_ARGUMENT: no weight is above zero, a weight is negative, or there are more than
// limits::kApportionPartsMax. OUT_OF_RANGE: a number passed limits::kRationalBitsMax.
absl::StatusOr<std::vector<Rational>> Apportion(const Rational& amount,
                                                std::span<const Rational> weights,
                                                const Rational& unit);

// Where goes what a cap cuts from a part.
enum class Excess : uint8_t { kUnpaid, kToTheRest };

struct CappedParts {
  std::vector<Rational> parts;  // one per weight, in order
  Rational unpaid;              // of the amount; of its sign
};

// The same with no part further from zero than `cap`.
//
// REQUIRES: `unit` is above zero, `cap` is not below it, and `amount` is a multiple of `unit`.
// ENSURES: the cap counts in whole units, rounded down. Parts and unpaid sum to `amount` exactly,
// and all are multiples of `unit`. No part passes the cap, nor differs from its share under the
// cap by a unit or more. A zero weight receives zero. Under kToTheRest something is unpaid only
// when every part with a weight stands at the cap.
//
// Errors as of Apportion.
absl::StatusOr<CappedParts> ApportionWithin(const Rational& amount,
                                            std::span<const Rational> weights, const Rational& cap,
                                            Excess excess, const Rational& unit);

}  // namespace credence

#endif  // CREDENCE_CORE_APPORTION_H_
