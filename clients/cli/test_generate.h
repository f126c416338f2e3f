// Cases at the boundaries of a policy, made from one case: one below, at, and one above.
//
//   credence test --generate boundaries.test.yaml --from announcement.case.yaml
//     active_share >= usage_floor at 40%: one below (active_users of ea1.exchange 399)
//     usage_floor 50% from 2016-07-01: the period before
//     dpor-a from the day after the period ends
//
// The boundaries are what the policy itself compares in deciding the case (Decision.trace):
// numbers in guards, an award's own bounds, and the days on which versions and params change;
// and the ends of each record of evidence against the period. A number is driven by one measure,
// the first that moves it, a day by a date of one record of evidence; what nothing moves in a
// straight line is noted and left out.
// What is expected is what was decided, so the file passes as it is written: read it before
// keeping it, for it says what the policy does and not what it should do.
//
// Errors: a case that is refused; a file that exists is never written over.
// Thread-safety: one command at a time on a session.
#ifndef CREDENCE_CLIENTS_CLI_TEST_GENERATE_H_
#define CREDENCE_CLIENTS_CLI_TEST_GENERATE_H_

#include "clients/cli/session.h"

namespace credence::cli {

ExitCode RunGenerate(const TestOptions& options, Session& session);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TEST_GENERATE_H_
