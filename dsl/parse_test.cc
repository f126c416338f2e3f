// Tests dsl/parse.h: what rule files say, told as trees; then that one slip spoils one
// statement and that no text at all brings the parser down.
#include "dsl/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/golden.h"

namespace credence::dsl {
namespace {

using ::credence::testing::GoldenBeside;
using ::credence::testing::GoldenInputs;
using ::credence::testing::MatchesGolden;
using ::credence::testing::ReadGolden;

std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

File ParseText(std::string text, Diagnostics& diagnostics) {
  return Parse(std::make_shared<Source>("a.policy", std::move(text)), diagnostics);
}

void ExpectTrees(const std::string& extension) {
  for (const std::string& path : GoldenInputs("tests/golden/parse", extension)) {
    SCOPED_TRACE(path);
    Diagnostics diagnostics;
    const File file = Parse(std::make_shared<Source>(NameOf(path), ReadGolden(path)), diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << Render(diagnostics);
    EXPECT_TRUE(MatchesGolden(GoldenBeside(path, ".expect"), PrintSyntax(file)));
  }
}

TEST(Parse, PoliciesSayWhatTheirTreesShow) { ExpectTrees(".policy"); }

TEST(Parse, VocabulariesSayWhatTheirTreesShow) { ExpectTrees(".vocab"); }

TEST(Parse, EverySlipIsToldInPlainWordsAtItsPlace) {
  for (const char* extension : {".policy", ".vocab"}) {
    for (const std::string& path : GoldenInputs("tests/golden/syntax", extension)) {
      SCOPED_TRACE(path);
      Diagnostics diagnostics;
      Parse(std::make_shared<Source>(NameOf(path), ReadGolden(path)), diagnostics);
      diagnostics.Sort();
      EXPECT_TRUE(diagnostics.HasErrors());
      EXPECT_TRUE(MatchesGolden(GoldenBeside(path, ".expect"), Render(diagnostics)));
    }
  }
}

TEST(Parse, WhereAFixIsOfferedTheFixedTextIsReadFurther) {
  for (const std::string& path : GoldenInputs("tests/golden/syntax", ".policy")) {
    SCOPED_TRACE(path);
    const std::string text = ReadGolden(path);
    Diagnostics diagnostics;
    Parse(std::make_shared<Source>(NameOf(path), text), diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.items()) {
      if (!diagnostic.fix) continue;
      std::string mended = text;
      const Span span = diagnostic.fix->span;
      mended.replace(span.begin, span.end - span.begin, diagnostic.fix->replacement);
      Diagnostics left;
      ParseText(mended, left);
      EXPECT_LT(left.error_count(), diagnostics.error_count()) << mended << Render(left);
    }
  }
}

TEST(Parse, ASlipSpoilsOneStatementAndTheOthersStayWhole) {
  Diagnostics diagnostics;
  const File file = ParseText(
      "policy p version \"1\" effective from 2020-01-01\n"
      "param a = 1\n"
      "param b = = 2\n"
      "param c = 3\n",
      diagnostics);
  EXPECT_EQ(diagnostics.items().size(), 1u);
  EXPECT_EQ(file.statements.size(), 2u);
  ASSERT_EQ(file.broken.size(), 1u);
  EXPECT_EQ(file.broken[0].word, "param");
  ASSERT_TRUE(file.broken[0].name.has_value());
  EXPECT_EQ(file.broken[0].name->text, "b");
}

}  // namespace
}  // namespace credence::dsl
