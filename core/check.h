// Stops the process when the programmer was wrong.
//
//   CREDENCE_CHECK(index < rows.size());
//
// Always on. Never reachable from input: a policy, a case or a request that is wrong
// gets a Diagnostic, a held result or an absl::Status instead.
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_CHECK_H_
#define CREDENCE_CORE_CHECK_H_

namespace credence {

// Writes the failed condition and its place to standard error and aborts.
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace credence

#define CREDENCE_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::credence::CheckFailed(#condition, __FILE__, __LINE__))

#endif  // CREDENCE_CORE_CHECK_H_
