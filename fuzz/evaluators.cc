// Evaluator against evaluator: bytes choose a well-typed policy and cases for it, and both decide
// them alike, at batches of 1, 7 and 1,024.
#include <cstdio>
#include <memory>

#include "core/check.h"
#include "dsl/compile.h"
#include "fuzz/target.h"
#include "tests/dice.h"
#include "tests/random_case.h"
#include "tests/random_policy.h"
#include "tests/support/golden.h"
#include "tests/two_evaluators.h"

namespace credence::fuzz {
namespace {

using testing::Dice;

// The first bytes choose the policy, the next each one case; what is not there a fixed seed
// chooses.
constexpr size_t kPolicyBytes = 256;
constexpr size_t kCaseBytes = 128;
constexpr size_t kCases = 9;

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds = {""};
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    Dice dice(seed);
    std::string bytes(kPolicyBytes + kCaseBytes * (seed % 3), '\0');
    for (char& byte : bytes) byte = static_cast<char>(dice.Below(256));
    seeds.push_back(bytes);
  }
  return seeds;
}

std::string_view Part(std::string_view bytes, size_t begin, size_t size) {
  return begin < bytes.size() ? bytes.substr(begin, size) : std::string_view();
}

void Run(std::string_view bytes) {
  static const SourcePtr vocabulary =
      std::make_shared<Source>("batch.vocab", testing::ReadGolden("tests/golden/batch.vocab"));
  Dice choices(Part(bytes, 0, kPolicyBytes));
  const std::string text = testing::RandomPolicy(choices);
  const dsl::Compiled compiled = dsl::Compile(
      std::vector<SourcePtr>{vocabulary, std::make_shared<Source>("random.policy", text)});
  if (compiled.policies == nullptr) return;
  const ruletree::Timeline& timeline = compiled.policies->timelines.front();
  const ruletree::PolicyPtr& policy = timeline.versions().front();
  const Period february = *ParsePeriod("2016-02");
  std::vector<facts::Case> cases;
  for (size_t i = 0; i < kCases; ++i) {
    const std::string_view part = Part(bytes, kPolicyBytes + i * kCaseBytes, kCaseBytes);
    Dice dice = part.empty() ? Dice(uint64_t{i}) : Dice(part);
    cases.push_back(testing::RandomCase(*policy->vocabulary, february, dice));
  }
  const testing::Agreement found =
      testing::CompareEvaluators(timeline, february, {february.range, policy}, cases);
  if (!found.difference.empty()) {
    std::fprintf(stderr, "%s\n%s\n", text.c_str(), found.difference.c_str());
  }
  CREDENCE_CHECK(found.difference.empty());
}

}  // namespace

Target Evaluators() {
  return {"evaluators", "the batch evaluator against the plain one", Seeds, Run};
}

}  // namespace credence::fuzz
