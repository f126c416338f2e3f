// Standings from what was posted: a partner's awards of all customers, as a ledger keeps them, in
// place of awards decided from one case.
//
//   DecidePosted(timeline, adatum_case, "adatum", february, {}, posted)
//     -> gold in cloud_productivity, adatum, 2016-02: not reached
//          missing: 1,420 of 1,500 recognised_seats: 80 more
//
// The case is the partner's own: its attributes, measures, evidence and account. Months are
// governed as in a decision (engine/standings.h); a month of which nothing was posted gives
// nothing.
//
// Errors: a case that does not fit the vocabulary gives faults, and no standings.
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_POSTED_STANDINGS_H_
#define CREDENCE_ENGINE_POSTED_STANDINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/decision.h"
#include "facts/case.h"
#include "ruletree/timeline.h"

namespace credence::engine {

// All that was posted of a credit for a period to a partner or its account.
struct PostedTotal {
  std::string credit = {};
  std::string partner = {};  // or account
  Period period = {};
  Rational amount = {};
  int64_t count = 0;      // lines with something on them
  std::string held = {};  // why something of it waits; empty when nothing does
  bool provisional = false;
};

struct PostedStandings {
  std::vector<StandingResult> standings = {};  // in the order of the policy
  std::vector<facts::Fault> faults = {};
};

// REQUIRES: the partner is a subject of the case.
PostedStandings DecidePosted(const ruletree::Timeline& timeline, const facts::Case& the_case,
                             const std::string& partner, const Period& month,
                             std::optional<Date> known_at, const std::vector<PostedTotal>& posted);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_POSTED_STANDINGS_H_
