// Tests dsl/check_definedness.h: which guards may rely on which.
#include "dsl/check_definedness.h"

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

// The codes of an incentive's award with these guards, in a policy that is otherwise right.
std::vector<std::string> CodesOfGuards(const std::string& guards) {
  return CodesOf(
      "policy p version \"1\" effective from 2016-01-01\n"
      "credit incentive : money in USD for one partner per subscription each month\n"
      "  prefer latest dpor.since\n  if tied hold\n  rounded to nearest 0.01 USD\n"
      "award incentive to the partner with dpor\n" +
      guards + "  amount 5% of sum of revenue\n  because \"Incentives.\"\n");
}

TEST(CheckDefinedness, AGuardReliesOnOtherGuardsWhereverTheyStand) {
  EXPECT_THAT(CodesOfGuards("  when customer.credit_limit > 5 USD\n"
                            "  when customer.credit_limit is known\n"),
              IsEmpty());
  EXPECT_THAT(CodesOfGuards("  when revenue / customer.credit_limit > 50%\n"
                            "  when customer.credit_limit > 0 USD\n"
                            "  unless customer.credit_limit is not known\n"),
              ElementsAre("C601"));
  EXPECT_THAT(CodesOfGuards("  when customer.credit_limit is known and "
                            "customer.credit_limit > 5 USD\n"),
              IsEmpty());
}

TEST(CheckDefinedness, GuardsDoNotProveEachOtherInACircle) {
  EXPECT_THAT(CodesOfGuards("  when customer.credit_limit > 0 USD and\n"
                            "    subscription.cancelled_on is known\n"
                            "  when subscription.cancelled_on > 2015-12-31 and\n"
                            "    customer.credit_limit is known\n"),
              ElementsAre("C204", "C204"));
  EXPECT_THAT(CodesOfGuards("  when revenue / customer.credit_limit > 50% and\n"
                            "    customer.credit_limit is known\n"
                            "  when customer.credit_limit > 0 USD\n"),
              ElementsAre("C204", "C204"));
}

}  // namespace
}  // namespace credence::dsl
