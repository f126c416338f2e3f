// A fact as one line of text and back: what the store keeps, compares and hashes.
//
//   ToText(evidence)  -> {"from":"2015-07-01","id":"dpor/ea1","kind":"dpor","partner":"adatum",...}
//
// Equal facts have equal text, to the byte: names of fields ascend, what is not given is left out,
// values are literals of the language beside their types ("count", "money in USD"), exact.
//
// Errors: FromText refuses what ToText does not write, as DATA_LOSS.
// Thread-safe: no state.
#ifndef CREDENCE_STORE_FACT_TEXT_H_
#define CREDENCE_STORE_FACT_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/status.h"
#include "facts/record.h"

namespace credence::store {

using Fact = decltype(facts::Record::fact);

std::string ToText(const Fact& fact);
absl::StatusOr<Fact> FromText(std::string_view text);

// A type by its name, as facts and the ledger keep it: "count", "money in USD".
std::string TypeText(const Type& type);
std::optional<Type> TypeFrom(std::string_view text);

// What a fact is about: the subject it stands on, the partner it names, and the subject above a
// subject. Empty where there is none.
struct Places {
  std::string subject = {};
  std::string partner = {};
  std::string parent = {};
};
Places PlacesOf(const Fact& fact);

// "subject", "attribute", "measure", "evidence", "feed".
std::string_view SortOf(const Fact& fact);

}  // namespace credence::store

#endif  // CREDENCE_STORE_FACT_TEXT_H_
