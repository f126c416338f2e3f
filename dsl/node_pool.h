// The nodes of a rule tree as it grows: equal operations on equal operands are one node.
//
//   NodePool pool(policy);
//   pool.Add({.op = Op::kMeasure, .ref = 4, ...})   -> 0
//   pool.Constant(Rational(2, 5), percent, span)    -> 1
//   pool.Add({.op = Op::kMeasure, .ref = 4, ...})   -> 0 again
//
// A node's span is that of the first place it came from; the text there reads the same
// wherever it stands.
//
// Thread-safety: one policy is lowered by one thread.
#ifndef CREDENCE_DSL_NODE_POOL_H_
#define CREDENCE_DSL_NODE_POOL_H_

#include <array>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "ruletree/policy.h"

namespace credence::dsl {

class NodePool {
 public:
  explicit NodePool(ruletree::Policy& policy) : policy_(policy) {}

  ruletree::NodeId Add(ruletree::Node node);
  ruletree::NodeId Constant(const Value& value, const Type& type, Span span);

  // Positions for Node::ref, equal contents once.
  uint32_t ConstantOf(const Value& value, const Type& type);
  uint32_t SymbolSetOf(ruletree::SymbolSet set);
  uint32_t RoundingOf(const Rounding& rounding);
  uint32_t FoldOf(const ruletree::Fold& fold);
  uint32_t TestOf(ruletree::EvidenceTest test);

  const ruletree::Policy& policy() const { return policy_; }
  const ruletree::Node& node(ruletree::NodeId id) const { return policy_.nodes[id]; }
  // The node without the defines that only name it.
  ruletree::NodeId Bare(ruletree::NodeId id) const;

 private:
  ruletree::Policy& policy_;
  // Nodes are by far the most, so they have keys that are made without allocation.
  absl::flat_hash_map<std::array<uint32_t, 6>, ruletree::NodeId> nodes_;
  absl::flat_hash_map<std::string, uint32_t> seen_;  // the rest, by what makes things equal
};

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_NODE_POOL_H_
