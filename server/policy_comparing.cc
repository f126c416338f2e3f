#include "server/policy_comparing.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/code_point.h"
#include "core/limits.h"
#include "dsl/compile.h"
#include "ruletree/compare.h"
#include "server/convert_diagnostics.h"
#include "server/convert_policy.h"
#include "server/deciding.h"
#include "server/overlay.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

absl::StatusOr<ruletree::PolicyPtr> FindPublished(const LivePolicies& live, std::string_view name,
                                                  const std::string& field) {
  const size_t infix = name.find(kVersionsInfix);
  if (!name.starts_with(kPoliciesPrefix) || infix == std::string_view::npos) {
    return RefuseField(field + ".name", "expected `policies/NAME/versions/VERSION`, found `" +
                                            Printable(name) + "`");
  }
  const Pinned pinned = live.Pin();
  if (pinned.published == nullptr) return pinned.why_none;
  const auto timeline = FindPolicy(*pinned.published->policies, name.substr(0, infix));
  if (!timeline.ok()) return timeline.status();
  return FindVersion(**timeline, name.substr(infix + kVersionsInfix.size()));
}

// The files beside a text: of its own family, and the vocabularies.
Published Beside(const std::vector<SourcePtr>& sources, const RuleFile& text) {
  Published beside;
  for (const SourcePtr& source : sources) {
    RuleFile file = ReadRuleFile(source);
    const bool other_family = file.kind != dsl::FileKind::kVocabulary && file.name != text.name;
    if (!other_family) beside.files.push_back(std::move(file));
  }
  return beside;
}

absl::StatusOr<ruletree::PolicyPtr> CompileText(const LivePolicies& live,
                                                const v1::ComparedPolicy& side,
                                                const std::string& field) {
  const absl::Status count =
      CheckLimit(field + ".beside", {"policy_files_max", "files", limits::kPolicyFilesMax},
                 static_cast<uint64_t>(side.beside_size()));
  if (!count.ok()) return count;
  facts::FaultList faults;
  const FieldPath at(field);
  const SourcePtr text = ReadPolicyText(side.text(), FieldPath(at, "text"), faults);
  const std::vector<SourcePtr> sources = ReadPolicyTexts(side.beside(), at, "beside", faults);
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());

  dsl::Compiled compiled;
  if (sources.empty()) {
    const Pinned pinned = live.Pin();
    compiled = dsl::Compile(LayOver(pinned.published.get(), {text}));
  } else {
    const Published beside = Beside(sources, ReadRuleFile(text));
    compiled = dsl::Compile(LayOver(&beside, {text}));
  }
  if (compiled.policies == nullptr) {
    return Refuse(v1::POLICY_TEXT_INVALID, "`" + text->name() + "` does not compile\n\n" +
                                               WireText(Render(compiled.diagnostics)));
  }
  for (const ruletree::Timeline& timeline : compiled.policies->timelines) {
    for (const ruletree::PolicyPtr& policy : timeline.versions()) {
      if (policy->source == text) return policy;
    }
  }
  return RefuseField(field + ".text", "`" + text->name() + "` holds no policy");
}

absl::StatusOr<ruletree::PolicyPtr> ReadSide(const LivePolicies& live,
                                             const v1::ComparedPolicy& side,
                                             const std::string& field) {
  if (side.name().empty() == !side.has_text()) {
    return RefuseField(field, "give the name of a published version, or a text");
  }
  return side.has_text() ? CompileText(live, side, field) : FindPublished(live, side.name(), field);
}

v1::CreditVerdict::Kind ToWire(ruletree::VerdictKind kind) {
  switch (kind) {
    case ruletree::VerdictKind::kUnchanged:
      return v1::CreditVerdict::UNCHANGED;
    case ruletree::VerdictKind::kChanged:
      return v1::CreditVerdict::CHANGED;
    case ruletree::VerdictKind::kAdded:
      return v1::CreditVerdict::ADDED;
    case ruletree::VerdictKind::kRemoved:
      return v1::CreditVerdict::REMOVED;
  }
  return v1::CreditVerdict::KIND_UNSPECIFIED;
}

void WriteChange(const ruletree::Change& change, v1::PolicyChange* to) {
  to->set_kind(std::string(ruletree::ChangeKindName(change.kind)));
  to->set_concern(std::string(ruletree::ConcernName(change.concern)));
  to->set_name(change.name);
  to->set_text(WireText(change.text));
  to->set_line_before(change.line_before);
  to->set_line_after(change.line_after);
  for (const std::string& credit : change.credits) to->add_credits(credit);
}

}  // namespace

absl::Status ComparePolicies(const LivePolicies& live, const v1::ComparePoliciesRequest& request,
                             v1::ComparePoliciesResponse* response) {
  const auto before = ReadSide(live, request.before(), "before");
  if (!before.ok()) return before.status();
  const auto after = ReadSide(live, request.after(), "after");
  if (!after.ok()) return after.status();

  const ruletree::Comparison comparison = ruletree::Compare(**before, **after);
  response->set_same(comparison.same());
  WriteVersion(**before, response->mutable_before());
  WriteVersion(**after, response->mutable_after());
  for (const ruletree::Verdict& verdict : comparison.verdicts) {
    v1::CreditVerdict* to = response->add_verdicts();
    to->set_credit(verdict.credit);
    to->set_kind(ToWire(verdict.kind));
  }
  for (const ruletree::Change& change : comparison.changes) {
    WriteChange(change, response->add_changes());
  }
  response->set_more_count(static_cast<int32_t>(comparison.more_count));
  return absl::OkStatus();
}

}  // namespace credence::server
