// Rule files a command was given, as the wire takes them.
//
//   ReadRuleFiles({"rules", "draft.policy"}, console.in)
//     -> every *.policy and *.vocab below rules/, then draft.policy
//
// `-` is standard input. Bytes that are no UTF-8 are carried as they are: the checker tells
// where they stand.
//
// Errors: those of text_file.h.
// Thread-safe: no state but the file system.
#ifndef CREDENCE_CLIENTS_CLI_RULE_FILES_H_
#define CREDENCE_CLIENTS_CLI_RULE_FILES_H_

#include <istream>
#include <string>
#include <vector>

#include "clients/cli/text_file.h"
#include "credence/v1/decision_service.pb.h"

namespace credence::cli {

absl::StatusOr<std::vector<SourcePtr>> ReadRuleFiles(const std::vector<std::string>& paths,
                                                     std::istream& standard_input);

v1::PolicyText ToPolicyText(const Source& source);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_RULE_FILES_H_
