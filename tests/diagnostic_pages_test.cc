// The pages of docs/diagnostics: each code has one, and what it shows is what the checker says.
#include "clients/cli/diagnostic_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/diagnostic_codes.h"
#include "dsl/compile.h"
#include "dsl/parse.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using cli::DiagnosticPage;
using cli::DiagnosticPages;
using ::testing::HasSubstr;

// What stands between ```kind and ```; empty when the page has none.
std::string Block(std::string_view page, std::string_view kind) {
  const std::string open = absl::StrCat("```", std::string(kind), "\n");
  const size_t begin = page.find(open);
  if (begin == std::string_view::npos) return "";
  const size_t from = begin + open.size();
  return std::string(page.substr(from, page.find("```", from) - from));
}

// "C301_x.policy" of "`credence check C301_x.policy` says".
std::string FileOf(std::string_view page) {
  const std::string_view open = "`credence check ";
  const size_t begin = page.find(open) + open.size();
  return std::string(page.substr(begin, page.find('`', begin) - begin));
}

TEST(DiagnosticPages, EveryCodeHasOneAndNoOtherThereIs) {
  std::vector<std::string> paged, registered;
  for (const DiagnosticPage& page : DiagnosticPages()) paged.emplace_back(page.code);
  for (const Code& code : AllCodes()) {
    registered.push_back(code.name());
    const DiagnosticPage* page = cli::FindPage(code.name());
    if (page == nullptr) continue;
    EXPECT_THAT(std::string(page->text),
                HasSubstr(absl::StrCat("# ", code.name(), ": ", std::string(code.title()), "\n")));
  }
  EXPECT_EQ(paged, registered);
}

TEST(DiagnosticPages, AnExampleGetsTheMessageThatIsShown) {
  const auto vocabulary = std::make_shared<Source>(
      "programme.vocab", testing::ReadGolden("tests/golden/check/programme.vocab"));
  int shown = 0;
  for (const DiagnosticPage& page : DiagnosticPages()) {
    const std::string example = Block(page.text, "credence");
    const std::string message = Block(page.text, "text");
    if (example.empty() || message.empty()) continue;
    // A text that does not parse is told of by itself; all else beside its vocabulary.
    std::vector<SourcePtr> sources = {std::make_shared<Source>(FileOf(page.text), example)};
    Diagnostics read;
    dsl::Parse(sources.front(), read);
    read.Sort();
    if (!read.HasErrors() && example.find("policy ") != std::string::npos) {
      sources.push_back(vocabulary);
    }
    const std::string told =
        read.HasErrors() ? Render(read) : Render(dsl::Compile(sources).diagnostics);
    EXPECT_EQ(told, message) << page.code;
    EXPECT_THAT(message, HasSubstr(std::string(page.code)));
    ++shown;
  }
  EXPECT_GT(shown, 30);
}

}  // namespace
}  // namespace credence
