#include "server/policy_reading.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "dsl/compile.h"
#include "dsl/format.h"
#include "server/convert_diagnostics.h"
#include "server/convert_policy.h"
#include "server/deciding.h"
#include "server/overlay.h"
#include "server/page_token.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

// Every error, and the warnings of the files that were given: those of published files are not
// what was asked for.
Diagnostics Concerning(const Diagnostics& all, const std::vector<SourcePtr>& given) {
  Diagnostics some;
  for (const Diagnostic& diagnostic : all.items()) {
    if (diagnostic.code.severity() == Severity::kError ||
        std::ranges::find(given, diagnostic.primary.source) != given.end()) {
      some.Add(diagnostic);
    }
  }
  return some;
}

}  // namespace

absl::Status CheckPolicies(const LivePolicies& live, const v1::CheckPolicyRequest& request,
                           v1::CheckPolicyResponse* response) {
  const absl::Status count =
      CheckLimit("files", {"policy_files_max", "files", limits::kPolicyFilesMax},
                 static_cast<uint64_t>(request.files_size()));
  if (!count.ok()) return count;
  facts::FaultList faults;
  if (request.files().empty()) faults.Add("files", "give at least one rule file to check");
  const std::vector<SourcePtr> given =
      ReadPolicyTexts(request.files(), FieldPath(""), "files", faults);
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());

  PublishedPtr beside;
  if (request.with_published() && live.source() != nullptr) {
    Pinned pinned = live.Pin();
    if (pinned.published == nullptr) return pinned.why_none;
    beside = std::move(pinned.published);
  }
  const dsl::Compiled compiled = dsl::Compile(LayOver(beside.get(), given));
  const Diagnostics told = Concerning(compiled.diagnostics, given);
  response->set_ok(!compiled.diagnostics.HasErrors());
  WriteDiagnostics(told, response->mutable_diagnostics());
  response->set_more_count(static_cast<int32_t>(compiled.diagnostics.dropped_count()));
  if (!told.empty()) response->set_rendered(WireText(Render(told)));
  return absl::OkStatus();
}

absl::Status FormatText(const v1::FormatPolicyRequest& request,
                        v1::FormatPolicyResponse* response) {
  if (!request.has_file()) return RefuseField("file", "the rule file to format is missing");
  facts::FaultList faults;
  const SourcePtr source = ReadPolicyText(request.file(), FieldPath("file"), faults);
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());

  Diagnostics diagnostics;
  const std::optional<std::string> formatted = dsl::Format(source, diagnostics);
  if (formatted) {
    response->set_text(WireText(*formatted));
    response->set_changed(*formatted != source->text());
  }
  WriteDiagnostics(diagnostics, response->mutable_diagnostics());
  if (!diagnostics.empty()) response->set_rendered(WireText(Render(diagnostics)));
  return absl::OkStatus();
}

absl::Status ListFamilies(const Pinned& pinned, const v1::ListPoliciesRequest& request,
                          v1::ListPoliciesResponse* response) {
  if (pinned.published == nullptr) return pinned.why_none;
  const absl::StatusOr<Page> page = ReadPage(request.page_size(), request.page_token(),
                                             limits::kPageSizeDefault, limits::kPageSizeMax);
  if (!page.ok()) return page.status();
  const std::vector<ruletree::Timeline>& all = pinned.published->policies->timelines;
  auto next = page->after.empty()
                  ? all.begin()
                  : std::ranges::upper_bound(all, page->after, {}, &ruletree::Timeline::name);
  const auto wanted = static_cast<int>(page->size);
  for (; next != all.end() && response->policies_size() < wanted; ++next) {
    WriteFamily(*next, pinned.published->revision(), response->add_policies());
  }
  if (next != all.end()) response->set_next_page_token(WritePageToken(std::prev(next)->name()));
  response->set_revision(pinned.published->revision());
  return absl::OkStatus();
}

absl::Status ReadPolicy(const Pinned& pinned, const v1::GetPolicyRequest& request,
                        v1::Policy* response) {
  std::string_view name = request.name();
  const size_t prefix = kPoliciesPrefix.size();
  const size_t infix = std::min(name.find(kVersionsInfix), name.size());
  if (!name.starts_with(kPoliciesPrefix) || infix <= prefix) {
    return RefuseField("name",
                       "expected `policies/NAME` or `policies/NAME/versions/VERSION`, found " +
                           (name.empty() ? "nothing" : "`" + Shown(name) + "`"));
  }
  if (pinned.published == nullptr) return pinned.why_none;
  const auto timeline = FindPolicy(*pinned.published->policies, name.substr(0, infix));
  if (!timeline.ok()) return timeline.status();
  if (infix == name.size()) {
    WriteFamily(**timeline, pinned.published->revision(), response);
    return absl::OkStatus();
  }
  const auto policy = FindVersion(**timeline, name.substr(infix + kVersionsInfix.size()));
  if (!policy.ok()) return policy.status();
  WriteOneVersion(**policy, pinned.published->revision(), response);
  return absl::OkStatus();
}

void WriteStatus(const LivePolicies& live, v1::PolicyStatus* response) {
  const PolicyState state = live.State();
  v1::PolicyStatus::State kind = v1::PolicyStatus::ERROR;
  v1::PolicyStatus::State_Parse(std::string(NameOf(state.kind)), &kind);
  response->set_state(kind);
  response->set_since(TimeText(state.since));
  response->set_revision(state.revision);
  if (!state.revision.empty()) response->set_revision_since(TimeText(state.revision_since));
  response->set_problem(state.problem);
  WriteDiagnostics(state.diagnostics, response->mutable_diagnostics());
  if (!state.diagnostics.empty()) response->set_rendered(WireText(Render(state.diagnostics)));
}

absl::Status ReloadDirectory(LivePolicies& live, v1::ReloadPoliciesResponse* response) {
  const Reloaded reloaded = live.Reload();
  if (!reloaded.read.ok()) {
    return live.source() == nullptr ? reloaded.read : live.source()->Refusal(reloaded.read);
  }
  response->set_published(reloaded.published);
  if (const Pinned pinned = live.Pin(); pinned.published != nullptr) {
    response->set_revision(pinned.published->revision());
  }
  WriteDiagnostics(reloaded.diagnostics, response->mutable_diagnostics());
  if (!reloaded.diagnostics.empty()) {
    response->set_rendered(WireText(Render(reloaded.diagnostics)));
  }
  return absl::OkStatus();
}

}  // namespace credence::server
