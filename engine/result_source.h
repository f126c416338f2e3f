// The results that standings and checks read while they are evaluated.
//
//   sum of recognised_seats over 12 months   -> source.TotalOf(recognised_seats, adatum, month)
//   incentive <= 25_000 USD                  -> source.AwardOf(incentive, ea1, adatum, days)
//   partner holds silver                     -> source.Holds(silver, adatum, month)
//
// Ids are those of the policy that asks. Rules ask for none of these.
//
// Thread-safety: each implementation says its own.
#ifndef CREDENCE_ENGINE_RESULT_SOURCE_H_
#define CREDENCE_ENGINE_RESULT_SOURCE_H_

#include "engine/answer.h"
#include "engine/bound_case.h"
#include "ruletree/policy.h"

namespace credence::engine {

class ResultSource {
 public:
  virtual ~ResultSource() = default;

  // What the decision at hand awards; undefined when it awards nothing, held when it is held.
  virtual Answer AwardOf(ruletree::CreditId credit, facts::SubjectIndex subject,
                         facts::SubjectIndex partner, const DateRange& days) const;
  // The sum of the partner's awards of periods that end in the days, or how many there are.
  virtual Answer TotalOf(ruletree::CreditId credit, facts::SubjectIndex partner,
                         const DateRange& days, bool counted) const;
  // Whether the partner has the standing at the end of the days.
  virtual Answer Holds(uint32_t standing, facts::SubjectIndex partner, const DateRange& days) const;
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_RESULT_SOURCE_H_
