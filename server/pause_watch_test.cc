#include "server/pause_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace credence::server {
namespace {

using std::chrono::milliseconds;

void WaitFor(const std::atomic<int>& count) {
  while (count == 0) std::this_thread::sleep_for(milliseconds(1));
}

TEST(PauseWatchTest, APauseIsToldOnceAndNothingIsHeardAfterIt) {
  std::atomic<int> paused = 0;
  PauseWatch watch(milliseconds(5), [&] { ++paused; });
  watch.Await();
  WaitFor(paused);
  EXPECT_FALSE(watch.Heard());
  EXPECT_FALSE(watch.Heard());
  EXPECT_EQ(paused, 1);
}

TEST(PauseWatchTest, WhoeverIsHeardInTimeIsNotTold) {
  std::atomic<int> paused = 0;
  PauseWatch watch(std::chrono::hours(1), [&] { ++paused; });
  for (int i = 0; i < 100; ++i) {
    watch.Await();
    EXPECT_TRUE(watch.Heard());
  }
  EXPECT_EQ(paused, 0);
}

TEST(PauseWatchTest, NobodyIsAwaitedAtFirst) {
  PauseWatch watch(milliseconds(0), [] { FAIL() << "nothing was awaited"; });
  EXPECT_TRUE(watch.Heard());
}

// Messages that come just as their time is over: each wait is heard or told, never both.
TEST(PauseWatchTest, EitherHeardOrToldNeverBoth) {
  for (int i = 0; i < 300; ++i) {
    std::atomic<int> paused = 0;
    PauseWatch watch(milliseconds(1), [&] { ++paused; });
    watch.Await();
    std::this_thread::sleep_for(std::chrono::microseconds(900 + i));
    if (watch.Heard()) {
      EXPECT_EQ(paused, 0);
    } else {
      WaitFor(paused);
    }
  }
}

TEST(PauseWatchTest, NothingIsToldOnceItHasEnded) {
  std::atomic<int> paused = 0;
  for (int i = 0; i < 50; ++i) {
    auto watch = std::make_unique<PauseWatch>(milliseconds(50), [&] { ++paused; });
    watch->Await();
    watch.reset();
  }
  std::this_thread::sleep_for(milliseconds(80));
  EXPECT_EQ(paused, 0);
}

}  // namespace
}  // namespace credence::server
