// One policy file, checked against its vocabulary and lowered to a rule tree.
//
//   std::shared_ptr<ruletree::Policy> policy = LowerPolicy(file, vocabulary, faults);
//
// Every fault of the file is reported; the tree is of use only when there was none.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_LOWER_POLICY_H_
#define CREDENCE_DSL_LOWER_POLICY_H_

#include <memory>

#include "dsl/ast.h"
#include "dsl/faults.h"
#include "dsl/vocabulary_check.h"
#include "ruletree/policy.h"

namespace credence::dsl {

// REQUIRES: file.policy.
std::shared_ptr<ruletree::Policy> LowerPolicy(const File& file, const CheckedVocabulary& vocabulary,
                                              Faults& faults);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_LOWER_POLICY_H_
