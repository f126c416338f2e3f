// Tests dsl/words.h: the tables hold together.
#include "dsl/words.h"

#include <gtest/gtest.h>

#include <set>

namespace credence::dsl {
namespace {

TEST(Words, EveryWordIsFoundAndReadsBack) {
  for (const std::string_view text : kReservedWords) {
    EXPECT_EQ(TextOf(FindWord(text)), text);
    EXPECT_TRUE(IsReserved(FindWord(text))) << text;
  }
  for (const std::string_view text : kWordsInPlace) {
    EXPECT_EQ(TextOf(FindWord(text)), text);
    EXPECT_FALSE(IsReserved(FindWord(text))) << text;
  }
}

TEST(Words, NoWordIsBothReservedAndFree) {
  std::set<std::string_view> all(std::begin(kReservedWords), std::end(kReservedWords));
  all.insert(std::begin(kWordsInPlace), std::end(kWordsInPlace));
  EXPECT_EQ(all.size(), std::size(kReservedWords) + std::size(kWordsInPlace));
}

TEST(Words, ANameIsNoWord) {
  EXPECT_EQ(FindWord("dpor"), Word::kOther);
  EXPECT_EQ(FindWord(""), Word::kOther);
  EXPECT_EQ(TextOf(Word::kOther), "");
}

TEST(Words, WhatStartsAStatementIsNoNameAnywhere) {
  for (const StatementWord& statement : kStatementWords) {
    EXPECT_TRUE(IsReserved(statement.word)) << statement.called;
    EXPECT_EQ(FindStatementWord(statement.word), &statement);
  }
  EXPECT_EQ(FindStatementWord(WordOf("partner")), nullptr);
  EXPECT_EQ(FindStatementWord(Word::kOther), nullptr);
}

}  // namespace
}  // namespace credence::dsl
