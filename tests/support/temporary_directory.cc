#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace credence::testing {

namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (fs::temp_directory_path() / "credence-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "cannot make " << name;
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code leftovers_do_no_harm;
  fs::remove_all(path_, leftovers_do_no_harm);
}

std::string TemporaryDirectory::PathOf(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

void TemporaryDirectory::Write(std::string_view name, std::string_view text) const {
  const fs::path path(PathOf(name));
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const fs::path next = path.string() + ".next";
  std::ofstream(next, std::ios::binary) << text;
  fs::rename(next, path, error);
  if (error) ADD_FAILURE() << "cannot write " << path << ": " << error.message();
}

void TemporaryDirectory::Remove(std::string_view name) const {
  std::error_code error;
  if (!fs::remove(PathOf(name), error)) ADD_FAILURE() << "cannot remove " << name;
}

}  // namespace credence::testing
