// The batch evaluator against the plain one, which is the meaning: the same awards and the same
// ties, case by case, at batches of 1, 7 and 1,024. Over the policies of rules/, and over policies
// made at random; cases are made at random for both.
//
// The environment's CREDENCE_BATCH_POLICIES is how many policies are made; `./dev equal N` sets it.
#include <absl/strings/numbers.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/check.h"
#include "dsl/compile.h"
#include "engine/batch/decider.h"
#include "engine/batch/lower.h"
#include "engine/bind.h"
#include "engine/decide.h"
#include "tests/random_case.h"
#include "tests/random_policy.h"
#include "tests/support/golden.h"

namespace credence {
namespace {

using engine::batch::Columns;
using engine::batch::Decider;
using engine::batch::Outcome;
using engine::batch::ProgramPtr;

using Lines = std::multiset<std::string>;

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "+") + part;
  return text;
}

// What one evaluator says of many cases of one vocabulary, by case.
struct Told {
  std::vector<Lines> cases;
  std::vector<bool> other;  // held for another reason than a tie
};

class BatchTest : public ::testing::Test {
 protected:
  // Cases bound to a vocabulary, and in columns.
  struct Cases {
    Cases(const std::shared_ptr<const ruletree::Vocabulary>& vocabulary, const Period& period,
          uint64_t count, uint64_t seed)
        : columns(vocabulary) {
      for (uint64_t i = 0; i < count; ++i) {
        facts.push_back(std::make_unique<facts::Case>(
            testing::RandomCase(*vocabulary, period, seed * 1'000 + i)));
        facts::FaultList faults;
        std::optional<engine::BoundCase> one =
            engine::Bind(*facts.back(), *vocabulary, std::nullopt, faults);
        CREDENCE_CHECK(one.has_value());
        bound.push_back(*std::move(one));
        columns.Append(bound.back());
      }
      EXPECT_TRUE(columns.Check().ok()) << columns.Check();
    }
    std::vector<std::unique_ptr<facts::Case>> facts;
    std::vector<engine::BoundCase> bound;
    Columns columns;
  };

  static Told ByThePlainOne(const ruletree::Timeline& timeline, const Cases& cases,
                            const Period& period, const ruletree::PeriodPart& part) {
    Told told{std::vector<Lines>(cases.facts.size()), std::vector<bool>(cases.facts.size())};
    engine::Request request;
    request.days = period.range;
    request.explain = false;
    request.refusals = false;
    for (size_t at = 0; at < cases.facts.size(); ++at) {
      const engine::Decided decided = engine::Decide(timeline, *cases.facts[at], request);
      if (!decided.ok()) {
        ADD_FAILURE() << decided.faults.front().message;
        continue;
      }
      for (const engine::Result& result : decided.decision->results) {
        if (result.period.unit != period.unit || result.days != part.days) continue;
        const std::string lead = result.credit + " " + result.subject + " ";
        for (const engine::Award& award : result.awards) {
          std::vector<std::string> rules;
          for (const engine::RuleRef& rule : award.rules) rules.push_back(rule.name);
          told.cases[at].insert(lead + award.partner + " " + award.amount.ToQuotient() + " " +
                                award.exact.ToQuotient() + " " + Joined(rules));
        }
        if (!result.held) continue;
        if (result.held->reason != engine::HeldReason::kTied) told.other[at] = true;
        told.cases[at].insert(lead + "tied " + Joined(result.held->between));
      }
    }
    return told;
  }

  static Told ByTheBatchOne(const ProgramPtr& program, const Cases& cases, uint32_t batch) {
    Told told{std::vector<Lines>(cases.facts.size()), std::vector<bool>(cases.facts.size())};
    Decider decider(program);
    Outcome outcome;
    const auto count = static_cast<uint32_t>(cases.columns.cases());
    for (uint32_t first = 0; first < count; first += batch) {
      decider.Decide(cases.columns, first, std::min(batch, count - first), outcome);
    }
    for (const uint32_t at : outcome.plain) told.other[at] = true;
    for (size_t i = 0; i < outcome.credits.size(); ++i) {
      const engine::batch::CreditSteps& steps = program->credits[i];
      const ruletree::Credit& credit = program->policy->credits[steps.credit];
      const engine::batch::CreditOutcome& found = outcome.credits[i];
      const auto subject = [&](uint32_t at, engine::batch::Row row) {
        const auto place = row - cases.columns.rows[credit.per].begin[at];
        return credit.name + " " +
               cases.bound[at].IdOf(cases.bound[at].SubjectsOf(credit.per)[place]) + " ";
      };
      const auto partner = [&](uint32_t at, uint32_t place) {
        return cases.bound[at].IdOf(cases.bound[at].SubjectsOf(ruletree::kPartner)[place]);
      };
      for (const engine::batch::Award& award : found.awards) {
        std::vector<std::string> rules;
        for (uint64_t left = award.rules; left != 0; left &= left - 1) {
          const auto place = static_cast<size_t>(std::countr_zero(left));
          rules.push_back(program->policy->rules[steps.awards[place].rule].name);
        }
        const uint32_t of = award.partner - cases.columns.rows[0].begin[award.the_case];
        told.cases[award.the_case].insert(
            subject(award.the_case, award.subject) + partner(award.the_case, of) + " " +
            Rational(award.amount, found.AmountIn(award)).ToQuotient() + " " +
            Rational(award.exact, award.exact_in).ToQuotient() + " " + Joined(rules));
      }
      for (const engine::batch::Tie& tie : found.ties) {
        std::vector<std::string> between;
        for (uint64_t left = tie.between; left != 0; left &= left - 1) {
          between.push_back(partner(tie.the_case, static_cast<uint32_t>(std::countr_zero(left))));
        }
        std::sort(between.begin(), between.end());
        told.cases[tie.the_case].insert(subject(tie.the_case, tie.subject) + "tied " +
                                        Joined(between));
      }
    }
    return told;
  }

  // Holds one policy to its meaning over cases made for it, where columns can say it.
  void Compare(const ruletree::Timeline& timeline, const Period& period,
               const ruletree::PeriodPart& part, uint64_t count, uint64_t seed) {
    const engine::batch::Lowered lowered =
        engine::batch::Lower(part.policy, part.days, period.unit);
    if (lowered.program == nullptr) {
      EXPECT_FALSE(lowered.why.empty());
      ++refused_[lowered.why];
      return;
    }
    if (lowered.program->credits.empty()) return;
    ++lowered_;
    const Cases cases(part.policy->vocabulary, period, count, seed);
    const Told plain = ByThePlainOne(timeline, cases, period, part);
    for (const uint32_t batch : {1u, 7u, 1'024u}) {
      const Told told = ByTheBatchOne(lowered.program, cases, batch);
      for (size_t at = 0; at < count; ++at) {
        if (told.other[at]) {
          EXPECT_TRUE(told.cases[at].empty());
          if (batch == 1) ++plain_;
          continue;
        }
        if (batch == 1) ++decided_;
        ASSERT_FALSE(plain.other[at]) << "case " << at << " waits for a value";
        ASSERT_EQ(told.cases[at], plain.cases[at]) << "case " << at << ", batch " << batch;
        awards_ += told.cases[at].size();
      }
    }
  }

  // What was tried, for who asked for a long run.
  void Report() const {
    if (std::getenv("CREDENCE_BATCH_POLICIES") == nullptr) return;
    std::printf(
        "%d policies in columns, %d cases decided by them (%d awards), %d left to the plain one\n",
        lowered_, decided_, static_cast<int>(awards_ / 3), plain_);
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
  EXPECT_GT(awards_, 1'000u);
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
