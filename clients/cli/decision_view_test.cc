// Tests clients/cli/decision_view.h, difference.h and totals.h by what people read
// (tests/golden/cli/decision), and their sums by example.
#include "clients/cli/decision_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "clients/cli/difference.h"
#include "clients/cli/totals.h"
#include "tests/support/golden.h"

namespace credence::cli {
namespace {

using ::credence::testing::GoldenBeside;
using ::credence::testing::GoldenInputs;
using ::credence::testing::MatchesGolden;
using ::credence::testing::ReadGolden;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kFebruary = "tests/golden/cli/decision/february.json";

v1::Decision ReadDecision(const std::string& path) {
  v1::Decision decision;
  const auto read = google::protobuf::util::JsonStringToMessage(ReadGolden(path), &decision);
  EXPECT_TRUE(read.ok()) << read.ToString();
  return decision;
}

TEST(DecisionView, IsWhatPeopleRead) {
  for (const std::string& input : GoldenInputs("tests/golden/cli/decision", ".json")) {
    const v1::Decision decision = ReadDecision(input);
    const ViewOptions options;
    EXPECT_TRUE(MatchesGolden(GoldenBeside(input, ".explained"),
                              RenderHeading(decision, "case.yaml", "2016-02", options) +
                                  RenderExplained(decision, options)));
    EXPECT_TRUE(MatchesGolden(GoldenBeside(input, ".brief"), RenderBrief(decision, options)));
  }
}

TEST(DecisionView, ColourIsPutOnWhatIsTheSameText) {
  const v1::Decision decision = ReadDecision(kFebruary);
  std::string colored = RenderExplained(decision, {.ink = Ink(true)});
  EXPECT_THAT(colored, HasSubstr("\x1b[32m"));
  for (size_t at = 0; (at = colored.find('\x1b')) != std::string::npos;) {
    colored.erase(at, colored.find('m', at) - at + 1);
  }
  EXPECT_EQ(colored, RenderExplained(decision, {}));
}

TEST(DecisionView, AReasonCannotSteerTheTerminal) {
  EXPECT_THAT(RenderExplained(ReadDecision(kFebruary), {}), Not(HasSubstr("\x1b")));
}

TEST(DecisionView, LongLinesAreWrapped) {
  const std::string text = RenderExplained(ReadDecision(kFebruary), {.width = 60});
  EXPECT_THAT(text, HasSubstr("for the\n      active seats"));
}

// The February decision after the customer designated bellows instead.
v1::Decision Redesignated() {
  v1::Decision after = ReadDecision(kFebruary);
  v1::Result& incentive = *after.mutable_results(0);
  incentive.mutable_awards(0)->set_partner("bellows");
  incentive.mutable_refusals(0)->set_partner("adatum");
  v1::Result& seats = *after.mutable_results(1);
  seats.mutable_awards(1)->mutable_amount()->set_exact("905");
  seats.mutable_awards(1)->mutable_amount()->set_text("905");
  after.mutable_results(2)->clear_held();
  return after;
}

TEST(Difference, IsWhatPeopleRead) {
  const Difference difference = Compare(ReadDecision(kFebruary), Redesignated());
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/decision/redesignated.difference",
                            RenderDifference(difference, {})));
}

TEST(Difference, ADecisionDiffersInNothingFromItself) {
  const v1::Decision decision = ReadDecision(kFebruary);
  EXPECT_TRUE(Compare(decision, decision).empty());
}

TEST(Difference, TurnedAroundEveryChangeChangesItsSign) {
  const Difference forth = Compare(ReadDecision(kFebruary), Redesignated());
  const Difference back = Compare(Redesignated(), ReadDecision(kFebruary));
  ASSERT_EQ(forth.rows.size(), back.rows.size());
  for (const DifferenceRow& row : forth.rows) {
    const auto same = std::find_if(back.rows.begin(), back.rows.end(), [&](const auto& other) {
      return std::tie(row.credit, row.subject, row.partner) ==
             std::tie(other.credit, other.subject, other.partner);
    });
    ASSERT_NE(same, back.rows.end());
    EXPECT_EQ(*row.change, -*same->change);
  }
}

TEST(Difference, PartsOfOnePeriodAreAddedUp) {
  v1::Decision before = ReadDecision(kFebruary);
  v1::Decision after = before;
  *after.add_results() = before.results(0);
  const Difference difference = Compare(before, after);
  ASSERT_THAT(difference.rows, SizeIs(1));
  EXPECT_EQ(difference.rows[0].after.text, "1,234.56 USD");
}

TEST(Totals, AddUpByCreditAndPartner) {
  Totals totals;
  totals.Add(ReadDecision(kFebruary));
  totals.Add(Redesignated());
  totals.AddRefused();
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/decision/two.totals", totals.Render({})));
}

}  // namespace
}  // namespace credence::cli
