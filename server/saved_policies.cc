#include "server/saved_policies.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "core/digest.h"
#include "core/file_beside.h"
#include "credence/v1/saved_policies.pb.h"

namespace credence::server {
namespace {

std::string DigestOf(const v1::SavedPolicies& saved) {
  std::string all;
  for (const v1::PolicyText& file : saved.files()) {
    for (const std::string* part : {&file.name(), &file.raw_text()}) {
      all += std::to_string(part->size()) + ":" + *part;
    }
  }
  return Sha256Hex(all);
}

}  // namespace

absl::Status SavePolicies(const std::string& path, const std::vector<SourcePtr>& sources) {
  v1::SavedPolicies saved;
  for (const SourcePtr& source : sources) {
    v1::PolicyText* file = saved.add_files();
    file->set_name(source->name());
    file->set_raw_text(std::string(source->text()));
  }
  saved.set_digest(DigestOf(saved));
  FileBeside beside(path);
  if (absl::Status status = beside.Write(saved.SerializeAsString()); !status.ok()) return status;
  return beside.Replace();
}

absl::StatusOr<std::vector<SourcePtr>> ReadSavedPolicies(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFoundError("there is no last good set in " + path);
  v1::SavedPolicies saved;
  if (!saved.ParseFromIstream(&file) || saved.digest() != DigestOf(saved)) {
    return absl::DataLossError("the last good set in " + path + " is damaged");
  }
  std::vector<SourcePtr> sources;
  for (v1::PolicyText& text : *saved.mutable_files()) {
    sources.push_back(std::make_shared<Source>(std::move(*text.mutable_name()),
                                               std::move(*text.mutable_raw_text())));
  }
  return sources;
}

}  // namespace credence::server
