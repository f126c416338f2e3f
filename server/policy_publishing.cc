#include "server/policy_publishing.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "core/code_point.h"
#include "core/limits.h"
#include "core/rule_file_name.h"
#include "dsl/compile.h"
#include "server/convert_diagnostics.h"
#include "server/log.h"
#include "server/overlay.h"
#include "server/page_token.h"
#include "server/status_mapping.h"
#include "server/store_policies.h"

namespace credence::server {
namespace {

constexpr size_t kRevisionDigits = 64;
constexpr size_t kRevisionDigitsMin = 8;

bool IsBeginningOfRevision(std::string_view text) {
  return text.size() >= kRevisionDigitsMin && text.size() <= kRevisionDigits &&
         std::ranges::all_of(
             text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

absl::Status RefuseUnknown(const std::string& revision) {
  return Refuse(v1::REVISION_UNKNOWN,
                "no revision `" + revision +
                    "` was published to this store; `credence policies revisions` lists them",
                {{"revision", revision}});
}

// The whole name of the revision that `text` begins.
absl::StatusOr<std::string> FindRevision(store::Store& store, const std::string& field,
                                         const std::string& text) {
  if (!IsBeginningOfRevision(text)) {
    return RefuseField(field,
                       "expected the hexadecimal digits of a revision, 8 to 64 of them, "
                       "found " +
                           (text.empty() ? "nothing" : "`" + Printable(text) + "`"));
  }
  const auto found = store.RevisionsFrom(text, 2);
  if (!found.ok()) return RefuseOfStore(found.status());
  if (found->empty()) return RefuseUnknown(text);
  if (found->size() == 1) return found->front();
  return RefuseField(field, "`" + text + "` begins several revisions, `" + found->front() +
                                "` and `" + found->back() +
                                "` among them; give more of its digits");
}

// An empty text stays: nothing is expected to be published.
template <typename Request>
absl::StatusOr<std::optional<std::string>> ReadExpected(store::Store& store,
                                                        const Request& request) {
  if (!request.has_expected_revision()) return std::optional<std::string>();
  if (request.expected_revision().empty()) return std::optional<std::string>("");
  auto found = FindRevision(store, "expected_revision", request.expected_revision());
  if (!found.ok()) return found.status();
  return std::optional<std::string>(*std::move(found));
}

absl::Status CheckMessage(const std::string& message) {
  if (absl::Status status = CheckLimit(
          "message",
          {"publication_message_bytes_max", "bytes", limits::kPublicationMessageBytesMax},
          message.size());
      !status.ok()) {
    return status;
  }
  if (Printable(message) == message) return absl::OkStatus();
  return RefuseField("message", "is one line of text, without control characters");
}

// The files of a request, each of a name of its own; all faults of names at once.
absl::StatusOr<std::vector<SourcePtr>> ReadFiles(const PolicyTexts& files) {
  if (absl::Status status =
          CheckLimit("files", {"policy_files_max", "files", limits::kPolicyFilesMax},
                     static_cast<uint64_t>(files.size()));
      !status.ok()) {
    return status;
  }
  facts::FaultList faults;
  if (files.empty()) faults.Add("files", "give at least one rule file to publish");
  std::vector<SourcePtr> sources = ReadPolicyTexts(files, FieldPath(""), "files", faults);
  std::set<std::string_view> names;
  size_t bytes = 0;
  for (int i = 0; i < files.size(); ++i) {
    const std::string& name = files[i].name();
    const std::string field = "files[" + std::to_string(i) + "].name";
    bytes += name.size() + sources[static_cast<size_t>(i)]->text().size();
    if (!name.empty() && !IsRuleFileName(name)) {
      faults.Add(field, "`" + Printable(name) +
                            "` is no path of a *.policy or *.vocab file below a folder, such as "
                            "`cloud_recognition/cloud.vocab`");
    } else if (!names.insert(name).second) {
      faults.Add(field, "`" + name + "` is the name of another file, too");
    }
  }
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());
  if (absl::Status status = CheckLimit(
          "files", {"publication_bytes_max", "bytes", limits::kPublicationBytesMax}, bytes);
      !status.ok()) {
    return status;
  }
  return sources;
}

std::vector<store::PublishedFile> FilesOf(const std::vector<SourcePtr>& sources) {
  std::vector<store::PublishedFile> files;
  for (const SourcePtr& source : sources) {
    files.push_back({source->name(), std::string(source->text())});
  }
  return files;
}

void Write(const store::Publication& publication, v1::Publication* to) {
  to->set_number(publication.number);
  to->set_revision(publication.revision);
  to->set_published(TimeText(publication.at));
  to->set_by(publication.by);
  to->set_message(publication.message);
  to->set_rolled_back(publication.rolled_back);
}

// What was active until then, and what is now.
template <typename Response>
void Write(const store::PublishOutcome& outcome, Response* response) {
  response->set_published(outcome.kind == store::PublishOutcome::Kind::kAdded);
  if (outcome.before) response->set_previous_revision(outcome.before->revision);
  if (outcome.active) Write(*outcome.active, response->mutable_publication());
}

absl::Status RefuseOther(const store::PublishRequest& request,
                         const std::optional<store::Publication>& active) {
  const std::string current = active ? active->revision : "";
  const std::string wanted = request.expected->empty() ? "nothing" : "`" + *request.expected + "`";
  const std::string message = active
                                  ? "`" + current + "` is published now, by " + active->by +
                                        " at " + TimeText(active->at) + ", where " + wanted +
                                        " was expected; look at it before you publish over it"
                                  : "nothing is published yet, where " + wanted + " was expected";
  return Refuse(v1::REVISION_CHANGED, message,
                {{"wanted", *request.expected}, {"current", current}});
}

// What Keep would refuse or replace; keeps nothing.
absl::Status WriteValidated(store::Store& store, const store::PublishRequest& wanted,
                            v1::PublishPoliciesResponse* response) {
  const auto last = store.LastPublication();
  if (!last.ok()) return RefuseOfStore(last.status());
  const std::string active = *last ? (*last)->revision : "";
  if (wanted.expected && *wanted.expected != active && wanted.revision != active) {
    return RefuseOther(wanted, *last);
  }
  response->set_previous_revision(active);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<store::Store>> PolicyPublishing::Open() const {
  if (access_ == nullptr) {
    return Refuse(v1::POLICIES_IN_FILES,
                  "this server reads its policies from files, and publishing changes none: edit "
                  "them, or serve with `--policies store`");
  }
  return access_->Open();
}

absl::StatusOr<store::PublishOutcome> PolicyPublishing::Keep(store::Store& store,
                                                             const store::PublishRequest& request) {
  auto outcome = store.Publish(request);
  if (absl::IsNotFound(outcome.status())) return RefuseUnknown(request.revision);
  if (!outcome.ok()) return RefuseOfStore(outcome.status());
  if (outcome->kind == store::PublishOutcome::Kind::kOther) {
    return RefuseOther(request, outcome->active);
  }
  if (outcome->kind == store::PublishOutcome::Kind::kAdded) {
    Log(LogLevel::kInfo, request.files.empty() ? "rolled back" : "published",
        {{"revision", request.revision}, {"by", request.by}, {"why", request.message}});
  }
  // Whoever is answered and asks this server again is decided by what was published.
  live_.Reload();
  return outcome;
}

absl::Status PolicyPublishing::Publish(const v1::PublishPoliciesRequest& request,
                                       const std::string& by,
                                       v1::PublishPoliciesResponse* response) {
  const auto store = Open();
  if (!store.ok()) return store.status();
  if (absl::Status status = CheckMessage(request.message()); !status.ok()) return status;
  const auto sources = ReadFiles(request.files());
  if (!sources.ok()) return sources.status();
  auto expected = ReadExpected(**store, request);
  if (!expected.ok()) return expected.status();
  const dsl::Compiled compiled = dsl::Compile(*sources);
  if (compiled.policies == nullptr) {
    return RefuseTexts(compiled.diagnostics, *sources, "files", "the rule files");
  }
  response->set_revision(compiled.policies->digest);
  WriteDiagnostics(compiled.diagnostics, response->mutable_diagnostics());
  response->set_more_count(static_cast<int32_t>(compiled.diagnostics.dropped_count()));
  if (!compiled.diagnostics.empty()) {
    response->set_rendered(WireText(Render(compiled.diagnostics)));
  }
  const store::PublishRequest wanted{.revision = compiled.policies->digest,
                                     .files = FilesOf(*sources),
                                     .at = now_(),
                                     .by = by,
                                     .message = request.message(),
                                     .expected = *std::move(expected)};
  if (request.validate_only()) return WriteValidated(**store, wanted, response);
  const auto outcome = Keep(**store, wanted);
  if (!outcome.ok()) return outcome.status();
  Write(*outcome, response);
  return absl::OkStatus();
}

absl::Status PolicyPublishing::RollBack(const v1::RollBackPoliciesRequest& request,
                                        const std::string& by,
                                        v1::RollBackPoliciesResponse* response) {
  const auto store = Open();
  if (!store.ok()) return store.status();
  if (absl::Status status = CheckMessage(request.message()); !status.ok()) return status;
  const auto revision = FindRevision(**store, "revision", request.revision());
  if (!revision.ok()) return revision.status();
  auto expected = ReadExpected(**store, request);
  if (!expected.ok()) return expected.status();
  const auto sources = FilesOfRevision(**store, *revision);
  if (!sources.ok()) return RefuseOfStore(sources.status(), v1::REVISION_UNKNOWN);
  const dsl::Compiled compiled = dsl::Compile(*sources);
  if (compiled.policies == nullptr) {
    return RefuseTexts(compiled.diagnostics, *sources, "revision",
                       "the rule files of the revision, by this version of the server,");
  }
  const auto outcome = Keep(**store, {.revision = *revision,
                                      .files = {},
                                      .at = now_(),
                                      .by = by,
                                      .message = request.message(),
                                      .expected = *std::move(expected)});
  if (!outcome.ok()) return outcome.status();
  Write(*outcome, response);
  return absl::OkStatus();
}

absl::Status PolicyPublishing::List(const v1::ListPublicationsRequest& request,
                                    v1::ListPublicationsResponse* response) const {
  const auto store = Open();
  if (!store.ok()) return store.status();
  const absl::StatusOr<Page> page = ReadPage(request.page_size(), request.page_token(),
                                             limits::kPageSizeDefault, limits::kPageSizeMax);
  if (!page.ok()) return page.status();
  int64_t before = std::numeric_limits<int64_t>::max();
  if (!page->after.empty() && !absl::SimpleAtoi(page->after, &before)) {
    return Refuse(v1::PAGE_TOKEN_INVALID, "the page token is of another list");
  }
  const auto found = (*store)->Publications(before, page->size + 1);
  if (!found.ok()) return RefuseOfStore(found.status());
  for (size_t i = 0; i < std::min(found->size(), page->size); ++i) {
    Write((*found)[i], response->add_publications());
  }
  if (found->size() > page->size) {
    response->set_next_page_token(WritePageToken(std::to_string((*found)[page->size - 1].number)));
  }
  return absl::OkStatus();
}

absl::Status PolicyPublishing::Get(const v1::GetRevisionRequest& request,
                                   v1::GetRevisionResponse* response) const {
  const auto store = Open();
  if (!store.ok()) return store.status();
  const auto revision = FindRevision(**store, "revision", request.revision());
  if (!revision.ok()) return revision.status();
  const auto files = (*store)->FilesOf(*revision);
  if (!files.ok()) return RefuseOfStore(files.status(), v1::REVISION_UNKNOWN);
  response->set_revision(*revision);
  for (const store::PublishedFile& file : *files) {
    v1::PolicyText* text = response->add_files();
    text->set_name(file.name);
    text->set_text(file.text);
  }
  return absl::OkStatus();
}

}  // namespace credence::server
