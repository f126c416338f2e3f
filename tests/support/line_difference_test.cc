// Tests tests/support/line_difference.h: the failure a person reads when a golden differs.
#include "tests/support/line_difference.h"

#include <gtest/gtest.h>

#include <string>

namespace credence::testing {
namespace {

TEST(LineDifference, EqualTextsHaveNone) { EXPECT_EQ(LineDifference("a\nb\n", "a\nb\n"), ""); }

TEST(LineDifference, AChangedLineIsShownBothWaysBetweenItsNeighbours) {
  EXPECT_EQ(LineDifference("a\nb\nc\n", "a\nB\nc\n"),
            "@ line 2\n"
            "  a\n"
            "- b\n"
            "+ B\n"
            "  c\n");
}

TEST(LineDifference, ThreeLinesOfContextStandOnEitherSide) {
  EXPECT_EQ(LineDifference("1\n2\n3\n4\nx\n5\n6\n7\n8\n", "1\n2\n3\n4\n5\n6\n7\n8\n"),
            "@ line 5\n"
            "  2\n"
            "  3\n"
            "  4\n"
            "- x\n"
            "  5\n"
            "  6\n"
            "  7\n");
}

TEST(LineDifference, ARepeatedLineIsNotCountedTwice) {
  EXPECT_EQ(LineDifference("a\na\n", "a\na\na\n"),
            "@ line 3\n"
            "  a\n"
            "  a\n"
            "+ a\n");
}

TEST(LineDifference, AMissingLastNewlineIsSaid) {
  EXPECT_EQ(LineDifference("a\n", "a"),
            "@ line 1\n"
            "- a\n"
            "+ a  <- no newline at end\n");
}

TEST(LineDifference, ABlankAtTheEndOfALineIsSaid) {
  EXPECT_EQ(LineDifference("a\n", "a \n"),
            "@ line 1\n"
            "- a\n"
            "+ a   <- blank at end\n");
}

TEST(LineDifference, AnEmptyTextIsAllOnOneSide) {
  EXPECT_EQ(LineDifference("", "a\n"), "@ line 1\n+ a\n");
  EXPECT_EQ(LineDifference("a\n", ""), "@ line 1\n- a\n");
}

}  // namespace
}  // namespace credence::testing
