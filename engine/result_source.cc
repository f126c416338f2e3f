#include "engine/result_source.h"

#include "core/check.h"

namespace credence::engine {

// The checker lets a standing read totals and standings, and a check awards: nothing asks for
// what its source does not have.
Answer ResultSource::AwardOf(ruletree::CreditId, facts::SubjectIndex, facts::SubjectIndex,
                             const DateRange&) const {
  CREDENCE_CHECK(false);
}

Answer ResultSource::TotalOf(ruletree::CreditId, facts::SubjectIndex, const DateRange&,
                             bool) const {
  CREDENCE_CHECK(false);
}

Answer ResultSource::Holds(uint32_t, facts::SubjectIndex, const DateRange&) const {
  CREDENCE_CHECK(false);
}

}  // namespace credence::engine
