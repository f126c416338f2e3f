#include "core/diagnostic_codes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace credence {
namespace {

using ::testing::MatchesRegex;

TEST(DiagnosticCodes, ACodeIsACAndThreeDigits) {
  EXPECT_EQ(codes::kTooLarge.name(), "C001");
  EXPECT_EQ(codes::kSyntax.name(), "C011");
  EXPECT_EQ(codes::kUnknownName.name(), "C101");
}

TEST(DiagnosticCodes, EveryCodeHasItsOwnNameAndItsOwnWords) {
  std::set<std::string> names;
  std::set<std::string_view> titles;
  for (const Code& code : AllCodes()) {
    EXPECT_THAT(code.name(), MatchesRegex("C[0-6][0-9][0-9]"));
    EXPECT_FALSE(code.title().empty()) << code.name();
    EXPECT_NE(code.title().back(), '.') << code.name();
    names.insert(code.name());
    titles.insert(code.title());
  }
  EXPECT_EQ(names.size(), AllCodes().size());
  EXPECT_EQ(titles.size(), AllCodes().size());
}

TEST(DiagnosticCodes, ADoubtIsAWarningAndAFaultIsAnError) {
  EXPECT_EQ(codes::kUnusedName.severity(), Severity::kWarning);
  EXPECT_EQ(codes::kUnreachableRule.severity(), Severity::kWarning);
  EXPECT_EQ(codes::kUndecidedTie.severity(), Severity::kError);
}

}  // namespace
}  // namespace credence
