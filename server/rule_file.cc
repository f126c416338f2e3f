#include "server/rule_file.h"

#include <utility>

#include "dsl/parse.h"

namespace credence::server {

RuleFile ReadRuleFile(SourcePtr source) {
  Diagnostics told_by_the_compiler;
  const dsl::File file = dsl::Parse(source, told_by_the_compiler);
  if (file.kind == dsl::FileKind::kVocabulary && file.vocabulary) {
    return {std::move(source), file.kind, file.vocabulary->name.text,
            file.vocabulary->version.text};
  }
  if (file.kind == dsl::FileKind::kPolicy && file.policy) {
    return {std::move(source), file.kind, file.policy->name.text, file.policy->version.text};
  }
  return {std::move(source), dsl::FileKind::kUnknown, "", ""};
}

bool TakesThePlaceOf(const RuleFile& newer, const RuleFile& older) {
  if (newer.kind == dsl::FileKind::kUnknown) return newer.source->name() == older.source->name();
  if (newer.kind != older.kind || newer.name != older.name) return false;
  return newer.kind == dsl::FileKind::kVocabulary || newer.version == older.version;
}

}  // namespace credence::server
