// Tests server/admission.h with a clock of its own: what is taken and refused at each limit and one
// over, and that a caller with one call is not made to wait by a caller with a thousand.
#include "server/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace credence::server {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr size_t kThreads = 2;
constexpr milliseconds kTakes(4);

AdmissionLimits TwoThreads() {
  AdmissionLimits limits;
  limits.threads.fill(kThreads);
  return limits;
}

class AdmissionTest : public ::testing::Test {
 protected:
  explicit AdmissionTest(const AdmissionLimits& limits = TwoThreads()) : admission_(limits) {}

  // Calls of the lane take kTakes each from here on, and no burst is left over.
  void MakeBusy(Lane lane = Lane::kQuick) {
    for (int i = 0; i < 64; ++i) {
      ASSERT_EQ(Offer("before", lane), "");
      Run(lane, kTakes);
    }
    Begin(lane, "busy");
    Begin(lane, "busy");
    while (Offer("burst", lane).empty()) {
    }
    while (admission_.Waiting(lane) > 0) {
      now_ += kTakes;
      End();
      Take(lane);
    }
  }
  // The limit by which it is refused; empty: it is taken.
  std::string Offer(const std::string& caller, Lane lane = Lane::kQuick, size_t bytes = 100,
                    Admission::Time deadline = Admission::Time::max(), bool under_way = false) {
    const auto refused = admission_.Offer(
        {.lane = lane,
         .caller = caller,
         .bytes = bytes,
         .deadline = deadline,
         .under_way = under_way},
        [] {}, now_);
    if (!refused) return "";
    last_ = *refused;
    return std::string(refused->limit);
  }
  // Whose turn it is; empty: nobody's.
  std::string Take(Lane lane = Lane::kQuick) {
    auto turn = admission_.Next(lane, now_);
    if (!turn) return "";
    running_.push_back(*turn);
    return running_.back().caller;
  }
  // The one that began first ends.
  void End() {
    admission_.Ended(running_.front(), kTakes, now_);
    running_.erase(running_.begin());
  }
  void Begin(Lane lane, const std::string& caller) {
    ASSERT_EQ(Offer(caller, lane), "");
    ASSERT_EQ(Take(lane), caller);
  }
  void Run(Lane lane, milliseconds takes) {
    ASSERT_NE(Take(lane), "");
    now_ += takes;
    End();
  }

  Admission admission_;
  Admission::Time now_ = Admission::Time(seconds(1'000));
  std::vector<Admission::Turn> running_;
  Overload last_;
};

TEST_F(AdmissionTest, WhileAThreadIsIdleNobodyIsMadeToWait) {
  for (int i = 0; i < 1'000; ++i) {
    ASSERT_EQ(Offer("a"), "");
    ASSERT_EQ(Take(), "a");
    ASSERT_EQ(Offer("a"), "");
    ASSERT_EQ(Take(), "a");
    now_ += kTakes;
    End();
    End();
  }
}

TEST_F(AdmissionTest, AServerThatIsNeverIdleTakesACallAWorkerAndOneMoreIsRefused) {
  MakeBusy();
  for (size_t i = 0; i < limits::kWaitingPerWorkerMax * kThreads; ++i) {
    EXPECT_EQ(Offer("a"), "") << i;
  }
  EXPECT_EQ(Offer("a"), "wait");
  EXPECT_THAT(last_.why, HasSubstr("it would wait 6 ms for a worker"));
  EXPECT_GE(last_.retry_after, milliseconds(limits::kRetryMillisMin));
  now_ += kTakes;
  End();
  ASSERT_NE(Take(), "");
  EXPECT_EQ(Offer("a"), "");
  EXPECT_EQ(Offer("a"), "wait");
}

TEST_F(AdmissionTest, WhatIsWorkedOffInFiveMillisecondsMayWait) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(Offer("a"), "");
    ASSERT_EQ(Take(), "a");
    now_ += microseconds(100);
    admission_.Ended(running_.front(), microseconds(100), now_);
    running_.clear();
  }
  Begin(Lane::kQuick, "busy");
  Begin(Lane::kQuick, "busy");
  // A hundred of a tenth of a millisecond, on two threads; more than that was idle before.
  for (int i = 0; i < 110; ++i) EXPECT_EQ(Offer("a"), "") << i;
}

