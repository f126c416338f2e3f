// Tests server/policy_watch.h: changes are told once they have come to rest, by edit, by a new file
// and by a link that leads elsewhere.
#include "server/policy_watch.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/small_programme.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

class PolicyWatchTest : public ::testing::Test {
 protected:
  PolicyWatchTest() { directory_.Write("a/2016.1.policy", testing::kSmallPolicy2016); }

  // Returns when so many changes were told in all.
  void WaitFor(int count) {
    std::unique_lock<std::mutex> lock(mutex_);
    EXPECT_TRUE(told_.wait_for(lock, std::chrono::seconds(60), [&] { return count_ >= count; }));
  }

  testing::TemporaryDirectory directory_;
  std::mutex mutex_;
  std::condition_variable told_;
  int count_ = 0;  // guarded by mutex_
};

TEST_F(PolicyWatchTest, EachKindOfChangeIsTold) {
  std::filesystem::create_directory_symlink(directory_.PathOf("a"), directory_.PathOf("rules"));
  DirectorySource source(directory_.PathOf("rules"));
  const PolicyWatch watch(source, source.Stamp(), std::chrono::milliseconds(5), [this] {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++count_;
    told_.notify_all();
  });
  directory_.Write("a/2016.1.policy", testing::kSmallPolicy2015);
  WaitFor(1);
  directory_.Write("a/deeper/small.vocab", testing::kSmallVocabulary);
  WaitFor(2);
  std::filesystem::remove(directory_.PathOf("a/deeper/small.vocab"));
  WaitFor(3);
  directory_.Write("b/2016.1.policy", testing::kSmallPolicy2016);
  std::filesystem::create_directory_symlink(directory_.PathOf("b"), directory_.PathOf("next"));
  std::filesystem::rename(directory_.PathOf("next"), directory_.PathOf("rules"));
  WaitFor(4);
  std::filesystem::remove_all(directory_.PathOf("b"));
  WaitFor(5);
}

TEST_F(PolicyWatchTest, WhatChangedBeforeTheFirstLookIsTold) {
  DirectorySource source(directory_.PathOf("a"));
  std::string stamp = source.Stamp();
  directory_.Write("a/2016.1.policy", testing::kSmallPolicy2015);
  const PolicyWatch watch(source, std::move(stamp), std::chrono::milliseconds(5), [this] {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++count_;
    told_.notify_all();
  });
  WaitFor(1);
}

}  // namespace
}  // namespace credence::server
