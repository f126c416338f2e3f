// Who was admitted, by what they showed: how the handler of a call learns who makes it.
//
//   CallerNames names;
//   names.Keep("token eyJhbGciOi...", "portal");
//   names.Find("token eyJhbGciOi...")   -> "portal"
//   names.Find("token of nobody")       -> "anonymous"
//
// gRPC gives an admitted call nothing to say whose it is: the properties of an AuthContext are the
// connection's, read and written by all of its calls at once and guarded by nothing.
//
// A name is found at least until limits::kCallerNamesMax others came after it, which is longer than
// from a call's admission to its handler; then it may be forgotten, so that memory is bounded.
//
// Thread-safe.
#ifndef CREDENCE_SERVER_CALLER_NAMES_H_
#define CREDENCE_SERVER_CALLER_NAMES_H_

#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"

namespace credence::server {

inline constexpr const char* kAnonymous = "anonymous";

class CallerNames {
 public:
  void Keep(const std::string& shown, const std::string& name);
  std::string Find(const std::string& shown) const;

 private:
  using Names = absl::flat_hash_map<std::string, std::string>;
  mutable std::mutex mutex_;
  Names recent_;  // both guarded by mutex_
  Names before_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CALLER_NAMES_H_
