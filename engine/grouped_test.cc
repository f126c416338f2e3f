#include "engine/grouped.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace credence::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(GroupedTest, ItemsOfAKeyStandInTheOrderTheyWereAdded) {
  Grouped<int> grouped;
  grouped.Add(7, 3);
  grouped.Add(2, 5);
  grouped.Add(7, 1);
  grouped.Add(9, 4);
  grouped.Seal();
  EXPECT_THAT(grouped.Of(2), ElementsAre(5));
  EXPECT_THAT(grouped.Of(7), ElementsAre(3, 1));
  EXPECT_THAT(grouped.Of(9), ElementsAre(4));
  for (const uint64_t key : {0, 3, 8, 10}) EXPECT_THAT(grouped.Of(key), IsEmpty());
  EXPECT_EQ(grouped.FirstOf(7, -1), 3);
  EXPECT_EQ(grouped.FirstOf(8, -1), -1);
}

TEST(GroupedTest, OrInAnOrderThatIsAskedFor) {
  Grouped<int> grouped;
  for (const int item : {3, 1, 2}) grouped.Add(1, item);
  grouped.Seal([](int a, int b) { return a < b; });
  EXPECT_THAT(grouped.Of(1), ElementsAre(1, 2, 3));
}

TEST(GroupedTest, OfNothingThereIsNothing) {
  Grouped<int> grouped;
  grouped.Seal();
  EXPECT_THAT(grouped.Of(0), IsEmpty());
}

}  // namespace
}  // namespace credence::engine
