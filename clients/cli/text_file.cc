#include "clients/cli/text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "core/limits.h"

namespace credence::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::StatusOr<SourcePtr> ReadStream(std::string name, std::istream& stream) {
  std::string text;
  std::string block(1 << 16, '\0');
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) ||
         stream.gcount() > 0) {
    text.append(block, 0, static_cast<size_t>(stream.gcount()));
    if (text.size() > limits::kSourceBytesMax + 1) {
      return ResourceExhaustedError(name + ": more than " +
                                    std::to_string(limits::kSourceBytesMax) +
                                    " bytes; many cases go into a .jsonl file, one a line");
    }
  }
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  return std::make_shared<const Source>(std::move(name), std::move(text));
}

bool HasEnding(const std::string& path, std::span<const std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

std::string ListOf(std::span<const std::string_view> endings) {
  std::string out;
  for (const std::string_view ending : endings) {
    out += (out.empty() ? "" : " or ") + std::string(ending);
  }
  return out;
}

absl::Status FindBelow(const std::string& folder, std::span<const std::string_view> endings,
                       std::vector<std::string>& found) {
  std::vector<std::string> here;
  std::error_code error;
  auto at = fs::recursive_directory_iterator(folder, error);
  for (; !error && at != fs::end(at); at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with('.')) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file(error) && HasEnding(name, endings)) {
      here.push_back(at->path().string());
    }
    if (found.size() + here.size() > limits::kPolicyFilesMax) {
      return ResourceExhaustedError(folder + ": more than " +
                                    std::to_string(limits::kPolicyFilesMax) + " files");
    }
  }
  if (error) return InvalidArgumentError(folder + ": " + error.message());
  if (here.empty()) return NotFoundError(folder + ": no file here ends in " + ListOf(endings));
  std::sort(here.begin(), here.end());
  found.insert(found.end(), here.begin(), here.end());
  return absl::OkStatus();
}

// A new file in the folder of another, of a name nobody has, gone unless it takes the other's
// place. What it holds is on the disk before it does: after a power cut one of the two is there.
class FileBeside {
 public:
  explicit FileBeside(const fs::path& target)
      : target_(target), path_(target.string() + ".XXXXXX"), file_(mkstemp(path_.data())) {
    if (file_ < 0) error_ = errno;
  }
  ~FileBeside() {
    if (file_ >= 0) close(file_);
    if (file_ >= 0 && !placed_) unlink(path_.c_str());
  }
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;

  bool Write(std::string_view text) {
    struct stat of {};
    if (file_ < 0 || !Done(stat(target_.c_str(), &of)) || !Done(fchmod(file_, of.st_mode))) {
      return false;
    }
    while (!text.empty()) {
      const ssize_t written = write(file_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (!Done(written)) return false;
      text.remove_prefix(static_cast<size_t>(written));
    }
    return Done(fsync(file_));
  }

  bool TakePlace() {
    placed_ = Done(rename(path_.c_str(), target_.c_str()));
    if (!placed_) return false;
    // The folder keeps the new name; where folders cannot be synced, the file is.
    const int folder = open(target_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
      fsync(folder);
      close(folder);
    }
    return true;
  }

  std::string error() const { return std::generic_category().message(error_); }

 private:
  bool Done(ssize_t result) {
    if (result < 0) error_ = errno;
    return result >= 0;
  }

  fs::path target_;
  std::string path_;
  int file_;
  int error_ = 0;
  bool placed_ = false;
};

}  // namespace

absl::StatusOr<SourcePtr> ReadTextFile(const std::string& path, std::istream& standard_input) {
  if (path == kStandardInput) return ReadStream("<stdin>", standard_input);
  std::error_code error;
  if (!fs::exists(path, error)) return NotFoundError(path + ": no such file");
  if (fs::is_directory(path, error)) return InvalidArgumentError(path + ": this is a folder");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return InvalidArgumentError(path + ": cannot be read");
  return ReadStream(path, stream);
}

absl::StatusOr<std::vector<std::string>> FindFiles(const std::vector<std::string>& paths,
                                                   std::span<const std::string_view> endings) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == kStandardInput || !fs::is_directory(path, error)) {
      found.push_back(path);
    } else if (absl::Status status = FindBelow(path, endings, found); !status.ok()) {
      return status;
    }
  }
  // A file named twice, or named and found, is one file.
  std::vector<std::string> once;
  for (std::string& path : found) {
    if (std::find(once.begin(), once.end(), path) == once.end()) once.push_back(std::move(path));
  }
  return once;
}

absl::Status ReplaceFile(const std::string& path, std::string_view text) {
  // What a link points to is replaced, not the link.
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  if (error) return InvalidArgumentError(path + ": " + error.message());
  FileBeside beside(target);
  if (beside.Write(text) && beside.TakePlace()) return absl::OkStatus();
  return InvalidArgumentError(path + ": cannot be written: " + beside.error());
}

}  // namespace credence::cli
