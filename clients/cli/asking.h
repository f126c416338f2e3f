// What the server is asked about a case: which policy, periods, version and known day.
//
//   ToRequests({.policy = "recognition"}, case_file)  -> a request for every month it measures
//
// The command line speaks first, then the case file, then what the case has measures for.
//
// Errors: INVALID_ARGUMENT: an option does not parse, or nothing says which period.
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_ASKING_H_
#define CREDENCE_CLIENTS_CLI_ASKING_H_

#include <string>
#include <vector>

#include "clients/cli/case_file.h"
#include "clients/cli/command_line.h"
#include "core/status.h"
#include "credence/v1/decision_service.pb.h"

namespace credence::cli {

absl::Status Validate(const AskOptions& options);

// The periods to decide `file` for, as said above.
absl::StatusOr<std::vector<std::string>> PeriodsToDecide(const AskOptions& options,
                                                         const CaseFile& file);

// A request for `period` with the case as it is.
v1::DecideRequest ToRequest(const AskOptions& options, const CaseFile& file,
                            const std::string& period);

// One for each period.
absl::StatusOr<std::vector<v1::DecideRequest>> ToRequests(const AskOptions& options,
                                                          const CaseFile& file);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_ASKING_H_
