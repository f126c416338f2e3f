// The reference policy written by hand in C++: what the engine is measured against.
//
//   Decided decided;
//   DecideNative(the_case, decided)  -> decided.awards: s0 incentive p1 4,321.09 USD as 432109
//
// It says what reference.policy says, for these cases and these rules alone: exact whole numbers
// (a rate times a bill is kept in hundredths of a percent of a cent and rounded once), partners as
// bits of a mask, days of the month as bits of another. No explanation comes of it, nothing is
// found by name, and a rule that changes is a function to write anew.
//
// Thread-safe: no state.
#ifndef CREDENCE_BENCH_REFERENCE_NATIVE_H_
#define CREDENCE_BENCH_REFERENCE_NATIVE_H_

#include <compare>
#include <cstdint>
#include <vector>

#include "bench/reference/cases.h"

namespace credence::bench::reference {

enum class Credit : uint8_t { kIncentive, kRecognisedSeats, kCapacity };

struct Award {
  Credit credit = Credit::kIncentive;
  uint8_t subject = 0;  // a subscription, or of kRecognisedSeats a line
  uint8_t partner = 0;
  int64_t amount = 0;  // cents of kIncentive, else a count
  friend auto operator<=>(const Award&, const Award&) = default;
};

struct Decided {
  std::vector<Award> awards;    // in no order
  uint8_t held_incentives = 0;  // a bit for each subscription
};

// Replaces what `decided` held; its memory is used again.
void DecideNative(const Case& the_case, Decided& decided);

}  // namespace credence::bench::reference

#endif  // CREDENCE_BENCH_REFERENCE_NATIVE_H_
