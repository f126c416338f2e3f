#include "clients/cli/text_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "core/file_beside.h"
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
  FileBeside beside(target.string());
  absl::Status status = beside.TakeModeOf(target.string());
  if (status.ok()) status = beside.Write(text);
  return status.ok() ? beside.Replace() : status;
}

}  // namespace credence::cli
