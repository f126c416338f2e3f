// What PolicyService answers, apart from gRPC: checking and formatting texts, reading what is
// published, and reloading it.
//
//   v1::CheckPolicyResponse response;
//   absl::Status status = CheckPolicies(live, request, &response);
//
// A text with faults is a successful answer, since the faults are what was asked for. Refusals
// are those of a request that cannot be read, or names nothing that is published.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_POLICY_READING_H_
#define CREDENCE_SERVER_POLICY_READING_H_

#include "core/status.h"
#include "credence/v1/policy_service.pb.h"
#include "server/live_policies.h"

namespace credence::server {

absl::Status CheckPolicies(const LivePolicies& live, const v1::CheckPolicyRequest& request,
                           v1::CheckPolicyResponse* response);

absl::Status FormatText(const v1::FormatPolicyRequest& request, v1::FormatPolicyResponse* response);

absl::Status ListFamilies(const Pinned& pinned, const v1::ListPoliciesRequest& request,
                          v1::ListPoliciesResponse* response);

absl::Status ReadPolicy(const Pinned& pinned, const v1::GetPolicyRequest& request,
                        v1::Policy* response);

void WriteStatus(const LivePolicies& live, v1::PolicyStatus* response);
absl::Status ReloadDirectory(LivePolicies& live, v1::ReloadPoliciesResponse* response);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_READING_H_
