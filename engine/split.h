// A pool divided: what each partner's records weigh, and so what part of the pool it has.
//
//   split influence of deal_value over touch in order of touch.on
//     40% to first, 20% to middle evenly, 40% to last             deal_value 100.01 USD
//     adatum: t1 first 40%, t2 middle 10%       -> 50.01 USD
//     contoso: t3 middle 10%, t4 last 40%       -> 50.00 USD
//
// Weights are of records, and summed per partner. A place that no record has weighs nothing, so
// of one touch alone it is 100%, of two 50% each. Records that are level in the order share what
// their place has. The pool is rounded once, as the credit says, and apportioned by largest
// remainder; level remainders go by weight, then by the order (a partner stands where its first
// record does), then by partner id. So the parts add up to the pool, whatever it is.
//
// A partner whose records weigh nothing is refused.
//
// What nobody may guess about one record casts doubt on the whole pool.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_SPLIT_H_
#define CREDENCE_ENGINE_SPLIT_H_

#include <vector>

#include "engine/candidate.h"

namespace credence::engine {

// Gives the claims of the split their amounts, or all of them the doubt about it; `explain` also
// how each came about.
// REQUIRES: candidates by partner id, their claims by `rule` without doubt.
void DivideCandidates(const Evaluator& evaluator, const ruletree::Credit& credit,
                      ruletree::RuleId rule, std::vector<Candidate>& candidates, bool explain);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_SPLIT_H_
