// A vocabulary file, checked and resolved to ruletree::Vocabulary.
//
//   subject subscription in customer
//   measure revenue : money in USD per subscription each month, flow
//
// Subjects may be declared in any order; `partner` is always there. What is wrong with one
// declaration leaves the others whole, and its name stays known, so that policies are not
// blamed for it.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_VOCABULARY_CHECK_H_
#define CREDENCE_DSL_VOCABULARY_CHECK_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "dsl/ast.h"
#include "dsl/faults.h"
#include "ruletree/vocabulary.h"

namespace credence::dsl {

struct CheckedVocabulary {
  std::shared_ptr<const ruletree::Vocabulary> vocabulary;
  std::set<std::string, std::less<>> broken;  // names whose declaration has a fault
  std::vector<Span> measure_spans;            // of the names, by MeasureId
  std::vector<Span> subject_spans;            // by SubjectTypeId; partner's is empty

  // "declared in online_services \"3\"".
  std::string DeclaredIn() const;
};

// REQUIRES: file.vocabulary.
CheckedVocabulary CheckVocabulary(const File& file, Faults& faults);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_VOCABULARY_CHECK_H_
