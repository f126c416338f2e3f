// One DecideRequest answered, whoever asked: alone, within a batch, remotely or embedded.
//
//   v1::Decision decision;
//   absl::Status status = DecideOne(live.Pin(), request, &decision);
//
// Finds the policies (the pinned ones, or those with the overlay's files laid over them), reads
// the request, decides, and writes the decision. Faults are told together as far as one can be
// seen beside another: first all of the request's own fields, then what does not fit the
// vocabulary.
//
// A refusal with the reasons of ErrorReason; nothing else for any request.
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_DECIDING_H_
#define CREDENCE_SERVER_DECIDING_H_

#include "core/status.h"
#include "credence/v1/decision_service.pb.h"
#include "server/live_policies.h"

namespace credence::server {

// `decision` is unspecified unless the answer is OK.
absl::Status DecideOne(const Pinned& pinned, const v1::DecideRequest& request,
                       v1::Decision* decision);

// NOT_FOUND with the near names: what `name` (with or without "policies/") is meant to be.
absl::StatusOr<const ruletree::Timeline*> FindPolicy(const ruletree::PolicySet& policies,
                                                     std::string_view name);
absl::StatusOr<ruletree::PolicyPtr> FindVersion(const ruletree::Timeline& timeline,
                                                std::string_view version);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_DECIDING_H_
