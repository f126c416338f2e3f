// A tie shared evenly: the pool of the places that the tied leave, divided without loss.
//
//   two level partners, one place, 100.01 USD each, rounded to nearest 0.01 USD
//     pool 100.01 USD  ->  50.01 USD and 50.00 USD
//
// Each brings its own amount times the places over the number tied; that is its exact share. The
// pool is rounded once, as the credit says, and apportioned by the amounts, so the parts add up
// to it whoever they go to. A count is parted in whole ones even where its credit rounds nothing:
//
//   three level partners, one place, 5 users each    pool 5  ->  2, 2 and 1
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_POOL_H_
#define CREDENCE_ENGINE_POOL_H_

#include <optional>
#include <vector>

#include "core/rounding.h"
#include "engine/candidate.h"

namespace credence::engine {

// How the pool of the credit is rounded and parted; nullopt: not at all, the shares are exact.
std::optional<Rounding> PoolRounding(const ruletree::Credit& credit);

// Replaces each stand's amount by its exact share, and sets its part of the pool where there is a
// PoolRounding. False: a number passed the limits, and nothing may be believed.
// REQUIRES: every sharer has a stand; places is at most their number; sharers by partner id.
bool ShareEvenly(const ruletree::Credit& credit, size_t places,
                 const std::vector<Candidate*>& sharers);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_POOL_H_
