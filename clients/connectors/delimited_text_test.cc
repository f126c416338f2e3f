#include "clients/connectors/delimited_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Every row as it came: its cells, or "fault: ..." in a single cell.
std::vector<std::vector<std::string>> ReadAll(const std::string& bytes) {
  std::istringstream stream(bytes);
  DelimitedText text(stream);
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> cells;
  for (;;) {
    switch (text.Next(cells)) {
      case DelimitedText::Got::kEnd:
        return rows;
      case DelimitedText::Got::kRow:
        rows.push_back(cells);
        break;
      case DelimitedText::Got::kFault:
        rows.push_back({"fault: " + text.fault()});
        break;
    }
  }
}

TEST(DelimitedText, CellsStandBetweenCommas) {
  EXPECT_THAT(ReadAll("a,b,c\n1,,3\n"), ElementsAre(ElementsAre("a", "b", "c"),  //
                                                    ElementsAre("1", "", "3")));
}

TEST(DelimitedText, TheFirstLineDecidesTheDelimiter) {
  EXPECT_THAT(ReadAll("a\tb, c\td\n1\t2,5\t3\n"),
              ElementsAre(ElementsAre("a", "b, c", "d"), ElementsAre("1", "2,5", "3")));
  EXPECT_THAT(ReadAll("a;b\n1;2,5\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2,5")));
}

TEST(DelimitedText, QuotesHoldDelimitersLineBreaksAndQuotes) {
  EXPECT_THAT(ReadAll("n,v\r\n\"Contoso, \"\"the\"\" one\r\nLtd\",\"\"\r\nb,2"),
              ElementsAre(ElementsAre("n", "v"),                         //
                          ElementsAre("Contoso, \"the\" one\nLtd", ""),  //
                          ElementsAre("b", "2")));
}

TEST(DelimitedText, AByteOrderMarkAndCarriageReturnsAreNotText) {
  EXPECT_THAT(ReadAll("\xEF\xBB\xBF"
                      "a,b\r\n1,2\r\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
}

TEST(DelimitedText, RowsAreNumberedAsASpreadsheetNumbersThem) {
  std::istringstream stream("a,b\n\n1,2\n");
  DelimitedText text(stream);
  std::vector<std::string> cells;
  text.Next(cells);
  EXPECT_EQ(text.row(), 1);
  text.Next(cells);
  EXPECT_THAT(cells, ElementsAre("1", "2"));
  EXPECT_EQ(text.row(), 3);
}

TEST(DelimitedText, AStrayQuoteSpoilsItsOwnRowOnly) {
  EXPECT_THAT(ReadAll("a,b\n1,2\"x\n3,4\n\"5\"y,6\n7,8\n"),
              ElementsAre(ElementsAre("a", "b"),
                          ElementsAre("fault: cell 2 holds a quote and is not in quotes"),
                          ElementsAre("3", "4"),
                          ElementsAre("fault: cell 1 goes on after its closing quote"),
                          ElementsAre("7", "8")));
}

TEST(DelimitedText, AQuoteThatIsNeverClosedSwallowsNoRowAfterItsOwn) {
  const auto rows = ReadAll("a,b\n1,\"2\n3,4\n5,6\n");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_THAT(rows[1][0], HasSubstr("cell 2 opens a quote that is not closed"));
  EXPECT_THAT(rows[2], ElementsAre("3", "4"));
  EXPECT_THAT(rows[3], ElementsAre("5", "6"));
}

TEST(DelimitedText, ARowRunsOverAsManyLinesAsTheLimitSaysAndNoMore) {
  std::string at_limit = "\"";
  for (size_t line = 0; line < kRowLinesMax; ++line) at_limit += "x\n";
  EXPECT_EQ(ReadAll("a\n" + at_limit + "\"\nlast\n").size(), 3u);
  const auto over = ReadAll("a\n" + at_limit + "x\n\"\nlast\n");
  EXPECT_THAT(over[1][0], HasSubstr("not closed within"));
  EXPECT_THAT(over.back(), ElementsAre("last"));
}

TEST(DelimitedText, ALinePastTheLimitIsAFaultAndReadingGoesOn) {
  EXPECT_THAT(ReadAll("a\n" + std::string(kLineBytesMax, 'x') + "\nb\n")[1][0].size(),
              kLineBytesMax);
  const auto over = ReadAll("a\n" + std::string(kLineBytesMax + 1, 'x') + "\nb\n");
  EXPECT_THAT(over[1][0], HasSubstr("longer than 1048576 bytes"));
  EXPECT_THAT(over[2], ElementsAre("b"));
}

// Whatever the cells hold, writing them by the rules and reading them gives them back.
RC_GTEST_PROP(DelimitedText, WhatIsQuotedByTheRulesIsReadBack, ()) {
  const auto cell = rc::gen::resize(
      7, rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', ';', '\t', ' ')));
  const auto cells =
      *rc::gen::resize(8, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(cell)));
  std::string row;
  for (const std::string& text : cells) {
    if (&text != &cells.front()) row += ',';
    row += '"';
    for (const char c : text) row += c == '"' ? std::string("\"\"") : std::string(1, c);
    row += '"';
  }
  const auto rows = ReadAll("a,b\n" + row + "\n");
  RC_ASSERT(rows.size() == 2u);
  RC_ASSERT(rows[1] == cells);
}

// Any bytes at all end in rows and faults, never in a crash or a loop.
RC_GTEST_PROP(DelimitedText, AnyBytesAreReadToTheirEnd, (const std::string& bytes)) {
  RC_ASSERT(ReadAll(bytes).size() <= bytes.size() + 1);
}

}  // namespace
}  // namespace credence::connectors
