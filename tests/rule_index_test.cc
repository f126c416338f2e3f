// Rules that are found by what they require against the same rules tried one after the other, which
// is what is done where refusals are told: the same awards and the same held results.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "dsl/compile.h"
#include "engine/decide.h"
#include "tests/random_case.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

// Sixty awards and a few removals, most of which require symbols, alone, of a set, or by a define.
std::string ManyRules(uint64_t seed) {
  std::mt19937_64 dice(seed);
  const auto one_of = [&](std::vector<std::string> texts) { return texts[dice() % texts.size()]; };
  std::string text =
      "policy many version \"1\"\n  effective from 2016-01-01, governing whole periods\n"
      "  uses batch version \"1\"\n"
      "define in_north = customer.region is north and customer.since < 2016-02-20\n"
      "credit given : count for every partner per workload each month\n  combine sum\n";
  const auto guards = [&] {
    std::string all;
    for (uint64_t i = dice() % 3 + 1; i > 0; --i) {
      all +=
          one_of({"  when workload.family is mail\n", "  when workload.family is chat\n",
                  "  when workload.family in { files, chat }\n", "  when customer.region is east\n",
                  "  when in_north\n", "  when customer.region in { south, west } and seats > 10\n",
                  "  unless customer.region is north\n", "  when partner.level is high\n",
                  "  when customer.region is south or workload.family is mail\n"});
    }
    return all;
  };
  for (int i = 0; i < 60; ++i) {
    text += "award given as a" + std::to_string(i) + " to every partner with " +
            one_of({"resale at any time in the period", "onboarding", "no suspended",
                    "contract throughout the period"}) +
            "\n" + guards() + "  amount " + one_of({"seats", "(used else 1)", "3"}) +
            "\n  because \"So.\"\n";
  }
  for (int i = 0; i < 12; ++i) {
    text += "exclude from given as x" + std::to_string(i) + "\n" + guards() +
            "  when share > 120%\n  because \"Not so.\"\n";
  }
  return text;
}

// Everything but refusals.
std::string Told(const engine::Decision& decision) {
  std::string told;
  for (const engine::Result& result : decision.results) {
    told += result.subject + ":";
    for (const engine::Award& award : result.awards) {
      told += " " + award.partner + " " + award.amount.ToString();
      for (const engine::RuleRef& rule : award.rules) told += "+" + rule.name;
      for (const engine::EvidenceRef& record : award.evidence) told += "/" + record.id;
    }
    if (result.held) told += " held: " + result.held->text;
    told += "\n";
  }
  return told;
}

TEST(RuleIndexTest, WhatIsFoundIsWhatHoldsWhateverTheCaseLacks) {
  const std::string words = testing::ReadGolden("tests/golden/batch.vocab");
  const Period february = *ParsePeriod("2016-02");
  size_t awards = 0;
  size_t held = 0;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const dsl::Compiled compiled = dsl::Compile(
        std::vector<SourcePtr>{std::make_shared<Source>("batch.vocab", words),
                               std::make_shared<Source>("many.policy", ManyRules(seed))});
    ASSERT_NE(compiled.policies, nullptr) << Render(compiled.diagnostics);
    const ruletree::Timeline& timeline = compiled.policies->timelines.front();
    for (uint64_t at = 0; at < 60; ++at) {
      const facts::Case the_case = testing::RandomCase(*timeline.versions().front()->vocabulary,
                                                       february, seed * 1'000 + at);
      engine::Request request;
      request.days = february.range;
      request.explain = false;
      const engine::Decided tried = engine::Decide(timeline, the_case, request);
      request.refusals = false;
      const engine::Decided found = engine::Decide(timeline, the_case, request);
      ASSERT_TRUE(tried.ok() && found.ok());
      ASSERT_EQ(Told(*found.decision), Told(*tried.decision)) << "seed " << seed << " case " << at;
      for (const engine::Result& result : found.decision->results) {
        awards += result.awards.size();
        if (result.held) ++held;
      }
    }
  }
  EXPECT_GT(awards, 500u);
  EXPECT_GT(held, 5u);
}

}  // namespace
}  // namespace credence
