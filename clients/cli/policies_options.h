// The verbs and flags of `credence policies`.
//
//   AddPoliciesOptions(command, options);
//
// CLI11 writes into `options` when it parses, so they live as long as the command. Thread-safety:
// belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_POLICIES_OPTIONS_H_
#define CREDENCE_CLIENTS_CLI_POLICIES_OPTIONS_H_

#include "clients/cli/command_line.h"

namespace CLI {
class App;
}  // namespace CLI

namespace credence::cli {

void AddPoliciesOptions(CLI::App& command, PoliciesOptions& options);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_POLICIES_OPTIONS_H_
