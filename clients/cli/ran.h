// The program run as a person runs it, for tests: what it said, and its exit code.
//
//   const Ran ran = Run({"--rules", folder, "log", "show", file});
//   ran.exit_code, ran.out, ran.err
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_RAN_H_
#define CREDENCE_CLIENTS_CLI_RAN_H_

#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/console.h"
#include "clients/cli/program.h"

namespace credence::cli {

struct Ran {
  ExitCode exit_code;
  std::string out;
  std::string err;
};

inline Ran Run(const std::vector<std::string>& arguments, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Console console{in, out, err};
  const ExitCode exit_code = RunProgram(arguments, console, {});
  return {exit_code, out.str(), err.str()};
}

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_RAN_H_
