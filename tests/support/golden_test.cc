// Tests tests/support/golden.h over goldens written to a folder of the test's own.
#include "tests/support/golden.h"

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace credence::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

// An empty folder for one test, gone afterwards. An absolute path is relative to the repository's
// root too.
class Golden : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) / (std::string("golden_") + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    if (const char* update = std::getenv("UPDATE_GOLDENS")) caller_update_ = update;
    unsetenv("UPDATE_GOLDENS");
  }

  void TearDown() override {
    std::filesystem::remove_all(folder_);
    if (caller_update_) setenv("UPDATE_GOLDENS", caller_update_->c_str(), 1);
  }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  std::filesystem::path folder_;
  std::optional<std::string> caller_update_;
};

TEST_F(Golden, TheSameBytesMatch) {
  Write("a.expect", "one\ntwo\n");
  EXPECT_TRUE(MatchesGolden(Path("a.expect"), "one\ntwo\n"));
}

TEST_F(Golden, ADifferenceNamesTheFileAndShowsTheLines) {
  Write("a.expect", "one\ntwo\n");
  const auto result = MatchesGolden(Path("a.expect"), "one\ntoo\n");
  EXPECT_FALSE(result);
  EXPECT_THAT(result.message(), HasSubstr(Path("a.expect")));
  EXPECT_THAT(result.message(), HasSubstr("- two\n+ too\n"));
}

TEST_F(Golden, ALostLastNewlineIsADifference) {
  Write("a.expect", "one\n");
  EXPECT_FALSE(MatchesGolden(Path("a.expect"), "one"));
}

TEST_F(Golden, AMissingFileIsAFailureThatShowsWhatToExpect) {
  const auto result = MatchesGolden(Path("new.expect"), "one\n");
  EXPECT_FALSE(result);
  EXPECT_THAT(result.message(), HasSubstr("no golden file"));
  EXPECT_THAT(result.message(), EndsWith("one\n"));
}

TEST_F(Golden, UpdatingWritesTheFileAndItsFolder) {
  setenv("UPDATE_GOLDENS", "1", 1);
  EXPECT_TRUE(MatchesGolden(Path("deep/new.expect"), "one\n"));
  unsetenv("UPDATE_GOLDENS");
  EXPECT_TRUE(MatchesGolden(Path("deep/new.expect"), "one\n"));
}

TEST_F(Golden, InputsAreThoseWithTheExtensionInOrderOfName) {
  Write("b.policy", "");
  Write("a.policy", "");
  Write("a.expect", "");
  EXPECT_THAT(GoldenInputs(folder_.string(), ".policy"),
              ElementsAre(Path("a.policy"), Path("b.policy")));
}

TEST_F(Golden, ACorpusThatWentMissingFails) {
  EXPECT_NONFATAL_FAILURE(GoldenInputs(folder_.string(), ".policy"), "no *.policy");
  EXPECT_NONFATAL_FAILURE(GoldenInputs(Path("nowhere"), ".policy"), "no *.policy");
}

TEST_F(Golden, AnUnreadableInputFails) {
  EXPECT_NONFATAL_FAILURE(ReadGolden(Path("nowhere.policy")), "cannot read");
}

TEST(GoldenPath, TheExpectationStandsBesideItsInput) {
  EXPECT_EQ(GoldenBeside("tests/golden/check/unknown_name.policy", ".expect"),
            "tests/golden/check/unknown_name.expect");
}

TEST(GoldenPath, IsRelativeToTheRepositorysRoot) {
  EXPECT_TRUE(std::filesystem::exists(SourcePath("tests/support/golden.h")));
}

}  // namespace
}  // namespace credence::testing
