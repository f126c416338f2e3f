// The batch evaluator against the plain one, which is the meaning: the same awards and the same
// ties, case by case, at batches of 1, 7 and 1,024. Over the policies of rules/, and over policies
// made at random; cases are made at random for both.
//
// The environment's CREDENCE_BATCH_POLICIES is how many policies are made; `./dev equal N` sets it.
#include <absl/strings/numbers.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dsl/compile.h"
#include "tests/random_case.h"
#include "tests/random_policy.h"
#include "tests/support/golden.h"
#include "tests/two_evaluators.h"

namespace credence {
namespace {

class BatchTest : public ::testing::Test {
 protected:
  // Holds one policy to its meaning over cases made for it, where columns can say it.
  void Compare(const ruletree::Timeline& timeline, const Period& period,
               const ruletree::PeriodPart& part, uint64_t count, uint64_t seed) {
    std::vector<facts::Case> cases;
    for (uint64_t i = 0; i < count; ++i) {
      cases.push_back(testing::RandomCase(*part.policy->vocabulary, period, seed * 1'000 + i));
    }
    const testing::Agreement found = testing::CompareEvaluators(timeline, period, part, cases);
    if (!found.refused.empty()) ++refused_[found.refused];
    if (found.lowered) ++lowered_;
    decided_ += found.decided;
    plain_ += found.plain;
    awards_ += found.awards;
    ASSERT_EQ(found.difference, "");
  }

  // What was tried, for who asked for a long run.
  void Report() const {
    if (std::getenv("CREDENCE_BATCH_POLICIES") == nullptr) return;
    std::printf(
        "%d policies in columns, %d cases decided by them (%d awards), %d left to the plain one\n",
        lowered_, decided_, static_cast<int>(awards_), plain_);
    for (const auto& [why, times] : refused_) std::printf("  %d x %s\n", times, why.c_str());
  }

  int lowered_ = 0;
  int decided_ = 0;
  int plain_ = 0;
  size_t awards_ = 0;
  std::map<std::string, int> refused_;
};

ruletree::PolicySetPtr CompileFolder(const std::string& folder) {
  std::vector<SourcePtr> sources;
  for (const char* extension : {".vocab", ".policy"}) {
    for (const std::string& path : testing::GoldenInputs(folder, extension)) {
      sources.push_back(std::make_shared<Source>(path, testing::ReadGolden(path)));
    }
  }
  return dsl::Compile(sources).policies;
}

TEST_F(BatchTest, DecidesTheProgrammesOfRulesAsThePlainOneDoes) {
  for (const char* folder :
       {"rules/cloud_recognition", "rules/claims", "rules/competencies", "rules/growth_rebate",
        "rules/osa_cutoff", "rules/pal_tpor", "rules/attribution", "bench/reference"}) {
    const ruletree::PolicySetPtr policies = CompileFolder(folder);
    ASSERT_NE(policies, nullptr) << folder;
    for (const ruletree::Timeline& timeline : policies->timelines) {
      for (const ruletree::PolicyPtr& policy : timeline.versions()) {
        for (const PeriodUnit unit :
             {PeriodUnit::kMonth, PeriodUnit::kQuarter, PeriodUnit::kYear}) {
          const Period period = Period::Containing(unit, policy->from);
          for (const Period& of : {period, period.Next()}) {
            for (const ruletree::PeriodPart& part : timeline.Parts(of.range)) {
              if (part.policy != policy) continue;
              SCOPED_TRACE(policy->name + " " + policy->version + " " + part.days.ToString());
              Compare(timeline, of, part, 200, 7);
            }
          }
        }
      }
    }
  }
  Report();
  EXPECT_GT(lowered_, 6);
  EXPECT_GT(awards_, 333u);
}

std::string FirstError(const Diagnostics& diagnostics) {
  for (const Diagnostic& one : diagnostics.items()) {
    if (one.code.severity() == Severity::kError) return one.headline;
  }
  return "";
}

// How many policies; each is tried over some cases.
uint64_t PoliciesAsked() {
  const char* asked = std::getenv("CREDENCE_BATCH_POLICIES");
  uint64_t count = 0;
  return asked != nullptr && absl::SimpleAtoi(asked, &count) ? count : 150;
}

TEST_F(BatchTest, DecidesPoliciesMadeAtRandomAsThePlainOneDoes) {
  const std::string words = testing::ReadGolden("tests/golden/batch.vocab");
  const SourcePtr vocabulary = std::make_shared<Source>("batch.vocab", words);
  const Period february = *ParsePeriod("2016-02");
  const uint64_t count = PoliciesAsked();
  uint64_t refused = 0;
  std::string refusal;
  for (uint64_t seed = 0; seed < count; ++seed) {
    const std::string text = testing::RandomPolicy(seed);
    const dsl::Compiled compiled = dsl::Compile(
        std::vector<SourcePtr>{vocabulary, std::make_shared<Source>("random.policy", text)});
    if (compiled.policies == nullptr) {
      ++refused;
      refusal = text + Render(compiled.diagnostics);
      ++refused_[std::string("the compiler: ") + FirstError(compiled.diagnostics)];
      continue;
    }
    const ruletree::Timeline& timeline = compiled.policies->timelines.front();
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + text);
    Compare(timeline, february, {february.range, timeline.versions().front()}, 40, seed);
    if (HasFatalFailure()) return;
  }
  Report();
  EXPECT_LT(refused * 3, count) << "the compiler refuses too many, the last:\n" << refusal;
  EXPECT_GT(static_cast<uint64_t>(lowered_) * 2, count);
  EXPECT_GT(decided_, plain_);
}

}  // namespace
}  // namespace credence
