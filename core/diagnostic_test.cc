#include "core/diagnostic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/limits.h"

namespace credence {
namespace {

using ::testing::ElementsAre;

SourcePtr MakeSource(std::string name) {
  return std::make_shared<Source>(std::move(name), std::string(500, 'x'));
}

Diagnostic Fault(const SourcePtr& source, uint32_t at, std::string headline,
                 Code code = codes::kSyntax) {
  Diagnostic diagnostic{code, std::move(headline), {source, {at, at + 1}, ""}, {}, "", "", {}};
  return diagnostic;
}

std::vector<std::string> Headlines(const Diagnostics& diagnostics) {
  std::vector<std::string> headlines;
  for (const Diagnostic& item : diagnostics.items()) headlines.push_back(item.headline);
  return headlines;
}

TEST(Diagnostics, FaultsAreToldByFileThenPlaceThenCode) {
  const SourcePtr a = MakeSource("a.policy");
  const SourcePtr b = MakeSource("b.policy");
  Diagnostics list;
  list.Add(Fault(b, 1, "fourth"));
  list.Add(Fault(a, 9, "third", codes::kGrain));
  list.Add(Fault(a, 9, "second", codes::kSyntax));
  list.Add(Fault(a, 2, "first", codes::kUnit));
  list.Sort();
  EXPECT_THAT(Headlines(list), ElementsAre("first", "second", "third", "fourth"));
}

TEST(Diagnostics, AFaultFoundTwiceIsToldOnce) {
  const SourcePtr a = MakeSource("a.policy");
  Diagnostics list;
  list.Add(Fault(a, 1, "same"));
  list.Add(Fault(a, 1, "other"));
  list.Add(Fault(a, 1, "same"));
  list.Add(Fault(a, 1, "doubt", codes::kUnusedName));
  list.Add(Fault(a, 1, "doubt", codes::kUnusedName));
  list.Sort();
  EXPECT_THAT(Headlines(list), ElementsAre("other", "same", "doubt"));
  EXPECT_EQ(list.error_count(), 2u);
  EXPECT_EQ(list.warning_count(), 1u);
}

TEST(Diagnostics, ADifferenceInAnyPartIsNoRepetition) {
  const SourcePtr a = MakeSource("a.policy");
  const Diagnostic fault = Fault(a, 1, "same");
  std::vector<Diagnostic> all(7, fault);
  all[1].why = "why";
  all[2].help = "help";
  all[3].related.push_back({a, {3, 4}, "here"});
  all[4].fix = Fix{{1, 2}, "y"};
  all[5].fix = Fix{{1, 2}, "z"};
  all[6].primary.text = "words";
  Diagnostics list;
  for (const Diagnostic& item : all) list.Add(item);
  for (const Diagnostic& item : all) list.Add(item);
  list.Sort();
  EXPECT_EQ(list.items().size(), 7u);
}

TEST(Diagnostics, WarningsAloneAreNoErrors) {
  Diagnostics list;
  EXPECT_TRUE(list.empty());
  list.Add(Fault(nullptr, 0, "doubt", codes::kUnusedName));
  EXPECT_FALSE(list.empty());
  EXPECT_FALSE(list.HasErrors());
  list.Add(Fault(nullptr, 0, "fault"));
  EXPECT_TRUE(list.HasErrors());
}

TEST(Diagnostics, AtTheLimitAllAreKeptAndOneOverIsCounted) {
  Diagnostics list;
  for (size_t i = 0; i < limits::kDiagnosticsMax; ++i) list.Add(Fault(nullptr, 0, "fault"));
  EXPECT_EQ(list.items().size(), limits::kDiagnosticsMax);
  EXPECT_EQ(list.dropped_count(), 0u);
  list.Add(Fault(nullptr, 0, "one over"));
  EXPECT_EQ(list.items().size(), limits::kDiagnosticsMax);
  EXPECT_EQ(list.dropped_count(), 1u);
  EXPECT_EQ(list.error_count(), limits::kDiagnosticsMax + 1);
}

TEST(Diagnostics, AFloodOfWarningsHidesNoError) {
  Diagnostics list;
  for (size_t i = 0; i < limits::kDiagnosticsMax; ++i) {
    list.Add(Fault(nullptr, 0, "doubt", codes::kUnusedName));
  }
  list.Add(Fault(nullptr, 0, "fault"));
  list.Add(Fault(nullptr, 0, "late doubt", codes::kUnusedName));
  EXPECT_EQ(list.items().size(), limits::kDiagnosticsMax);
  EXPECT_EQ(list.items().back().headline, "fault");
  EXPECT_EQ(list.dropped_count(), 2u);
  EXPECT_EQ(list.warning_count(), limits::kDiagnosticsMax + 1);
}

TEST(Diagnostics, AppendingListsCountsWhatEitherDropped) {
  Diagnostics first;
  Diagnostics second;
  for (size_t i = 0; i < limits::kDiagnosticsMax + 5; ++i) second.Add(Fault(nullptr, 0, "fault"));
  first.Add(Fault(nullptr, 0, "own"));
  first.Append(std::move(second));
  EXPECT_EQ(first.items().size(), limits::kDiagnosticsMax);
  EXPECT_EQ(first.items().front().headline, "own");
  EXPECT_EQ(first.error_count(), limits::kDiagnosticsMax + 6);
  EXPECT_EQ(first.dropped_count(), 6u);
}

}  // namespace
}  // namespace credence
