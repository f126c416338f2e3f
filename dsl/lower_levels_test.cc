// Limits of scores and standings: at each, and one over.
#include "dsl/lower_levels.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/limits.h"
#include "dsl/compile.h"

namespace credence::dsl {
namespace {

std::vector<std::string> CodesOf(const std::string& statements) {
  const std::vector<SourcePtr> sources = {
      std::make_shared<Source>("v.vocab",
                               "vocabulary v version \"1\"\n"
                               "subject customer\n"
                               "measure growth : percent per partner each month, level\n"),
      std::make_shared<Source>("p.policy",
                               "policy p version \"1\" effective from 2020-01-01\n"
                               "uses v version \"1\"\n" +
                                   statements)};
  std::vector<std::string> codes;
  const Compiled compiled = Compile(sources);
  for (const Diagnostic& diagnostic : compiled.diagnostics.items()) {
    codes.push_back(diagnostic.code.name());
  }
  return codes;
}

const std::vector<std::string> kNothing;
const std::vector<std::string> kTooLarge = {"C001"};

std::string ScoreOf(size_t components) {
  std::string text = "score s per partner out of " + std::to_string(components) + " category c\n";
  for (size_t i = 0; i < components; ++i) {
    text += "  1 point for growth toward " + std::to_string(i + 1) + "%\n";
  }
  return text;
}

TEST(LowerLevels, AScoreHasAsManyComponentsAsTheLimitAndNotOneMore) {
  EXPECT_EQ(CodesOf(ScoreOf(limits::kScoreComponentsMax)), kNothing);
  EXPECT_EQ(CodesOf(ScoreOf(limits::kScoreComponentsMax + 1)), kTooLarge);
}

std::string HeldFor(const std::string& duration) {
  return "standing g when growth >= 10% held for " + duration + " because \"Growing.\"\n";
}

TEST(LowerLevels, AStandingLastsAsLongAsTheLimitAndNotAMonthLonger) {
  EXPECT_EQ(CodesOf(HeldFor(std::to_string(limits::kHeldMonthsMax) + " months")), kNothing);
  EXPECT_EQ(CodesOf(HeldFor(std::to_string(limits::kHeldMonthsMax + 1) + " months")), kTooLarge);
  EXPECT_EQ(CodesOf(HeldFor(std::to_string(limits::kHeldMonthsMax / 12) + " years")), kNothing);
  EXPECT_EQ(CodesOf(HeldFor(std::to_string(limits::kHeldMonthsMax / 12 + 1) + " years")),
            kTooLarge);
}

}  // namespace
}  // namespace credence::dsl
