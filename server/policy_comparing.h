// What ComparePolicies answers, apart from gRPC.
//
//   v1::ComparePoliciesResponse response;
//   absl::Status status = ComparePolicies(live, request, &response);
//
// POLICY_TEXT_INVALID, with the rendered diagnostics, for a text that does not compile;
// FIELD_INVALID for a side that names nothing; else those of reading what is published.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_POLICY_COMPARING_H_
#define CREDENCE_SERVER_POLICY_COMPARING_H_

#include "core/status.h"
#include "credence/v1/policy_service.pb.h"
#include "server/live_policies.h"

namespace credence::server {

absl::Status ComparePolicies(const LivePolicies& live, const v1::ComparePoliciesRequest& request,
                             v1::ComparePoliciesResponse* response);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_COMPARING_H_
