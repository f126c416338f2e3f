// The `credence` program: one binary, a subcommand for each job.
//
//   std::vector<std::string> arguments = {"check", "rules"};
//   Console console{std::cin, std::cout, std::cerr};
//   return static_cast<int>(RunProgram(arguments, console, surroundings));
//
// Everything a process has (streams, terminal, environment) is passed in, so a test runs the
// program whole without starting one.
//
// Thread-safety: belongs to one thread; `serve` must be on main's.
#ifndef CREDENCE_CLIENTS_CLI_PROGRAM_H_
#define CREDENCE_CLIENTS_CLI_PROGRAM_H_

#include <string>
#include <vector>

#include "clients/cli/console.h"
#include "clients/cli/exit_code.h"

namespace credence::cli {

// `arguments` without the program's own name.
ExitCode RunProgram(const std::vector<std::string>& arguments, Console& console,
                    const Surroundings& surroundings);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_PROGRAM_H_
