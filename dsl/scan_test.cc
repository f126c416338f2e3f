// Tests dsl/scan.h: what the pieces of a rule file are; messages are tests/golden/syntax.
#include "dsl/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace credence::dsl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Scanned {
  SourcePtr source;
  ScannedSource result;
  Diagnostics diagnostics;

  std::vector<std::string> Texts() const {
    std::vector<std::string> texts;
    for (const Token& token : result.tokens) texts.emplace_back(source->text(token.span));
    return texts;
  }
  std::vector<TokenKind> Kinds() const {
    std::vector<TokenKind> kinds;
    for (const Token& token : result.tokens) kinds.push_back(token.kind);
    return kinds;
  }
  std::vector<std::string> Codes() const {
    std::vector<std::string> codes;
    for (const Diagnostic& diagnostic : diagnostics.items()) {
      codes.push_back(diagnostic.code.name());
    }
    return codes;
  }
};

Scanned ScanText(std::string text) {
  Scanned scanned;
  scanned.source = std::make_shared<Source>("a.policy", std::move(text));
  scanned.result = Scan(scanned.source, scanned.diagnostics);
  return scanned;
}

TEST(Scan, AnAmountIsAWordAFigureAndASign) {
  const Scanned scanned = ScanText("amount 5%  # rate");
  EXPECT_THAT(scanned.Texts(), ElementsAre("amount", "5", "%"));
  EXPECT_THAT(scanned.Kinds(), ElementsAre(TokenKind::kWord, TokenKind::kNumber, TokenKind::kSign));
  EXPECT_THAT(scanned.result.comments, ElementsAre(Span{11, 17}));
  EXPECT_EQ(scanned.result.tokens[0].word, WordOf("amount"));
  EXPECT_EQ(scanned.result.tokens[2].sign, SignOf("%"));
}

TEST(Scan, ADayIsOnePieceAndASubtractionIsThree) {
  EXPECT_THAT(ScanText("2016-01-14").Kinds(), ElementsAre(TokenKind::kDate));
  EXPECT_THAT(ScanText("2016 - 01").Texts(), ElementsAre("2016", "-", "01"));
  EXPECT_THAT(ScanText("2016-1").Texts(), ElementsAre("2016", "-", "1"));
}

TEST(Scan, ADayWrittenShortIsNeverASubtraction) {
  EXPECT_THAT(ScanText("2016-1-4").Codes(), ElementsAre("C012"));
  EXPECT_THAT(ScanText("2016-01-145").Codes(), ElementsAre("C012"));
}

TEST(Scan, FiguresAreGroupedByUnderscoresAndKeepTheirPoint) {
  EXPECT_THAT(ScanText("25_000.50 touch.on 3.x").Texts(),
              ElementsAre("25_000.50", "touch", ".", "on", "3", ".", "x"));
}

TEST(Scan, TextsHoldQuotesSignsAndLettersOfAnyLanguage) {
  const Scanned scanned = ScanText("\"a \\\"b\\\" # \xc3\xa9 \\\\\" c");
  EXPECT_THAT(scanned.Texts(), ElementsAre("\"a \\\"b\\\" # \xc3\xa9 \\\\\"", "c"));
  EXPECT_THAT(scanned.Codes(), IsEmpty());
}

TEST(Scan, ATextEndsWithItsLine) {
  const Scanned scanned = ScanText("\"never ends\n\"ends\" \"");
  EXPECT_THAT(scanned.Texts(), ElementsAre("\"never ends", "\"ends\"", "\""));
  EXPECT_THAT(scanned.Codes(), ElementsAre("C003", "C003"));
  EXPECT_THAT(scanned.result.faults, ElementsAre(0u, 19u));
}

TEST(Scan, TheFirstPieceOfALineIsKnownToBeIt) {
  const Scanned scanned = ScanText("a b\r\n  c # d\r\re\n");
  std::vector<bool> starts;
  for (const Token& token : scanned.result.tokens) starts.push_back(token.starts_line);
  EXPECT_THAT(starts, ElementsAre(true, false, true, true));
}

TEST(Scan, SignsAreReadAsLongAsTheyGo) {
  EXPECT_THAT(ScanText(">=>!=!||| ==").Texts(), ElementsAre(">=", ">", "!=", "!", "||", "|", "=="));
  EXPECT_EQ(ScanText("==").result.tokens[0].sign, Sign::kForeign);
}

TEST(Scan, AByteOrderMarkAtTheStartIsSkippedAndOneElsewhereIsTold) {
  EXPECT_THAT(ScanText("\xef\xbb\xbfparam").Texts(), ElementsAre("param"));
  EXPECT_THAT(ScanText("param \xef\xbb\xbf").Codes(), ElementsAre("C605"));
}

TEST(Scan, OneKindOfForeignCharacterIsToldOnceALine) {
  const Scanned scanned = ScanText("a\xc2\xa0=\xc2\xa0\x31 \xe2\x80\x93 2\n\xc2\xa0");
  EXPECT_THAT(scanned.Codes(), ElementsAre("C605", "C605", "C605"));
  EXPECT_FALSE(scanned.diagnostics.items()[0].fix.has_value());
  EXPECT_TRUE(scanned.diagnostics.items()[1].fix.has_value());
}

TEST(Scan, DirectionMarksAreToldEvenInCommentsAndTexts) {
  EXPECT_THAT(ScanText("# \xe2\x80\xae").Codes(), ElementsAre("C605"));
  EXPECT_THAT(ScanText("\"\xe2\x81\xa6\"").Codes(), ElementsAre("C605"));
}

TEST(Scan, WhatIsNoTextGivesOneDiagnosticAndNoPieces) {
  for (const std::string& text : {std::string("a \xff b"), std::string("a \0 b", 5),
                                  std::string("\xff\xfe"
                                              "a\0",
                                              4),
                                  std::string("# \x1b[2J")}) {
    const Scanned scanned = ScanText(text);
    EXPECT_THAT(scanned.Codes(), ElementsAre("C002"));
    EXPECT_THAT(scanned.result.tokens, IsEmpty());
  }
}

}  // namespace
}  // namespace credence::dsl
