// Rule files to a published set: every error or every promise that the engine relies on. The files
// of an input are parted by lines of `---`.
#include "dsl/compile.h"

#include <absl/strings/str_split.h>

#include <memory>

#include "core/check.h"
#include "fuzz/reading.h"
#include "fuzz/seeds.h"
#include "fuzz/target.h"
#include "ruletree/print.h"
#include "ruletree/verify.h"
#include "tests/support/golden.h"

namespace credence::fuzz {
namespace {

constexpr std::string_view kBetween = "\n---\n";

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  const std::string words = testing::ReadGolden("tests/golden/check/programme.vocab");
  for (const std::string& text : FilesOf("tests/golden/check", ".policy")) {
    seeds.push_back(words + std::string(kBetween) + text);
  }
  for (const std::string_view folder : Programmes()) {
    std::string programme;
    for (const char* extension : {".vocab", ".policy"}) {
      for (const std::string& text : FilesOf(folder, extension)) {
        programme += (programme.empty() ? "" : std::string(kBetween)) + text;
      }
    }
    seeds.push_back(programme);
  }
  return seeds;
}

void CheckTimeline(const ruletree::Timeline& timeline) {
  for (const ruletree::PolicyPtr& policy : timeline.versions()) {
    CREDENCE_CHECK(ruletree::VerifyPolicy(*policy).ok());
    CREDENCE_CHECK(!ruletree::Print(*policy).empty());
    const DateRange year = Period::Containing(PeriodUnit::kYear, policy->from).range;
    Date next = year.begin;
    for (const ruletree::PeriodPart& part : timeline.Parts(year)) {
      CREDENCE_CHECK(part.days.begin == next && part.days.begin < part.days.end);
      next = part.days.end;
    }
    CREDENCE_CHECK(next == year.end);
  }
}

void Run(std::string_view bytes) {
  std::vector<SourcePtr> sources;
  const std::vector<std::string> texts =
      absl::StrSplit(absl::string_view(bytes.data(), bytes.size()),
                     absl::string_view(kBetween.data(), kBetween.size()));
  for (const std::string& text : texts) {
    sources.push_back(std::make_shared<Source>("file" + std::to_string(sources.size()), text));
  }
  const dsl::Compiled compiled = dsl::Compile(sources);
  CheckDiagnostics(compiled.diagnostics);
  CREDENCE_CHECK((compiled.policies == nullptr) == compiled.diagnostics.HasErrors());
  if (compiled.policies == nullptr) return;
  for (const ruletree::Timeline& timeline : compiled.policies->timelines) CheckTimeline(timeline);
}

}  // namespace

Target Compile() { return {"compile", "rule files to a published set", Seeds, Run}; }

}  // namespace credence::fuzz
