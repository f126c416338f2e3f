#include "core/source.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ostream>
#include <string>

namespace credence {

void PrintTo(const Position& position, std::ostream* out) {
  *out << position.line << ":" << position.column;
}

namespace {

TEST(Source, PlacesCountFromLineOneColumnOne) {
  const Source source("a.policy", "policy p\n  version");
  EXPECT_EQ(source.name(), "a.policy");
  EXPECT_EQ(source.line_count(), 2);
  EXPECT_EQ(source.LineAt(1), "  version");
  EXPECT_EQ(source.Locate(0), (Position{1, 1}));
  EXPECT_EQ(source.Locate(8), (Position{1, 9}));
  EXPECT_EQ(source.Locate(11), (Position{2, 3}));
}

TEST(Source, AColumnIsALetterNotAByte) {
  const Source source("a.policy", "# Größe €😀 x");
  EXPECT_EQ(source.Locate(static_cast<uint32_t>(source.text().find('x'))), (Position{1, 12}));
  // Inside a letter it is that letter.
  EXPECT_EQ(source.Locate(static_cast<uint32_t>(source.text().find("€")) + 2), (Position{1, 9}));
  EXPECT_EQ(Source("b", "\xff\xff x").Locate(3), (Position{1, 4}));
}

TEST(Source, EveryKindOfLineEndIsUnderstood) {
  const Source source("mixed", "unix\nwindows\r\nold mac\rlast");
  ASSERT_EQ(source.line_count(), 4);
  EXPECT_EQ(source.LineAt(0), "unix");
  EXPECT_EQ(source.LineAt(1), "windows");
  EXPECT_EQ(source.LineAt(2), "old mac");
  EXPECT_EQ(source.LineAt(3), "last");
  EXPECT_EQ(source.LineStart(2), 14u);
  EXPECT_EQ(source.Locate(14), (Position{3, 1}));
}

TEST(Source, ATextThatEndsWithALineEndHasAnEmptyLastLine) {
  const Source source("a", "one\r\n");
  EXPECT_EQ(source.line_count(), 2);
  EXPECT_EQ(source.LineAt(1), "");
  EXPECT_EQ(source.Locate(5), (Position{2, 1}));
  const Source carriage_return("a", "one\r");
  EXPECT_EQ(carriage_return.line_count(), 2);
  EXPECT_EQ(carriage_return.LineAt(0), "one");
}

TEST(Source, ALineEndBelongsToTheLineItEnds) {
  const Source source("a", "one\r\ntwo");
  EXPECT_EQ(source.Locate(3), (Position{1, 4}));
  EXPECT_EQ(source.Locate(4), (Position{1, 5}));
  EXPECT_EQ(source.Locate(5), (Position{2, 1}));
}

TEST(Source, AskingPastTheEndGivesTheEnd) {
  const Source source("a", "one\ntwo");
  EXPECT_EQ(source.Locate(1000), (Position{2, 4}));
  EXPECT_EQ(source.LineAt(2), "");
  EXPECT_EQ(source.LineAt(-1), "");
  EXPECT_EQ(source.LineStart(2), 7u);
  EXPECT_EQ(source.LineStart(-1), 0u);
  EXPECT_EQ(source.text({4, 1000}), "two");
  EXPECT_EQ(source.text({900, 1000}), "");
  EXPECT_EQ(source.text({5, 4}), "");
}

TEST(Source, AnEmptyTextHasOneEmptyLine) {
  const Source source("a", "");
  EXPECT_EQ(source.line_count(), 1);
  EXPECT_EQ(source.LineAt(0), "");
  EXPECT_EQ(source.Locate(0), (Position{1, 1}));
}

TEST(Source, CoverReachesFromTheFirstToTheLast) {
  EXPECT_EQ(Cover({5, 7}, {1, 3}), (Span{1, 7}));
  EXPECT_EQ(Cover({1, 9}, {2, 3}), (Span{1, 9}));
}

RC_GTEST_PROP(Source, AnyBytesHaveLinesThatCoverThemInOrder, (const std::string& text)) {
  const Source source("any", text);
  uint32_t last_start = 0;
  for (int line = 0; line < source.line_count(); ++line) {
    const uint32_t start = source.LineStart(line);
    RC_ASSERT((line == 0 && start == 0u) || start > last_start);
    RC_ASSERT(source.Locate(start) == (Position{line + 1, 1}));
    RC_ASSERT(source.LineAt(line) == source.text().substr(start, source.LineAt(line).size()));
    RC_ASSERT(source.LineAt(line).find_first_of("\r\n") == std::string_view::npos);
    last_start = start;
  }
}

}  // namespace
}  // namespace credence
