// Pieces of a policy in the words of the language, for whatever prints or compares them.
//
//   WindowText({kDuration, 12 months})                 "12 months"
//   RoundingText({kNearestEven, 0.01})                 "to nearest even 0.01"
//   FieldText(vocabulary, a node of dpor.since)        "dpor.since"
//   FoldText(vocabulary, a fold over workloads)        " rows workload"
//
// Thread-safe: no state.
#ifndef CREDENCE_RULETREE_WORDS_H_
#define CREDENCE_RULETREE_WORDS_H_

#include <string>
#include <string_view>

#include "ruletree/policy.h"

namespace credence::ruletree {

std::string WindowText(const Window& window);
std::string RoundingText(const Rounding& rounding);

// REQUIRES: node.op is kEvidenceField.
std::string FieldText(const Vocabulary& vocabulary, const Node& node);

// Over what it runs; empty for the subject and the days at hand.
std::string FoldText(const Vocabulary& vocabulary, const Fold& fold);

// "award", the word its statement begins with.
std::string_view RuleWord(RuleKind kind);

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_WORDS_H_
