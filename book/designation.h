// The partner of record of a subscription, designated, changed or removed by the customer.
//
//   absl::StatusOr<Designated> done = Designate(
//       store, {.subscription = "ea1", .partner = "adatum", .by = "a.admin",
//               .from = jan_14, .known = jan_15});
//   done->verdict       -> kDone: `dpor` of adatum on ea1 from 2016-01-14, what held before ended
//   done->why           -> of every other verdict: what is wrong, and what to do
//
// What the rules of the programme ask for is known from facts of the store, as known on `known`:
//
// - Who designates is an administrator of the customer on the first day: evidence of the kind
//   `administrator` on the customer, whose partner is the person's name. Nobody else designates,
//   not a partner with delegated administration either.
// - The partner is eligible on that day: evidence on the partner of the kind `eligible`, and none
//   of the kind `suspended`.
// - At most one partner holds on any day: what held ends the day before. A designation of that day
//   or a later one is not taken back by this; `retract` does.
//
// What is recorded has the key and the content of a row of a file of designations, so that such a
// file says nothing new afterwards. Its source is the system `designate`, and the file's name is
// who did it.
//
// Errors: those of the store. Nothing is kept unless the verdict is kDone.
// Thread-safe: no state; two designations at once wait for one another.
#ifndef CREDENCE_BOOK_DESIGNATION_H_
#define CREDENCE_BOOK_DESIGNATION_H_

#include <optional>
#include <string>
#include <vector>

#include "core/date.h"
#include "core/status.h"
#include "facts/case.h"
#include "store/store.h"

namespace credence::book {

struct Designation {
  std::string subscription = {};
  std::string partner = {};  // empty: nobody from that day on
  std::string by = {};
  Date from = {};
  Date known = {};
};

enum class DesignationVerdict {
  kDone,
  kSubscriptionUnknown,
  kNotAdministrator,
  kPartnerIneligible,
  kDesignatedLater,  // a designation of that day or a later one stands
};

struct Designated {
  DesignationVerdict verdict = DesignationVerdict::kDone;
  std::string why = {};
  std::string customer = {};
  std::optional<facts::EvidenceInput> designation = {};
  std::vector<facts::EvidenceInput> ended = {};
  bool unchanged = false;  // it said what was known
};

absl::StatusOr<Designated> Designate(store::Store& store, const Designation& wanted);

// The days a record of evidence is of; all of them when it says none.
DateRange ValidDaysOf(const facts::EvidenceInput& evidence);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_DESIGNATION_H_
