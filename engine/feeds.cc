#include "engine/feeds.h"

#include <algorithm>
#include <set>

#include "engine/operate.h"

namespace credence::engine {

using ruletree::kNone;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;
using ruletree::Policy;

namespace {

// Walks what the roots reach and gathers names.
class Gatherer {
 public:
  explicit Gatherer(const Policy& policy) : policy_(policy) {}

  void Reach(NodeId id) {
    if (id != kNone && seen_.insert(id).second) open_.push_back(id);
  }

  void AddKinds(const std::vector<ruletree::EvidenceKindId>& kinds) {
    for (const ruletree::EvidenceKindId kind : kinds) {
      names_.insert(policy_.vocabulary->evidence[kind].name);
    }
  }

  std::vector<std::string> Gather() && {
    while (!open_.empty()) {
      const Node& node = policy_.nodes[open_.back()];
      open_.pop_back();
      Reach(node.a);
      Reach(node.b);
      if (node.op == Op::kMeasure) names_.insert(policy_.vocabulary->measures[node.ref].name);
      if (node.op == Op::kEvidenceField) AddKinds({node.ref});
      if (node.op == Op::kEvidenceTest) AddTest(policy_.tests[node.ref]);
      if (IsFold(node.op) && policy_.folds[node.ref].evidence != kNone) {
        AddKinds({policy_.folds[node.ref].evidence});
      }
    }
    return {names_.begin(), names_.end()};
  }

 private:
  void AddTest(const ruletree::EvidenceTest& test) {
    AddKinds(test.kinds);
    Reach(test.where);
    Reach(test.timing.day);
    Reach(test.timing.recorded_by);
  }

  const Policy& policy_;
  std::set<NodeId> seen_;
  std::vector<NodeId> open_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<std::string> FeedsOf(const Policy& policy, const ruletree::Credit& credit,
                                 const std::vector<ruletree::RuleId>& rules) {
  Gatherer gatherer(policy);
  for (const ruletree::Rank& rank : credit.prefer) {
    gatherer.Reach(rank.key);
    gatherer.AddKinds(rank.kinds);
  }
  for (const ruletree::RuleId id : rules) {
    for (const NodeId root : ruletree::RootsOf(policy.rules[id])) gatherer.Reach(root);
  }
  for (const ruletree::Limit& limit : policy.limits) {
    const bool under = std::any_of(limit.credits.begin(), limit.credits.end(),
                                   [&](auto id) { return &policy.credits[id] == &credit; });
    if (under) gatherer.Reach(limit.to);
  }
  return std::move(gatherer).Gather();
}

}  // namespace credence::engine
