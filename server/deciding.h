// DecideRequests answered, whoever asks: alone, within a batch, remotely or embedded.
//
//   Decider decider(live.Pin());
//   v1::Decision decision;
//   absl::Status status = decider.Decide(request, &decision);
//
// Finds the policies (the pinned ones, or those with the overlay's files laid over them), reads
// the request, decides, and writes the decision. Faults are told together as far as one can be
// seen beside another: first all of the request's own fields, then what does not fit the
// vocabulary. An overlay like the one of the request before, as in a batch, is not compiled again.
//
// A refusal with the reasons of ErrorReason, or that the work was stopped; nothing else for any
// request.
// Thread-safety: a Decider belongs to one thread; any number may share a pin.
#ifndef CREDENCE_SERVER_DECIDING_H_
#define CREDENCE_SERVER_DECIDING_H_

#include <string>
#include <string_view>
#include <utility>

#include "core/status.h"
#include "core/stop.h"
#include "credence/v1/decision_service.pb.h"
#include "server/live_policies.h"
#include "server/overlay.h"

namespace credence::server {

class Decider {
 public:
  explicit Decider(Pinned pinned) : pinned_(std::move(pinned)) {}

  // `decision` is unspecified unless the answer is OK. CANCELLED or DEADLINE_EXCEEDED when `stop`,
  // unless null, was asked for.
  absl::Status Decide(const v1::DecideRequest& request, v1::Decision* decision,
                      Stop* stop = nullptr);

 private:
  absl::StatusOr<ruletree::PolicySetPtr> PoliciesFor(const v1::DecideRequest& request);

  const Pinned pinned_;
  PolicyTexts overlaid_;  // the files of the last overlay, and what they came to
  absl::StatusOr<ruletree::PolicySetPtr> overlaid_policies_ = ruletree::PolicySetPtr();
};

// NOT_FOUND with the near names: what `name` (with or without "policies/") is meant to be.
absl::StatusOr<const ruletree::Timeline*> FindPolicy(const ruletree::PolicySet& policies,
                                                     std::string_view name);
absl::StatusOr<ruletree::PolicyPtr> FindVersion(const ruletree::Timeline& timeline,
                                                std::string_view version);

// REVISION_CHANGED: another is wanted than the current one; empty: any will do.
absl::Status CheckRevision(const std::string& wanted, const std::string& current);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_DECIDING_H_
