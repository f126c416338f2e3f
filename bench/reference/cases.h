// The generated cases of the reference policy (reference.policy), one by one or by the million.
//
//   Case the_case = CaseAt(/*seed=*/2016, /*row=*/41);
//   facts::Case for_the_engine = ToFacts(the_case);
//
// A case is a function of its seed and row alone, the same on every machine, so ten million of
// them need no storage. On average it has 3 subscriptions, 12 workloads, 3.5 partners and 5.5
// records of evidence, all of February 2016. One in eight of what rules compare stands at a bound
// of theirs or a step past it: shares, bills, days, two designations of one day.
//
// The rows are small integers of fixed place, which is what the policy written by hand in C++ is
// given (native.h): the engine gets the same as names and values.
//
// Thread-safe: no state.
#ifndef CREDENCE_BENCH_REFERENCE_CASES_H_
#define CREDENCE_BENCH_REFERENCE_CASES_H_

#include <array>
#include <cstdint>

#include "facts/case.h"

namespace credence::bench::reference {

enum class Region : uint8_t { kNorthAmerica, kEmea, kApac, kLatam };
enum class Family : uint8_t { kExchange, kSharepoint, kSkype, kYammer, kIntune, kCrmOnline };
enum class Level : uint8_t { kRegistered, kSilver, kGold };
enum class Kind : uint8_t { kDesignated, kResale, kOnboarding, kAdministration, kSuspended };

inline constexpr uint32_t kPartnersMax = 8;
inline constexpr uint32_t kSubscriptionsMax = 8;
inline constexpr uint32_t kLinesMax = 32;
inline constexpr uint32_t kRecordsMax = 16;

struct Partner {
  Level level = Level::kRegistered;
  bool customer_owned = false;
  Date enrolled_on;
};

struct Subscription {
  int64_t revenue_cents = 0;
  uint8_t first_line = 0;
  uint8_t line_count = 0;
};

// A workload of a subscription.
struct Line {
  Family family = Family::kExchange;
  int32_t seats = 0;
  int32_t active = 0;
};

struct Record {
  Kind kind = Kind::kDesignated;
  uint8_t partner = 0;
  uint8_t place = 0;  // a subscription, a line, or of kSuspended nothing
  DateRange days;
  Date since;  // of kDesignated
};

struct Case {
  Region region = Region::kEmea;
  bool education = false;
  bool open = true;
  uint8_t partner_count = 0;
  uint8_t subscription_count = 0;
  uint8_t line_count = 0;
  uint8_t record_count = 0;
  std::array<Partner, kPartnersMax> partners;
  std::array<Subscription, kSubscriptionsMax> subscriptions;
  std::array<Line, kLinesMax> lines;
  std::array<Record, kRecordsMax> records;
};

// February 2016, which all cases are decided for.
DateRange DecidedDays();

Case CaseAt(uint64_t seed, uint64_t row);

// The same in the words of reference.vocab. Ids are a letter and a place: "p0", "s2", "w11".
facts::Case ToFacts(const Case& the_case);

}  // namespace credence::bench::reference

#endif  // CREDENCE_BENCH_REFERENCE_CASES_H_
