#include "server/ticker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace credence::server {
namespace {

TEST(TickerTest, ItTicksUntilItEnds) {
  std::atomic<int> ticks = 0;
  {
    const Ticker ticker(std::chrono::milliseconds(1), [&] { ++ticks; });
    while (ticks < 3) std::this_thread::yield();
  }
  const int at_the_end = ticks;
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(ticks, at_the_end);
}

TEST(TickerTest, ItEndsWithoutWaitingForTheNextTick) {
  const Ticker ticker(std::chrono::hours(1), [] { FAIL() << "an hour has not passed"; });
}

}  // namespace
}  // namespace credence::server
