// Tests ruletree/compare.h on policies as their authors write them: an edit is told in one
// sentence, and what means the same is told as nothing.
#include "ruletree/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "dsl/compile.h"
#include "dsl/format.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using ::credence::testing::GoldenInputs;
using ::credence::testing::ReadGolden;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kFolder = "rules/cloud_recognition";

std::string Multi() { return ReadGolden("rules/cloud_recognition/2016_01_multi_partner.policy"); }

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The policy of `text`, which no other version stands beside.
ruletree::PolicyPtr Compiled(std::string text, const std::string& folder = kFolder) {
  const size_t superseding = text.find("  supersedes");
  if (superseding != std::string::npos) {
    text.erase(superseding, text.find('\n', superseding) + 1 - superseding);
  }
  const SourcePtr source = std::make_shared<const Source>("a.policy", text);
  std::vector<SourcePtr> sources = {source};
  for (const std::string& name : GoldenInputs(folder, ".vocab")) {
    sources.push_back(std::make_shared<const Source>(name, ReadGolden(name)));
  }
  const dsl::Compiled compiled = dsl::Compile(sources);
  EXPECT_FALSE(compiled.diagnostics.HasErrors()) << Render(compiled.diagnostics);
  if (compiled.policies == nullptr) return nullptr;
  return compiled.policies->timelines.front().versions().front();
}

std::vector<std::string> Sentences(const std::string& before, const std::string& after) {
  const auto a = Compiled(before);
  const auto b = Compiled(after);
  std::vector<std::string> sentences;
  if (a == nullptr || b == nullptr) return {"does not compile"};
  for (const ruletree::Change& change : ruletree::Compare(*a, *b).changes) {
    sentences.push_back(change.text);
  }
  return sentences;
}

std::vector<std::string> Edited(const std::string& from, const std::string& to) {
  return Sentences(Multi(), Replaced(Multi(), from, to));
}

TEST(Compare, EveryShippedPolicyIsTheSameAsItselfAndAsItIsLaidOut) {
  for (const char* programme : {"attribution", "claims", "cloud_recognition", "competencies",
                                "growth_rebate", "osa_cutoff", "pal_tpor"}) {
    const std::string folder = std::string("rules/") + programme;
    for (const std::string& name : GoldenInputs(folder, ".policy")) {
      // Blank lines and deep indents, so that there is something to lay out.
      std::string text = "# A comment.\n\n\n" + ReadGolden(name);
      for (size_t at = text.find("\n  "); at != std::string::npos; at = text.find("\n  ", at + 5)) {
        text.insert(at + 1, "   ");
      }
      Diagnostics diagnostics;
      const auto laid_out = dsl::Format(std::make_shared<const Source>(name, text), diagnostics);
      ASSERT_TRUE(laid_out.has_value()) << name;
      const auto policy = Compiled(ReadGolden(name), folder);
      const auto other = Compiled(*laid_out, folder);
      ASSERT_TRUE(policy != nullptr && other != nullptr) << name;
      EXPECT_TRUE(ruletree::Compare(*policy, *policy).same()) << name;
      EXPECT_TRUE(ruletree::Compare(*policy, *other).same()) << name;
    }
  }
}

TEST(Compare, WhatMeansTheSameIsNoChange) {
  EXPECT_THAT(
      Edited("{ exchange, sharepoint, skype, yammer }", "{ yammer, skype, sharepoint, exchange }"),
      IsEmpty());
  EXPECT_THAT(Edited("  when served_seats > 0\n",
                     "  when (sum of licensed_seats\n    where (workload.family in "
                     "counted_workloads\n           and partner with any of recognised at any "
                     "time in the period)) > 0\n"),
              IsEmpty());
  const std::string exclusion =
      "exclude from all credits as not_eligible\n  any partner with no eligible on period.end\n"
      "  because \"Only an eligible partner can be recognised.\"\n";
  EXPECT_THAT(Sentences(Multi(), Replaced(Multi(), exclusion, "") + "\n" + exclusion), IsEmpty());
}

