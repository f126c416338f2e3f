// The verbs of `credence policies` that speak of what is published to a store.
//
//   credence policies publish rules --message "seats of 2016"    IsOfPublications -> true
//   credence policies show 3f2a9c01 --to old                     true: a revision
//   credence policies show partner_recognition                   false: a policy
//
// What is published is checked and tested here first, by this program's own services: every fault
// is told in full, and what fails a test beside it is not sent at all.
//
// Thread-safety: one command at a time on a session.
#ifndef CREDENCE_CLIENTS_CLI_PUBLISHING_H_
#define CREDENCE_CLIENTS_CLI_PUBLISHING_H_

#include "clients/cli/command_line.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/session.h"

namespace credence::cli {

bool IsOfPublications(const PoliciesOptions& options);
// REQUIRES: IsOfPublications.
ExitCode RunPublishing(const PoliciesOptions& options, Session& session);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_PUBLISHING_H_
