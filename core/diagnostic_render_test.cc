#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/code_point.h"
#include "core/diagnostic.h"

namespace credence {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

SourcePtr MakeSource(std::string_view name, std::string_view text) {
  return std::make_shared<Source>(std::string(name), std::string(text));
}

// The span of the first `words` in the source.
Span Find(const SourcePtr& source, std::string_view words) {
  const auto begin = static_cast<uint32_t>(source->text().find(words));
  return {begin, begin + static_cast<uint32_t>(words.size())};
}

Diagnostic Fault(const SourcePtr& source, Span span, std::string headline = "Something is wrong") {
  return {codes::kUnknownName, std::move(headline), {source, span, ""}, {}, "", "", {}};
}

std::vector<std::string> Rows(const std::string& text) {
  std::vector<std::string> rows;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    rows.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return rows;
}

TEST(DiagnosticRender, AnUnknownNameIsShownWhereItStandsWithWhatToWrite) {
  const SourcePtr source =
      MakeSource("recognition.policy",
                 "policy p version \"1\"\n"
                 "award incentive as deploy_incentive to the partner with dopr on period.end\n");
  Diagnostic fault = Fault(source, Find(source, "dopr"), "I don't know the evidence `dopr`");
  fault.why =
      "Nothing would ever qualify, so nobody would be paid. Evidence declared in "
      "online_services \"3\" with a close name: `dpor`.";
  fault.help = "Write `dpor`.";
  fault.fix = Fix{Find(source, "dopr"), "dpor"};
  EXPECT_EQ(
      Render(fault, {.width = 84}),
      "C101  I don't know the evidence `dopr`                       recognition.policy:2:57\n"
      "    2 |  award incentive as deploy_incentive to the partner with dopr on period.end\n"
      "      |                                                          ^^^^\n"
      "  Nothing would ever qualify, so nobody would be paid. Evidence declared in\n"
      "  online_services \"3\" with a close name: `dpor`.\n"
      "  Write `dpor`.                                                      [fix available]\n");
}

TEST(DiagnosticRender, RelatedPlacesStandInOneExcerptInLineOrder) {
  const SourcePtr source = MakeSource("growth.policy",
                                      "credit incentive : money in USD per subscription\n"
                                      "\n"
                                      "  when active_users / licensed_seats >= floor\n");
  Diagnostic fault{codes::kGrain,
                   "`active_users` is per workload",
                   {source, Find(source, "active_users"), "one value for each workload"},
                   {{source, Find(source, "subscription"), "decided here"}},
                   "",
                   "Fold it:\n    sum of active_users\n  / sum of licensed_seats",
                   {}};
  EXPECT_EQ(Render(fault, {.width = 60}),
            "C202  `active_users` is per workload       growth.policy:3:8\n"
            "    1 |  credit incentive : money in USD per subscription\n"
            "      |                                      ------------ decided here\n"
            "    3 |    when active_users / licensed_seats >= floor\n"
            "      |         ^^^^^^^^^^^^ one value for each workload\n"
            "  Fold it:\n"
            "      sum of active_users\n"
            "    / sum of licensed_seats\n");
}

TEST(DiagnosticRender, PlacesOnOneLineShareItAndAnotherFileIsNamed) {
  const SourcePtr policy = MakeSource("a.policy", "award x as x\n");
  const SourcePtr vocabulary = MakeSource("facts.vocabulary", "vocabulary v\nevidence x on y\n");
  Diagnostic fault = Fault(policy, {11, 12});
  fault.primary.text = "again";
  fault.related = {{vocabulary, Find(vocabulary, "x"), "declared here"}, {policy, {6, 7}, "first"}};
  EXPECT_EQ(Render(fault, {.width = 40}),
            "C101  Something is wrong   a.policy:1:12\n"
            "    1 |  award x as x\n"
            "      |        - first\n"
            "      |             ^ again\n"
            "   in facts.vocabulary:2:10\n"
            "    2 |  evidence x on y\n"
            "      |           - declared here\n");
}

TEST(DiagnosticRender, APlaceThatDoesNotFitStandsTwoSpacesBehind) {
  const SourcePtr source = MakeSource("a_long_name.policy", "x");
  const std::string headline(60, 'w');
  EXPECT_THAT(Render(Fault(source, {0, 1}, headline), {.width = 60}),
              StartsWith("C101  " + headline + "  a_long_name.policy:1:1\n"));
}

TEST(DiagnosticRender, AWarningSaysSo) {
  Diagnostic doubt = Fault(MakeSource("a.policy", "param x = 1"), {6, 7});
  doubt.code = codes::kUnusedName;
  EXPECT_THAT(Render(doubt), StartsWith("C103 warning  Something is wrong  "));
}

TEST(DiagnosticRender, ADiagnosticWithoutAPlaceHasNoExcerpt) {
  Diagnostic fault = Fault(nullptr, {});
  fault.why = "The directory holds no policy.";
  EXPECT_EQ(Render(fault), "C101  Something is wrong\n  The directory holds no policy.\n");
}

TEST(DiagnosticRender, ASpanOfSeveralLinesIsCutAtTheFirstLinesEnd) {
  const SourcePtr source = MakeSource("a.policy", "table t\r\n| a |\r\n| b |\r\n");
  EXPECT_THAT(Render(Fault(source, {6, 20})), EndsWith("    1 |  table t\n"
                                                       "      |        ^\n"));
}

TEST(DiagnosticRender, WhereSomethingIsMissingOneCaretStands) {
  const SourcePtr source = MakeSource("a.policy", "param x =\nparam y = 1\n");
  EXPECT_THAT(Render(Fault(source, {9, 9})), EndsWith("    1 |  param x =\n"
                                                      "      |           ^\n"));
  const auto end = static_cast<uint32_t>(source->text().size());
  EXPECT_THAT(Render(Fault(source, {end, end})), EndsWith("    3 |\n"
                                                          "      |  ^\n"));
}

TEST(DiagnosticRender, CaretsStandUnderTheRightLetter) {
  const SourcePtr tabs = MakeSource("a.policy", "\tparam\tx = 1\n");
  EXPECT_THAT(Render(Fault(tabs, Find(tabs, "x"))), EndsWith("    1 |   param x = 1\n"
                                                             "      |         ^\n"));
  const SourcePtr letters = MakeSource("a.policy", "because \"Größe 日本\" x\n");
  EXPECT_THAT(Render(Fault(letters, Find(letters, "x"))),
              EndsWith("    1 |  because \"Größe 日本\" x\n"
                       "      |                       ^\n"));
  EXPECT_THAT(Render(Fault(letters, Find(letters, "日本"))), EndsWith("^^^^\n"));
}

TEST(DiagnosticRender, NothingOfTheAuthorsSteersTheTerminal) {
  const SourcePtr source = MakeSource("a\x1b[31m.policy", "param \x1b[2J\x07 x\u202e \xff = 1\n");
  Diagnostic fault = Fault(source, Find(source, "x"), "I don't know `\x1b[2J`");
  fault.primary.text = "\x1b";
  fault.why = "\x1b[0m";
  fault.help = "  \x1b[0m";
  EXPECT_EQ(Render(fault, {.width = 70}),
            "C101  I don't know `\\x1b[2J`                     a\\x1b[31m.policy:1:13\n"
            "    1 |  param \\x1b[2J\\x07 x\\u{202e} \\xff = 1\n"
            "      |                    ^ \\x1b\n"
            "  \\x1b[0m\n"
            "    \\x1b[0m\n");
}

TEST(DiagnosticRender, AVeryLongLineIsShownAroundTheMark) {
  const std::string line = std::string(500'000, 'a') + "HERE" + std::string(500'000, 'b');
  const SourcePtr source = MakeSource("a.policy", line);
  Diagnostic fault = Fault(source, Find(source, "HERE"));
  fault.related = {{source, {10, 12}, "early"}, {source, {1'000'003, 1'000'004}, "last"}};
  const std::vector<std::string> rows = Rows(Render(fault));
  ASSERT_EQ(rows.size(), 7u);
  for (const size_t shown : {1, 3, 5}) EXPECT_LE(rows[shown].size(), 120u) << rows[shown];
  const auto marked = [&rows](size_t row) {
    const size_t begin = rows[row + 1].find_first_of("^-");
    const size_t end = std::min(rows[row + 1].find_first_not_of("^-", begin), rows[row + 1].size());
    return rows[row].substr(begin, end - begin);
  };
  EXPECT_EQ(marked(1), "aa");
  EXPECT_THAT(rows[1], EndsWith("a..."));
  EXPECT_EQ(marked(3), "HERE");
  EXPECT_THAT(rows[3], StartsWith("    1 |  ...a"));
  EXPECT_THAT(rows[3], EndsWith("b..."));
  EXPECT_EQ(marked(5), "b");
  EXPECT_THAT(rows[5], EndsWith("b"));
}

TEST(DiagnosticRender, ALongSpanIsCutWithItsWindow) {
  const SourcePtr source = MakeSource("a.policy", std::string(5'000, 'a'));
  const std::vector<std::string> rows = Rows(Render(Fault(source, {100, 4'000})));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_LE(rows[2].size(), rows[1].size());
  EXPECT_THAT(rows[2], EndsWith("^^^^"));
}

TEST(DiagnosticRender, LinesOfCodeStayAsTheyAreAndSentencesWrap) {
  Diagnostic fault = Fault(nullptr, {});
  fault.help =
      "Add an order, and say what to do when it is level:\n"
      "    prefer latest dpor.since and this goes on well past the width of it all\n"
      "\n"
      "Then   go on.";
  EXPECT_EQ(Render(fault, {.width = 40}),
            "C101  Something is wrong\n"
            "  Add an order, and say what to do when\n"
            "  it is level:\n"
            "      prefer latest dpor.since and this goes on well past the width of it all\n"
            "\n"
            "  Then go on.\n");
}

TEST(DiagnosticRender, TheFixIsNotedAtTheEndOrOnARowOfItsOwn) {
  Diagnostic fault = Fault(nullptr, {});
  fault.fix = Fix{{0, 1}, "y"};
  EXPECT_THAT(Render(fault, {.width = 40}),
              EndsWith("\n" + std::string(25, ' ') + "[fix available]\n"));
  fault.help = "Write it in another way.";
  EXPECT_THAT(Render(fault, {.width = 40}), EndsWith("  Write it in another way.\n" +
                                                     std::string(25, ' ') + "[fix available]\n"));
  fault.help = "Write it so.";
  EXPECT_THAT(Render(fault, {.width = 40}), EndsWith("  Write it so.           [fix available]\n"));
}

TEST(DiagnosticRender, ColoursAreForTerminalsAndChangeNoWord) {
  const SourcePtr source = MakeSource("a.policy", "param x = y\n");
  Diagnostic fault = Fault(source, {10, 11});
  fault.primary.text = "here";
  fault.related = {{source, {6, 7}, "and here"}};
  fault.help = "Write `x`.";
  fault.fix = Fix{{10, 11}, "x"};
  std::string coloured = Render(fault, {.color = true});
  EXPECT_THAT(coloured, StartsWith("\x1b[1;31mC101\x1b[0m  \x1b[1mSomething is wrong\x1b[0m "));
  EXPECT_THAT(coloured, HasSubstr("\x1b[34m    1 |\x1b[0m  param x = y\n"));
  EXPECT_THAT(coloured, HasSubstr("\x1b[1;31m^ here\x1b[0m"));
  EXPECT_THAT(coloured, HasSubstr("\x1b[34m- and here\x1b[0m"));
  for (size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  }
  EXPECT_EQ(coloured, Render(fault));
  EXPECT_THAT(Render(fault), Not(HasSubstr("\x1b")));
}

TEST(DiagnosticRender, AWarningIsYellow) {
  Diagnostic doubt = Fault(MakeSource("a.policy", "param x = 1"), {6, 7});
  doubt.code = codes::kUnusedName;
  EXPECT_THAT(Render(doubt, {.color = true}), StartsWith("\x1b[1;33mC103 warning\x1b[0m  "));
}

TEST(DiagnosticRender, AListEndsWithItsCounts) {
  Diagnostics list;
  EXPECT_EQ(Render(list), "");
  list.Add(Fault(nullptr, {}, "First"));
  EXPECT_EQ(Render(list), "C101  First\n\n1 error\n");
  list.Add(Fault(nullptr, {}, "Second"));
  Diagnostic doubt = Fault(nullptr, {}, "Third");
  doubt.code = codes::kUnusedName;
  list.Add(doubt);
  EXPECT_EQ(Render(list),
            "C101  First\n\nC101  Second\n\nC103 warning  Third\n\n2 errors, 1 warning\n");
}

TEST(DiagnosticRender, AListTooLongSaysHowMuchOfItIsShown) {
  Diagnostics list;
  for (int i = 0; i < 112; ++i) list.Add(Fault(nullptr, {}, "Fault"));
  EXPECT_THAT(Render(list), EndsWith("\n\n112 errors; 100 of them are shown\n"));
}

RC_GTEST_PROP(DiagnosticRender, AnyBytesAndAnySpanRenderSafelyWithinTheWidth, ()) {
  // Long enough to be windowed now and then, with everything that has a width of its own.
  const auto piece = rc::gen::element<std::string>("a", "a", "\t", "\x1b", "é", "日", "e\u0301",
                                                   "\xff", "\u202e", "\r\n", "\n", " ");
  std::string text;
  for (const std::string& part :
       *rc::gen::scale(4, rc::gen::container<std::vector<std::string>>(piece))) {
    text += part;
  }
  const SourcePtr source = MakeSource("any", text);
  const auto any_offset = rc::gen::inRange<uint32_t>(0, static_cast<uint32_t>(text.size()) + 3);
  Diagnostic fault = Fault(source, {*any_offset, *any_offset});
  fault.related = {{source, {*any_offset, *any_offset}, ""}};
  const std::string rendered = Render(fault, {.width = 50});
  for (const std::string& row : Rows(rendered)) {
    RC_ASSERT(Printable(row) == row);
    RC_ASSERT(PrintableColumns(row) <= 70 + 1);  // a caret may stand past the last letter
  }
  RC_ASSERT(rendered.find('^') != std::string::npos);
}

}  // namespace
}  // namespace credence
