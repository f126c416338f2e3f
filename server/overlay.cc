#include "server/overlay.h"

#include <algorithm>
#include <utility>

#include "core/code_point.h"
#include "core/limits.h"
#include "dsl/compile.h"
#include "server/convert_diagnostics.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

// "C101, line 31: I don't know the evidence `dopr`"
facts::Fault ViolationOf(const Diagnostic& diagnostic, const std::vector<SourcePtr>& given,
                         std::string field) {
  const SourcePtr& source = diagnostic.primary.source;
  const auto found = std::ranges::find(given, source);
  std::string where;
  if (found != given.end()) {
    field += "[" + std::to_string(found - given.begin()) + "]";
  } else if (source != nullptr) {
    where = " of `" + source->name() + "`";
  }
  if (source != nullptr) {
    where = ", line " + std::to_string(source->Locate(diagnostic.primary.span.begin).line) + where;
  }
  return {field, WireText(diagnostic.code.name() + where + ": " + diagnostic.headline)};
}

}  // namespace

absl::Status RefuseTexts(const Diagnostics& diagnostics, const std::vector<SourcePtr>& given,
                         std::string_view field, std::string_view what) {
  std::vector<facts::Fault> violations;
  for (const Diagnostic& diagnostic : diagnostics.items()) {
    if (diagnostic.code.severity() == Severity::kError) {
      violations.push_back(ViolationOf(diagnostic, given, std::string(field)));
    }
  }
  return Refuse(v1::POLICY_TEXT_INVALID,
                std::string(what) + " do not compile\n\n" + WireText(Render(diagnostics)), {},
                violations);
}

SourcePtr ReadPolicyText(const v1::PolicyText& text, const FieldPath& at,
                         facts::FaultList& faults) {
  if (text.name().empty()) {
    faults.Add(FieldPath(at, "name").ToString(),
               "the name is missing: what messages shall call the file, such as its path");
  }
  if (!text.text().empty() && !text.raw_text().empty()) {
    faults.Add(FieldPath(at, "raw_text").ToString(), "is given beside `text`; give one of them");
  }
  return std::make_shared<const Source>(Printable(text.name()),
                                        text.raw_text().empty() ? text.text() : text.raw_text());
}

std::vector<SourcePtr> ReadPolicyTexts(const PolicyTexts& texts, const FieldPath& parent,
                                       std::string_view field, facts::FaultList& faults) {
  std::vector<SourcePtr> sources;
  for (int i = 0; i < texts.size(); ++i) {
    sources.push_back(ReadPolicyText(texts[i], FieldPath(parent, field, i), faults));
  }
  return sources;
}

std::vector<SourcePtr> LayOver(const Published* published, const std::vector<SourcePtr>& given) {
  std::vector<RuleFile> newer;
  for (const SourcePtr& source : given) newer.push_back(ReadRuleFile(source));
  std::vector<SourcePtr> sources;
  if (published != nullptr) {
    for (const RuleFile& older : published->files) {
      const bool replaced = std::ranges::any_of(
          newer, [&older](const RuleFile& file) { return TakesThePlaceOf(file, older); });
      if (!replaced) sources.push_back(older.source);
    }
  }
  sources.insert(sources.end(), given.begin(), given.end());
  return sources;
}

absl::StatusOr<ruletree::PolicySetPtr> CompileOverlay(const Published* published,
                                                      const PolicyTexts& files) {
  if (absl::Status status =
          CheckLimit("overlay.files", {"policy_files_max", "files", limits::kPolicyFilesMax},
                     static_cast<uint64_t>(files.size()));
      !status.ok()) {
    return status;
  }
  facts::FaultList faults;
  const std::vector<SourcePtr> given =
      ReadPolicyTexts(files, FieldPath("overlay"), "files", faults);
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());
  const dsl::Compiled compiled = dsl::Compile(LayOver(published, given));
  if (compiled.policies == nullptr) {
    return RefuseTexts(compiled.diagnostics, given, "overlay.files",
                       "the rule files of the overlay");
  }
  return compiled.policies;
}

}  // namespace credence::server
