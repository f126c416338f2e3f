#include "dsl/policy_draft.h"

#include <set>
#include <utility>

#include "core/limits.h"

namespace credence::dsl {

Parts PolicyDraft::Finish(Parts parts, const DecidedBy& decided) {
  const bool fitted = parts_count_ <= limits::kPolicyExpressionNodesMax;
  parts_count_ += parts.size();
  if (fitted && parts_count_ > limits::kPolicyExpressionNodesMax) {
    faults.Add(codes::kTooLarge, SpanOf(file, parts.front()),
               "From here on the policy is too large",
               {.why = "With their defines written out its expressions have more than " +
                       std::to_string(limits::kPolicyExpressionNodesMax) + " parts together.",
                .help = "Say less in each define, or part the policy in two."});
  }
  if (parts_count_ > limits::kPolicyExpressionNodesMax) parts.clear();
  unfinished |= parts.empty();
  CheckGrain(symbols, decided, parts, faults);
  Lowering(parts).Run();
  return parts;
}

ruletree::NodeId PolicyDraft::AskedOfPartner(ruletree::NodeId root) const {
  std::set<ruletree::NodeId> seen;
  std::vector<ruletree::NodeId> waiting = {root};
  while (!waiting.empty()) {
    const ruletree::NodeId id = waiting.back();
    waiting.pop_back();
    if (id == ruletree::kNone || !seen.insert(id).second) continue;
    const ruletree::Node& node = policy->nodes[id];
    if (ruletree::AsksPartner(*policy, node)) return id;
    waiting.push_back(node.a);
    waiting.push_back(node.b);
  }
  return ruletree::kNone;
}

}  // namespace credence::dsl
