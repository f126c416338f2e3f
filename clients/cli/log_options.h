// The verbs of `credence log` and their flags.
//
//   AddLogVerbs(command, options);      // options->verb, and which records it is about
//
// Thread-safety: one parse.
#ifndef CREDENCE_CLIENTS_CLI_LOG_OPTIONS_H_
#define CREDENCE_CLIENTS_CLI_LOG_OPTIONS_H_

#include <memory>

#include "clients/cli/command_line.h"

namespace CLI {
class App;
}  // namespace CLI

namespace credence::cli {

void AddLogVerbs(CLI::App& command, const std::shared_ptr<LogOptions>& options);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_LOG_OPTIONS_H_
