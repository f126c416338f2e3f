// What PolicyService does with a store of published policies, apart from gRPC: publishing, rolling
// back, and reading what was published.
//
//   PolicyPublishing publishing(live, &access, SystemClock());
//   publishing.Publish(request, "portal", &response)
//     -> compiled, kept, and live in this server before the answer
//
// Nothing is kept of files with errors (POLICY_TEXT_INVALID, the diagnostics as its message), nor
// of a roll back to a revision that this server cannot compile. REVISION_CHANGED: another revision
// is published than was expected; its metadata names both. REVISION_UNKNOWN: none of that name.
// POLICIES_IN_FILES: `access` is null, for policies come from files.
//
// Limits: limits::kPolicyFilesMax, kPublicationBytesMax and kPublicationMessageBytesMax. Files are
// named as core/rule_file_name.h says.
//
// Thread-safe. `live` and `access` outlive it.
#ifndef CREDENCE_SERVER_POLICY_PUBLISHING_H_
#define CREDENCE_SERVER_POLICY_PUBLISHING_H_

#include <memory>
#include <string>
#include <utility>

#include "core/status.h"
#include "credence/v1/policy_service.pb.h"
#include "server/clock.h"
#include "server/live_policies.h"
#include "server/store_access.h"

namespace credence::server {

class PolicyPublishing {
 public:
  PolicyPublishing(LivePolicies& live, const StoreAccess* access, Clock now)
      : live_(live), access_(access), now_(std::move(now)) {}

  absl::Status Publish(const v1::PublishPoliciesRequest& request, const std::string& by,
                       v1::PublishPoliciesResponse* response);
  absl::Status RollBack(const v1::RollBackPoliciesRequest& request, const std::string& by,
                        v1::RollBackPoliciesResponse* response);
  absl::Status List(const v1::ListPublicationsRequest& request,
                    v1::ListPublicationsResponse* response) const;
  absl::Status Get(const v1::GetRevisionRequest& request, v1::GetRevisionResponse* response) const;

 private:
  absl::StatusOr<std::unique_ptr<store::Store>> Open() const;
  absl::StatusOr<store::PublishOutcome> Keep(store::Store& store,
                                             const store::PublishRequest& request);

  LivePolicies& live_;
  const StoreAccess* const access_;
  const Clock now_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_PUBLISHING_H_
