// Whether the rows of a table leave something out, or fit the same case twice; whether tiers
// ascend, and more never pays less.
//
//   | emea | under 80%         || 0% |
//   | emea | 85% to under 100% || 1% |      C401: no row for emea at 80%
//
// By geometry: each column is cut at the bounds its cells name, and the boxes between the cuts are
// swept, each with the set of rows that cover it. 300 rows of 3 columns are some ten thousand
// boxes. What cannot be known (a bound that changes over time) is not searched: silence, rather
// than a guess. After limits::kTableBoxesMax boxes the search ends, and says so (C408).
//
// Thread-safety: one policy is checked by one thread.
#ifndef CREDENCE_DSL_CHECK_TABLE_H_
#define CREDENCE_DSL_CHECK_TABLE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dsl/policy_draft.h"

namespace credence::dsl {

// From a first value up to, not including, another; nullopt: without end.
using HalfOpen = std::pair<std::optional<Rational>, std::optional<Rational>>;

struct SearchedCell {
  bool everything = true;
  bool otherwise = false;
  std::vector<HalfOpen> ranges = {};
  std::vector<size_t> symbols = {};  // positions in the input's
  Span span = {};
};

struct SearchedInput {
  std::string title;  // "attainment"
  Type type = {};
  std::vector<std::string> symbols = {};
};

struct SearchedRow {
  std::vector<SearchedCell> cells = {};
  std::vector<ruletree::NodeId> results = {};
  Span span = {};
};

struct TableSearch {
  std::vector<SearchedInput> inputs = {};
  std::vector<SearchedRow> rows = {};
  bool sure = true;  // every bound is the same on every day
};

// C401, C402, C407 to C409, and C403 for an `otherwise` above what it closes.
void CheckRows(PolicyDraft& draft, const Table& declared, const TableSearch& search);

struct KnownTier {
  std::optional<Value> from;
  std::optional<Value> pays;
  Span span = {};
};

// C404 and C405.
// `base` is the type of what the tiers are of, `pays` of what stands in their rows.
void CheckTiers(PolicyDraft& draft, const Tiers& declared, const Type& base, const Type& pays,
                const std::vector<KnownTier>& tiers);

// Whether values of the type come in steps of one: counts, dates, days.
bool IsDiscrete(const Type& type);
// A number or a date on one line.
Rational PositionOf(const Value& value);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_TABLE_H_
