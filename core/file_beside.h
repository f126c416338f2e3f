// A new file in the folder of another, to take its place when it is whole.
//
//   FileBeside beside("rules/a.policy");
//   absl::Status status = beside.Write(text);
//   if (status.ok()) status = beside.Replace();      // or TakeFreePlace(), where nothing is yet
//
// Its name is one that nobody has, and it is gone unless it takes the place. What it holds is on
// the disk before it does: after a power cut there is what was before or what is new, whole.
//
// Errors: INVALID_ARGUMENT with the path and what the system says; ALREADY_EXISTS from
// TakeFreePlace. The first of Write's stays, and nothing takes a place after it.
// Thread-safety: one thread.
#ifndef CREDENCE_CORE_FILE_BESIDE_H_
#define CREDENCE_CORE_FILE_BESIDE_H_

#include <string>
#include <string_view>

#include "core/status.h"

namespace credence {

class FileBeside {
 public:
  explicit FileBeside(const std::string& target);
  ~FileBeside();
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;

  // Adds to its end.
  absl::Status Write(std::string_view text);
  // Lets those read and write it who may with `other`.
  absl::Status TakeModeOf(const std::string& other);
  // Takes the place of the file that is there, or is put where none is.
  absl::Status Replace();
  // The same where nothing is: what another puts there meanwhile stays.
  absl::Status TakeFreePlace();

  const std::string& path() const { return path_; }

 private:
  absl::Status Sync();
  absl::Status Fault() const;  // of errno

  std::string target_;
  std::string path_;
  int file_;
  absl::Status status_;
};

}  // namespace credence

#endif  // CREDENCE_CORE_FILE_BESIDE_H_
