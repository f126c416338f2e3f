// The programmes of rules/, published once for all inputs, and what their tests ask them.
//
//   v1::Decision decision;
//   if (DecideByRules(request, &decision).ok()) ...
//
// Thread-safety: one thread.
#ifndef CREDENCE_FUZZ_PUBLISHED_H_
#define CREDENCE_FUZZ_PUBLISHED_H_

#include <vector>

#include "core/status.h"
#include "credence/v1/decision_service.pb.h"
#include "server/live_policies.h"

namespace credence::fuzz {

const server::Pinned& PublishedRules();
absl::Status DecideByRules(const v1::DecideRequest& request, v1::Decision* decision);

// Requests that the tests beside the policies make.
std::vector<v1::DecideRequest> Requests();

// A refusal has a reason and words.
void CheckRefusal(const absl::Status& status);

}  // namespace credence::fuzz

#endif  // CREDENCE_FUZZ_PUBLISHED_H_
