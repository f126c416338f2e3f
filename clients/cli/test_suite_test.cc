// Tests clients/cli/test_suite.h: what a file of tests becomes, and (tests/golden/cli/test_faults)
// what is said of one with faults.
#include "clients/cli/test_suite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/golden.h"

namespace credence::cli {
namespace {

using ::credence::testing::GoldenBeside;
using ::credence::testing::GoldenInputs;
using ::credence::testing::MatchesGolden;
using ::credence::testing::ReadGolden;
using ::testing::SizeIs;

constexpr std::string_view kSmall = R"(policy: { name: recognition, version: "2016.10" }
fixtures:
  small: &small
    partners: [adatum]
    measures: [{ measure: quota, partner: adatum, month: 2016-02, value: 5 }]
cases:
)";

TestSuite ReadGood(std::string_view cases) {
  FileFaults faults;
  const TestSuite suite = ReadTestSuite(
      std::make_shared<const Source>("a.test.yaml", std::string(kSmall) + std::string(cases)),
      faults);
  EXPECT_TRUE(faults.empty()) << faults.Render({});
  return suite;
}

TEST(TestSuite, AVersionIsTextAndPins) {
  const TestSuite suite =
      ReadGood("  - { name: a, given: small, period: 2016-02, expect: { none: [incentive] } }\n");
  ASSERT_THAT(suite.runs, SizeIs(1));
  EXPECT_EQ(suite.runs[0].requests[0].policy(), "recognition");
  EXPECT_EQ(suite.runs[0].requests[0].overlay().version(), "2016.10");
}

TEST(TestSuite, EveryRowAndEveryKnownDayIsARun) {
  const TestSuite suite = ReadGood(R"(  - name: a
    given: *small
    periods: 2016-01 through 2016-03
    known_at: [2016-03-05, 2016-05-05]
    each:
      - { set: { quota@adatum@2016-02: 6 }, awarded: [incentive] }
      - { name: none, not awarded: [incentive] }
)");
  ASSERT_THAT(suite.runs, SizeIs(4));
  EXPECT_EQ(suite.runs[0].name, "a [quota@adatum@2016-02 6] [known at 2016-03-05]");
  EXPECT_EQ(suite.runs[3].name, "a [none] [known at 2016-05-05]");
  EXPECT_THAT(suite.runs[0].requests, SizeIs(3));
  EXPECT_EQ(suite.runs[0].requests[2].period(), "2016-03");
  EXPECT_EQ(suite.runs[0].requests[0].case_().measures(0).value().decimal(), "6");
  EXPECT_EQ(suite.runs[2].requests[0].case_().measures(0).value().decimal(), "5");
  EXPECT_FALSE(suite.runs[0].expected.strict);
}

TEST(TestSuite, SettlementsAreOneRunOverEveryKnownDay) {
  const TestSuite suite = ReadGood(R"(  - name: a
    given: *small
    period: 2016-02
    known_at: [2016-05-05, 2016-03-05]
    expect:
      settlements:
        - { known_at: 2016-05-05, credit: incentive, partner: adatum, delta: -5 USD }
)");
  ASSERT_THAT(suite.runs, SizeIs(1));
  EXPECT_EQ(suite.runs[0].name, "a [settlements]");
  ASSERT_THAT(suite.runs[0].settled_on, SizeIs(2));
  EXPECT_EQ(suite.runs[0].settled_on[0].ToString(), "2016-03-05");
  EXPECT_EQ(suite.runs[0].requests[1].known_at().month(), 5);
}

TEST(TestSuite, ARowAddsToItsCase) {
  const TestSuite suite = ReadGood(R"(  - name: a
    given: small
    period: 2016-02
    change: { set params: { floor: 50% } }
    expect: { none: [seats] }
    each:
      - { params: { rate: 5% }, awarded: [incentive] }
)");
  ASSERT_THAT(suite.runs, SizeIs(1));
  EXPECT_EQ(suite.runs[0].requests[0].overlay().params_size(), 2);
  EXPECT_THAT(suite.runs[0].expected.items, SizeIs(2));
  EXPECT_TRUE(suite.runs[0].expected.strict);
}

TEST(TestSuite, FaultsAreToldAtTheirPlaceAllAtOnce) {
  for (const std::string& input : GoldenInputs("tests/golden/cli/test_faults", ".yaml")) {
    FileFaults faults;
    const std::string name = input.substr(input.rfind('/') + 1);
    ReadTestSuite(std::make_shared<const Source>(name, ReadGolden(input)), faults);
    EXPECT_FALSE(faults.empty()) << input;
    EXPECT_TRUE(MatchesGolden(GoldenBeside(input, ".expect"), faults.Render({})));
  }
}

}  // namespace
}  // namespace credence::cli
