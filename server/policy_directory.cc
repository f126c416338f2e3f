#include "server/policy_directory.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

#include "core/limits.h"
#include "server/convert_diagnostics.h"

namespace credence::server {
namespace {

namespace fs = std::filesystem;

absl::Status Unreadable(const fs::path& path, const std::string& reason) {
  return FailedPreconditionError("cannot read `" + path.string() + "`: " + reason);
}

bool IsRuleFile(const fs::path& path) {
  return path.extension() == ".policy" || path.extension() == ".vocab";
}

struct Found {
  std::string name;  // as messages call it
  fs::path path;
  size_t bytes = 0;  // to read, just over the limit at most
};

// Finds the rule files; visits each real directory once, whatever the links say.
class Search {
 public:
  explicit Search(fs::path root) : root_(std::move(root)) {}
  absl::Status Run();
  std::vector<Found> TakeFiles() &&;

 private:
  absl::Status Visit(const fs::path& directory);
  absl::Status Take(const fs::path& path);

  const fs::path root_;
  std::vector<fs::path> pending_;
  std::set<fs::path> visited_;
  std::vector<Found> files_;
  size_t bytes_ = 0;
};

absl::Status Search::Run() {
  pending_.push_back(root_);
  while (!pending_.empty()) {
    const fs::path next = std::move(pending_.back());
    pending_.pop_back();
    if (absl::Status status = Visit(next); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Search::Visit(const fs::path& directory) {
  std::error_code error;
  const fs::path real = fs::canonical(directory, error);
  if (error) return Unreadable(directory, error.message());
  if (!visited_.insert(real).second) return absl::OkStatus();
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    entries.push_back(entry->path());
  }
  if (error) return Unreadable(directory, error.message());
  std::ranges::sort(entries);
  for (const fs::path& path : entries) {
    if (absl::Status status = Take(path); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Search::Take(const fs::path& path) {
  if (path.filename().string().starts_with('.')) return absl::OkStatus();
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) {
    pending_.push_back(path);
    return absl::OkStatus();
  }
  if (!IsRuleFile(path)) return absl::OkStatus();
  if (error) return Unreadable(path, error.message());
  if (!fs::is_regular_file(status)) return Unreadable(path, "it is no regular file");
  if (files_.size() == limits::kPolicyFilesMax) {
    return ResourceExhaustedError("more than " + std::to_string(limits::kPolicyFilesMax) +
                                  " rule files; `" + path.string() +
                                  "` is one too many (limit policy_files_max)");
  }
  const auto size = fs::file_size(path, error);
  if (error) return Unreadable(path, error.message());
  Found found{WireText(path.lexically_relative(root_).generic_string()), path,
              std::min<size_t>(size, limits::kSourceBytesMax + 1)};
  bytes_ += found.bytes;
  if (bytes_ > limits::kPolicyBytesMax) {
    return ResourceExhaustedError("more than " + std::to_string(limits::kPolicyBytesMax) +
                                  " bytes of rule files, reached at `" + path.string() +
                                  "` (limit policy_bytes_max)");
  }
  files_.push_back(std::move(found));
  return absl::OkStatus();
}

std::vector<Found> Search::TakeFiles() && {
  std::ranges::sort(files_, {}, &Found::name);
  return std::move(files_);
}

absl::StatusOr<std::string> ReadFile(const Found& found) {
  errno = 0;
  std::ifstream file(found.path, std::ios::binary);
  if (!file) return Unreadable(found.path, std::generic_category().message(errno));
  std::string text(found.bytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (file.bad()) return Unreadable(found.path, std::generic_category().message(errno));
  return text;
}

absl::StatusOr<std::vector<Found>> FindRuleFiles(const std::string& directory) {
  const fs::path root(directory);
  std::error_code error;
  const fs::file_status status = fs::status(root, error);
  if (status.type() == fs::file_type::not_found) {
    return NotFoundError("there is no directory `" + directory + "`");
  }
  if (error) return Unreadable(root, error.message());
  if (!fs::is_directory(status)) {
    return Unreadable(root, "it is a file; give the directory that holds the rule files");
  }
  Search search(root);
  if (absl::Status searched = search.Run(); !searched.ok()) return searched;
  return std::move(search).TakeFiles();
}

}  // namespace

std::string PolicyDirectoryStamp(const std::string& directory) {
  const absl::StatusOr<std::vector<Found>> files = FindRuleFiles(directory);
  if (!files.ok()) return files.status().ToString();
  std::string stamp;
  for (const Found& found : *files) {
    struct stat status {};
    // One that is gone again has a stamp as well.
    if (stat(found.path.c_str(), &status) != 0) status = {};
    stamp += found.name + '\n';
    for (const int64_t part : {int64_t{status.st_size}, static_cast<int64_t>(status.st_ino),
                               int64_t{status.st_mtim.tv_sec}, int64_t{status.st_mtim.tv_nsec},
                               int64_t{status.st_ctim.tv_sec}, int64_t{status.st_ctim.tv_nsec}}) {
      stamp += std::to_string(part) + ' ';
    }
  }
  return stamp;
}

absl::StatusOr<std::vector<SourcePtr>> ReadPolicyDirectory(const std::string& directory) {
  const absl::StatusOr<std::vector<Found>> files = FindRuleFiles(directory);
  if (!files.ok()) return files.status();
  std::vector<SourcePtr> sources;
  for (const Found& found : *files) {
    absl::StatusOr<std::string> text = ReadFile(found);
    if (!text.ok()) return text.status();
    sources.push_back(std::make_shared<const Source>(found.name, *std::move(text)));
  }
  return sources;
}

}  // namespace credence::server
