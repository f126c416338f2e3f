// Where the policies that decide come from: rule files of a folder, or what was published to a
// store (server/store_policies.h).
//
//   DirectorySource source("rules");
//   source.Read()    -> the files, to be compiled
//   source.Stamp()   -> a text that is another when Read would give others
//   source.name()    -> "the rule files of `rules`", as the log and messages call it
//
// Thread-safe: each method may be called while another runs.
#ifndef CREDENCE_SERVER_POLICY_SOURCE_H_
#define CREDENCE_SERVER_POLICY_SOURCE_H_

#include <string>
#include <utility>
#include <vector>

#include "core/diagnostic.h"
#include "core/status.h"

namespace credence::server {

struct SourcedPolicies {
  std::vector<SourcePtr> files;
  std::string revision = {};  // that they were published as; empty: they were not
};

class PolicySource {
 public:
  virtual ~PolicySource() = default;
  virtual const std::string& name() const = 0;
  virtual absl::StatusOr<SourcedPolicies> Read() = 0;
  virtual std::string Stamp() = 0;
  // What a caller is told who asked for a Read that failed.
  virtual absl::Status Refusal(const absl::Status& read) const = 0;
};

// Errors of Read: those of server/policy_directory.h.
class DirectorySource final : public PolicySource {
 public:
  explicit DirectorySource(std::string directory)
      : directory_(std::move(directory)), name_("the rule files of `" + directory_ + "`") {}

  const std::string& name() const override { return name_; }
  absl::StatusOr<SourcedPolicies> Read() override;
  std::string Stamp() override;
  absl::Status Refusal(const absl::Status& read) const override;

 private:
  const std::string directory_;
  const std::string name_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_SOURCE_H_
