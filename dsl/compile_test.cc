// Tests dsl/compile.h: goldens of one fault each, of many, and of what is lowered; then what
// several files say together, and how long a large policy takes.
#include "dsl/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ruletree/print.h"
#include "ruletree/verify.h"
#include "tests/support/golden.h"

namespace credence::dsl {
namespace {

using credence::testing::GoldenBeside;
using credence::testing::GoldenInputs;
using credence::testing::MatchesGolden;
using credence::testing::ReadGolden;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kVocabulary = "tests/golden/check/programme.vocab";

std::string NameOf(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

SourcePtr GoldenSource(std::string_view path) {
  return std::make_shared<Source>(NameOf(path), ReadGolden(path));
}

Compiled CompileGolden(std::string_view path) {
  const std::vector<SourcePtr> sources = {GoldenSource(kVocabulary), GoldenSource(path)};
  return Compile(sources);
}

// Whatever is published keeps the promises that the engine relies on.
void ExpectSound(const Compiled& compiled) {
  ASSERT_EQ(compiled.policies == nullptr, compiled.diagnostics.HasErrors());
  if (compiled.policies == nullptr) return;
  for (const ruletree::Timeline& timeline : compiled.policies->timelines) {
    for (const ruletree::PolicyPtr& policy : timeline.versions()) {
      const absl::Status status = ruletree::VerifyPolicy(*policy);
      EXPECT_TRUE(status.ok()) << policy->version << ": " << status;
    }
  }
}

// "C204" of C204_division_by_zero.policy.
std::string CodeNamed(const std::string& path) { return NameOf(path).substr(0, 4); }

void ExpectGolden(const std::string& path) {
  const Compiled compiled = CompileGolden(path);
  EXPECT_TRUE(MatchesGolden(GoldenBeside(path, ".expect"), Render(compiled.diagnostics)));
  ExpectSound(compiled);
  if (!NameOf(path).starts_with("C")) return;
  ASSERT_EQ(compiled.diagnostics.items().size(), 1u) << path;
  EXPECT_EQ(compiled.diagnostics.items().front().code.name(), CodeNamed(path)) << path;
}

TEST(CheckGolden, OneFaultGivesOneMessageOfItsCode) {
  for (const std::string& path : GoldenInputs("tests/golden/check", ".policy")) ExpectGolden(path);
}

TEST(CheckGolden, WhatIsTooLargeIsSaidOnce) {
  for (const std::string& path : GoldenInputs("tests/golden/check_limits", ".policy")) {
    ExpectGolden(path);
  }
}

TEST(CheckGolden, OneFaultOfAVocabularyGivesOneMessage) {
  for (const std::string& path : GoldenInputs("tests/golden/check_vocabulary", ".vocab")) {
    const std::vector<SourcePtr> sources = {GoldenSource(path)};
    const Compiled compiled = Compile(sources);
    EXPECT_TRUE(MatchesGolden(GoldenBeside(path, ".expect"), Render(compiled.diagnostics)));
    ASSERT_EQ(compiled.diagnostics.items().size(), 1u) << path;
    EXPECT_EQ(compiled.diagnostics.items().front().code.name(), CodeNamed(path)) << path;
  }
}

TEST(CheckGolden, TenFaultsGiveTenMessages) {
  const Compiled compiled = CompileGolden("tests/golden/check/ten_faults.policy");
  EXPECT_EQ(compiled.diagnostics.items().size(), 10u);
  EXPECT_EQ(compiled.policies, nullptr);
}

TEST(CheckGolden, AFixMendsTheFaultItIsOfferedFor) {
  int mended = 0;
  for (const std::string& path : GoldenInputs("tests/golden/check", ".policy")) {
    if (!NameOf(path).starts_with("C")) continue;
    const Compiled compiled = CompileGolden(path);
    const std::optional<Fix> fix = compiled.diagnostics.items().front().fix;
    if (!fix) continue;
    std::string text = ReadGolden(path);
    text.replace(fix->span.begin, fix->span.end - fix->span.begin, fix->replacement);
    const std::vector<SourcePtr> sources = {GoldenSource(kVocabulary),
                                            std::make_shared<Source>(NameOf(path), text)};
    const Compiled again = Compile(sources);
    EXPECT_THAT(again.diagnostics.items(), IsEmpty()) << path << Render(again.diagnostics);
    ++mended;
  }
  EXPECT_GT(mended, 5);
}

TEST(LowerGolden, ACorrectPolicyBecomesARuleTree) {
  for (const std::string& path : GoldenInputs("tests/golden/lower", ".policy")) {
    const Compiled compiled = CompileGolden(path);
    ASSERT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
    EXPECT_THAT(compiled.diagnostics.items(), IsEmpty()) << Render(compiled.diagnostics);
    ExpectSound(compiled);
    const ruletree::Policy& policy = *compiled.policies->timelines.front().versions().front();
    EXPECT_TRUE(MatchesGolden(GoldenBeside(path, ".expect"), ruletree::Print(policy)));
  }
}

TEST(CheckGolden, TheFirstProgrammeHasNoFault) {
  const std::string folder = "rules/cloud_recognition";
  std::vector<SourcePtr> sources;
  for (const char* extension : {".vocab", ".policy"}) {
    for (const std::string& path : GoldenInputs(folder, extension)) {
      sources.push_back(GoldenSource(path));
    }
  }
  const Compiled compiled = Compile(sources);
  EXPECT_THAT(compiled.diagnostics.items(), IsEmpty()) << Render(compiled.diagnostics);
  ExpectSound(compiled);
  ASSERT_EQ(compiled.policies->timelines.size(), 1u);
  EXPECT_EQ(compiled.policies->timelines.front().versions().size(), 2u);
}

// What several files say together --------------------------------------------------

SourcePtr Text(std::string name, std::string text) {
  return std::make_shared<Source>(std::move(name), std::move(text));
}

SourcePtr Vocabulary(const std::string& version = "1") {
  return Text("v" + version + ".vocab",
              "vocabulary online version \"" + version +
                  "\"\nsubject customer\n"
                  "evidence csp on customer lasting\n"
                  "measure seats : count per customer each month, level\n");
}

// A version with one credit, decided `each`; `header` follows the name.
SourcePtr Version(const std::string& header, const std::string& each = "month") {
  return Text(
      "p" + header.substr(0, 5) + ".policy",
      "policy p version " + header + "\ncredit given : count for every partner per customer each " +
          each + "\n  combine sum\naward given to every partner with csp\n  amount " +
          (each == "month" ? "seats" : "round(average of seats over the period else 0, 1)") +
          "\n  because \"Seats.\"\n");
}

std::vector<std::string> Headlines(const std::vector<SourcePtr>& sources) {
  std::vector<std::string> headlines;
  const Compiled compiled = Compile(sources);
  for (const Diagnostic& found : compiled.diagnostics.items()) {
    headlines.push_back(found.code.name() + " " + found.headline);
  }
  return headlines;
}

TEST(Compile, FilesMayComeInAnyOrder) {
  const std::vector<SourcePtr> sources = {
      Version("\"2\" effective from 2016-01-14 splitting periods supersedes \"1\""),
      Version("\"1\" effective from 2015-07-01"), Vocabulary()};
  std::vector<SourcePtr> reversed(sources.rbegin(), sources.rend());
  const Compiled compiled = Compile(sources);
  ASSERT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
  const ruletree::Timeline& timeline = *compiled.policies->Find("p");
  EXPECT_EQ(timeline.versions().front()->version, "1");
  EXPECT_EQ(timeline.versions().back()->supersedes, "1");
  EXPECT_EQ(compiled.policies->digest, Compile(reversed).policies->digest);
  EXPECT_EQ(compiled.policies->digest.size(), 64u);
}

TEST(Compile, OneVersionIsThereOnce) {
  EXPECT_THAT(Headlines({Vocabulary(), Version("\"1\" effective from 2015-07-01"),
                         Version("\"1\" effective from 2016-07-01")}),
              ElementsAre("C102 `p` has two versions \"1\""));
}

TEST(Compile, TwoVersionsDoNotBeginOnOneDay) {
  EXPECT_THAT(Headlines({Vocabulary(), Version("\"1\" effective from 2015-07-01"),
                         Version("\"2\" effective from 2015-07-01")}),
              ElementsAre("C501 Two versions begin on 2015-07-01"));
}

TEST(Compile, AGapBetweenTwoVersionsIsAFault) {
  EXPECT_THAT(
      Headlines({Vocabulary(), Version("\"1\" effective from 2015-07-01 through 2015-12-31"),
                 Version("\"2\" effective from 2016-02-01")}),
      ElementsAre("C501 Nothing governs 2016-01-01 through 2016-01-31"));
  EXPECT_THAT(
      Headlines({Vocabulary(), Version("\"1\" effective from 2015-07-01 through 2015-12-31"),
                 Version("\"2\" effective from 2016-01-01")}),
      IsEmpty());
}

TEST(Compile, SupersedesNamesTheVersionBefore) {
  EXPECT_THAT(Headlines({Vocabulary(), Version("\"1\" effective from 2015-07-01"),
                         Version("\"2\" effective from 2016-01-01"),
                         Version("\"3\" effective from 2016-02-01 supersedes \"1\"")}),
              ElementsAre("C501 \"1\" is not the version before this one"));
}

TEST(Compile, AVersionEndsAfterItBegins) {
  EXPECT_THAT(
      Headlines({Vocabulary(), Version("\"1\" effective from 2015-07-01 through 2015-06-01")}),
      ElementsAre(HasSubstr("before")));
}

TEST(Compile, ACreditCalledByAWordOfTheLanguageIsToldOnce) {
  const auto policy = [](const std::string& credit) {
    return Text("a.policy", "policy p version \"1\" effective from 2016-01-01\n" + credit +
                                "award any to every partner with csp\n"
                                "  amount seats\n  because \"Seats.\"\n");
  };
  const std::string credit = "credit any : count for every partner per customer each month\n";
  EXPECT_EQ(Headlines({Vocabulary(), policy(credit)}).size(), 1u);
  EXPECT_EQ(Headlines({Vocabulary(), policy("")}).size(), 1u);
}

TEST(Compile, AnImpossibleLastDayIsNotBlamedOnTheNextVersion) {
  EXPECT_EQ(Headlines({Vocabulary(), Version("\"1\" effective from 2015-01-01 through 2014-01-01"),
                       Version("\"2\" effective from 2015-07-01")})
                .size(),
            1u);
}

TEST(Compile, APeriodOfTheVersionBeforeIsStraddledToo) {
  EXPECT_THAT(Headlines({Vocabulary(), Version("\"1\" effective from 2015-01-01", "year"),
                         Version("\"2\" effective from 2015-07-01")}),
              ElementsAre("C502 `p` \"2\" begins inside 2015"));
  EXPECT_THAT(Headlines({Vocabulary(), Version("\"1\" effective from 2015-01-01", "year"),
                         Version("\"2\" effective from 2015-07-01 governing whole periods")}),
              IsEmpty());
}

TEST(Compile, TheOnlyVocabularyNeedNotBeNamed) {
  EXPECT_THAT(Headlines({Vocabulary(), Version("\"1\" effective from 2015-07-01")}), IsEmpty());
  EXPECT_THAT(
      Headlines({Vocabulary("1"), Vocabulary("2"), Version("\"1\" effective from 2015-07-01")}),
      ElementsAre("C101 This policy does not say its vocabulary"));
  EXPECT_THAT(Headlines({Version("\"1\" effective from 2015-07-01")}),
              ElementsAre("C101 There is no vocabulary to check this against"));
}

TEST(Compile, TwoVocabulariesOfOneVersionAreAFault) {
  EXPECT_THAT(Headlines({Vocabulary(), Vocabulary()}),
              ElementsAre("C102 `online` has two versions \"1\""));
}

TEST(Compile, ABrokenDeclarationIsNotBlamedOnItsUses) {
  const SourcePtr policy = Text("a.policy",
                                "policy p version \"1\" effective from 2016-01-01\n"
                                "param floor = 25,000\n"
                                "credit given : count for every partner per customer each month\n"
                                "  combine sum\n"
                                "award given to every partner with csp\n"
                                "  when seats >= floor\n"
                                "  amount seats\n"
                                "  because \"Seats.\"\n");
  EXPECT_EQ(Headlines({Vocabulary(), policy}).size(), 1u);
}

TEST(Compile, ANameOfASetMayBeTheNameOfSomethingElse) {
  const SourcePtr vocabulary =
      Text("v.vocab",
           "vocabulary online version \"1\"\nsubject customer\nevidence csp on customer lasting\n"
           "attribute customer.kind : one of { partner, direct }\n");
  const SourcePtr policy = Text("a.policy",
                                "policy p version \"1\" effective from 2016-01-01\n"
                                "credit given : count for every partner per customer each month\n"
                                "  combine sum\n"
                                "award given to every partner with csp\n"
                                "  when customer.kind is partner\n"
                                "  amount 1\n"
                                "  because \"Resold.\"\n");
  EXPECT_THAT(Headlines({vocabulary, policy}), IsEmpty());
}

TEST(Compile, HalfAProgrammeIsNeverPublished) {
  const std::vector<SourcePtr> sources = {Vocabulary(), Version("\"1\" effective from 2015-07-01"),
                                          Text("b.policy", "policy q version \"1\"\n")};
  EXPECT_EQ(Compile(sources).policies, nullptr);
}

// The words of a text, with what stands between them.
std::vector<std::string> WordsOf(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    const bool was_blank =
        !words.back().empty() && (words.back().back() == ' ' || words.back().back() == '\n');
    if (!blank && was_blank) words.emplace_back();
    words.back() += c;
  }
  return words;
}

// Authors leave out words, write them twice and swap them: whatever comes of it is either
// refused with a message or a sound rule tree.
TEST(Compile, AnySlipOfTheKeyboardIsRefusedOrSound) {
  int refused = 0;
  for (const std::string& path : GoldenInputs("tests/golden/lower", ".policy")) {
    const std::vector<std::string> words = WordsOf(ReadGolden(path));
    for (size_t i = 0; i < words.size(); ++i) {
      for (int slip = 0; slip < 3; ++slip) {
        std::vector<std::string> mutant = words;
        if (slip == 0) mutant[i].clear();
        if (slip == 1) mutant[i] += mutant[i];
        if (slip == 2) std::swap(mutant[i], mutant[(i * 7 + 11) % mutant.size()]);
        std::string text;
        for (const std::string& word : mutant) text += word;
        const std::vector<SourcePtr> sources = {GoldenSource(kVocabulary), Text("m.policy", text)};
        const Compiled compiled = Compile(sources);
        ExpectSound(compiled);
        ASSERT_FALSE(HasFailure()) << text;
        if (compiled.policies == nullptr) ++refused;
      }
    }
  }
  EXPECT_GT(refused, 1000);
}

// 10,000 awards of one credit, each for itself alone: with every pair to look at.
TEST(Compile, TenThousandRulesAreCheckedWithoutLookingAtEachPair) {
  std::string text =
      "policy large version \"1\" effective from 2016-01-01\n"
      "credit given : count for every partner per customer each month\n";
  for (int i = 0; i < 10'000; ++i) {
    const std::string n = std::to_string(i);
    text += "award given as r" + n + " to every partner with csp\n  when seats = " + n +
            "\n  amount seats\n  because \"Rule " + n + ".\"\n";
  }
  const std::vector<SourcePtr> sources = {Vocabulary(), Text("large.policy", text)};
  const Compiled compiled = Compile(sources);
  EXPECT_THAT(compiled.diagnostics.items(), IsEmpty()) << Render(compiled.diagnostics);
  ExpectSound(compiled);
  EXPECT_EQ(compiled.policies->timelines.front().versions().front()->rules.size(), 10'000u);
}

}  // namespace
}  // namespace credence::dsl
