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
// Thread-safe: no state.
#ifndef CREDENCE_CORE_APPORTION_H_
#define CREDENCE_CORE_APPORTION_H_

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

}  // namespace credence

#endif  // CREDENCE_CORE_APPORTION_H_
