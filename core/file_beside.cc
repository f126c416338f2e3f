#include "core/file_beside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace credence {
namespace {

// The folder keeps the new name; where folders cannot be synced, the file is.
void SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int opened =
      open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  fsync(opened);
  close(opened);
}

}  // namespace

FileBeside::FileBeside(const std::string& target)
    : target_(target), path_(target + ".XXXXXX"), file_(mkstemp(path_.data())) {
  if (file_ < 0) status_ = Fault();
}

FileBeside::~FileBeside() {
  if (file_ < 0) return;
  close(file_);
  unlink(path_.c_str());  // of one that took its place there is no file of this name any more
}

absl::Status FileBeside::Fault() const {
  const std::string why = std::generic_category().message(errno);
  return InvalidArgumentError(target_ + ": cannot be written: " + why);
}

absl::Status FileBeside::Write(std::string_view text) {
  while (status_.ok() && !text.empty()) {
    const ssize_t written = write(file_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      status_ = Fault();
    }
  }
  return status_;
}

absl::Status FileBeside::TakeModeOf(const std::string& other) {
  struct stat of {};
  if (status_.ok() && (stat(other.c_str(), &of) < 0 || fchmod(file_, of.st_mode) < 0)) {
    status_ = Fault();
  }
  return status_;
}

absl::Status FileBeside::Sync() {
  if (status_.ok() && fsync(file_) < 0) status_ = Fault();
  return status_;
}

absl::Status FileBeside::Replace() {
  if (absl::Status status = Sync(); !status.ok()) return status;
  if (rename(path_.c_str(), target_.c_str()) < 0) return status_ = Fault();
  SyncFolderOf(target_);
  return absl::OkStatus();
}

absl::Status FileBeside::TakeFreePlace() {
  if (absl::Status status = Sync(); !status.ok()) return status;
  // A link is refused where a file is; a rename would take its place.
  if (link(path_.c_str(), target_.c_str()) < 0) {
    status_ =
        errno == EEXIST ? absl::AlreadyExistsError(ToAbsl(target_ + " is there already")) : Fault();
    return status_;
  }
  SyncFolderOf(target_);
  return absl::OkStatus();
}

}  // namespace credence
