// Tests server/live_policies.h: a set goes live when it compiles and not before, a worse one never
// replaces it, and requests and reloads do not get in each other's way.
#include "server/live_policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include "server/deciding.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

constexpr char kBroken[] = "policy recognition version \"2016.1\" effective from soon\n";

class LivePoliciesTest : public ::testing::Test {
 protected:
  LivePoliciesTest() : live_(directory_.path()) {
    directory_.Write("small.vocab", testing::kSmallVocabulary);
    directory_.Write("2016.1.policy", testing::kSmallPolicy2016);
  }

  testing::TemporaryDirectory directory_;
  LivePolicies live_;
};

TEST_F(LivePoliciesTest, NothingIsLiveBeforeTheFirstReload) {
  const Pinned pinned = live_.Pin();
  EXPECT_EQ(pinned.published, nullptr);
  EXPECT_EQ(pinned.why_none.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(LivePoliciesTest, ADirectoryThatCompilesGoesLive) {
  const Reloaded reloaded = live_.Reload();
  EXPECT_TRUE(reloaded.published) << Render(reloaded.diagnostics);
  const Pinned pinned = live_.Pin();
  ASSERT_NE(pinned.published, nullptr);
  EXPECT_NE(pinned.published->policies->Find("recognition"), nullptr);
  EXPECT_FALSE(pinned.published->revision().empty());
}

TEST_F(LivePoliciesTest, ADirectoryThatDoesNotCompileNeverReplacesOneThatDid) {
  live_.Reload();
  const PublishedPtr before = live_.Pin().published;
  directory_.Write("2016.1.policy", kBroken);
  const Reloaded reloaded = live_.Reload();
  EXPECT_TRUE(reloaded.read.ok());
  EXPECT_FALSE(reloaded.published);
  EXPECT_TRUE(reloaded.diagnostics.HasErrors());
  EXPECT_EQ(live_.Pin().published, before);

  directory_.Write("2016.1.policy", testing::kSmallPolicy2016);
  EXPECT_TRUE(live_.Reload().published);
  EXPECT_EQ(live_.Pin().published->revision(), before->revision());
}

TEST_F(LivePoliciesTest, AFirstFailureTellsItsDiagnosticsToWhoeverAsks) {
  directory_.Write("2016.1.policy", kBroken);
  live_.Reload();
  const Pinned pinned = live_.Pin();
  EXPECT_EQ(pinned.published, nullptr);
  EXPECT_THAT(std::string(pinned.why_none.message()), HasSubstr("2016.1.policy:1:"));
}

TEST_F(LivePoliciesTest, ADirectoryThatWentAwayChangesNothing) {
  live_.Reload();
  const PublishedPtr before = live_.Pin().published;
  directory_.Remove("small.vocab");
  directory_.Remove("2016.1.policy");
  directory_.Remove("");
  const Reloaded reloaded = live_.Reload();
  EXPECT_EQ(reloaded.read.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(live_.Pin().published, before);
}

TEST_F(LivePoliciesTest, APinOutlivesTheReloadThatReplacesIt) {
  live_.Reload();
  const Pinned pinned = live_.Pin();
  directory_.Write("2015.7.policy", testing::kSmallPolicy2015);
  ASSERT_TRUE(live_.Reload().published);
  EXPECT_EQ(pinned.published->policies->Find("recognition")->versions().size(), 1u);
  EXPECT_EQ(live_.Pin().published->policies->Find("recognition")->versions().size(), 2u);
  EXPECT_NE(live_.Pin().published->revision(), pinned.published->revision());
}

TEST_F(LivePoliciesTest, TheObserverSeesEachReload) {
  std::vector<bool> seen;
  live_.Observe([&seen](const Reloaded& reloaded) { seen.push_back(reloaded.published); });
  live_.Reload();
  directory_.Write("2016.1.policy", kBroken);
  live_.Reload();
  EXPECT_EQ(seen, (std::vector<bool>{true, false}));
}

// Under ThreadSanitizer this is the proof that a request and a publish share nothing unguarded.
TEST_F(LivePoliciesTest, DecisionsGoOnWhilePoliciesAreReloaded) {
  live_.Reload();
  v1::DecideRequest request = testing::SmallRequest();
  std::atomic<bool> stop{false};
  std::atomic<int> decided{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      do {
        v1::Decision decision;
        const absl::Status status = Decider(live_.Pin()).Decide(request, &decision);
        EXPECT_TRUE(status.ok()) << status;
        EXPECT_EQ(decision.results_size(), 1);
        ++decided;
      } while (!stop);
    });
  }
  for (int i = 0; i < 20; ++i) {
    directory_.Write("2016.1.policy", i % 2 == 0 ? kBroken : testing::kSmallPolicy2016);
    EXPECT_EQ(live_.Reload().published, i % 2 == 1);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(decided, 3);
}

TEST(LivePolicies, WithoutADirectoryNothingIsEverLive) {
  LivePolicies live("");
  EXPECT_FALSE(live.Reload().published);
  EXPECT_THAT(std::string(live.Pin().why_none.message()), HasSubstr("no rule directory was given"));
}

class PolicyStateTest : public ::testing::Test {
 protected:
  PolicyStateTest() {
    directory_.Write("rules/small.vocab", testing::kSmallVocabulary);
    directory_.Write("rules/2016.1.policy", testing::kSmallPolicy2016);
    directory_.Write("state/.keep", "");
  }
  std::unique_ptr<LivePolicies> Start() {
    auto live = std::make_unique<LivePolicies>(directory_.PathOf("rules"), last_good_,
                                               [this] { return now_; });
    restarted_ = live->Reload();
    return live;
  }

  testing::TemporaryDirectory directory_;
  const std::string last_good_ = directory_.PathOf("state/last_good");
  int64_t now_ = 1'000;
  Reloaded restarted_;
};

TEST_F(PolicyStateTest, ABadEditIsStaleSinceThenAndNamesItsPlace) {
  const auto live = Start();
  EXPECT_EQ(live->State().kind, PolicyState::Kind::kLoaded);
  const std::string revision = live->Pin().published->revision();
  directory_.Write("rules/2016.1.policy", kBroken);
  for (now_ = 2'000; now_ <= 2'001; ++now_) live->Reload();
  const PolicyState stale = live->State();
  EXPECT_EQ(stale.kind, PolicyState::Kind::kStale);
  EXPECT_EQ(stale.since, 2'000);
  EXPECT_EQ(stale.revision_since, 1'000);
  EXPECT_THAT(stale.problem, ::testing::StartsWith("2016.1.policy:1: "));
  EXPECT_EQ(live->Pin().published->revision(), revision);
  directory_.Write("rules/2016.1.policy", testing::kSmallPolicy2016);
  now_ = 3'000;
  live->Reload();
  EXPECT_EQ(live->State().kind, PolicyState::Kind::kLoaded);
  EXPECT_EQ(live->State().since, 3'000);
  EXPECT_EQ(live->State().problem, "");
}

TEST_F(PolicyStateTest, ARestartWithABadFileServesTheLastGoodSet) {
  const std::string revision = Start()->Pin().published->revision();
  directory_.Write("rules/2016.1.policy", kBroken);
  now_ = 2'000;
  auto live = Start();
  EXPECT_TRUE(restarted_.restored);
  ASSERT_NE(live->Pin().published, nullptr);
  EXPECT_EQ(live->Pin().published->revision(), revision);
  EXPECT_EQ(live->State().kind, PolicyState::Kind::kStale);
  EXPECT_EQ(live->State().revision_since, 2'000);
  std::filesystem::remove_all(directory_.PathOf("rules"));
  live = Start();
  EXPECT_TRUE(restarted_.restored);
  EXPECT_FALSE(restarted_.read.ok());
}

TEST_F(PolicyStateTest, ALastGoodSetThatIsDamagedIsNotServed) {
  Start();
  std::ifstream file(last_good_, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  ASSERT_FALSE(bytes.empty());
  bytes[bytes.size() / 2] ^= 1;
  directory_.Write("state/last_good", bytes);
  directory_.Write("rules/2016.1.policy", kBroken);
  const auto live = Start();
  EXPECT_EQ(live->Pin().published, nullptr);
  EXPECT_EQ(live->State().kind, PolicyState::Kind::kError);
  EXPECT_EQ(restarted_.last_good.code(), absl::StatusCode::kDataLoss);
}

TEST_F(PolicyStateTest, WhatCannotBeKeptServesAllTheSame) {
  std::filesystem::remove_all(directory_.PathOf("state"));
  const auto live = Start();
  EXPECT_TRUE(restarted_.published);
  EXPECT_FALSE(restarted_.last_good.ok());
  EXPECT_EQ(live->State().kind, PolicyState::Kind::kLoaded);
}

}  // namespace
}  // namespace credence::server
