#include "dsl/compile.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <utility>

#include "core/digest.h"
#include "dsl/check_timeline.h"
#include "dsl/faults.h"
#include "dsl/lower_policy.h"
#include "dsl/parse.h"
#include "dsl/vocabulary_check.h"

namespace credence::dsl {
namespace {

class Compilation {
 public:
  Compiled Run(std::span<const SourcePtr> sources) && {
    for (const SourcePtr& source : sources) {
      files_.push_back(Parse(source, diagnostics_));
      faults_.emplace_back(source, diagnostics_);
    }
    CheckVocabularies();
    for (size_t i = 0; i < files_.size(); ++i) {
      if (files_[i].policy) CheckPolicy(i);
    }
    std::vector<WrittenVersion> versions;
    for (size_t i = 0; i < files_.size(); ++i) {
      if (files_[i].policy) versions.push_back({&files_[i], &faults_[i]});
    }
    CheckTimelines(std::move(versions));
    diagnostics_.Sort();
    Compiled result;
    if (!diagnostics_.HasErrors()) result.policies = Publish();
    result.diagnostics = std::move(diagnostics_);
    return result;
  }

 private:
  void CheckVocabularies() {
    for (size_t i = 0; i < files_.size(); ++i) {
      const File& file = files_[i];
      // What has no header may be the vocabulary that a policy asks for.
      if (!file.vocabulary && !file.policy) nameless_ = true;
      if (!file.vocabulary) continue;
      const VocabularyHeader& header = *file.vocabulary;
      for (const CheckedVocabulary& other : vocabularies_) {
        const ruletree::Vocabulary& earlier = *other.vocabulary;
        if (earlier.name != header.name.text || earlier.version != header.version.text) continue;
        faults_[i].Add(
            codes::kDuplicateName, header.version.span,
            "`" + header.name.text + "` has two versions \"" + header.version.text + "\"",
            {.why = "A policy that uses it could mean either; the other one is in " +
                    earlier.source->name() + ".",
             .help = "Give one of them another version."});
      }
      vocabularies_.push_back(CheckVocabulary(file, faults_[i]));
    }
  }

  void CheckPolicy(size_t i) {
    const CheckedVocabulary* vocabulary = VocabularyOf(files_[i], faults_[i]);
    if (vocabulary == nullptr) return;
    policies_.push_back(LowerPolicy(files_[i], *vocabulary, faults_[i]));
  }

  // nullptr, with a message, when there is none to check the policy against.
  const CheckedVocabulary* VocabularyOf(const File& file, Faults& faults) {
    const PolicyHeader& header = *file.policy;
    if (!header.vocabulary) return OnlyVocabulary(header, faults);
    std::vector<std::string> names;
    std::vector<std::string> versions;
    for (const CheckedVocabulary& candidate : vocabularies_) {
      const ruletree::Vocabulary& vocabulary = *candidate.vocabulary;
      if (std::find(names.begin(), names.end(), vocabulary.name) == names.end()) {
        names.push_back(vocabulary.name);
      }
      if (vocabulary.name != header.vocabulary->text) continue;
      const bool same =
          header.vocabulary_version && vocabulary.version == header.vocabulary_version->text;
      if (same || !header.vocabulary_version) return &candidate;
      versions.push_back("\"" + vocabulary.version + "\"");
    }
    if (nameless_) return nullptr;
    constexpr std::string_view kUnchecked = "Without it no rule of the policy can be checked.";
    if (versions.empty()) {
      faults.AddUnknown(*header.vocabulary, "vocabulary", names, "among the files", kUnchecked);
    } else {
      faults.Add(
          codes::kUnknownName, header.vocabulary_version->span,
          "there is no version \"" + header.vocabulary_version->text + "\" of `" +
              header.vocabulary->text + "`",
          {.why = std::string(kUnchecked) + " Versions there are: " + QuotedList(versions) + ".",
           .help =
               versions.size() == 1 ? "Write `" + versions.front() + "`." : "Write one of these.",
           .fix = versions.size() == 1 ? std::optional(versions.front()) : std::nullopt});
    }
    return nullptr;
  }

  const CheckedVocabulary* OnlyVocabulary(const PolicyHeader& header, Faults& faults) {
    if (vocabularies_.size() == 1) return &vocabularies_.front();
    if (nameless_) return nullptr;
    if (vocabularies_.empty()) {
      faults.Add(codes::kUnknownName, header.span, "there is no vocabulary to check this against",
                 {.why = "A policy may only speak of what a vocabulary declares.",
                  .help = "Add the vocabulary's file, and `uses` with its name and version."});
      return nullptr;
    }
    std::vector<std::string> names;
    for (const CheckedVocabulary& one : vocabularies_) {
      names.push_back(one.vocabulary->name + " version \"" + one.vocabulary->version + "\"");
    }
    faults.Add(codes::kUnknownName, header.span, "this policy does not say its vocabulary",
               {.why = "There are several: " + QuotedList(names) + ".",
                .help = "End the header with `uses " + names.front() + "`, or another of them."});
    return nullptr;
  }

  ruletree::PolicySetPtr Publish() {
    std::map<std::string, std::vector<ruletree::PolicyPtr>> by_name;
    std::vector<std::string> digests;
    for (const auto& policy : policies_) {
      by_name[policy->name].push_back(policy);
      digests.push_back(policy->text_digest);
    }
    for (const CheckedVocabulary& one : vocabularies_) {
      digests.push_back(one.vocabulary->text_digest);
    }
    // The files may come in any order.
    std::sort(digests.begin(), digests.end());
    std::string all;
    for (const std::string& digest : digests) all += digest;
    auto set = std::make_shared<ruletree::PolicySet>();
    for (auto& [name, versions] : by_name) set->timelines.emplace_back(std::move(versions));
    set->digest = Sha256Hex(all);
    return set;
  }

  Diagnostics diagnostics_;
  std::deque<File> files_;
  std::deque<Faults> faults_;                   // by file
  std::deque<CheckedVocabulary> vocabularies_;  // pointed to while policies are checked
  std::vector<std::shared_ptr<ruletree::Policy>> policies_;
  bool nameless_ = false;
};

}  // namespace

Compiled Compile(std::span<const SourcePtr> sources) { return Compilation().Run(sources); }

}  // namespace credence::dsl
