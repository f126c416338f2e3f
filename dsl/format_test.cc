// Tests dsl/format.h: one layout, read as files; and that no layout changes what a rule says.
#include "dsl/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "dsl/parse.h"
#include "dsl/print_syntax.h"
#include "tests/support/golden.h"

namespace credence::dsl {
namespace {

using ::credence::testing::GoldenBeside;
using ::credence::testing::GoldenInputs;
using ::credence::testing::MatchesGolden;
using ::credence::testing::ReadGolden;

SourcePtr SourceOf(std::string text) {
  return std::make_shared<Source>("a.policy", std::move(text));
}

std::string Formatted(const std::string& text) {
  Diagnostics diagnostics;
  const auto formatted = Format(SourceOf(text), diagnostics);
  EXPECT_TRUE(formatted.has_value()) << Render(diagnostics);
  return formatted.value_or("");
}

std::string MeaningOf(const std::string& text) {
  Diagnostics diagnostics;
  const std::string printed = PrintSyntax(Parse(SourceOf(text), diagnostics), {.places = false});
  EXPECT_TRUE(diagnostics.empty()) << Render(diagnostics);
  return printed;
}

std::vector<std::string> EveryText() {
  std::vector<std::string> paths;
  for (const char* folder : {"tests/golden/parse", "tests/golden/format"}) {
    for (const char* extension : {".policy", ".vocab"}) {
      for (std::string& path : GoldenInputs(folder, extension)) paths.push_back(std::move(path));
    }
  }
  return paths;
}

TEST(Format, TheLayoutOfEveryKindOfStatement) {
  for (const char* extension : {".policy", ".vocab"}) {
    for (const std::string& path : GoldenInputs("tests/golden/format", extension)) {
      SCOPED_TRACE(path);
      EXPECT_TRUE(MatchesGolden(GoldenBeside(path, ".expect"), Formatted(ReadGolden(path))));
    }
  }
}

TEST(Format, FormattingTwiceChangesNothingMore) {
  for (const std::string& path : EveryText()) {
    SCOPED_TRACE(path);
    const std::string once = Formatted(ReadGolden(path));
    EXPECT_EQ(Formatted(once), once);
  }
}

TEST(Format, AFormattedRuleMeansWhatItMeant) {
  for (const std::string& path : EveryText()) {
    SCOPED_TRACE(path);
    const std::string text = ReadGolden(path);
    EXPECT_EQ(MeaningOf(Formatted(text)), MeaningOf(text));
  }
}

TEST(Format, ATextThatDoesNotParseIsNotTouched) {
  Diagnostics diagnostics;
  EXPECT_EQ(
      Format(SourceOf("policy p version \"1\" effective from 2020-01-01 param a = "), diagnostics),
      std::nullopt);
  EXPECT_TRUE(diagnostics.HasErrors());
}

TEST(Format, LineEndsOfEverySystemBecomeOneAndTheByteOrderMarkGoes) {
  EXPECT_EQ(Formatted("\xef\xbb\xbfpolicy p version \"1\"\r\n  effective from 2020-01-01\r\n\r\n"
                      "# remark\r\nparam a = 1\r\n"),
            "policy p version \"1\"\n  effective from 2020-01-01\n\n# remark\nparam a = 1\n");
}

}  // namespace
}  // namespace credence::dsl
