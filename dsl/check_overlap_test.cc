// Tests dsl/check_overlap.h: it is silent where it cannot be sure that two awards meet.
#include "dsl/check_overlap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dsl/compile.h"
#include "tests/support/golden.h"

namespace credence::dsl {
namespace {

using credence::testing::ReadGolden;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> CodesOf(const std::string& policy) {
  const std::vector<SourcePtr> sources = {
      std::make_shared<Source>("programme.vocab", ReadGolden("tests/golden/check/programme.vocab")),
      std::make_shared<Source>("a.policy", policy)};
  std::vector<std::string> codes;
  const Compiled compiled = Compile(sources);
  for (const Diagnostic& item : compiled.diagnostics.items()) codes.emplace_back(item.code.name());
  return codes;
}

// The codes of two awards, told apart by their evidence and guards, and of what follows them.
std::vector<std::string> CodesOfTwoAwards(const std::string& first, const std::string& second,
                                          const std::string& more = "") {
  const auto award = [](const std::string& name, const std::string& rest) {
    return "award given as " + name + " to every partner " + rest +
           "\n  amount sum of licensed_seats\n  because \"Seats of " + name + ".\"\n";
  };
  return CodesOf(
      "policy p version \"1\" effective from 2016-01-01\n"
      "credit given : count for every partner per subscription each month\n" +
      award("one", first) + award("other", second) + more);
}

TEST(CheckOverlap, AwardsThatGuardsOrExclusionsMayKeepApartAreNotReported) {
  EXPECT_THAT(CodesOfTwoAwards("with csp", "with csp"), ElementsAre("C302"));
  EXPECT_THAT(CodesOfTwoAwards("with dpor", "with csp\n  unless partner with dpor"), IsEmpty());
  EXPECT_THAT(CodesOfTwoAwards("with csp\n  when partner with no csp", "with csp"), IsEmpty());
  EXPECT_THAT(CodesOfTwoAwards("with csp throughout the period",
                               "with csp at any time in the period\n"
                               "  when partner with no csp throughout the period"),
              IsEmpty());
  EXPECT_THAT(CodesOfTwoAwards("with dpor", "with csp",
                               "exclude from given any partner with dpor and csp\n"
                               "  because \"One role at a time.\"\n"),
              IsEmpty());
}

}  // namespace
}  // namespace credence::dsl
