// The records that a split counts, and what each of them weighs.
//
//   halving every 7 days before opportunity.closed_on (2026-03-31)
//     t1 on 2026-03-31   weight 1
//     t2 on 2026-03-17   weight 0.25     "t2 on 2026-03-17, 14 days before 2026-03-31: 0.25"
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_TOUCH_H_
#define CREDENCE_ENGINE_TOUCH_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/candidate.h"

namespace credence::engine {

// One record of one candidate.
struct Touch {
  Candidate* candidate = nullptr;
  facts::EvidenceIndex record = facts::kNone;
  Value key = {};         // in the order, when there is one
  Rational weight = {};   // of all that add up to 1, or of whatever they add up to
  std::string text = {};  // why it weighs so
};

// The touches of every candidate with a claim by `rule`, each with its key.
// Doubt: a field of one of them is missing.
struct Touches {
  std::vector<Touch> all;  // by key, where there is an order
  std::optional<Doubt> doubt;
};
Touches FindTouches(const Evaluator& evaluator, ruletree::RuleId rule,
                    std::vector<Candidate>& candidates);

// Sets what each weighs, and why. Doubt: a weight is missing, below zero, or too large.
std::optional<Doubt> Weigh(const Evaluator& evaluator, ruletree::RuleId rule,
                           std::vector<Touch>& touches);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_TOUCH_H_
