// Tests core/file_beside.h: a place holds what was before or what is new, and nothing is left.
#include "core/file_beside.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

class FileBesideTest : public ::testing::Test {
 protected:
  std::string Text() const {
    std::ifstream in(place_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  size_t Files() const {
    const std::filesystem::directory_iterator all(folder_.PathOf("."));
    return static_cast<size_t>(std::distance(begin(all), end(all)));
  }

  testing::TemporaryDirectory folder_;
  std::string place_ = folder_.PathOf("a.txt");
};

TEST_F(FileBesideTest, WhatIsThereStaysUntilItIsReplaced) {
  folder_.Write("a.txt", "before");
  {
    FileBeside beside(place_);
    ASSERT_TRUE(beside.Write("aft").ok());
    ASSERT_TRUE(beside.Write("er").ok());
    EXPECT_EQ(Text(), "before");
    ASSERT_TRUE(beside.Replace().ok());
  }
  EXPECT_EQ(Text(), "after");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(FileBesideTest, WhatTakesNoPlaceIsGone) {
  { ASSERT_TRUE(FileBeside(place_).Write("half").ok()); }
  EXPECT_EQ(Files(), 0u);
}

TEST_F(FileBesideTest, APlaceIsTakenWhereItIsFree) {
  {
    FileBeside beside(place_);
    ASSERT_TRUE(beside.Write("first").ok());
    ASSERT_TRUE(beside.TakeFreePlace().ok());
  }
  {
    FileBeside late(place_);
    ASSERT_TRUE(late.Write("second").ok());
    EXPECT_EQ(late.TakeFreePlace().code(), absl::StatusCode::kAlreadyExists);
  }
  EXPECT_EQ(Text(), "first");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(FileBesideTest, ItIsReadByWhoeverMayReadTheOther) {
  folder_.Write("other.txt", "");
  ASSERT_EQ(chmod(folder_.PathOf("other.txt").c_str(), 0640), 0);
  FileBeside beside(place_);
  ASSERT_TRUE(beside.TakeModeOf(folder_.PathOf("other.txt")).ok());
  ASSERT_TRUE(beside.TakeFreePlace().ok());
  struct stat of {};
  ASSERT_EQ(stat(place_.c_str(), &of), 0);
  EXPECT_EQ(of.st_mode & 0777u, 0640u);
}

TEST_F(FileBesideTest, AFolderThatIsNotThereIsNamed) {
  FileBeside beside(folder_.PathOf("none/a.txt"));
  const absl::Status status = beside.Write("text");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(status.message()).find("none/a.txt: cannot be written"), std::string::npos);
  EXPECT_FALSE(beside.Replace().ok());
}

}  // namespace
}  // namespace credence
