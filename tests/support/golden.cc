#include "tests/support/golden.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "tests/support/line_difference.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;

bool Updating() {
  const char* update = std::getenv("UPDATE_GOLDENS");
  return update != nullptr && std::string_view(update) == "1";
}

std::optional<std::string> Contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

::testing::AssertionResult Update(std::string_view path, std::string_view actual) {
  const fs::path target = SourcePath(path);
  std::error_code ignored;  // The write below reports what matters.
  fs::create_directories(target.parent_path(), ignored);
  std::ofstream file(target, std::ios::binary | std::ios::trunc);
  file << actual;
  if (!file.flush()) return ::testing::AssertionFailure() << "cannot write golden file " << path;
  return ::testing::AssertionSuccess();
}

}  // namespace

std::string SourcePath(std::string_view path) {
  return (fs::path(CREDENCE_SOURCE_DIR) / path).string();
}

std::string ReadGolden(std::string_view path) {
  std::optional<std::string> text = Contents(SourcePath(path));
  if (!text) {
    ADD_FAILURE() << "cannot read " << path;
    return "";
  }
  return *std::move(text);
}

std::string GoldenBeside(std::string_view path, std::string_view extension) {
  return fs::path(path).replace_extension(extension).string();
}

std::vector<std::string> GoldenInputs(std::string_view folder, std::string_view extension) {
  std::vector<std::string> inputs;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(SourcePath(folder), error)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(extension)) inputs.push_back((fs::path(folder) / name).string());
  }
  if (inputs.empty()) ADD_FAILURE() << "no *" << extension << " in " << folder;
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

::testing::AssertionResult MatchesGolden(std::string_view path, std::string_view actual) {
  const std::optional<std::string> expected = Contents(SourcePath(path));
  if (expected == actual) return ::testing::AssertionSuccess();
  if (Updating()) return Update(path, actual);
  if (!expected) {
    return ::testing::AssertionFailure()
           << "there is no golden file " << path << "; UPDATE_GOLDENS=1 writes it with:\n"
           << actual;
  }
  return ::testing::AssertionFailure()
         << path << " differs (- expected, + got); UPDATE_GOLDENS=1 rewrites it\n"
         << LineDifference(*expected, actual);
}

}  // namespace credence::testing
