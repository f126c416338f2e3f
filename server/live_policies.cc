#include "server/live_policies.h"

#include <utility>

#include "dsl/compile.h"
#include "server/convert_diagnostics.h"
#include "server/policy_directory.h"
#include "server/saved_policies.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

absl::Status NothingRead(const std::string& directory) {
  return Refuse(v1::NOT_SERVING,
                directory.empty()
                    ? "no policies are published: no rule directory was given"
                    : "no policies are published: the rule directory was not read yet");
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
    : directory_(std::move(directory)),
      last_good_file_(std::move(last_good_file)),
      now_(std::move(now)),
      live_{nullptr, NothingRead(directory_)} {
  state_.since = now_();
  state_.problem = std::string(live_.why_none.message());
}

void LivePolicies::Observe(std::function<void(const Reloaded&)> observer) {
  const std::lock_guard<std::mutex> between_reloads(reload_mutex_);
  observer_ = std::move(observer);
}

Reloaded LivePolicies::Reload() {
  const std::lock_guard<std::mutex> one_at_a_time(reload_mutex_);
  Reloaded reloaded = ReadAndPublish();
  if (!reloaded.published) RestoreLastGood(reloaded);
  SetState(reloaded);
  if (observer_) observer_(reloaded);
  return reloaded;
}

Reloaded LivePolicies::ReadAndPublish() {
  Reloaded reloaded;
  if (directory_.empty()) {
    reloaded.read = NothingRead(directory_);
    return reloaded;
  }
  absl::StatusOr<std::vector<SourcePtr>> sources = ReadPolicyDirectory(directory_);
  reloaded.read = sources.status();
  if (!sources.ok()) {
    SetWhyNone(Refuse(v1::NOT_SERVING,
                      "no policies are published: " + std::string(sources.status().message())));
    return reloaded;
  }
  dsl::Compiled compiled = dsl::Compile(*sources);
  reloaded.diagnostics = std::move(compiled.diagnostics);
  if (compiled.policies == nullptr) {
    SetWhyNone(
        Refuse(v1::NOT_SERVING, "no policies are published: the rule files do not compile\n\n" +
                                    WireText(Render(reloaded.diagnostics))));
    return reloaded;
  }
  if (!last_good_file_.empty()) reloaded.last_good = SavePolicies(last_good_file_, *sources);
  Publish(std::move(compiled.policies), *std::move(sources));
  reloaded.published = true;
  return reloaded;
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
  if (last_good_file_.empty() || directory_.empty() || Pin().published != nullptr) return;
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
  const bool goes_on = next.kind == state_.kind && !reloaded.published;
  next.since = goes_on ? state_.since : now;
  next.revision_since = reloaded.published || reloaded.restored ? now : state_.revision_since;
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
