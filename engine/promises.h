// The checks of a policy that compare decisions: `raising`, `nobody loses` and `same`.
//
//   check more_use_pays : raising active_users never lowers seats
//     each value of active_users in the case is raised, by one, by a tenth and to its double, the
//     case decided again, and the seats of everyone compared
//   check nobody_dropped : nobody loses seats since "2015.7"
//     the same days are decided by version 2015.7 alone, and compared
//
// Two versions whose credits have not the same subject and period are compared by what each
// partner has in all. What is held in either is not compared. A check that is not broken here is
// proved by nothing: it was tried on one case.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_PROMISES_H_
#define CREDENCE_ENGINE_PROMISES_H_

#include <functional>
#include <vector>

#include "engine/checks.h"
#include "engine/decide.h"

namespace credence::engine {

// What a promise is tried with.
struct Trial {
  const ruletree::Timeline& timeline;
  const facts::Case& the_case;
  const Request& request;
  // The results of another case or another request; none when they cannot be decided.
  std::function<std::vector<Result>(const facts::Case&, const Request&)> decide;
};

// The checks of `policy` that `results`, decided with `bound` and `params`, do not keep.
std::vector<BrokenCheck> FindBrokenPromises(const ruletree::PolicyPtr& policy,
                                            const BoundCase& bound, const ParamValues& params,
                                            const std::vector<Result>& results, const Trial& trial);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_PROMISES_H_