TEST_F(AdmissionTest, ABurstIsPaidOutOfIdleTime) {
  MakeBusy();
  while (Offer("a").empty()) {
  }
  // Two threads idle for eight milliseconds are four calls of four milliseconds more.
  while (admission_.Waiting(Lane::kQuick) > 0) {
    now_ += kTakes;
    End();
    Take();
  }
  End();
  End();
  now_ += 2 * kTakes;
  Begin(Lane::kQuick, "busy");
  Begin(Lane::kQuick, "busy");
  for (size_t i = 0; i < (limits::kWaitingPerWorkerMax + 2) * kThreads; ++i) {
    EXPECT_EQ(Offer("a"), "") << i;
  }
  EXPECT_EQ(Offer("a"), "wait");
}

TEST_F(AdmissionTest, WhatWouldMissItsDeadlineIsRefusedWhileThereIsRoom) {
  MakeBusy();
  EXPECT_EQ(Offer("a", Lane::kQuick, 1, now_ + milliseconds(1)), "deadline");
  EXPECT_THAT(last_.why, HasSubstr("it would wait 2 ms for a worker, longer than its deadline"));
  EXPECT_EQ(Offer("a", Lane::kQuick, 1, now_ + milliseconds(3)), "");
}

TEST_F(AdmissionTest, AMessageOfAStreamThatWasTakenWaits) {
  MakeBusy();
  while (Offer("a").empty()) {
  }
  EXPECT_EQ(Offer("a", Lane::kQuick, 1, Admission::Time::max(), /*under_way=*/true), "");
  // Others wait for what holds the store, so it is never told to come back.
  Begin(Lane::kBegun, "a");
  Begin(Lane::kBegun, "a");
  for (int i = 0; i < 50; ++i) EXPECT_EQ(Offer("a", Lane::kBegun), "");
}

TEST_F(AdmissionTest, TheTurnIsOfWhoeverHasFewestCallsUnderWay) {
  for (int i = 0; i < 4; ++i) ASSERT_EQ(Offer("heavy"), "");
  ASSERT_EQ(Offer("light"), "");
  EXPECT_EQ(Take(), "heavy");
  EXPECT_EQ(Take(), "light");
  now_ += kTakes;
  End();
  EXPECT_EQ(Take(), "heavy");
  ASSERT_EQ(Offer("light"), "");
  End();
  EXPECT_EQ(Take(), "light");
}

TEST_F(AdmissionTest, CallersTakeTurns) {
  for (const char* caller : {"a", "a", "a", "b", "b", "c"}) ASSERT_EQ(Offer(caller), "");
  std::vector<std::string> order;
  for (int i = 0; i < 6; ++i) {
    order.push_back(Take());
    now_ += kTakes;
    End();
  }
  EXPECT_THAT(order, ElementsAre("a", "b", "c", "a", "b", "a"));
}

TEST_F(AdmissionTest, LanesDoNotWaitForOneAnother) {
  MakeBusy(Lane::kBulk);
  EXPECT_EQ(Offer("a", Lane::kQuick), "");
  EXPECT_EQ(Take(Lane::kBulk), "");
  EXPECT_EQ(Take(Lane::kQuick), "a");
}

class SharesTest : public AdmissionTest {
 protected:
  static AdmissionLimits Small() {
    AdmissionLimits limits = TwoThreads();
    limits.calls_at_hand_max = 8;
    limits.bytes_at_hand_max = 1'000;
    return limits;
  }
  SharesTest() : AdmissionTest(Small()) {}
};

