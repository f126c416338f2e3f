// The exit codes of `credence`, by meaning, so that a script can branch without reading text.
//
//   credence check rules/ || [ $? -eq 1 ] && echo "there are errors in the rule files"
//
// One code for one meaning across all subcommands; `credence --help` prints this list.
//
// Thread-safe: constants.
#ifndef CREDENCE_CLIENTS_CLI_EXIT_CODE_H_
#define CREDENCE_CLIENTS_CLI_EXIT_CODE_H_

namespace credence::cli {

enum class ExitCode : int {
  // Done; or the answer is yes.
  kDone = 0,
  // The answer is no: check found errors, a test failed, format --check would change a file,
  // compare --exit-code found changes, or some of many cases were refused.
  kNo = 1,
  // Wrong usage, or an input file that cannot be read or is not valid.
  kUsage = 2,
  // Every expectation is met, and a guard is broken: a check of the policy, by the decision of a
  // case, or the coverage that is asked for.
  kGuardBroken = 3,
  // The server cannot be reached, or failed.
  kServer = 4,
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_EXIT_CODE_H_
