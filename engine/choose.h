// The choice of a credit: who of those left takes it.
//
//   for one partner, prefer latest dpor.since, if tied hold
//     adatum 2015-07-01, contoso 2014-03-01  -> adatum; contoso: "adatum wins: latest dpor.since
//                                               2015-07-01, contoso 2014-03-01"
//     both 2015-07-01                        -> held, tied between the two
//
// Candidates are ordered by the `prefer` keys, one after the other; a key without a value comes
// last, level with others without. Only where more are left than places is anything compared, so
// a key that is missing holds nothing while there is room. A tie across the last place is settled
// as `if tied` says; those clearly before it are chosen and those clearly behind it refused.
//
// A tie across the last place that `if tied` holds is settled by a resolution of a person, where
// one names a partner of those tied and no more than one place is open.
//
// A doubt about one candidate is a doubt about the choice: then nobody is chosen.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_CHOOSE_H_
#define CREDENCE_ENGINE_CHOOSE_H_

#include <optional>
#include <vector>

#include "engine/candidate.h"
#include "engine/resolution.h"

namespace credence::engine {

// Marks the chosen and refuses those who lose. Returns what holds the choice: who is in
// `between` is neither.
// `resolution` may be null.
// REQUIRES: candidates by partner id.
std::optional<Held> Choose(const Evaluator& evaluator, const ruletree::Credit& credit,
                           const Resolution* resolution, std::vector<Candidate>& candidates);

// One held result out of the doubts of several candidates, `between` all of `concerned`.
// REQUIRES: at least one of `concerned` has a doubt.
Held HeldBy(const Evaluator& evaluator, const std::vector<const Candidate*>& concerned);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_CHOOSE_H_