TEST_F(SharesTest, ACallerTakesHalfOfTheCallsAndTheNextHalfOfTheRest) {
  const auto offer = [this](const std::string& caller) {
    return Offer(caller, Lane::kQuick, 1, Admission::Time::max(), /*under_way=*/true);
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(offer("a"), "");
  EXPECT_EQ(offer("a"), "calls_at_hand_max");
  EXPECT_THAT(last_.why, HasSubstr("4 calls wait or are worked on, 4 of them yours"));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(offer("b"), "");
  EXPECT_EQ(offer("b"), "calls_at_hand_max");
  EXPECT_EQ(offer("c"), "");
  EXPECT_EQ(offer("d"), "");
  EXPECT_EQ(offer("e"), "calls_at_hand_max");
  while (!Take().empty()) {
  }
  while (!running_.empty()) End();
  EXPECT_EQ(offer("e"), "");
}

TEST_F(SharesTest, SoItIsWithBytes) {
  EXPECT_EQ(Offer("a", Lane::kBulk, 1'001), "bytes_at_hand_max");
  EXPECT_EQ(Offer("a", Lane::kBulk, 1'000), "");
  EXPECT_EQ(Offer("b", Lane::kQuick, 1), "bytes_at_hand_max");
  ASSERT_EQ(Take(Lane::kBulk), "a");
  End();
  EXPECT_EQ(Offer("a", Lane::kBulk, 500), "");
  EXPECT_EQ(Offer("a", Lane::kBulk, 1), "bytes_at_hand_max");
  EXPECT_EQ(Offer("b", Lane::kQuick, 500), "");
}

// Calls that are refused together are not told one moment to come back at.
TEST_F(AdmissionTest, RetriesAreSpread) {
  MakeBusy();
  while (Offer("a").empty()) {
  }
  std::map<Admission::Nanos, int> delays;
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(Offer("a"), "wait");
    ++delays[last_.retry_after];
  }
  EXPECT_GE(delays.size(), 4u);
}

// Callers that keep as many calls in flight as they are let, on two threads, with times of one to
// three milliseconds.
class Simulation {
 public:
  explicit Simulation(uint32_t seed) : random_(seed) {}

  struct Caller {
    std::string name;
    size_t wants = 1;
    size_t in_flight = 0;
    size_t refused = 0;
    size_t served = 0;
    Admission::Nanos longest{0};  // of its waits
  };

  void Run(std::vector<Caller>& callers, int calls) {
    for (int call = 0; call < calls; ++call) {
      for (Caller& caller : callers) Ask(caller);
      while (running_.size() < kThreads && TakeOne(callers)) {
      }
      EndOne(callers);
    }
  }

 private:
  struct Running {
    Admission::Time ends;
    Admission::Nanos takes;
    Admission::Turn turn;
  };

  void Ask(Caller& caller) {
    while (caller.in_flight < caller.wants) {
      if (admission_.Offer(
              {.caller = caller.name, .bytes = 1}, [] {}, now_)) {
        ++caller.refused;
        return;
      }
      ++caller.in_flight;
    }
  }
  bool TakeOne(std::vector<Caller>& callers) {
    auto turn = admission_.Next(Lane::kQuick, now_);
    if (!turn) return false;
    Caller& caller = Of(callers, turn->caller);
    caller.longest = std::max<Admission::Nanos>(caller.longest, now_ - turn->since);
    const microseconds takes(1'000 + random_() % 2'000);
    running_.push_back({now_ + takes, takes, *std::move(turn)});
    return true;
  }
  void EndOne(std::vector<Caller>& callers) {
    const auto first =
        std::min_element(running_.begin(), running_.end(),
                         [](const Running& a, const Running& b) { return a.ends < b.ends; });
    now_ = first->ends;
    admission_.Ended(first->turn, first->takes, now_);
    Caller& caller = Of(callers, first->turn.caller);
    --caller.in_flight;
    ++caller.served;
    running_.erase(first);
  }
  static Caller& Of(std::vector<Caller>& callers, const std::string& name) {
    return *std::find_if(callers.begin(), callers.end(),
                         [&](const Caller& caller) { return caller.name == name; });
  }

  std::mt19937 random_;
  Admission admission_{TwoThreads()};
  Admission::Time now_ = Admission::Time(seconds(1));
  std::vector<Running> running_;
};

TEST(AdmissionFairness, ACallerWithOneCallWaitsForTheNextThreadBesideOneWithSixtyFour) {
  constexpr int kCalls = 5'000;
  for (uint32_t seed = 0; seed < 50; ++seed) {
    std::vector<Simulation::Caller> callers = {{.name = "heavy", .wants = 64}, {.name = "light"}};
    Simulation(seed).Run(callers, kCalls);
    EXPECT_GT(callers[0].refused, 0u);
    EXPECT_EQ(callers[1].refused, 0u);
    EXPECT_LE(callers[1].longest, milliseconds(3));
    // A thread is as good as its own.
    EXPECT_GT(callers[1].served, static_cast<size_t>(kCalls) * 9 / 20) << "seed " << seed;
    EXPECT_GT(callers[0].served, static_cast<size_t>(kCalls) * 9 / 20) << "seed " << seed;
  }
}

TEST(AdmissionFairness, WhoAsksForMoreThanItsShareTakesNothingFromTheOthers) {
  constexpr int kCalls = 6'000;
  for (uint32_t seed = 0; seed < 50; ++seed) {
    std::vector<Simulation::Caller> callers = {
        {.name = "a", .wants = 64}, {.name = "b"}, {.name = "c"}, {.name = "d", .wants = 8}};
    Simulation(seed).Run(callers, kCalls);
    for (const Simulation::Caller& caller : callers) {
      EXPECT_GT(caller.served, static_cast<size_t>(kCalls) / 4 * 8 / 10)
          << caller.name << ", seed " << seed;
    }
    for (const size_t light : {1u, 2u}) {
      EXPECT_EQ(callers[light].refused, 0u);
      // The rest of a call that is under way, and a call of each of the three others, on two.
      EXPECT_LE(callers[light].longest, milliseconds(9));
    }
  }
}

}  // namespace
}  // namespace credence::server
