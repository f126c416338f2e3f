// What a person decides where the rules leave a tie: kept as a fact, so it has its day, is
// corrected or retracted like any other, and a decision made by it can be made again.
//
//   Resolve(*store, {.policy = "recognition", .credit = "incentive", .subject = "ea1",
//                    .period = february, .partner = "adatum", .reason = "the customer confirmed",
//                    .by = "a.admin", .known = march_7})
//
// The next close posts by it. Its key is "resolution/recognition/incentive/ea1/2016-02".
//
// Only a tie is resolved so. What lacks a fact needs the fact, and two rules that contradict each
// other need the policy or a retraction: that is said.
//
// Errors: NOT_FOUND it is not held; INVALID_ARGUMENT the partner is none of those it waits for, or
// who and why are not said; FAILED_PRECONDITION what waits is no tie, `known` lies before what is
// known, or it is resolved otherwise since that day; what the store returned.
// Thread-safety: one thread a store.
#ifndef CREDENCE_BOOK_RESOLUTION_H_
#define CREDENCE_BOOK_RESOLUTION_H_

#include <string>
#include <vector>

#include "core/date.h"
#include "core/status.h"
#include "engine/resolution.h"
#include "store/store.h"

namespace credence::book {

struct ResolveRequest {
  std::string policy = {};
  std::string credit = {};
  std::string subject = {};
  Period period = {};
  std::string partner = {};  // or account
  std::string reason = {};
  std::string by = {};
  Date known = {};
};

// Its key.
absl::StatusOr<std::string> Resolve(store::Store& store, const ResolveRequest& request);

// Those of a policy among what is known of a customer.
std::vector<engine::Resolution> ResolutionsIn(const std::vector<store::KnownFact>& known,
                                              const std::string& policy);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_RESOLUTION_H_
