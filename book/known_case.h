// A customer's case out of what was known of it on a day.
//
//   absl::StatusOr<std::vector<store::KnownFact>> known = store.FactsOf("northwind", march_31);
//   absl::StatusOr<facts::Case> the_case = CaseOf("northwind", *known, Spoken::Of(timeline));
//
// The root may be a partner too: then the case is the partner's own.
//
// An attribute may name a subject of another case, such as the customer that a partner belongs to.
// Attributes told apart from their subject are put to it, the one recorded last holding. A partner
// that only evidence names is a partner without attributes. Each record of evidence says where it
// came from: "designations:april.csv:17".
//
// Errors: INVALID_ARGUMENT naming every fact that does not fit the others (a parent that is not
// known, a last day before the first).
// Thread-safe: no state.
#ifndef CREDENCE_BOOK_KNOWN_CASE_H_
#define CREDENCE_BOOK_KNOWN_CASE_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/status.h"
#include "facts/case.h"
#include "ruletree/timeline.h"
#include "store/store.h"

namespace credence::book {

// What a policy family speaks of, over all its versions: facts of other kinds are kept in the store
// and are no part of its cases.
struct Spoken {
  std::set<std::string, std::less<>> subjects;  // types; partner among them
  std::set<std::string, std::less<>> attributes;
  std::set<std::string, std::less<>> measures;
  std::set<std::string, std::less<>> evidence;  // kinds

  static Spoken Of(const ruletree::Timeline& timeline);
};

absl::StatusOr<facts::Case> CaseOf(const std::string& root,
                                   const std::vector<store::KnownFact>& known,
                                   const Spoken& spoken);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_KNOWN_CASE_H_
