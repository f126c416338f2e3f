// Tests server/caller_names.h: who is found, and for how long. That callers of one connection are
// told apart is tested in server/access_test.cc.
#include "server/caller_names.h"

#include <gtest/gtest.h>

#include "core/server_limits.h"

namespace credence::server {
namespace {

void KeepOthers(CallerNames& names, size_t count) {
  for (size_t i = 0; i < count; ++i) names.Keep("other " + std::to_string(i), "other");
}

TEST(CallerNames, WhoWasAdmittedIsFoundAndNobodyElse) {
  CallerNames names;
  names.Keep("token a", "portal");
  names.Keep("token b", "claims");
  EXPECT_EQ(names.Find("token a"), "portal");
  EXPECT_EQ(names.Find("token b"), "claims");
  EXPECT_EQ(names.Find("token c"), "anonymous");
}

TEST(CallerNames, OneIsKeptUntilAsManyOthersCameAsTheLimit) {
  CallerNames names;
  names.Keep("token", "portal");
  KeepOthers(names, limits::kCallerNamesMax);
  EXPECT_EQ(names.Find("token"), "portal");
  KeepOthers(names, limits::kCallerNamesMax);
  EXPECT_EQ(names.Find("token"), "portal") << "the same others again are no more names";
  for (size_t i = 0; i < 2 * limits::kCallerNamesMax; ++i) {
    names.Keep("another " + std::to_string(i), "another");
  }
  EXPECT_EQ(names.Find("token"), "anonymous");
}

}  // namespace
}  // namespace credence::server
