// A rule file and what it declares, which is how one file takes the place of another.
//
//   vocabulary cloud version "3"             -> {kVocabulary, "cloud", "3"}
//   policy recognition version "2016.1" ...  -> {kPolicy, "recognition", "2016.1"}
//   a header that does not parse             -> {kUnknown}
//
// Thread-safe: values.
#ifndef CREDENCE_SERVER_RULE_FILE_H_
#define CREDENCE_SERVER_RULE_FILE_H_

#include <string>

#include "core/diagnostic.h"
#include "dsl/ast.h"

namespace credence::server {

struct RuleFile {
  SourcePtr source;
  dsl::FileKind kind = dsl::FileKind::kUnknown;
  std::string name;
  std::string version;
};

RuleFile ReadRuleFile(SourcePtr source);

// Whether `newer` is published instead of `older`: both declare the same vocabulary, or the
// same policy and version. A header that does not parse declares nothing; then the file's own
// name says what it replaces.
bool TakesThePlaceOf(const RuleFile& newer, const RuleFile& older);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_RULE_FILE_H_
