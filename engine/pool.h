// A tie shared evenly: the pool of the places that the tied leave, divided without loss.
//
//   two level partners, one place, 100.01 USD each, rounded to nearest 0.01 USD
//     pool 100.01 USD  ->  50.01 USD and 50.00 USD
//
// Each brings its own amount times the places over the number tied; that is its exact share. The
// pool is rounded once, as the credit says, and apportioned by the amounts, so the parts add up
// to it whoever they go to.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_POOL_H_
#define CREDENCE_ENGINE_POOL_H_

#include <vector>

#include "engine/candidate.h"

namespace credence::engine {

// Replaces each stand's amount by its exact share, and sets its rounded one where the credit
// rounds. False: a number passed the limits, and nothing may be believed.
// REQUIRES: every sharer has a stand; places is at most their number; sharers by partner id.
bool ShareEvenly(const ruletree::Credit& credit, size_t places,
                 const std::vector<Candidate*>& sharers);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_POOL_H_
