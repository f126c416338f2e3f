// A customer's case out of what was known of it on a day.
//
//   absl::StatusOr<std::vector<store::KnownFact>> known = store.FactsOf("northwind", march_31);
//   absl::StatusOr<facts::Case> the_case = CaseOf("northwind", *known);
//
// Attributes told apart from their subject are put to it, the one recorded last holding. A partner
// that only evidence names is a partner without attributes. Each record of evidence says where it
// came from: "designations:april.csv:17".
//
// Errors: INVALID_ARGUMENT naming every fact that does not fit the others (a parent that is not
// known, a last day before the first).
// Thread-safe: no state.
#ifndef CREDENCE_BOOK_KNOWN_CASE_H_
#define CREDENCE_BOOK_KNOWN_CASE_H_

#include <string>
#include <vector>

#include "core/status.h"
#include "facts/case.h"
#include "store/store.h"

namespace credence::book {

absl::StatusOr<facts::Case> CaseOf(const std::string& root,
                                   const std::vector<store::KnownFact>& known);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_KNOWN_CASE_H_
