// Binds a case to a vocabulary: every name is found, every value is of its type, every record
// stands on the right kind of subject. Done once a case and vocabulary.
//
//   std::optional<BoundCase> bound = Bind(the_case, vocabulary, known_at, faults);
//
// Two rows of one measure for one subject and period are versions of one fact: the one recorded
// last supersedes the earlier, and at `known_at` the last one recorded by then counts. Two that
// were recorded on the same day contradict each other and are a fault.
//
// The versions of a policy may use versions of a vocabulary, and one case serves them all: a name
// that this vocabulary lacks and one of `others` has is no fault, and its rows are left out.
//
// A required attribute or measure that is absent is no fault here: it holds the results that
// need it. Everything that does not fit is found in one pass, by field (facts/case.h).
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_BIND_H_
#define CREDENCE_ENGINE_BIND_H_

#include <optional>
#include <span>

#include "engine/bound_case.h"
#include "facts/case.h"
#include "facts/fault.h"
#include "ruletree/vocabulary.h"

namespace credence::engine {

// `known_at` absent: everything recorded is known, and what was superseded is not, except to
// `recorded by` a day on which it still was.
// The case and the vocabulary must outlive the result. nullopt: faults were added.
std::optional<BoundCase> Bind(const facts::Case& the_case, const ruletree::Vocabulary& vocabulary,
                              std::optional<Date> known_at, facts::FaultList& faults,
                              std::span<const ruletree::Vocabulary* const> others = {});

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_BIND_H_
