#include "book/known_case.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

namespace credence::book {
namespace {

std::string ProvenanceOf(const store::KnownFact& fact) {
  return fact.source.system + ":" + fact.source.file + ":" + std::to_string(fact.row);
}

class Assembly {
 public:
  explicit Assembly(const Spoken& spoken) : spoken_(spoken) {}

  void Take(const store::KnownFact& known) {
    if (!IsSpokenOf(known.fact)) return;
    if (const auto* subject = std::get_if<facts::SubjectInput>(&known.fact)) {
      facts::SubjectInput& mine = subjects_[subject->id];
      std::vector<facts::AttributeInput> before = std::move(mine.attributes);
      mine = *subject;
      std::erase_if(mine.attributes, [this](const facts::AttributeInput& one) {
        return !spoken_.attributes.contains(one.name);
      });
      for (facts::AttributeInput& one : before) Put(mine, std::move(one));
    } else if (const auto* attribute = std::get_if<facts::AttributeRecord>(&known.fact)) {
      facts::SubjectInput& of = subjects_[attribute->subject];
      of.id = attribute->subject;
      Put(of, {attribute->name, attribute->value});
    } else if (const auto* measure = std::get_if<facts::MeasureInput>(&known.fact)) {
      measures_.push_back(*measure);
      measures_.back().recorded = known.recorded;
    } else if (const auto* evidence = std::get_if<facts::EvidenceInput>(&known.fact)) {
      evidence_.push_back(*evidence);
      evidence_.back().recorded = known.recorded;
      evidence_.back().provenance = ProvenanceOf(known);
    } else {
      // Of several sources of a kind the least complete says how far the kind is.
      const auto& feed = std::get<facts::FeedInput>(known.fact);
      Date& through = feeds_.try_emplace(feed.kind, feed.loaded_through).first->second;
      through = std::min(through, feed.loaded_through);
    }
  }

  absl::StatusOr<facts::Case> Build(const std::string& root) && {
    facts::CaseBuilder builder(root);
    // A partner's own customer, say, is seldom the one whose case this is.
    builder.MakeExcerpt();
    for (const facts::EvidenceInput& one : evidence_) {
      facts::SubjectInput& partner = subjects_[one.partner];
      partner.id = one.partner;
      if (partner.type.empty()) partner.type = std::string(facts::kPartnerType);
    }
    for (auto& [unused, subject] : subjects_) {
      // Told of by attributes alone: no subject that anybody declared.
      if (!subject.type.empty()) builder.AddSubject(std::move(subject));
    }
    for (facts::MeasureInput& one : measures_) builder.AddMeasure(std::move(one));
    for (facts::EvidenceInput& one : evidence_) builder.AddEvidence(std::move(one));
    for (const auto& [kind, through] : feeds_) builder.AddFeed({kind, through});
    std::vector<facts::Fault> faults;
    std::optional<facts::Case> built = std::move(builder).Build(faults);
    if (built) return *std::move(built);
    std::string message = "the facts of `" + root + "` do not fit together";
    for (const facts::Fault& fault : faults) message += "; " + fault.field + ": " + fault.message;
    return InvalidArgumentError(message);
  }

 private:
  bool IsSpokenOf(const store::Fact& fact) const {
    if (const auto* subject = std::get_if<facts::SubjectInput>(&fact)) {
      return spoken_.subjects.contains(subject->type);
    }
    if (const auto* attribute = std::get_if<facts::AttributeRecord>(&fact)) {
      return spoken_.attributes.contains(attribute->name);
    }
    if (const auto* measure = std::get_if<facts::MeasureInput>(&fact)) {
      return spoken_.measures.contains(measure->measure);
    }
    if (const auto* evidence = std::get_if<facts::EvidenceInput>(&fact)) {
      return spoken_.evidence.contains(evidence->kind);
    }
    const std::string& kind = std::get<facts::FeedInput>(fact).kind;
    return spoken_.evidence.contains(kind) || spoken_.measures.contains(kind);
  }

  static void Put(facts::SubjectInput& subject, facts::AttributeInput attribute) {
    std::erase_if(subject.attributes,
                  [&](const facts::AttributeInput& one) { return one.name == attribute.name; });
    subject.attributes.push_back(std::move(attribute));
  }

  const Spoken& spoken_;
  std::map<std::string, facts::SubjectInput> subjects_;
  std::vector<facts::MeasureInput> measures_;
  std::vector<facts::EvidenceInput> evidence_;
  std::map<std::string, Date> feeds_;
};

}  // namespace

Spoken Spoken::Of(const ruletree::Timeline& timeline) {
  Spoken spoken;
  for (const ruletree::PolicyPtr& policy : timeline.versions()) {
    const ruletree::Vocabulary& vocabulary = *policy->vocabulary;
    for (const auto& one : vocabulary.subjects) spoken.subjects.insert(one.name);
    for (const auto& one : vocabulary.attributes) spoken.attributes.insert(one.name);
    for (const auto& one : vocabulary.measures) spoken.measures.insert(one.name);
    for (const auto& one : vocabulary.evidence) spoken.evidence.insert(one.name);
  }
  return spoken;
}

absl::StatusOr<facts::Case> CaseOf(const std::string& root,
                                   const std::vector<store::KnownFact>& known,
                                   const Spoken& spoken) {
  Assembly assembly(spoken);
  // By sort and key: attributes before subjects, so the subject's own are put below them.
  for (const store::KnownFact& fact : known) assembly.Take(fact);
  return std::move(assembly).Build(root);
}

}  // namespace credence::book
