// Tests server/worker_pool.h: work runs, waits within its bound, and is never lost.
#include "server/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace credence::server {
namespace {

TEST(WorkerPool, WhatIsQueuedRunsBeforeThePoolIsGone) {
  std::atomic<int> done{0};
  {
    WorkerPool pool(2, 100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.TryRun([&done] { ++done; }));
  }
  EXPECT_EQ(done, 100);
}

TEST(WorkerPool, PastTheBoundTheCallerIsToldAtOnce) {
  std::promise<void> started, release;
  std::atomic<int> done{0};
  {
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.TryRun([&] {
      started.set_value();
      release.get_future().wait();
      ++done;
    }));
    started.get_future().wait();
    EXPECT_TRUE(pool.TryRun([&done] { ++done; }));
    EXPECT_TRUE(pool.TryRun([&done] { ++done; }));
    EXPECT_FALSE(pool.TryRun([&done] { ++done; }));
    release.set_value();
  }
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace credence::server
