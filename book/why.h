// Any cent explained: from an entry back to the rule, the facts and the arithmetic, worked out
// anew.
//
//   absl::StatusOr<Why> why = WhyEntry(*store, rules, 5);
//   why->same            -> true: the same cent
//   why->decision        -> the results of its line, with every step, fact and source row
//   why->line            -> every entry of the line until this one; their sum is what was owed
//
// The customer is decided again as known at the end of the day of the entry's close, by the rules
// of that close, for the entry's period alone.
//
// Errors: NOT_FOUND no such entry; FAILED_PRECONDITION the rules of the close are not to be had,
// and nothing that others say would explain it; what the store or `rules` returned.
//
// Thread-safety: one thread a store.
#ifndef CREDENCE_BOOK_WHY_H_
#define CREDENCE_BOOK_WHY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/status.h"
#include "ruletree/timeline.h"
#include "store/store.h"

namespace credence::book {

struct Why {
  store::Entry entry = {};
  store::Close close = {};
  std::optional<Rational> entitled = {};  // worked out anew; nullopt: it is held now
  bool same = false;                      // as the entry says
  std::string decision = {};              // as text, of the line's results
  std::vector<store::Entry> line = {};    // ascending
  store::DecisionRecord record = {};      // of the decision that posted it
};

// The rules of a digest; null: they are not to be had.
using RulesOf = std::function<absl::StatusOr<ruletree::PolicySetPtr>(const std::string& digest)>;

absl::StatusOr<Why> WhyEntry(store::Store& store, const RulesOf& rules, int64_t id);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_WHY_H_
