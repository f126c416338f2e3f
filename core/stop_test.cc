// Tests core/stop.h: why work stops, that it stays stopped, and that asking is mostly a count.
#include "core/stop.h"

#include <gtest/gtest.h>

namespace credence {
namespace {

using std::chrono::seconds;

class StopTest : public ::testing::Test {
 protected:
  StopConditions Conditions() {
    return {.is_gone = [this] { return gone_; },
            .now =
                [this] {
                  ++looks_;
                  return now_;
                }};
  }

  Stop::Time now_ = Stop::Time(seconds(100));
  bool gone_ = false;
  int looks_ = 0;
};

TEST_F(StopTest, TheDeadlineIsTheFirstMomentThatIsTooLate) {
  StopConditions conditions = Conditions();
  conditions.deadline = now_ + seconds(1);
  Stop stop(conditions);
  EXPECT_FALSE(stop.Look());
  now_ += std::chrono::nanoseconds(999'999'999);
  EXPECT_FALSE(stop.Look());
  now_ += std::chrono::nanoseconds(1);
  EXPECT_TRUE(stop.Look());
  EXPECT_EQ(stop.cause(), Stop::Cause::kDeadline);
  EXPECT_EQ(stop.Why("after 1 of 2 items").ToString(),
            "DEADLINE_EXCEEDED: the deadline has passed after 1 of 2 items");
  now_ -= seconds(10);
  EXPECT_TRUE(stop.Look());
  EXPECT_TRUE(stop.IsAsked());
}

TEST_F(StopTest, WhoeverIsGoneGoesBeforeTheClock) {
  StopConditions conditions = Conditions();
  conditions.budget = now_;
  gone_ = true;
  Stop stop(conditions);
  EXPECT_TRUE(stop.Look());
  EXPECT_EQ(stop.cause(), Stop::Cause::kGone);
  EXPECT_TRUE(absl::IsCancelled(stop.Why("")));
}

TEST_F(StopTest, ABudgetIsUsedUp) {
  StopConditions conditions = Conditions();
  conditions.deadline = now_ + seconds(2);
  conditions.budget = now_ + seconds(1);
  Stop stop(conditions);
  EXPECT_FALSE(stop.Look());
  now_ += seconds(1);
  EXPECT_TRUE(stop.Look());
  EXPECT_EQ(stop.cause(), Stop::Cause::kBudget);
}

TEST_F(StopTest, AskingLooksAtTheFirstTurnAndThenSeldom) {
  StopConditions conditions = Conditions();
  conditions.deadline = now_ + seconds(1);
  Stop stop(conditions);
  EXPECT_FALSE(stop.IsAsked());
  EXPECT_EQ(looks_, 1);
  now_ += seconds(1);
  int turns = 1;
  while (!stop.IsAsked()) ++turns;
  EXPECT_EQ(looks_, 2);
  EXPECT_EQ(turns, 64);
}

TEST_F(StopTest, WhereNothingEndsItTheClockIsNotAsked) {
  Stop stop(Conditions());
  for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(stop.IsAsked());
  EXPECT_EQ(looks_, 0);
  EXPECT_FALSE(IsAsked(nullptr));
}

}  // namespace
}  // namespace credence
