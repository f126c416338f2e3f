// Makes absl::Status values from std::string_view, and nothing else.
//
// Debian's Abseil is built with its own string_view, so absl::NotFoundError does
// not take a std::string_view. The factories are wrapped here once:
//
//   return NotFoundError(StrCat("no policy named `", name, "`"));
//
// absl::Status is the channel for a fault of the caller or the environment. What a
// policy author got wrong is a Diagnostic, what one case lacks is a held result.
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_STATUS_H_
#define CREDENCE_CORE_STATUS_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace credence {

// Abseil's view of the same bytes, for the few functions that insist on it.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

inline absl::Status InvalidArgumentError(std::string_view message) {
  return absl::InvalidArgumentError(ToAbsl(message));
}
inline absl::Status NotFoundError(std::string_view message) {
  return absl::NotFoundError(ToAbsl(message));
}
inline absl::Status FailedPreconditionError(std::string_view message) {
  return absl::FailedPreconditionError(ToAbsl(message));
}
inline absl::Status OutOfRangeError(std::string_view message) {
  return absl::OutOfRangeError(ToAbsl(message));
}
inline absl::Status ResourceExhaustedError(std::string_view message) {
  return absl::ResourceExhaustedError(ToAbsl(message));
}
inline absl::Status UnavailableError(std::string_view message) {
  return absl::UnavailableError(ToAbsl(message));
}
inline absl::Status InternalError(std::string_view message) {
  return absl::InternalError(ToAbsl(message));
}

}  // namespace credence

#endif  // CREDENCE_CORE_STATUS_H_
