#include "server/live_policies.h"

#include <algorithm>
#include <utility>

#include "dsl/compile.h"
#include "server/convert_diagnostics.h"
#include "server/saved_policies.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

absl::Status NothingRead(const PolicySource* source) {
  return Refuse(
      v1::NOT_SERVING,
      "no policies are published: " +
          (source == nullptr ? "no rule directory was given; give --rules DIR or set CREDENCE_RULES"
                             : source->name() + " were not read yet"));
}

std::unique_ptr<PolicySource> SourceOf(std::string directory) {
  if (directory.empty()) return nullptr;
  return std::make_unique<DirectorySource>(std::move(directory));
}

// "2016.1.policy:12: C101 I don't know ..."; empty when the files are live.
std::string ProblemOf(const Reloaded& reloaded) {
  if (!reloaded.read.ok()) return std::string(reloaded.read.message());
  if (reloaded.published) return "";
  for (const Diagnostic& each : reloaded.diagnostics.items()) {
    if (each.code.severity() != Severity::kError) continue;
    const Source& source = *each.primary.source;
    return WireText(source.name() + ":" + std::to_string(source.LineOf(each.primary.span.begin)) +
                    ": " + each.code.name() + " " + each.headline);
  }
  return "the rule files do not compile";
}

}  // namespace

std::string_view NameOf(PolicyState::Kind kind) {
  switch (kind) {
    case PolicyState::Kind::kLoaded:
      return "LOADED";
    case PolicyState::Kind::kStale:
      return "STALE";
    case PolicyState::Kind::kError:
      break;
  }
  return "ERROR";
}

LivePolicies::LivePolicies(std::string directory, std::string last_good_file, Clock now)
    : LivePolicies(SourceOf(std::move(directory)), std::move(last_good_file), std::move(now)) {}

LivePolicies::LivePolicies(std::unique_ptr<PolicySource> source, std::string last_good_file,
                           Clock now)
    : source_(std::move(source)),
      last_good_file_(std::move(last_good_file)),
      now_(std::move(now)),
      live_{nullptr, NothingRead(source_.get())} {
  state_.since = now_();
  state_.problem = std::string(live_.why_none.message());
}

void LivePolicies::Observe(std::function<void(const Reloaded&)> observer) {
  const std::lock_guard<std::mutex> between_reloads(reload_mutex_);
  observers_.push_back(std::move(observer));
}

Reloaded LivePolicies::Reload() {
  const std::lock_guard<std::mutex> one_at_a_time(reload_mutex_);
  Reloaded reloaded = ReadAndPublish();
  if (!reloaded.published) RestoreLastGood(reloaded);
  SetState(reloaded);
  for (const auto& observer : observers_) observer(reloaded);
  return reloaded;
}

Reloaded LivePolicies::ReadAndPublish() {
  Reloaded reloaded;
  if (source_ == nullptr) {
    reloaded.read = NothingRead(nullptr);
    return reloaded;
  }
  absl::StatusOr<SourcedPolicies> read = source_->Read();
  reloaded.read = read.status();
  if (!read.ok()) {
    SetWhyNone(Refuse(v1::NOT_SERVING,
                      "no policies are published: " + std::string(read.status().message())));
    return reloaded;
  }
  std::vector<SourcePtr>& sources = read->files;
  if (IsLoaded(sources)) {
    reloaded.published = reloaded.same = true;
    return reloaded;
  }
  dsl::Compiled compiled = dsl::Compile(sources);
  reloaded.diagnostics = std::move(compiled.diagnostics);
  if (compiled.policies == nullptr) {
    SetWhyNone(
        Refuse(v1::NOT_SERVING, "no policies are published: the rule files do not compile\n\n" +
                                    WireText(Render(reloaded.diagnostics))));
    return reloaded;
  }
  if (!read->revision.empty() && read->revision != compiled.policies->digest) {
    reloaded.read = absl::DataLossError("the files of revision `" + read->revision +
                                        "` are not those that were published");
    SetWhyNone(Refuse(v1::NOT_SERVING,
                      "no policies are published: " + std::string(reloaded.read.message())));
    return reloaded;
  }
  if (!last_good_file_.empty()) reloaded.last_good = SavePolicies(last_good_file_, sources);
  Publish(std::move(compiled.policies), std::move(sources));
  reloaded.published = true;
  return reloaded;
}

// Whether these very files are live, and nothing was found in them: then nothing is to be done.
bool LivePolicies::IsLoaded(const std::vector<SourcePtr>& sources) const {
  const Pinned pinned = Pin();
  const PolicyState state = State();
  if (state.kind != PolicyState::Kind::kLoaded || !state.diagnostics.empty()) return false;
  return std::ranges::equal(
      pinned.published->files, sources, [](const RuleFile& live, const SourcePtr& read) {
        return live.source->name() == read->name() && live.source->text() == read->text();
      });
}

void LivePolicies::Publish(ruletree::PolicySetPtr policies, std::vector<SourcePtr> sources) {
  auto published = std::make_shared<Published>();
  published->policies = std::move(policies);
  for (SourcePtr& source : sources) published->files.push_back(ReadRuleFile(std::move(source)));
  Pinned next{std::move(published), absl::OkStatus()};
  const std::lock_guard<std::mutex> swap(pin_mutex_);
  std::swap(live_, next);  // The old set is released after the lock, by the last who pinned it.
}

// At a start with files that do not compile: what decided before the stop decides on.
void LivePolicies::RestoreLastGood(Reloaded& reloaded) {
  if (last_good_file_.empty() || source_ == nullptr || Pin().published != nullptr) return;
  absl::StatusOr<std::vector<SourcePtr>> sources = ReadSavedPolicies(last_good_file_);
  if (!sources.ok()) {
    if (!absl::IsNotFound(sources.status())) reloaded.last_good = sources.status();
    return;
  }
  dsl::Compiled compiled = dsl::Compile(*sources);
  if (compiled.policies == nullptr) {
    reloaded.last_good = FailedPreconditionError("the last good set in " + last_good_file_ +
                                                 " is of another version of this program");
    return;
  }
  Publish(std::move(compiled.policies), *std::move(sources));
  reloaded.restored = true;
}

void LivePolicies::SetState(const Reloaded& reloaded) {
  const int64_t now = now_();
  const std::lock_guard<std::mutex> lock(pin_mutex_);
  PolicyState next;
  next.kind = reloaded.published           ? PolicyState::Kind::kLoaded
              : live_.published != nullptr ? PolicyState::Kind::kStale
                                           : PolicyState::Kind::kError;
  next.problem = ProblemOf(reloaded);
  next.diagnostics = reloaded.diagnostics;
  if (live_.published != nullptr) next.revision = live_.published->revision();
  const bool stays = next.revision == state_.revision;
  next.since = stays && next.kind == state_.kind ? state_.since : now;
  next.revision_since = stays ? state_.revision_since : now;
  state_ = std::move(next);
}

// Keeps the reason only while nothing is live: a live set stays.
void LivePolicies::SetWhyNone(absl::Status why_none) {
  const std::lock_guard<std::mutex> lock(pin_mutex_);
  if (live_.published == nullptr) live_.why_none = std::move(why_none);
}

PolicyState LivePolicies::State() const {
  const std::lock_guard<std::mutex> lock(pin_mutex_);
  return state_;
}

Pinned LivePolicies::Pin() const {
  const std::lock_guard<std::mutex> lock(pin_mutex_);
  return live_;
}

}  // namespace credence::server