TEST(Compare, AnEditIsOneSentence) {
  const std::string readers = "; `deployment_incentive` reads it.";
  EXPECT_THAT(Edited("50% from 2016-07-01", "60% from 2016-07-01"),
              ElementsAre("`usage_floor` rises from 50% to 60% from 2016-07-01 on" + readers));
  EXPECT_THAT(Edited("at most 25_000 USD", "at most 30_000 USD"),
              ElementsAre("`deployment_incentive`: the cap rises from 25,000.00 USD to "
                          "30,000.00 USD."));
  EXPECT_THAT(Edited(", at most 25_000 USD", ""),
              ElementsAre("`deployment_incentive`: the cap is gone; it was `25_000 USD`."));
  EXPECT_THAT(Edited("amount 5% of sum", "amount 4% of sum"),
              ElementsAre("`deployment_incentive`: the amount falls from 5% to 4% in "
                          "`4% of sum of revenue`."));
  EXPECT_THAT(Edited("served_seats > 0", "served_seats > 10"),
              ElementsAre("`served_capacity`: the floor on `served_seats` rises from 0 to 10."));
  EXPECT_THAT(Edited("  when served_seats > 0\n", ""),
              ElementsAre("`served_capacity`: it no longer asks `served_seats > 0`."));
  EXPECT_THAT(Edited("if tied hold", "if tied share evenly"),
              ElementsAre("`incentive`: a tie is shared evenly; it was held for a person."));
  EXPECT_THAT(Edited("exclude from recognised_seats, services_capacity as",
                     "exclude from recognised_seats as"),
              ElementsAre("`suspended_recognition`: what it is about is now `recognised_seats`; it "
                          "was `recognised_seats` and `services_capacity`."));
  EXPECT_THAT(Edited("csp, fasttrack,", "fasttrack,"),
              ElementsAre("In the set `recognised`, `csp` no longer counts; `evidence_seats` and "
                          "`served_capacity` read it."));
  EXPECT_THAT(Edited(" else 0%", " else 1%"),
              ElementsAre("`active_share`: its value rises from 0% to 1% in `(sum of active_users "
                          "where workload.family in counted_workloads) / (sum of licensed_seats "
                          "where workload.family in counted_workloads) else 1%`" +
                          readers));
  EXPECT_THAT(Edited("as suspended_incentive", "as suspended_payment"),
              ElementsAre("The rule `suspended_incentive` is now called `suspended_payment`."));
  EXPECT_THAT(Edited("effective from 2016-01-14", "effective from 2016-01-15"),
              ElementsAre("Header: its first day is now 2016-01-15; it was "
                          "2016-01-14."));
}

std::vector<std::string> EditedIn(const std::string& folder, const std::string& file,
                                  const std::string& from, const std::string& to) {
  const std::string text = ReadGolden(folder + "/" + file);
  const auto a = Compiled(text, folder);
  const auto b = Compiled(Replaced(text, from, to), folder);
  std::vector<std::string> sentences;
  if (a == nullptr || b == nullptr) return {"does not compile"};
  for (const ruletree::Change& change : ruletree::Compare(*a, *b).changes) {
    sentences.push_back(change.text);
  }
  return sentences;
}

TEST(Compare, AnEditOfASplitOrALimitIsOneSentence) {
  const auto split = [](const std::string& from, const std::string& to) {
    return EditedIn("rules/attribution", "2026_attribution.policy", from, to);
  };
  const auto limit = [](const std::string& from, const std::string& to) {
    return EditedIn("rules/growth_rebate", "2025_growth_rebate.policy", from, to);
  };
  EXPECT_THAT(
      split("40% to first, 20% to middle evenly, 40% to last",
            "30% to first, 40% to middle evenly, 30% to last"),
      ElementsAre(
          "`position_based`: how it is divided is now `30% to first`, `40% to middle evenly`, "
          "`30% to last`; it was `40% to first`, `20% to middle evenly`, `40% to "
          "last`."));
  EXPECT_THAT(split("halving every 7 days", "halving every 14 days"),
              ElementsAre("`time_decay`: how it is divided is now halving every 14 days before "
                          "`opportunity.closed_on`; it was halving every 7 days before "
                          "`opportunity.closed_on`."));
  EXPECT_THAT(
      split("at most 60% of deal_value each", "at most 50% of deal_value each"),
      ElementsAre("`time_decay`: the cap of each falls from 60% to 50% in `50% of deal_value`."));
  EXPECT_THAT(
      split("excess to the rest", "excess unpaid"),
      ElementsAre("`time_decay`: what the cap cuts is now left unpaid; it was given to the rest."));
  EXPECT_THAT(
      limit("joint_cap  = 50_000 USD", "joint_cap  = 60_000 USD"),
      ElementsAre("`joint_cap` rises from 50,000.00 USD to 60,000.00 USD; `rebate_to_date + "
                  "bonus_to_date per partner each quarter` reads it."));
  EXPECT_THAT(limit("cutting bonus_to_date first", "cutting proportionally"),
              ElementsAre("`rebate_to_date + bonus_to_date per partner each quarter`: it cuts all "
                          "alike; it cut first `bonus_to_date`."));
}

TEST(Compare, AVerdictIsOfTheCreditThatAChangeReaches) {
  const auto a = Compiled(Multi());
  const auto b = Compiled(Replaced(Multi(), "50% from 2016-07-01", "60% from 2016-07-01"));
  ASSERT_TRUE(a != nullptr && b != nullptr);
  const ruletree::Comparison comparison = ruletree::Compare(*a, *b);
  std::vector<std::string> changed;
  for (const ruletree::Verdict& verdict : comparison.verdicts) {
    if (verdict.kind == ruletree::VerdictKind::kChanged) changed.push_back(verdict.credit);
  }
  EXPECT_THAT(changed, ElementsAre("incentive"));
}

}  // namespace
}  // namespace credence
