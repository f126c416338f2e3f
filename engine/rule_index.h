// Rules found by what they require, not tried one after the other.
//
//   award a when workload.family is exchange ...    award b when workload.family is yammer ...
//   RuleIndex index(policy, {a, b, c});
//   index.Find(bound, ea1.exchange, found)          -> a, and c, which requires no symbol
//
// A rule requires a symbol where one of its guards, or each side of an `and` in one, says that an
// attribute of the subject is it, or one of a few. Of a subject whose attribute says otherwise the
// rule surely fails, whatever else it asks. Where the attribute is missing nobody can tell, so the
// rule is among the found.
//
// Thread-safe once made: immutable.
#ifndef CREDENCE_ENGINE_RULE_INDEX_H_
#define CREDENCE_ENGINE_RULE_INDEX_H_

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <span>
#include <string>
#include <vector>

#include "engine/bound_case.h"
#include "ruletree/policy.h"

namespace credence::engine {

class RuleIndex {
 public:
  RuleIndex() = default;
  RuleIndex(const ruletree::Policy& policy, std::vector<ruletree::RuleId> rules);

  // All of them, as they were given.
  const std::vector<ruletree::RuleId>& rules() const { return rules_; }

  // Those that can hold for the subject, in the order they were given. The answer is in `found`, or
  // all of them where none is left out.
  std::span<const ruletree::RuleId> Find(const BoundCase& bound, facts::SubjectIndex subject,
                                         std::vector<ruletree::RuleId>& found) const;

 private:
  // Symbols of a group's attributes, in their order.
  using Symbols = absl::InlinedVector<uint32_t, 4>;
  using Places = std::vector<uint32_t>;  // in rules_

  // Rules that require a symbol of the same attributes.
  struct Group {
    std::vector<ruletree::AttributeId> attributes;
    absl::flat_hash_map<Symbols, Places> by_symbols;
    Places all;
  };
  class Builder;

  // The places of the group's rules that the subject fits.
  const Places& Fitting(const Group& group, const BoundCase& bound,
                        facts::SubjectIndex subject) const;

  std::vector<ruletree::RuleId> rules_;
  const ruletree::Vocabulary* vocabulary_ = nullptr;
  Places always_;  // rules that require nothing of the kind
  std::vector<Group> groups_;
  absl::flat_hash_map<std::string, uint32_t> symbols_;  // those that rules name
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_RULE_INDEX_H_
