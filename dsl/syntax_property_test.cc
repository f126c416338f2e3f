// Tests dsl/parse.h and dsl/format.h on rule files bent at random: whatever becomes of a policy,
// it is refused with a place and a reason, or it is read, and then no layout changes it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "dsl/format.h"
#include "dsl/parse.h"
#include "dsl/print_syntax.h"
#include "dsl/scan.h"
#include "tests/support/golden.h"

namespace credence::dsl {
namespace {

using ::credence::testing::GoldenInputs;
using ::credence::testing::ReadGolden;

SourcePtr SourceOf(std::string text) {
  return std::make_shared<Source>("a.policy", std::move(text));
}

// A rule file as the texts of its tokens.
using Pieces = std::vector<std::string>;

Pieces PiecesOf(const std::string& text) {
  const SourcePtr source = SourceOf(text);
  Diagnostics none;
  Pieces pieces;
  for (const Token& token : Scan(source, none).tokens) {
    // A statement starts its line.
    const bool statement = token.starts_line && FindStatementWord(token.word) != nullptr;
    pieces.push_back((statement ? "\n" : "") + std::string(source->text(token.span)));
  }
  return pieces;
}

std::string Joined(const Pieces& pieces) {
  std::string text;
  for (const std::string& piece : pieces) {
    const bool touches = piece == "%" || piece == "." || text.ends_with(". ");
    if (touches && !text.empty()) text.pop_back();
    text += piece + " ";
  }
  return text + "\n";
}

const std::vector<Pieces>& Samples() {
  static const std::vector<Pieces> samples = [] {
    std::vector<Pieces> read;
    const auto take = [&read](const std::string& folder, const char* extension) {
      for (const std::string& path : GoldenInputs(folder, extension)) {
        read.push_back(PiecesOf(ReadGolden(path)));
      }
    };
    take("tests/golden/parse", ".policy");
    take("tests/golden/parse", ".vocab");
    for (const char* folder : {"tests/golden/splits", "rules/attribution", "rules/growth_rebate"}) {
      take(folder, ".policy");
    }
    return read;
  }();
  return samples;
}

struct Outcome {
  bool read = false;
  std::string meaning;
};

// Reads `text`; what is refused must say where and what.
Outcome Read(const std::string& text) {
  Diagnostics diagnostics;
  const File file = Parse(SourceOf(text), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.items()) {
    EXPECT_FALSE(diagnostic.headline.empty());
    EXPECT_FALSE(diagnostic.help.empty());
    EXPECT_LE(diagnostic.primary.span.end, text.size());
    EXPECT_EQ(diagnostic.headline.find('\n'), std::string::npos);
  }
  EXPECT_EQ(diagnostics.HasErrors() && diagnostics.items().empty(), false);
  EXPECT_LE(file.broken.size(), diagnostics.error_count());
  return {!diagnostics.HasErrors(), PrintSyntax(file, {.places = false})};
}

// The comments of a file in their order, blanks at their ends left out.
std::vector<std::string> CommentsOf(const std::string& text) {
  const SourcePtr source = SourceOf(text);
  Diagnostics none;
  std::vector<std::string> comments;
  for (const Span span : Scan(source, none).comments) {
    std::string comment(source->text(span));
    comment.erase(comment.find_last_not_of(" \t\r") + 1);
    comments.push_back(std::move(comment));
  }
  return comments;
}

// A layout may change neither the meaning nor a comment nor, once done, itself.
void ExpectLayoutKeeps(const std::string& text, const Outcome& outcome) {
  Diagnostics diagnostics;
  const auto formatted = Format(SourceOf(text), diagnostics);
  ASSERT_EQ(formatted.has_value(), outcome.read);
  if (!formatted) return;
  EXPECT_EQ(Read(*formatted).meaning, outcome.meaning);
  EXPECT_EQ(CommentsOf(*formatted), CommentsOf(text));
  Diagnostics again;
  EXPECT_EQ(Format(SourceOf(*formatted), again), formatted);
}

TEST(SyntaxProperty, ADeletedTokenIsNoticedOrLeavesARuleThatReads) {
  for (const Pieces& sample : Samples()) {
    int refused = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      Pieces bent = sample;
      bent.erase(bent.begin() + static_cast<std::ptrdiff_t>(i));
      const std::string text = Joined(bent);
      const Outcome outcome = Read(text);
      ExpectLayoutKeeps(text, outcome);
      if (!outcome.read) ++refused;
      if (HasFailure()) FAIL() << "without token " << i << ":\n" << text;
    }
    // Most words carry weight: what can be left out unnoticed is a currency, a comma, a `not`.
    EXPECT_GE(refused * 10, static_cast<int>(sample.size()) * 5);
  }
}

RC_GTEST_PROP(SyntaxProperty, ABentPolicyIsRefusedWithAReasonOrReadAndKept, ()) {
  Pieces bent = *rc::gen::elementOf(Samples());
  const Pieces& other = *rc::gen::elementOf(Samples());
  const int edits = *rc::gen::inRange(1, 6);
  for (int edit = 0; edit < edits && bent.size() > 2; ++edit) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bent.size());
    const auto from = *rc::gen::inRange<std::size_t>(0, other.size());
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        bent.erase(bent.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 1:
        bent.insert(bent.begin() + static_cast<std::ptrdiff_t>(at), other[from]);
        break;
      case 2:
        bent[at] = other[from];
        break;
      default:
        std::swap(bent[at], bent[*rc::gen::inRange<std::size_t>(0, bent.size())]);
    }
  }
  const std::string text = Joined(bent);
  const Outcome outcome = Read(text);
  ExpectLayoutKeeps(text, outcome);
  RC_ASSERT(!::testing::Test::HasFailure());
}

RC_GTEST_PROP(SyntaxProperty, BlanksAndCommentsChangeNoMeaning, ()) {
  const Pieces& sample = *rc::gen::elementOf(Samples());
  std::string text;
  for (const std::string& piece : sample) {
    const bool touches = piece == "%" || piece == "." || text.ends_with('.');
    if (!touches && !piece.starts_with('\n') && !text.empty()) {
      text += *rc::gen::weightedElement<std::string>({{12, " "},
                                                      {2, "\n  "},
                                                      {1, "\n"},
                                                      {1, "  # remark\n"},
                                                      {1, "\n\n\t# \xc3\xa9\n# b\r\n"}});
    }
    text += piece;
  }
  const Outcome outcome = Read(text);
  if (!outcome.read) RC_FAIL(text);
  RC_ASSERT(outcome.meaning == Read(Joined(sample)).meaning);
  ExpectLayoutKeeps(text, outcome);
  RC_ASSERT(!::testing::Test::HasFailure());
}

RC_GTEST_PROP(SyntaxProperty, NoBytesBringTheParserDown, (const std::string& bytes)) {
  Read(bytes);
  Read("policy p version \"1\" effective from 2020-01-01\nparam a = " + bytes);
  RC_ASSERT(!::testing::Test::HasFailure());
}

}  // namespace
}  // namespace credence::dsl
