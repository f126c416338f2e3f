#include "server/log_file.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "server/log.h"

namespace credence::server {
namespace {

namespace fs = std::filesystem;

// What people wrote to be decided on is theirs: the server's own user reads it, and no other.
constexpr mode_t kMode = 0600;
constexpr size_t kBlockBytes = 64 << 10;

std::string FolderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string SaidBy(int number) { return std::generic_category().message(number); }

absl::Status StatusOf(int number, const std::string& message) {
  const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  return full ? ResourceExhaustedError(message) : UnavailableError(message);
}

// 0, or the errno of what went wrong.
int WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

// A new name stays after a power cut once its folder is synced. Some file systems cannot.
void SyncFolderOf(const std::string& path) {
  const int folder = open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

// The number that the next file put aside takes: after all there are, whatever was deleted.
uint64_t NextNumber(const std::string& path) {
  const std::string beginning = fs::path(path).filename().string() + ".";
  uint64_t last = 0;
  std::error_code error;
  for (auto at = fs::directory_iterator(FolderOf(path), error); !error && at != fs::end(at);
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(beginning)) continue;
    // Of "decisions.jsonl.000012.gz" the number is 12, too.
    const std::string rest = name.substr(beginning.size());
    uint64_t number = 0;
    if (absl::SimpleAtoi(rest.substr(0, rest.find('.')), &number)) last = std::max(last, number);
  }
  return last + 1;
}

// The end of the last whole line of a file of `size` bytes.
absl::StatusOr<uint64_t> EndOfLines(int file, uint64_t size) {
  std::string block(kBlockBytes, '\0');
  for (uint64_t end = size; end > 0;) {
    const uint64_t begin = end - std::min<uint64_t>(end, kBlockBytes);
    const ssize_t read = pread(file, block.data(), end - begin, static_cast<off_t>(begin));
    if (read != static_cast<ssize_t>(end - begin)) return UnavailableError(SaidBy(errno));
    const size_t found = std::string_view(block.data(), end - begin).rfind('\n');
    if (found != std::string_view::npos) return begin + found + 1;
    end = begin;
  }
  return 0;
}

}  // namespace

LogFile::LogFile(std::string path, LogFileOptions options)
    : path_(std::move(path)), options_(options), rotate_at_(options.rotate_bytes) {}

LogFile::~LogFile() {
  if (file_ >= 0) close(file_);
  if (lock_ >= 0) close(lock_);
}

absl::Status LogFile::Fault(std::string_view what) const {
  const int number = errno;
  return StatusOf(number, path_ + ": " + std::string(what) + ": " + SaidBy(number));
}

absl::Status LogFile::Check(const std::string& path) {
  const std::string folder = FolderOf(path);
  std::error_code error;
  if (fs::is_directory(path, error)) return InvalidArgumentError(path + ": this is a folder");
  if (!fs::is_directory(folder, error)) {
    return NotFoundError(path + ": there is no folder " + folder);
  }
  if (access(folder.c_str(), W_OK | X_OK) < 0) {
    return InvalidArgumentError(path + ": files cannot be made in " + folder + ": " +
                                SaidBy(errno));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<LogFile>> LogFile::Open(const std::string& path,
                                                       const LogFileOptions& options) {
  if (absl::Status status = Check(path); !status.ok()) return status;
  std::unique_ptr<LogFile> file(new LogFile(path, options));
  absl::Status status = file->TakeLock();
  if (status.ok()) status = file->Begin();
  if (status.ok()) status = file->SetTornLineAside();
  if (!status.ok()) return status;
  return file;
}

absl::Status LogFile::TakeLock() {
  const std::string lock = path_ + ".lock";
  lock_ = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
  if (lock_ < 0) return Fault("its lock cannot be made");
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK) return Fault("its lock cannot be taken");
  return FailedPreconditionError(path_ +
                                 ": another server writes this log; give each a file of its own");
}

absl::Status LogFile::Begin() {
  if (file_ >= 0) close(file_);
  file_ = open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
  if (file_ < 0) return Fault("cannot be opened");
  struct stat of {};
  if (fstat(file_, &of) < 0) return Fault("cannot be looked at");
  if (!S_ISREG(of.st_mode)) return InvalidArgumentError(path_ + ": this is no file");
  size_ = static_cast<uint64_t>(of.st_size);
  rotate_at_ = options_.rotate_bytes;
  cut_short_ = false;
  SyncFolderOf(path_);
  return absl::OkStatus();
}

absl::Status LogFile::SetTornLineAside() {
  const absl::StatusOr<uint64_t> end = EndOfLines(file_, size_);
  if (!end.ok()) return end.status();
  if (*end == size_) return absl::OkStatus();
  int aside = -1;
  for (int number = 1; aside < 0; ++number) {
    set_aside_ = path_ + ".torn-" + std::to_string(number);
    aside = open(set_aside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode);
    if (aside < 0 && errno != EEXIST) return Fault("its torn last line cannot be set aside");
  }
  std::string block(kBlockBytes, '\0');
  int fault = 0;
  for (uint64_t at = *end; fault == 0 && at < size_;) {
    const ssize_t read = pread(file_, block.data(), block.size(), static_cast<off_t>(at));
    if (read <= 0) {
      fault = read < 0 ? errno : EIO;
    } else {
      fault = WriteAll(aside, {block.data(), static_cast<size_t>(read)});
      at += static_cast<uint64_t>(read);
    }
  }
  if (fault == 0 && fsync(aside) < 0) fault = errno;
  close(aside);
  SyncFolderOf(path_);
  // It is somewhere else whole before it is taken from here.
  if (fault == 0 && ftruncate(file_, static_cast<off_t>(*end)) < 0) fault = errno;
  if (fault != 0) {
    unlink(set_aside_.c_str());
    errno = fault;
    return Fault("its torn last line cannot be set aside");
  }
  size_ = *end;
  return absl::OkStatus();
}

// Written to what has no name any more, records would be gone.
absl::Status LogFile::CheckInPlace() {
  struct stat by_name {};
  struct stat opened {};
  const bool in_place = file_ >= 0 && stat(path_.c_str(), &by_name) == 0 &&
                        fstat(file_, &opened) == 0 && by_name.st_ino == opened.st_ino &&
                        by_name.st_dev == opened.st_dev;
  if (in_place) return absl::OkStatus();
  if (file_ >= 0) {
    Log(LogLevel::kWarning, path_ + ": somebody moved or deleted it; it is begun anew");
  }
  return Begin();
}

void LogFile::PutAside() {
  const std::string aside = absl::StrFormat("%s.%06d", path_, NextNumber(path_));
  // What has a number is whole on the disk, whatever is said of syncing.
  if (fsync(file_) == 0 && rename(path_.c_str(), aside.c_str()) == 0) {
    close(file_);
    file_ = -1;
    return;
  }
  Log(LogLevel::kError, std::string(Fault("cannot be put aside as " + aside).message()) +
                            "; it grows until that can be done");
  rotate_at_ = size_ + options_.rotate_bytes;
}

absl::Status LogFile::Append(std::string_view lines, bool sync) {
  if (absl::Status status = CheckInPlace(); !status.ok()) return status;
  if (size_ > 0 && size_ + lines.size() > rotate_at_) {
    PutAside();
    if (file_ < 0) {
      if (absl::Status status = Begin(); !status.ok()) return status;
    }
  }
  if (cut_short_ && ftruncate(file_, static_cast<off_t>(size_)) < 0) {
    return Fault("a part of a line cannot be taken back");
  }
  cut_short_ = false;
  int fault = WriteAll(file_, lines);
  if (fault == 0 && sync && fdatasync(file_) < 0) fault = errno;
  if (fault == 0) {
    size_ += lines.size();
    return absl::OkStatus();
  }
  cut_short_ = ftruncate(file_, static_cast<off_t>(size_)) < 0;
  errno = fault;
  return Fault("cannot be written");
}

absl::Status LogFile::Sync() {
  if (file_ >= 0 && fdatasync(file_) < 0) return Fault("cannot be synced");
  return absl::OkStatus();
}

}  // namespace credence::server
