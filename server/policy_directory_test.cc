// Tests server/policy_directory.h: which files are read, by which names, and what is told of those
// that cannot be.
#include "server/policy_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "core/limits.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> NamesIn(const std::string& directory) {
  std::vector<std::string> names;
  const auto sources = ReadPolicyDirectory(directory);
  EXPECT_TRUE(sources.ok()) << sources.status();
  if (!sources.ok()) return names;
  for (const SourcePtr& source : *sources) names.push_back(source->name());
  return names;
}

TEST(PolicyDirectory, RuleFilesAreFoundAtAnyDepthInTheOrderOfTheirNames) {
  const testing::TemporaryDirectory directory;
  directory.Write("zeta.policy", "z");
  directory.Write("cloud/2016.1.policy", "p");
  directory.Write("cloud/cloud.vocab", "v");
  directory.Write("cloud/notes.txt", "n");
  directory.Write("cloud/cases/a.test.yaml", "t");
  EXPECT_THAT(NamesIn(directory.path()),
              ElementsAre("cloud/2016.1.policy", "cloud/cloud.vocab", "zeta.policy"));
  EXPECT_EQ((*ReadPolicyDirectory(directory.path()))[1]->text(), "v");
}

TEST(PolicyDirectory, HiddenFilesAndFoldersAreLeftAlone) {
  const testing::TemporaryDirectory directory;
  directory.Write(".git/a.policy", "a");
  directory.Write(".b.policy", "b");
  EXPECT_THAT(NamesIn(directory.path()), IsEmpty());
}

TEST(PolicyDirectory, ALoopOfLinksEnds) {
  const testing::TemporaryDirectory directory;
  directory.Write("a/one.policy", "1");
  std::filesystem::create_directory_symlink(directory.path(), directory.PathOf("a/loop"));
  EXPECT_THAT(NamesIn(directory.path()), ElementsAre("a/one.policy"));
}

TEST(PolicyDirectory, ALinkedFileIsReadByTheNameOfTheLink) {
  const testing::TemporaryDirectory directory, elsewhere;
  elsewhere.Write("real.txt", "text");
  std::filesystem::create_symlink(elsewhere.PathOf("real.txt"), directory.PathOf("linked.policy"));
  EXPECT_THAT(NamesIn(directory.path()), ElementsAre("linked.policy"));
}

TEST(PolicyDirectory, ALinkThatLeadsNowhereIsNamed) {
  const testing::TemporaryDirectory directory;
  std::filesystem::create_symlink("nowhere", directory.PathOf("gone.policy"));
  const auto sources = ReadPolicyDirectory(directory.path());
  EXPECT_EQ(sources.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(sources.status().message()), HasSubstr("gone.policy"));
}

TEST(PolicyDirectory, APipeIsNamedInsteadOfWaitedFor) {
  const testing::TemporaryDirectory directory;
  ASSERT_EQ(mkfifo(directory.PathOf("pipe.policy").c_str(), 0600), 0);
  EXPECT_THAT(std::string(ReadPolicyDirectory(directory.path()).status().message()),
              HasSubstr("pipe.policy`: it is no regular file"));
}

TEST(PolicyDirectory, NoDirectoryIsToldByName) {
  const auto sources = ReadPolicyDirectory("/no/such/rules");
  EXPECT_EQ(sources.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(sources.status().message(), "there is no directory `/no/such/rules`");
}

TEST(PolicyDirectory, AFileInsteadOfADirectoryIsTold) {
  const testing::TemporaryDirectory directory;
  directory.Write("one.policy", "1");
  EXPECT_THAT(std::string(ReadPolicyDirectory(directory.PathOf("one.policy")).status().message()),
              HasSubstr("give the directory that holds the rule files"));
}

TEST(PolicyDirectory, AnEnormousFileIsReadJustPastTheLimitOfASource) {
  const testing::TemporaryDirectory directory;
  directory.Write("big.policy", "");
  std::filesystem::resize_file(directory.PathOf("big.policy"), 10 * limits::kSourceBytesMax);
  EXPECT_EQ((*ReadPolicyDirectory(directory.path()))[0]->text().size(),
            limits::kSourceBytesMax + 1);
}

TEST(PolicyDirectory, TooManyBytesAreRefusedByTheLimitsName) {
  const testing::TemporaryDirectory directory;
  for (size_t i = 0; i <= limits::kPolicyBytesMax / limits::kSourceBytesMax; ++i) {
    const std::string name = "file" + std::to_string(i) + ".policy";
    directory.Write(name, "");
    std::filesystem::resize_file(directory.PathOf(name), limits::kSourceBytesMax);
  }
  const auto sources = ReadPolicyDirectory(directory.path());
  EXPECT_EQ(sources.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(sources.status().message()), HasSubstr("policy_bytes_max"));
}

}  // namespace
}  // namespace credence::server
