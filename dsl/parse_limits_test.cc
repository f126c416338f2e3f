// Tests that every limit of policy text holds, at it and one over, and that a text made to hurt
// gets one located message. What would take more than linear time here would not end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/limits.h"
#include "dsl/parse.h"

namespace credence::dsl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kHeader = "policy p version \"1\" effective from 2020-01-01\n";

std::string Repeat(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

// The codes of what is wrong with `text`; each message must have a place in it.
std::vector<std::string> FaultsOf(const std::string& text) {
  Diagnostics diagnostics;
  Parse(std::make_shared<Source>("a.policy", text), diagnostics);
  std::vector<std::string> codes;
  for (const Diagnostic& diagnostic : diagnostics.items()) {
    EXPECT_LE(diagnostic.primary.span.begin, diagnostic.primary.span.end);
    EXPECT_LE(diagnostic.primary.span.end, text.size());
    codes.push_back(diagnostic.code.name());
  }
  EXPECT_EQ(diagnostics.dropped_count(), 0u);
  return codes;
}

std::vector<std::string> FaultsOfExpression(const std::string& expression) {
  return FaultsOf(kHeader + "define x = " + expression + "\n");
}

TEST(ParseLimits, AFileOfTheLargestSizeIsReadAndOneByteMoreIsNot) {
  const std::string text =
      kHeader + "#" + Repeat("-", limits::kSourceBytesMax - kHeader.size() - 1);
  EXPECT_THAT(FaultsOf(text), IsEmpty());
  EXPECT_THAT(FaultsOf(text + "-"), ElementsAre("C001"));
}

TEST(ParseLimits, ParenthesesNestToTheLimitAndNoDeeper) {
  const auto nested = [](int depth) {
    const auto times = static_cast<std::size_t>(depth);
    return Repeat("(", times) + "a" + Repeat(")", times);
  };
  EXPECT_THAT(FaultsOfExpression(nested(limits::kNestingMax)), IsEmpty());
  EXPECT_THAT(FaultsOfExpression(nested(limits::kNestingMax + 1)), ElementsAre("C005"));
}

TEST(ParseLimits, RecursionWithoutBracketsIsBoundedToo) {
  const auto nested = [](int depth) {
    return Repeat("sum of a where ", static_cast<std::size_t>(depth)) + "b";
  };
  EXPECT_THAT(FaultsOfExpression(nested(limits::kNestingMax)), IsEmpty());
  EXPECT_THAT(FaultsOfExpression(nested(limits::kNestingMax + 1)), ElementsAre("C005"));
  EXPECT_THAT(FaultsOfExpression(Repeat("partner with a where ", 100'000) + "b"),
              ElementsAre("C005"));
  EXPECT_THAT(FaultsOfExpression(Repeat("round(", 100'000) + Repeat(")", 100'000)),
              ElementsAre("C005"));
}

TEST(ParseLimits, SignsBeforeAValueAreCounted) {
  for (const char* prefix : {"- ", "not "}) {
    const auto times = static_cast<std::size_t>(limits::kNestingMax);
    EXPECT_THAT(FaultsOfExpression(Repeat(prefix, times) + "a"), IsEmpty());
    EXPECT_THAT(FaultsOfExpression(Repeat(prefix, times + 1) + "a"), ElementsAre("C005"));
    EXPECT_THAT(FaultsOfExpression(Repeat(prefix, 100'000) + "a"), ElementsAre("C005"));
  }
}

TEST(ParseLimits, AChainHasAsManyOperatorsAsTheLimitAndNoMore) {
  const auto times = static_cast<std::size_t>(limits::kChainTermsMax);
  EXPECT_THAT(FaultsOfExpression("a" + Repeat(" + a", times)), IsEmpty());
  EXPECT_THAT(FaultsOfExpression("a" + Repeat(" + a", times + 1)), ElementsAre("C006"));
  EXPECT_THAT(FaultsOfExpression("a" + Repeat(" + a", 1'000'000)), ElementsAre("C006"));
}

TEST(ParseLimits, EvidenceIsChainedToTheSameLimit) {
  const auto award = [](std::size_t times) {
    return kHeader + "award c to the partner with a" + Repeat(" or no b", times) + " amount 1\n";
  };
  const auto times = static_cast<std::size_t>(limits::kChainTermsMax);
  EXPECT_THAT(FaultsOf(award(times)), IsEmpty());
  EXPECT_THAT(FaultsOf(award(times + 1)), ElementsAre("C006"));
}

TEST(ParseLimits, AMillionOpenBracketsAreOneMessage) {
  EXPECT_THAT(FaultsOfExpression(Repeat("(", 1'000'000)), ElementsAre("C005"));
  EXPECT_THAT(FaultsOfExpression(Repeat("{", 1'000'000)), ElementsAre("C005"));
  EXPECT_THAT(FaultsOfExpression(Repeat(")", 1'000'000)), ElementsAre("C004"));
}

TEST(ParseLimits, AFileHoldsAsManyStatementsAsTheLimitAndNoMore) {
  const std::string text = kHeader + Repeat("param a = 1\n", limits::kStatementsMax - 1);
  EXPECT_THAT(FaultsOf(text), IsEmpty());
  EXPECT_THAT(FaultsOf(text + "param b = 1\n"), ElementsAre("C001"));
}

TEST(ParseLimits, ATableHasAsManyRowsAndColumnsAsTheLimitAndNoMore) {
  const auto table = [](std::size_t inputs, std::size_t columns, std::size_t rows) {
    std::string head = "| a", row = "| any";
    head += Repeat(" | a", inputs - 1) + " |";
    row += Repeat(" | any", inputs - 1) + " |";
    for (std::size_t i = 0; i < columns; ++i) {
      head += absl::StrCat("| c", i, " ");
      row += "| 1 ";
    }
    return kHeader + "table t " + head + "|\n" + Repeat(row + "|\n", rows);
  };
  EXPECT_THAT(FaultsOf(table(1, 1, limits::kTableRowsMax)), IsEmpty());
  EXPECT_THAT(FaultsOf(table(1, 1, limits::kTableRowsMax + 1)), ElementsAre("C001"));
  EXPECT_THAT(FaultsOf(table(limits::kTableInputsMax, 1, 1)), IsEmpty());
  EXPECT_THAT(FaultsOf(table(limits::kTableInputsMax + 1, 1, 1)), ElementsAre("C001"));
  EXPECT_THAT(FaultsOf(table(1, limits::kTableColumnsMax, 1)), IsEmpty());
  EXPECT_THAT(FaultsOf(table(1, limits::kTableColumnsMax + 1, 1)), ElementsAre("C001"));
}

TEST(ParseLimits, ThereAreAsManyTiersAsTheLimitAndNoMore) {
  const auto tiers = [](std::size_t rows) {
    return kHeader + "tiers t on a by slices | from || pays |\n" + Repeat("| 1 || 2% |\n", rows);
  };
  EXPECT_THAT(FaultsOf(tiers(limits::kTiersMax)), IsEmpty());
  EXPECT_THAT(FaultsOf(tiers(limits::kTiersMax + 1)), ElementsAre("C001"));
}

TEST(ParseLimits, ASplitHasAsManySharesAsTheLimitAndNoMore) {
  const auto split = [](std::size_t shares) {
    return kHeader + "split c of a over t in order of t.on 50% to first" +
           Repeat(", 1% to rest where t.a is b evenly", shares - 1) + "\n";
  };
  EXPECT_THAT(FaultsOf(split(limits::kSplitPositionsMax)), IsEmpty());
  EXPECT_THAT(FaultsOf(split(limits::kSplitPositionsMax + 1)), ElementsAre("C001"));
}

TEST(ParseLimits, ALimitIsOnAsManyCreditsAsTheLimitAndNoMore) {
  const auto limit = [](std::size_t credits) {
    return kHeader + "limit a" + Repeat(" + a", credits - 1) +
           " per partner each year to 5 USD, cutting proportionally\n";
  };
  EXPECT_THAT(FaultsOf(limit(limits::kLimitCreditsMax)), IsEmpty());
  EXPECT_THAT(FaultsOf(limit(limits::kLimitCreditsMax + 1)), ElementsAre("C001"));
}

TEST(ParseLimits, ANumberHasAsManyFiguresAsTheLimitAndNoMore) {
  const std::string figures = Repeat("9", static_cast<std::size_t>(limits::kLiteralDigitsMax) - 2);
  EXPECT_THAT(FaultsOfExpression(figures + ".25"), IsEmpty());
  EXPECT_THAT(FaultsOfExpression(figures + ".125"), ElementsAre("C012"));
}

TEST(ParseLimits, NamesAndTextsAreAsLongAsTheLimitAndNoLonger) {
  EXPECT_THAT(FaultsOfExpression(Repeat("a", limits::kNameBytesMax)), IsEmpty());
  EXPECT_THAT(FaultsOfExpression(Repeat("a", limits::kNameBytesMax + 1)), ElementsAre("C001"));
  const auto quoted = [](std::size_t bytes) { return "\"" + Repeat("a", bytes) + "\""; };
  EXPECT_THAT(FaultsOfExpression(quoted(limits::kTextBytesMax)), IsEmpty());
  EXPECT_THAT(FaultsOfExpression(quoted(limits::kTextBytesMax + 1)), ElementsAre("C001"));
}

TEST(ParseLimits, RandomBytesAreToldToBeNoText) {
  std::mt19937 random(2016);
  std::string bytes;
  for (int i = 0; i < 1 << 20; ++i) bytes += static_cast<char>(random());
  EXPECT_THAT(FaultsOf(bytes), ElementsAre("C002"));
}

TEST(ParseLimits, AMegabyteOfSignsAndWordsIsAnswered) {
  constexpr std::string_view kPieces[] = {"award ", "a ", "( ", ") ",       "\"", "{ ",
                                          "when ",  "1 ", "\n", "\nparam ", "+ ", ", ",
                                          "of ",    "#",  "} ", "`"};
  std::mt19937 random(2016);
  std::string text = kHeader;
  while (text.size() < 1 << 20) text += kPieces[random() % std::size(kPieces)];
  Diagnostics diagnostics;
  Parse(std::make_shared<Source>("a.policy", text), diagnostics);
  EXPECT_TRUE(diagnostics.HasErrors());
  EXPECT_EQ(diagnostics.items().size(), limits::kDiagnosticsMax);
}

}  // namespace
}  // namespace credence::dsl
