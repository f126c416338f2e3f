// The policies that were published to a store last, as every server of that store reads them.
//
//   StoreSource source(access);
//   source.Read()    -> the files of the last publication, and its revision
//   source.Stamp()   -> its number: one indexed row, on a connection that is kept; and how many
//                       reads failed, so that one that did is tried again
//
// Files never change once they are published, so a revision that is read is the one that was
// published, whoever publishes meanwhile.
//
// Errors of Read: NOT_FOUND: nothing was published yet. Else those of server/store_access.h; the
// next Stamp opens the store anew. `access` outlives the source.
// Thread-safe.
#ifndef CREDENCE_SERVER_STORE_POLICIES_H_
#define CREDENCE_SERVER_STORE_POLICIES_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/policy_source.h"
#include "server/store_access.h"

namespace credence::server {

// How often a server asks its store at least: what two looks agree on is read, so another
// server's publication is compiled here within 0.4 seconds of its commit.
inline constexpr std::chrono::milliseconds kStoreLooksBetween{200};

// The files of a revision, to be compiled. NOT_FOUND: it was never published to the store.
absl::StatusOr<std::vector<SourcePtr>> FilesOfRevision(store::Store& store,
                                                       const std::string& revision);

class StoreSource final : public PolicySource {
 public:
  explicit StoreSource(const StoreAccess& access) : access_(access) {}

  const std::string& name() const override { return name_; }
  absl::StatusOr<SourcedPolicies> Read() override;
  std::string Stamp() override;
  absl::Status Refusal(const absl::Status& read) const override;

 private:
  absl::StatusOr<SourcedPolicies> ReadLast() const;

  const StoreAccess& access_;
  const std::string name_ = "the policies of the store";
  std::atomic<int64_t> failed_reads_{0};
  std::mutex mutex_;
  std::unique_ptr<store::Store> asked_;  // guarded by mutex_; null: to be opened
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_STORE_POLICIES_H_
