// Tests core/rule_file_name.h: what leads out of a folder, hides in it or is no rule file.
#include "core/rule_file_name.h"

#include <gtest/gtest.h>

#include <string>

#include "core/limits.h"

namespace credence {
namespace {

TEST(RuleFileName, APathBelowAFolderIsOne) {
  for (const char* name : {"a.policy", "a.vocab", "x/y z/2016.1.policy", "é.vocab", "a..b.vocab"}) {
    EXPECT_TRUE(IsRuleFileName(name)) << name;
  }
}

TEST(RuleFileName, WhatLeadsElsewhereOrIsNoRuleFileIsNot) {
  for (const char* name :
       {"", "a", "a.txt", "/a.policy", "../a.policy", "x/../a.policy", "x//a.policy", "./a.policy",
        ".a.policy", "x/.git/a.policy", ".policy", "a.policy/", "x\\a.policy", "a\n.policy",
        "a\x1b[2J.policy", "\xff.policy"}) {
    EXPECT_FALSE(IsRuleFileName(name)) << name;
  }
}

TEST(RuleFileName, OneOfTheLongestIsAndALongerIsNot) {
  const std::string end = ".policy";
  const std::string longest = std::string(limits::kIdBytesMax - end.size(), 'a') + end;
  EXPECT_TRUE(IsRuleFileName(longest));
  EXPECT_FALSE(IsRuleFileName("a" + longest));
}

}  // namespace
}  // namespace credence
