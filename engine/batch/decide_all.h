// A batch decided by several threads: a stretch of cases each, in whatever turn, the results in the
// order of the cases.
//
//   std::vector<Outcome> outcomes;
//   DecideAll(program, columns, /*threads=*/2, outcomes);
//   outcomes[0].credits[0].awards ... then outcomes[1]'s: as one Decider would have said it
//
// Every number of threads, one among them, gives the same list to the byte.
//
// Thread-safe: no state; the program and the columns are shared and only read.
#ifndef CREDENCE_ENGINE_BATCH_DECIDE_ALL_H_
#define CREDENCE_ENGINE_BATCH_DECIDE_ALL_H_

#include <vector>

#include "engine/batch/decider.h"

namespace credence::engine::batch {

// Replaces the outcomes, one for every few thousand cases; their memory is used again.
// REQUIRES: threads > 0, columns that are fit.
void DecideAll(const ProgramPtr& program, const Columns& columns, unsigned threads,
               std::vector<Outcome>& outcomes);

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_DECIDE_ALL_H_
