// What the documentation shows is what the program does: its policies compile, its lists are whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/status.h"
#include "dsl/compile.h"
#include "dsl/format.h"
#include "dsl/words.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// The fenced blocks of a page that hold rule text, in order.
std::vector<std::string> RuleBlocks(const std::string& page) {
  std::vector<std::string> blocks;
  bool inside = false;
  std::istringstream lines(testing::ReadGolden(page));
  for (std::string line; std::getline(lines, line);) {
    if (line == "```credence") {
      inside = true;
      blocks.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      absl::StrAppend(&blocks.back(), line, "\n");
    }
  }
  return blocks;
}

TEST(Documentation, ThePolicyFromScratchCompilesAndIsLaidOut) {
  const std::vector<std::string> blocks = RuleBlocks("docs/language.md");
  ASSERT_GE(blocks.size(), 2u);
  const SourcePtr sources[] = {std::make_shared<Source>("shop.vocab", blocks[0]),
                               std::make_shared<Source>("resale.policy", blocks[1])};
  const dsl::Compiled compiled = dsl::Compile(sources);
  EXPECT_TRUE(compiled.diagnostics.empty()) << Render(compiled.diagnostics);
  ASSERT_NE(compiled.policies, nullptr);
  EXPECT_THAT(compiled.policies->timelines, SizeIs(1));
  for (const SourcePtr& source : sources) {
    Diagnostics diagnostics;
    EXPECT_EQ(dsl::Format(source, diagnostics), source->text());
  }
}

TEST(Documentation, EveryRuleTextOfTheLanguagePageParses) {
  for (const std::string& block : RuleBlocks("docs/language.md")) {
    const bool has_header = block.starts_with("vocabulary") || block.starts_with("policy");
    const std::string text = has_header ? block
                                        : absl::StrCat(
                                              "policy p version \"1\"\n"
                                              "  effective from 2016-01-01\n"
                                              "  uses cloud version \"1\"\n\n",
                                              block);
    Diagnostics diagnostics;
    EXPECT_TRUE(dsl::Format(std::make_shared<Source>("page", text), diagnostics).has_value())
        << Render(diagnostics);
  }
}

TEST(Documentation, TheReservedWordsAreAllThere) {
  const std::string page = testing::ReadGolden("docs/language.md");
  const size_t begin = page.find("after all always");
  ASSERT_NE(begin, std::string::npos);
  const std::string list = page.substr(begin, page.find("\n\n", begin) - begin);
  const std::vector<std::string> words =
      absl::StrSplit(list, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  const std::set<std::string> told(words.begin(), words.end());
  std::set<std::string> reserved;
  for (const std::string_view word : dsl::kReservedWords) reserved.emplace(word);
  EXPECT_EQ(told, reserved);
}

TEST(Documentation, TheGrammarHasEveryReservedWordAndNoWordOfItsOwn) {
  const std::string page = testing::ReadGolden("docs/language.md");
  const size_t begin = page.find("```ebnf\n");
  ASSERT_NE(begin, std::string::npos);
  const std::string grammar = page.substr(begin, page.find("\n```\n", begin) - begin);
  const std::vector<std::string> parts = absl::StrSplit(grammar, '"');
  std::set<std::string> told;
  for (size_t quoted = 1; quoted < parts.size(); quoted += 2) {
    if (absl::ascii_islower(static_cast<unsigned char>(parts[quoted][0]))) {
      told.insert(parts[quoted]);
    }
  }
  for (const std::string_view word : dsl::kReservedWords) {
    EXPECT_TRUE(told.contains(std::string(word))) << word << " is not in the grammar";
  }
  for (const std::string& word : told) {
    EXPECT_NE(dsl::FindWord(word), dsl::Word::kOther) << word << " is no word of the language";
  }
}

TEST(Documentation, ThePolicyOfTheReadmeIsTheOneThatIsShipped) {
  const std::string shipped =
      testing::ReadGolden("rules/cloud_recognition/2016_01_multi_partner.policy");
  const std::vector<std::string> blocks = RuleBlocks("README.md");
  ASSERT_THAT(blocks, SizeIs(1));
  const std::vector<std::string> statements = absl::StrSplit(blocks[0], "\n\n");
  for (const std::string& statement : statements) {
    EXPECT_THAT(shipped, HasSubstr(std::string(absl::StripAsciiWhitespace(statement))));
  }
}

}  // namespace
}  // namespace credence
