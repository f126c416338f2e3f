// A file of lines that one process adds to, and that never holds a part of what was added.
//
//   auto file = LogFile::Open("/var/lib/credence/decisions.jsonl", {.rotate_bytes = 256 << 20});
//   (*file)->Append("{...}\n{...}\n", /*sync=*/false);   // all of it, or nothing and why
//
// When it would pass `rotate_bytes` it is put aside as decisions.jsonl.000001, .000002 and so on,
// and a new one begun: numbers ascend, and what has a number is never written again, so it may be
// compressed, moved or deleted. One that somebody moved or deleted meanwhile is begun anew.
//
// A last line without its end, as a crash or a power cut may leave, is moved at Open to
// decisions.jsonl.torn-1, and told: whatever is added later begins a line of its own. The lock
// decisions.jsonl.lock keeps a second process out for as long as this one lives.
//
// Errors: RESOURCE_EXHAUSTED the disk is full, or a quota or a limit of file sizes; UNAVAILABLE
// anything else that the system says. FAILED_PRECONDITION from Open: another process has it.
// After an error the file is what it was before, and the next call tries again.
// Thread-safety: one thread.
#ifndef CREDENCE_SERVER_LOG_FILE_H_
#define CREDENCE_SERVER_LOG_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/status.h"

namespace credence::server {

// Where lines go; tests put something else in its place.
class LineSink {
 public:
  virtual ~LineSink() = default;
  // All of them or nothing; with `sync` they are on the disk before it returns.
  virtual absl::Status Append(std::string_view lines, bool sync) = 0;
  // What was added is on the disk.
  virtual absl::Status Sync() = 0;
};

struct LogFileOptions {
  uint64_t rotate_bytes = 256u << 20;
};

class LogFile : public LineSink {
 public:
  static absl::StatusOr<std::unique_ptr<LogFile>> Open(const std::string& path,
                                                       const LogFileOptions& options);
  // What of it Open would refuse; makes nothing and takes no lock.
  static absl::Status Check(const std::string& path);
  ~LogFile() override;
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  absl::Status Append(std::string_view lines, bool sync) override;
  absl::Status Sync() override;

  // Where a torn last line went; empty: there was none.
  const std::string& set_aside() const { return set_aside_; }

 private:
  LogFile(std::string path, LogFileOptions options);
  absl::Status TakeLock();
  absl::Status SetTornLineAside();
  absl::Status CheckInPlace();
  absl::Status Begin();
  void PutAside();
  absl::Status Fault(std::string_view what) const;  // of errno

  const std::string path_;
  const LogFileOptions options_;
  int lock_ = -1;
  int file_ = -1;           // -1: to be opened
  uint64_t size_ = 0;       // of what was added whole
  uint64_t rotate_at_ = 0;  // later than the option says when putting it aside failed
  bool cut_short_ = false;  // bytes past size_ could not be taken back yet
  std::string set_aside_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_LOG_FILE_H_
