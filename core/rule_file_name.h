// Whether a rule file may be published by a name, and written below a folder by it.
//
//   IsRuleFileName("cloud_recognition/2016.1.policy")  -> true
//   IsRuleFileName("../cloud.vocab")                   -> false: it leads out of the folder
//   IsRuleFileName("notes.txt")                        -> false: no rule file
//
// A name is a path below a folder, its parts divided by `/`: none of them empty, hidden or `..`,
// and nothing in it that a terminal would not show. It ends in .policy or .vocab.
//
// Limits: limits::kIdBytesMax. Thread-safe: no state.
#ifndef CREDENCE_CORE_RULE_FILE_NAME_H_
#define CREDENCE_CORE_RULE_FILE_NAME_H_

#include <string_view>

namespace credence {

bool IsRuleFileName(std::string_view name);

}  // namespace credence

#endif  // CREDENCE_CORE_RULE_FILE_NAME_H_
