// Tests server/log_file.h: nothing but whole lines, through crashes, full disks and files that are
// put aside or taken away.
#include "server/log_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

class LogFileTest : public ::testing::Test {
 protected:
  std::unique_ptr<LogFile> Open(uint64_t rotate_bytes = 1 << 20) {
    auto file = LogFile::Open(path_, {.rotate_bytes = rotate_bytes});
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? *std::move(file) : nullptr;
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(folder_.PathOf(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool IsThere(const std::string& name) const {
    return std::filesystem::exists(folder_.PathOf(name));
  }

  testing::TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("log");
};

TEST_F(LogFileTest, LinesAreAddedToWhatIsThere) {
  EXPECT_TRUE(Open()->Append("a\nb\n", false).ok());
  EXPECT_TRUE(Open()->Append("c\n", true).ok());
  EXPECT_EQ(Read("log"), "a\nb\nc\n");
  struct stat of {};
  ASSERT_EQ(stat(path_.c_str(), &of), 0);
  EXPECT_EQ(of.st_mode & 0777, 0600u);
}

TEST_F(LogFileTest, ATornLastLineIsSetAsideAndNeverJoined) {
  const std::string long_part(200'000, 'x');
  int number = 0;
  for (const std::string& torn : {std::string("{\"id\":"), long_part, std::string("x")}) {
    folder_.Write("log", "whole\n" + torn);
    const auto file = Open();
    ++number;
    const std::string aside = "log.torn-" + std::to_string(number);
    EXPECT_EQ(file->set_aside(), folder_.PathOf(aside));
    EXPECT_TRUE(file->Append("next\n", false).ok());
    EXPECT_EQ(Read("log"), "whole\nnext\n");
    EXPECT_EQ(Read(aside), torn);
  }
  folder_.Write("log", "no line at all");
  EXPECT_TRUE(Open()->Append("next\n", false).ok());
  EXPECT_EQ(Read("log"), "next\n");
  folder_.Write("log", "whole\n");
  EXPECT_EQ(Open()->set_aside(), "");
}

TEST_F(LogFileTest, AFileIsPutAsideWhenItWouldPassItsSize) {
  folder_.Write("log.000007.gz", "");
  folder_.Write("log.old", "");
  {
    const auto file = Open(10);
    EXPECT_TRUE(file->Append("1234\n", false).ok());
    EXPECT_TRUE(file->Append("5678\n", false).ok());  // at the size
    EXPECT_FALSE(IsThere("log.000008"));
    EXPECT_TRUE(file->Append("9\n", false).ok());  // over it
    EXPECT_TRUE(file->Append("longer than any file\n", false).ok());
    EXPECT_TRUE(file->Append("a\n", false).ok());
  }
  EXPECT_EQ(Read("log.000008"), "1234\n5678\n");
  EXPECT_EQ(Read("log.000009"), "9\n");
  EXPECT_EQ(Read("log.000010"), "longer than any file\n");
  EXPECT_EQ(Read("log"), "a\n");
  // What is there counts when the process is another.
  EXPECT_TRUE(Open(10)->Append("12345678\n", false).ok());
  EXPECT_EQ(Read("log.000011"), "a\n");
}

TEST_F(LogFileTest, OneProcessHasIt) {
  const auto file = Open();
  const auto second = LogFile::Open(path_, {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another server writes this log"));
  EXPECT_TRUE(LogFile::Check(path_).ok());
}

TEST_F(LogFileTest, OneThatIsTakenAwayIsBegunAnew) {
  const auto file = Open();
  EXPECT_TRUE(file->Append("a\n", false).ok());
  std::filesystem::rename(path_, folder_.PathOf("moved"));
  EXPECT_TRUE(file->Append("b\n", false).ok());
  std::filesystem::remove(path_);
  EXPECT_TRUE(file->Append("c\n", false).ok());
  EXPECT_EQ(Read("moved"), "a\n");
  EXPECT_EQ(Read("log"), "c\n");
}

TEST_F(LogFileTest, WhereItCannotBeIsTold) {
  EXPECT_EQ(LogFile::Open("/no/such/folder/log", {}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(LogFile::Open(folder_.path(), {}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(LogFile::Open("/dev/null", {}).status().code(), absl::StatusCode::kInvalidArgument);
}

// In a process of its own, because the limit is a process's.
void FillUp(const std::string& path) {
  std::signal(SIGXFSZ, SIG_IGN);
  const auto file = LogFile::Open(path, {.rotate_bytes = 1 << 20});
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 8;
  setrlimit(RLIMIT_FSIZE, &limit);
  const bool fits = (*file)->Append("12\n", false).ok();
  const absl::Status full = (*file)->Append("4567890\n", true);
  const bool after = (*file)->Append("45\n", false).ok();
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_FSIZE, &limit);
  const bool room = (*file)->Append("4567890\n", false).ok();
  std::_Exit(fits && absl::IsResourceExhausted(full) && after && room ? 0 : 1);
}

TEST_F(LogFileTest, AFullDiskLeavesNoPartOfALineAndIsWrittenOnWhenThereIsRoom) {
  EXPECT_EXIT(FillUp(path_), ::testing::ExitedWithCode(0), "");
  EXPECT_EQ(Read("log"), "12\n45\n4567890\n");
}

}  // namespace
}  // namespace credence::server
