// A decision of the engine as the wire has it.
//
//   WriteDecision(*decided.decision, the_case.id, published.policies->digest, response);
//
// Amounts go out exact, as text for people and, where it holds them, as Money. Nothing is left
// out: what the request did not want explained the engine has left out already.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_CONVERT_DECISION_H_
#define CREDENCE_SERVER_CONVERT_DECISION_H_

#include <string_view>

#include "credence/v1/decision.pb.h"
#include "engine/decision.h"

namespace credence::server {

void WriteDecision(const engine::Decision& decision, std::string_view case_id,
                   std::string_view revision, v1::Decision* to);
void WriteStanding(const engine::StandingResult& standing, v1::Standing* to);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CONVERT_DECISION_H_
