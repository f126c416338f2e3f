// Tests core/this_machine.h: numbers and known names alone are this machine's own.
#include "core/this_machine.h"

#include <gtest/gtest.h>

namespace credence {
namespace {

TEST(ThisMachineTest, ItsOwnAddressesAreKnownByTheirText) {
  for (const char* own : {"127.0.0.1:0", "127.0.0.2:1", "localhost:1", "[::1]:1", "unix:/a"}) {
    EXPECT_TRUE(IsOfThisMachine(own)) << own;
  }
  for (const char* other : {"0.0.0.0:0", "[::]:1", "10.0.0.7:1", "credence.example:1", "",
                            "127.credence.example:1", "127.0.0.1.example:1", "127.0.0.256:1"}) {
    EXPECT_FALSE(IsOfThisMachine(other)) << other;
  }
}

}  // namespace
}  // namespace credence
