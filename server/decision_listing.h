// Pages of the decision log: what ListDecisions answers.
//
//   ListDecisions("/var/lib/credence/decisions.jsonl", request, stop, response);
//     -> records, and next_page_token unless the log has no more
//
// A page ends where it is full, where the log ends, or where its budget is spent, and then it may
// be empty: the token goes on behind the last line that was looked at. Pages of a log that grows,
// and whose files are put aside meanwhile, are together what one reader would read.
//
// Errors: DECISION_LOG_ABSENT: `file` is empty. FIELD_INVALID, PAGE_TOKEN_INVALID: by the request.
// PAGE_TOKEN_EXPIRED: the file that the token names is gone. DECISION_LOG_FAILED: a file cannot be
// read; the server's log says why. CANCELLED, DEADLINE_EXCEEDED: `stop`.
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_DECISION_LISTING_H_
#define CREDENCE_SERVER_DECISION_LISTING_H_

#include <cstdint>
#include <string>

#include "core/server_limits.h"
#include "core/status.h"
#include "core/stop.h"
#include "credence/v1/decision_log_service.pb.h"

namespace credence::server {

// What one page may look at.
struct ListingBudget {
  uint64_t bytes = limits::kLogPageBytesMax;
  uint64_t parsed_bytes = limits::kLogPageParsedBytesMax;
};

absl::Status ListDecisions(const std::string& file, const v1::ListDecisionsRequest& request,
                           Stop& stop, v1::ListDecisionsResponse* response,
                           const ListingBudget& budget = {});

}  // namespace credence::server

#endif  // CREDENCE_SERVER_DECISION_LISTING_H_
