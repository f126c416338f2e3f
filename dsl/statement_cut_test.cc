// Tests dsl/statement_cut.h: where statements begin, and what brackets do to that.
#include "dsl/statement_cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace credence::dsl {
namespace {

using ::testing::ElementsAre;

// Every statement as its word and number of tokens, `!` when faulty; then the codes.
std::vector<std::string> CutsOf(std::string text) {
  const auto source = std::make_shared<Source>("a.policy", std::move(text));
  Diagnostics diagnostics;
  const ScannedSource scanned = Scan(source, diagnostics);
  std::vector<std::string> cuts;
  for (const StatementCut& cut : CutStatements(source, scanned, diagnostics)) {
    const std::string word(cut.word == nullptr ? "?" : TextOf(cut.word->word));
    cuts.push_back(absl::StrCat(word, " ", cut.end - cut.begin, cut.faulty ? "!" : ""));
  }
  for (const Diagnostic& diagnostic : diagnostics.items()) {
    cuts.push_back(diagnostic.code.name());
  }
  return cuts;
}

TEST(StatementCut, AStatementWordThatStartsALineStartsAStatement) {
  EXPECT_THAT(CutsOf("param a = 1\n  param b = 2\nset c = { d }"),
              ElementsAre("param 4", "param 4", "set 6"));
}

TEST(StatementCut, WithinALineOrAfterADotItDoesNot) {
  EXPECT_THAT(CutsOf("param a = table . \n limit param"), ElementsAre("param 7"));
}

TEST(StatementCut, WhatStandsBeforeTheFirstIsKept) {
  EXPECT_THAT(CutsOf("hello world\nparam a = 1"), ElementsAre("? 2", "param 4"));
}

TEST(StatementCut, InBracketsOnlyTheMarginStartsAStatement) {
  EXPECT_THAT(CutsOf("define a = (\n  limit\n)"), ElementsAre("define 6"));
  EXPECT_THAT(CutsOf("define a = (b\nparam c = 1"), ElementsAre("define 5!", "param 4", "C004"));
}

TEST(StatementCut, OneFaultOfBracketsIsToldForAStatement) {
  EXPECT_THAT(CutsOf("define a = ) ) (\nparam b = }"),
              ElementsAre("define 6!", "param 4!", "C004", "C004"));
}

TEST(StatementCut, ABracketLostInATextIsToldAsTheTextOnly) {
  EXPECT_THAT(CutsOf("define a = (b \"c)\nparam d = 1"),
              ElementsAre("define 6!", "param 4", "C003"));
}

TEST(StatementCut, AfterBracketsTooDeepTheStatementStillEndsWhereItDoes) {
  const std::string open(100, '(');
  const std::string close(100, ')');
  EXPECT_THAT(CutsOf("define a = " + open + "b\n table" + close + "\n  param c = 1"),
              ElementsAre("define 205!", "param 4", "C005"));
}

}  // namespace
}  // namespace credence::dsl
