#include "server/policy_source.h"

#include "server/policy_directory.h"
#include "server/status_mapping.h"

namespace credence::server {

absl::StatusOr<SourcedPolicies> DirectorySource::Read() {
  absl::StatusOr<std::vector<SourcePtr>> files = ReadPolicyDirectory(directory_);
  if (!files.ok()) return files.status();
  return SourcedPolicies{*std::move(files)};
}

std::string DirectorySource::Stamp() { return PolicyDirectoryStamp(directory_); }

absl::Status DirectorySource::Refusal(const absl::Status& read) const {
  return Refuse(v1::DIRECTORY_UNREADABLE,
                std::string(read.message()) + "; the published policies stay");
}

}  // namespace credence::server
