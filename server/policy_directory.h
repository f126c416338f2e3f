// The rule files of a directory, read from disk.
//
//   rules/
//     cloud_recognition/cloud.vocab
//     cloud_recognition/2016.1.policy       ->  sources named "cloud_recognition/2016.1.policy",
//     notes.txt                                 "cloud_recognition/cloud.vocab"
//
// Every *.policy and *.vocab below the directory, in the order of their names, which are paths
// relative to it: messages and decisions cite them, and say nothing of the machine. What begins
// with a dot is left alone. Symbolic links are followed, each directory once, so a loop ends.
//
// Limits: limits::kPolicyFilesMax and kPolicyBytesMax together; a file over kSourceBytesMax is
// cut just past it, for the compiler to refuse with its place.
//
// NOT_FOUND: no such directory. FAILED_PRECONDITION: it, or a file in it, cannot be read, with
// the path and the system's reason. RESOURCE_EXHAUSTED: a limit, by name.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_POLICY_DIRECTORY_H_
#define CREDENCE_SERVER_POLICY_DIRECTORY_H_

#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/status.h"

namespace credence::server {

absl::StatusOr<std::vector<SourcePtr>> ReadPolicyDirectory(const std::string& directory);

// Name, size, times and place of every rule file, as a text that is another when any of them is;
// of a directory that cannot be read, why not.
std::string PolicyDirectoryStamp(const std::string& directory);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_DIRECTORY_H_
