#include "dsl/evidence_kinds.h"

#include <utility>
#include <vector>

namespace credence::dsl {

void AddKinds(const ruletree::Policy& policy, ruletree::NodeId root,
              std::set<ruletree::EvidenceKindId>& required,
              std::set<ruletree::EvidenceKindId>* forbidden) {
  std::vector<std::pair<ruletree::NodeId, bool>> waiting = {{root, true}};
  while (!waiting.empty()) {
    const auto [id, helps] = waiting.back();
    waiting.pop_back();
    if (id == ruletree::kNone) continue;
    const ruletree::Node& node = policy.nodes[id];
    if (node.op != ruletree::Op::kEvidenceTest) {
      const bool flips = node.op == ruletree::Op::kEvidenceNo;
      waiting.emplace_back(node.a, helps != flips);
      waiting.emplace_back(node.b, helps != flips);
      continue;
    }
    const ruletree::EvidenceTest& test = policy.tests[node.ref];
    const bool wanted = helps == (test.quantifier != ruletree::Quantifier::kNoneOf);
    if (!wanted && forbidden == nullptr) continue;
    (wanted ? required : *forbidden).insert(test.kinds.begin(), test.kinds.end());
  }
}

}  // namespace credence::dsl
