#include "dsl/policy_draft.h"

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

}  // namespace credence::dsl
