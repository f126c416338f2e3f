// A directory of a test's own, gone when the test is.
//
//   TemporaryDirectory directory;
//   directory.Write("a/one.policy", "policy one ...");
//   ReadPolicyDirectory(directory.path());
//
// What cannot be made or written is a test failure that names it.
//
// Thread-safety: belongs to one thread; others may read the files.
#ifndef CREDENCE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
#define CREDENCE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_

#include <string>
#include <string_view>

namespace credence::testing {

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  // The absolute path of `name` inside.
  std::string PathOf(std::string_view name) const;

  // Writes or replaces a file, making the directories on the way. The old text is never seen
  // half replaced.
  void Write(std::string_view name, std::string_view text) const;
  void Remove(std::string_view name) const;

 private:
  std::string path_;
};

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
