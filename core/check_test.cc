#include "core/check.h"

#include <gtest/gtest.h>

namespace credence {
namespace {

TEST(Check, AConditionThatHoldsCostsNothing) {
  CREDENCE_CHECK(1 + 1 == 2);
  SUCCEED();
}

TEST(CheckDeathTest, ABrokenPromiseStopsTheProcessAndSaysWhere) {
  EXPECT_DEATH(CREDENCE_CHECK(1 + 1 == 3), "check_test\\.cc:[0-9]+: .*1 \\+ 1 == 3");
}

}  // namespace
}  // namespace credence
