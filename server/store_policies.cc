#include "server/store_policies.h"

#include <optional>
#include <utility>

namespace credence::server {

absl::StatusOr<std::vector<SourcePtr>> FilesOfRevision(store::Store& store,
                                                       const std::string& revision) {
  auto files = store.FilesOf(revision);
  if (!files.ok()) return files.status();
  std::vector<SourcePtr> sources;
  for (store::PublishedFile& file : *files) {
    sources.push_back(std::make_shared<const Source>(std::move(file.name), std::move(file.text)));
  }
  return sources;
}

absl::StatusOr<SourcedPolicies> StoreSource::Read() {
  absl::StatusOr<SourcedPolicies> read = ReadLast();
  if (!read.ok() && !absl::IsNotFound(read.status())) ++failed_reads_;
  return read;
}

absl::StatusOr<SourcedPolicies> StoreSource::ReadLast() const {
  const auto store = access_.Open();
  if (!store.ok()) return store.status();
  const auto last = (*store)->LastPublication();
  if (!last.ok()) return last.status();
  if (!*last) {
    return NotFoundError(
        "nothing was published to the store yet; `credence policies publish DIR` does");
  }
  auto files = FilesOfRevision(**store, (*last)->revision);
  if (!files.ok()) return files.status();
  return SourcedPolicies{.files = *std::move(files), .revision = (*last)->revision};
}

std::string StoreSource::Stamp() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (asked_ == nullptr) {
    auto opened = access_.Open();
    if (!opened.ok()) return opened.status().ToString();
    asked_ = *std::move(opened);
  }
  const auto last = asked_->LastPublication();
  if (!last.ok()) {
    asked_ = nullptr;  // A connection that was lost is made anew.
    return last.status().ToString();
  }
  if (!*last) return "";
  return std::to_string((*last)->number) + " " + std::to_string(failed_reads_);
}

absl::Status StoreSource::Refusal(const absl::Status& read) const {
  return RefuseOfStore(read, v1::NOT_SERVING, v1::STORE_ABSENT);
}

}  // namespace credence::server
