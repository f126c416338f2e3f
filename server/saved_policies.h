// A set of rule files in one file: the last that went live, kept for the next start.
//
//   SavePolicies("/var/lib/credence/last_good", sources);
//   ReadSavedPolicies("/var/lib/credence/last_good")   -> the same sources
//
// The file is replaced whole (core/file_beside.h), and its digest is checked when it is read, so
// half a file or a changed one is never taken for policies. It is a SavedPolicies message.
//
// Errors: NOT_FOUND: there is none. DATA_LOSS: it is damaged. Else what the system says, with the
// path. Thread-safety: one thread a file.
#ifndef CREDENCE_SERVER_SAVED_POLICIES_H_
#define CREDENCE_SERVER_SAVED_POLICIES_H_

#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/status.h"

namespace credence::server {

absl::Status SavePolicies(const std::string& path, const std::vector<SourcePtr>& sources);
absl::StatusOr<std::vector<SourcePtr>> ReadSavedPolicies(const std::string& path);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_SAVED_POLICIES_H_
