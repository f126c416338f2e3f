// Cases made at random for any vocabulary: trees of subjects, values that may be lacking where the
// words allow it and now and then where they do not, records of all days around a period.
//
//   facts::Case the_case = RandomCase(vocabulary, *ParsePeriod("2016-02"), /*seed=*/41);
//
// One of each root subject, up to four partners whose ids are not in the order they are given. A
// case is a function of its arguments alone.
//
// Thread-safe: no state.
#ifndef CREDENCE_TESTS_RANDOM_CASE_H_
#define CREDENCE_TESTS_RANDOM_CASE_H_

#include <cstdint>

#include "facts/case.h"
#include "ruletree/vocabulary.h"
#include "tests/dice.h"

namespace credence::testing {

facts::Case RandomCase(const ruletree::Vocabulary& vocabulary, const Period& period, uint64_t seed);
facts::Case RandomCase(const ruletree::Vocabulary& vocabulary, const Period& period, Dice& dice);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_RANDOM_CASE_H_
