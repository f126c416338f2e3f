// DecideColumnsRequests answered.
//
//   v1::DecideColumnsResponse response;
//   absl::Status status = DecideColumns(*pinned.published->policies, request, &response);
//
// By the batch evaluator where columns can say it, by the plain one for the rest: what is awarded
// is the same as of DecideRequests of the same cases.
//
// A refusal with the reasons of ErrorReason; nothing else for any request.
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_COLUMN_DECIDING_H_
#define CREDENCE_SERVER_COLUMN_DECIDING_H_

#include <functional>

#include "core/status.h"
#include "credence/v1/decision_service.pb.h"
#include "ruletree/timeline.h"

namespace credence::server {

// `still_wanted` is asked now and then; what it refuses is the answer. `response` is unspecified
// unless the answer is OK.
absl::Status DecideColumns(const ruletree::PolicySet& policies,
                           const v1::DecideColumnsRequest& request,
                           const std::function<absl::Status()>& still_wanted,
                           v1::DecideColumnsResponse* response);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_COLUMN_DECIDING_H_
