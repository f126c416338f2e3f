// What the guards of one rule allow, value by value.
//
//   when customer.segment in { education, government } and active_users >= 40
//     -> sides {customer.segment: {education, government}, active_users: [40, ...)}
//
// A condition that is no comparison of a value with constants is kept by its node: two rules
// that both have it agree on it.
//
// Thread-safe: values.
#ifndef CREDENCE_DSL_GUARD_BOX_H_
#define CREDENCE_DSL_GUARD_BOX_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "ruletree/policy.h"

namespace credence::dsl {

// The values one value may have: names of its set, or numbers or dates between two bounds.
struct Side {
  std::optional<std::set<std::string>> names = {};
  std::optional<Value> low = {};
  std::optional<Value> high = {};
  bool low_open = false;  // above `low`, not at it
  bool high_open = false;

  bool empty() const;
  bool Contains(const Side& other) const;
  Side Intersect(const Side& other) const;
};

struct GuardBox {
  std::map<ruletree::NodeId, Side> sides;
  std::set<std::pair<ruletree::NodeId, bool>> others;  // conditions and whether they hold

  // Whether no value satisfies all of it, and which node shows that.
  std::optional<ruletree::NodeId> Contradiction() const;
};

GuardBox BoxOf(const ruletree::Policy& policy, const ruletree::Rule& rule);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_GUARD_BOX_H_
