// The policies that decide right now: one immutable set that requests pin and a reload swaps.
//
//   LivePolicies live("rules");             // or LivePolicies live(source, "/var/lib/last", now)
//   live.Reload();                          // at start, on SIGHUP, by ReloadPolicies
//   const Pinned pinned = live.Pin();       // once a request; keeps its set alive
//   if (pinned.published == nullptr) return pinned.why_none;
//
// Policies that cannot be read or do not compile never replace a set that did: the reload says why,
// and what was live stays live. Until a first one compiles, nothing is live and `why_none` is the
// refusal to give (NOT_SERVING, with the rendered diagnostics).
//
// Each set that goes live is kept in the `last good` file, if there is one, so that a server which
// starts with broken files decides by what it had: it is STALE then, and says since when and why.
//
// Thread-safe. Pin copies one pointer under a mutex held for nothing else (libstdc++ 12's
// std::atomic<std::shared_ptr> unlocks its reads too weakly, which ThreadSanitizer reports).
// Reloads follow one another.
#ifndef CREDENCE_SERVER_LIVE_POLICIES_H_
#define CREDENCE_SERVER_LIVE_POLICIES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/status.h"
#include "ruletree/timeline.h"
#include "server/clock.h"
#include "server/policy_source.h"
#include "server/rule_file.h"

namespace credence::server {

struct Published {
  ruletree::PolicySetPtr policies;  // never null
  std::vector<RuleFile> files;      // all that were read, by name
  const std::string& revision() const { return policies->digest; }
};

using PublishedPtr = std::shared_ptr<const Published>;

struct Pinned {
  PublishedPtr published;  // null: nothing is live
  absl::Status why_none;   // then a refusal
};

struct PolicyState {
  enum class Kind { kLoaded, kStale, kError };  // as PolicyStatus.State
  Kind kind = Kind::kError;
  int64_t since = 0;           // that kind, with that revision; seconds since 1970, UTC
  std::string revision = {};   // of what is live; empty: nothing is
  int64_t revision_since = 0;  // 0: nothing is live
  std::string problem = {};    // why it is not kLoaded, in a line
  Diagnostics diagnostics = {};
};
std::string_view NameOf(PolicyState::Kind kind);  // "LOADED"

struct Reloaded {
  absl::Status read;        // whether the source could be read
  Diagnostics diagnostics;  // of its files; warnings do not hinder
  bool published = false;   // whether what was read is live now
  bool same = false;        // and was before: the same files, with nothing to say of them
  // Whether the last good set was taken up in its place; not OK: it was wanted and cannot be.
  bool restored = false;
  absl::Status last_good = absl::OkStatus();
};

class LivePolicies {
 public:
  // Nothing is read yet. An empty `directory`: nothing ever will be.
  explicit LivePolicies(
      std::string directory, std::string last_good_file = "",
      Clock now = [] { return int64_t{0}; });

  LivePolicies(std::unique_ptr<PolicySource> source, std::string last_good_file, Clock now);

  PolicySource* source() const { return source_.get(); }  // null: nothing will ever be read

  // Calls `observer` too at the end of each reload from now on, before the next one begins.
  void Observe(std::function<void(const Reloaded&)> observer);

  Reloaded Reload();
  Pinned Pin() const;
  PolicyState State() const;

 private:
  Reloaded ReadAndPublish();
  bool IsLoaded(const std::vector<SourcePtr>& sources) const;
  void Publish(ruletree::PolicySetPtr policies, std::vector<SourcePtr> sources);
  void RestoreLastGood(Reloaded& reloaded);
  void SetState(const Reloaded& reloaded);
  void SetWhyNone(absl::Status why_none);

  const std::unique_ptr<PolicySource> source_;
  const std::string last_good_file_;  // empty: none is kept
  const Clock now_;
  std::vector<std::function<void(const Reloaded&)>> observers_;
  std::mutex reload_mutex_;
  mutable std::mutex pin_mutex_;
  Pinned live_;  // these two guarded by pin_mutex_
  PolicyState state_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_LIVE_POLICIES_H_
