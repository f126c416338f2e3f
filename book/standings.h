// Who has which standing at the end of a month, by what was posted over all customers.
//
//   absl::StatusOr<StandingsPage> page = StandingsOf(*store, policies,
//       {.policy = "recognition", .month = february, .limit = 50});
//   page->standings[0]  ->  gold in cloud_productivity, adatum: not reached, 80 more
//
// It reads the ledger and the partner's own facts as they were on a day: closes that were issued
// as known then or before, and what was known at the last of them. So a standing can be asked as
// it was told at the time. A period that no close has settled gives nothing.
//
// Errors: NOT_FOUND no such policy; FAILED_PRECONDITION nothing is closed, or the month is not;
// INVALID_ARGUMENT a partner whose facts do not fit the vocabulary, naming it; what the store
// returned.
// Thread-safety: one thread a store.
#ifndef CREDENCE_BOOK_STANDINGS_H_
#define CREDENCE_BOOK_STANDINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "core/status.h"
#include "engine/decision.h"
#include "ruletree/timeline.h"
#include "store/store.h"

namespace credence::book {

struct StandingsRequest {
  std::string policy = {};           // the family's name
  std::optional<Period> month = {};  // absent: that of the last close
  std::optional<Date> known = {};    // absent: as known now
  std::string partner = {};          // empty: every partner, by page
  std::string after = {};            // the last partner of the page before
  size_t limit = 1;                  // of partners
};

struct StandingsPage {
  store::Close close = {};  // the last that counts
  Period month = {};
  std::vector<engine::StandingResult> standings = {};  // by partner, then as the policy has them
  std::string last = {};  // partner of a page that may not be the last; empty: there is no more
};

absl::StatusOr<StandingsPage> StandingsOf(store::Store& store, const ruletree::PolicySet& policies,
                                          const StandingsRequest& request);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_STANDINGS_H_
