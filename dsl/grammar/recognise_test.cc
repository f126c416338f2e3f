// Tests dsl/grammar/recognise.h: the flat tree, and what is said of where reading stopped.
#include "dsl/grammar/recognise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <vector>

#include "core/limits.h"

namespace credence::dsl::grammar {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

// Words, figures and signs parted by blanks; `%` and `.` touch what stands before them.
std::vector<Token> TokensOf(const std::string& text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find(' ', at);
    if (end == std::string::npos) end = text.size();
    const std::string_view piece = std::string_view(text).substr(at, end - at);
    Token token;
    token.span = {static_cast<uint32_t>(at), static_cast<uint32_t>(end)};
    if (piece == "%" || piece == ".") --token.span.begin;
    const auto first = static_cast<unsigned char>(piece.front());
    if (std::isdigit(first) != 0) {
      token.kind = TokenKind::kNumber;
    } else if (std::islower(first) != 0) {
      token.kind = TokenKind::kWord;
      token.word = FindWord(piece);
    } else {
      for (std::size_t i = 0; i < std::size(kSigns); ++i) {
        if (kSigns[i] == piece) token.sign = static_cast<Sign>(i + 1);
      }
    }
    tokens.push_back(token);
    at = end + 1;
  }
  return tokens;
}

Recognition Read(const std::string& text) {
  const std::vector<Token> tokens = TokensOf(text);
  return Recognise(tokens, 0, static_cast<uint32_t>(tokens.size()));
}

std::vector<SyntaxKind> KindsOf(const Recognition& recognition) {
  std::vector<SyntaxKind> kinds;
  for (const SyntaxNode& node : recognition.tree) kinds.push_back(node.kind);
  return kinds;
}

TEST(Recognise, TheTreeStandsInPostOrderWithTheStatementLast) {
  const Recognition found = Read("param rate = 5 % of revenue");
  ASSERT_TRUE(found.recognised);
  EXPECT_THAT(KindsOf(found),
              ElementsAre(SyntaxKind::kName, SyntaxKind::kLiteral, SyntaxKind::kOperator,
                          SyntaxKind::kPath, SyntaxKind::kChain, SyntaxKind::kParam));
  EXPECT_EQ(found.tree.back().size, found.tree.size());
  EXPECT_EQ(found.tree.back().begin, 0u);
  EXPECT_EQ(found.tree.back().end, 7u);
  EXPECT_THAT(ChildrenOf(found.tree, 5), ElementsAre(0u, 4u));
  EXPECT_THAT(ChildrenOf(found.tree, 4), ElementsAre(1u, 2u, 3u));
}

TEST(Recognise, AnAlternativeThatFailedLeavesNothingInTheTree) {
  // `a (b` begins as a call and `b is` as a test for `known`; neither is one.
  const Recognition found = Read("define x = a ( b is not c )");
  ASSERT_TRUE(found.recognised);
  EXPECT_THAT(KindsOf(found),
              ElementsAre(SyntaxKind::kName, SyntaxKind::kName, SyntaxKind::kPath,
                          SyntaxKind::kOperator, SyntaxKind::kPath, SyntaxKind::kChain,
                          SyntaxKind::kCall, SyntaxKind::kChain, SyntaxKind::kDefine));
  std::size_t size = 0;
  for (const uint32_t child : ChildrenOf(found.tree, 8)) size += found.tree[child].size;
  EXPECT_EQ(size + 1, found.tree.size());
}

TEST(Recognise, WhatIsToldIsTheFurthestPlaceAndWhatWasWelcomeThere) {
  const Recognition found = Read("award c to the partner with dpor amount when");
  EXPECT_FALSE(found.recognised);
  EXPECT_EQ(found.stopped_at, 8u);
  EXPECT_THAT(found.expected, ElementsAre(Expected{"an amount", false}));
}

TEST(Recognise, BehindACompleteStatementTheNextOneIsWelcome) {
  const Recognition found = Read("param a = 5 b");
  EXPECT_FALSE(found.recognised);
  EXPECT_EQ(found.stopped_at, 4u);
  EXPECT_THAT(found.expected, Contains(Expected{"an operator", false}));
  EXPECT_THAT(found.expected, Contains(Expected{"the next statement", false}));
}

TEST(Recognise, NestingIsCountedOnEveryEdge) {
  for (const std::string& edge :
       {std::string("( "), std::string("round ( "), std::string("sum of ( "),
        std::string("sum of a where "), std::string("partner with a where ")}) {
    std::string deep = "define x = ";
    for (int i = 0; i <= limits::kNestingMax; ++i) deep += edge;
    const Recognition found = Read(deep + "a");
    EXPECT_FALSE(found.recognised) << edge;
    EXPECT_TRUE(found.too_deep) << edge;
  }
}

}  // namespace
}  // namespace credence::dsl::grammar
