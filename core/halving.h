// The weight of something that counts half as much for every so many days: 2^(-days/half_life),
// correctly rounded to 12 decimals.
//
//   HalvingWeight(0, 7)   ->  1               HalvingWeight(1, 7)  ->  0.905723664264
//   HalvingWeight(14, 7)  ->  0.25            HalvingWeight(7 * 50, 7)  ->  0
//
// The one irrational of the language. Whole numbers are compared, never a power of a `double`
// taken, so every machine finds the same digits: m of the last decimal is reached where
// (2m - 1)^half_life * 2^days <= (2 * 10^12)^half_life. An exact half goes up.
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_HALVING_H_
#define CREDENCE_CORE_HALVING_H_

#include <cstdint>

#include "core/rational.h"

namespace credence {

// REQUIRES: days >= 0 and half_life >= 1.
Rational HalvingWeight(int32_t days, int32_t half_life);

}  // namespace credence

#endif  // CREDENCE_CORE_HALVING_H_
