// Tests server/worker_pool.h: work runs, waits within its bounds, and is never lost.
#include "server/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>

namespace credence::server {
namespace {

AdmissionLimits Threads(size_t threads) {
  AdmissionLimits limits;
  limits.threads.fill(threads);
  return limits;
}

// Of callers of their own, so that none is refused for what another does.
Admission::Arrival ArrivalOf(int caller, Lane lane = Lane::kQuick) {
  return {.lane = lane, .caller = std::to_string(caller), .under_way = true};
}

TEST(WorkerPool, WhatIsQueuedRunsBeforeThePoolIsGone) {
  std::atomic<int> done{0};
  {
    WorkerPool pool(Threads(2));
    for (int i = 0; i < 100; ++i) {
      ASSERT_FALSE(pool.Offer(ArrivalOf(i), [&done] { ++done; }));
    }
  }
  EXPECT_EQ(done, 100);
}

TEST(WorkerPool, PastTheBoundTheCallerIsToldAtOnce) {
  std::promise<void> started, release;
  std::atomic<int> done{0};
  AdmissionLimits limits = Threads(1);
  limits.calls_at_hand_max = 3;
  {
    WorkerPool pool(limits);
    ASSERT_FALSE(pool.Offer(ArrivalOf(0), [&] {
      started.set_value();
      release.get_future().wait();
      ++done;
    }));
    started.get_future().wait();
    EXPECT_FALSE(pool.Offer(ArrivalOf(1), [&done] { ++done; }));
    EXPECT_FALSE(pool.Offer(ArrivalOf(2), [&done] { ++done; }));
    const auto refused = pool.Offer(ArrivalOf(3), [&done] { ++done; });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->limit, "calls_at_hand_max");
    release.set_value();
  }
  EXPECT_EQ(done, 3);
}

TEST(WorkerPool, LanesHaveThreadsOfTheirOwn) {
  std::promise<void> release, quick;
  WorkerPool pool(Threads(1));
  std::shared_future<void> released = release.get_future().share();
  ASSERT_FALSE(pool.Offer(ArrivalOf(0, Lane::kBulk), [released] { released.wait(); }));
  ASSERT_FALSE(pool.Offer(ArrivalOf(0, Lane::kQuick), [&quick] { quick.set_value(); }));
  quick.get_future().wait();
  release.set_value();
}

TEST(WorkerPool, AsManyRunAtOnceAsThereAreThreads) {
  constexpr int kThreads = 3;
  std::promise<void> all;
  std::shared_future<void> all_run = all.get_future().share();
  std::atomic<int> running{0};
  WorkerPool pool(Threads(kThreads));
  for (int i = 0; i < kThreads; ++i) {
    ASSERT_FALSE(pool.Offer(ArrivalOf(i), [&, all_run] {
      if (++running == kThreads) all.set_value();
      all_run.wait();
    }));
  }
  all_run.wait();
}

}  // namespace
}  // namespace credence::server
