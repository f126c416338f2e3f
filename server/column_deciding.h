// DecideColumnsRequests answered.
//
//   v1::DecideColumnsResponse response;
//   absl::Status status = DecideColumns(*pinned.published->policies, request, stop, &response);
//
// By the batch evaluator where columns can say it, by the plain one for the rest: what is awarded
// is the same as of DecideRequests of the same cases.
//
// A refusal with the reasons of ErrorReason, or that the work was stopped; nothing else for any
// request.
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_COLUMN_DECIDING_H_
#define CREDENCE_SERVER_COLUMN_DECIDING_H_

#include "core/status.h"
#include "core/stop.h"
#include "credence/v1/decision_service.pb.h"
#include "ruletree/timeline.h"

namespace credence::server {

// CANCELLED or DEADLINE_EXCEEDED when `stop` was asked for. `response` is unspecified unless the
// answer is OK.
absl::Status DecideColumns(const ruletree::PolicySet& policies,
                           const v1::DecideColumnsRequest& request, Stop& stop,
                           v1::DecideColumnsResponse* response);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_COLUMN_DECIDING_H_
