// A statement taken apart into what its author can change, for comparing it.
//
//   FacetsOf(side, credit)  ->  {"sharing", ..., "for one partner"}, {"combining", ...}, ...
//
// Two statements mean the same when their facets do. A new kind of statement is one more function
// here, and a line where compare.cc goes through them.
//
// Thread-safe: no state.
#ifndef CREDENCE_RULETREE_COMPARE_FACETS_H_
#define CREDENCE_RULETREE_COMPARE_FACETS_H_

#include <string>
#include <string_view>
#include <vector>

#include "ruletree/compare_side.h"

namespace credence::ruletree {

struct Facet {
  std::string topic;    // "the amount"
  std::string meaning;  // equal when it means the same
  std::string words;    // as the author says it; empty: there is none
  NodeId node = kNone;  // when it is a single expression
};

using Facets = std::vector<Facet>;

Facets FacetsOf(const Side& side, const Credit& credit);
// But for its guards, which compare.cc matches one by one.
Facets FacetsOf(const Side& side, const Rule& rule);
Facets FacetsOf(const Side& side, const Limit& limit);
Facets FacetsOf(const Side& side, const Score& score);
Facets FacetsOf(const Side& side, const Standing& standing);
Facets FacetsOf(const Side& side, const Check& check);
Facets FacetsOf(const Side& side, const Table& table);
Facets FacetsOf(const Side& side, const Tiers& tiers);
Facets HeaderFacets(const Side& side);

// How a change is said of topics where "TOPIC is now X; it was Y" is stiff; empty for all others.
std::string PhraseText(const Facet* before, const Facet* after);

// All of their meanings, as one text.
std::string Signature(const Facets& facets);

// "`a`, `b` and `c`"
std::string NamesText(std::vector<std::string> names);

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_COMPARE_FACETS_H_
