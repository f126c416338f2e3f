#include "server/live_policies.h"

#include <utility>

#include "dsl/compile.h"
#include "server/convert_diagnostics.h"
#include "server/policy_directory.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

absl::Status NothingRead(const std::string& directory) {
  return Refuse(v1::NOT_SERVING,
                directory.empty()
                    ? "no policies are published: no rule directory was given"
                    : "no policies are published: the rule directory was not read yet");
}

}  // namespace

LivePolicies::LivePolicies(std::string directory)
    : directory_(std::move(directory)), live_{nullptr, NothingRead(directory_)} {}

void LivePolicies::Observe(std::function<void(const Reloaded&)> observer) {
  const std::lock_guard<std::mutex> between_reloads(reload_mutex_);
  observer_ = std::move(observer);
}

Reloaded LivePolicies::Reload() {
  const std::lock_guard<std::mutex> one_at_a_time(reload_mutex_);
  Reloaded reloaded = ReadAndPublish();
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
  auto published = std::make_shared<Published>();
  published->policies = std::move(compiled.policies);
  for (SourcePtr& source : *sources) published->files.push_back(ReadRuleFile(std::move(source)));
  reloaded.published = true;
  Pinned next{std::move(published), absl::OkStatus()};
  const std::lock_guard<std::mutex> swap(pin_mutex_);
  std::swap(live_, next);  // The old set is released after the lock, by the last who pinned it.
  return reloaded;
}

// Keeps the reason only while nothing is live: a live set stays.
void LivePolicies::SetWhyNone(absl::Status why_none) {
  const std::lock_guard<std::mutex> lock(pin_mutex_);
  if (live_.published == nullptr) live_.why_none = std::move(why_none);
}

Pinned LivePolicies::Pin() const {
  const std::lock_guard<std::mutex> lock(pin_mutex_);
  return live_;
}

}  // namespace credence::server
