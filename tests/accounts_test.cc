// Locations of one account: one candidate where the credit is for accounts, several where it is
// for partners.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "dsl/compile.h"
#include "engine/decide.h"
#include "engine/print_decision.h"
#include "tests/support/case_rows.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using testing::CaseRows;
using testing::Day;
using testing::MatchesGolden;
using testing::Number;
using testing::ReadGolden;
using testing::Symbol;

const std::string kFolder = "tests/golden/accounts/";

std::vector<facts::AttributeInput> Since(const std::string& day) {
  return {{"since", Day(Day(day))}};
}

// Two locations of acme, one of bolt, and a partner without an account.
CaseRows Locations() {
  CaseRows rows("locations");
  rows.Subject("customer", "northwind").Subject("workload", "mail", "northwind");
  rows.Subject("workload", "chat", "northwind");
  rows.Subject("account", "acme", "", {{"region", Symbol("emea")}});
  rows.Subject("account", "bolt", "", {{"region", Symbol("apac")}});
  for (const char* location : {"acme-berlin", "acme-paris"}) {
    rows.Subject("partner", location, "", {{"account", Symbol("acme")}});
  }
  rows.Subject("partner", "bolt-oslo", "", {{"account", Symbol("bolt")}})
      .Subject("partner", "single")
      .Measure("active_users", "mail", "2016-02", Number(80))
      .Measure("active_users", "chat", "2016-02", Number(90))
      .Evidence("d1", "dpor", "acme-berlin", "mail", "2016-01-01..", Since("2016-01-01"))
      // By two locations in turn the account resold throughout.
      .Evidence("c1", "csp", "acme-berlin", "chat", "2016-01-01..2016-02-14")
      .Evidence("c2", "csp", "acme-paris", "chat", "2016-02-15..")
      .Evidence("d2", "dpor", "acme-paris", "mail", "2016-01-20..", Since("2016-01-20"))
      .Evidence("d3", "dpor", "bolt-oslo", "mail", "2016-01-10..", Since("2016-01-10"))
      .Evidence("d4", "dpor", "single", "chat", "2016-01-10..", Since("2016-01-10"));
  return rows;
}

std::string Printed(CaseRows rows) {
  const std::vector<SourcePtr> sources = {
      std::make_shared<Source>("seats.vocab", ReadGolden(kFolder + "seats.vocab")),
      std::make_shared<Source>("seats.policy", ReadGolden(kFolder + "seats.policy"))};
  const dsl::Compiled compiled = dsl::Compile(sources);
  EXPECT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
  if (compiled.policies == nullptr) return "";
  engine::Request request{.days = ParsePeriod("2016-02")->range};
  const facts::Case the_case = rows.Build();
  const engine::Decided decided =
      engine::Decide(compiled.policies->timelines.front(), the_case, request);
  for (const facts::Fault& fault : decided.faults) {
    ADD_FAILURE() << fault.field << ": " << fault.message;
  }
  return decided.ok() ? engine::Print(*decided.decision) : "";
}

TEST(AccountsTest, LocationsOfOneAccountCountOnce) {
  EXPECT_TRUE(MatchesGolden(kFolder + "seats.expect", Printed(Locations())));
}

TEST(AccountsTest, OneSuspendedLocationTakesTheAccountOut) {
  CaseRows rows = Locations();
  rows.Evidence("s1", "suspended", "acme-paris", "", "2016-02-01..2016-02-05");
  EXPECT_TRUE(MatchesGolden(kFolder + "suspended.expect", Printed(std::move(rows))));
}

// A policy of one credit for accounts, under a vocabulary with `more` in it.
dsl::Compiled ForAccounts(const std::string& more) {
  const std::vector<SourcePtr> sources = {
      std::make_shared<Source>("v.vocab",
                               "vocabulary v version \"1\"\n\nsubject workload\n\n"
                               "evidence csp on workload lasting\n" +
                                   more),
      std::make_shared<Source>("p.policy", R"(policy p version "1"
  effective from 2016-01-01
  uses v version "1"

credit seats : count for every account per workload each month

award seats to every partner with csp
  amount 1
  because "One."
)")};
  return dsl::Compile(sources);
}

TEST(AccountsTest, WithoutAccountsInTheVocabularyThereIsNothingToRollUp) {
  const dsl::Compiled compiled = ForAccounts("");
  ASSERT_EQ(compiled.diagnostics.items().size(), 1u) << Render(compiled.diagnostics);
  EXPECT_EQ(compiled.diagnostics.items().front().code.name(), "C101");
  EXPECT_THAT(Render(compiled.diagnostics),
              ::testing::HasSubstr("Nothing says to which account a partner belongs"));
}

// Where the vocabulary says that every partner has an account, one without may be a second
// location of another, so what it would have waits.
TEST(AccountsTest, AnAccountThatOughtToBeGivenHoldsThePartner) {
  const dsl::Compiled compiled =
      ForAccounts("\nsubject account\n\nattribute partner.account : account\n");
  ASSERT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
  CaseRows rows("one");
  rows.Subject("workload", "mail").Subject("account", "acme");
  rows.Subject("partner", "adatum")
      .Subject("partner", "bellows", "", {{"account", Symbol("acme")}});
  rows.Evidence("c1", "csp", "adatum", "mail", "2016-01-01..");
  rows.Evidence("c2", "csp", "bellows", "mail", "2016-01-01..");
  const facts::Case the_case = rows.Build();
  engine::Request request{.days = ParsePeriod("2016-02")->range};
  const engine::Decided decided =
      engine::Decide(compiled.policies->timelines.front(), the_case, request);
  ASSERT_TRUE(decided.ok());
  const engine::Result& result = decided.decision->results.front();
  ASSERT_TRUE(result.held.has_value());
  EXPECT_EQ(result.held->text, "the account of adatum is missing, and seats goes to accounts");
  ASSERT_EQ(result.awards.size(), 1u);
  EXPECT_EQ(result.awards.front().partner, "acme");
}

}  // namespace
}  // namespace credence
