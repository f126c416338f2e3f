#include "engine/bound_case.h"

#include <algorithm>

namespace credence::engine {

const std::string& BoundCase::IdOf(SubjectIndex subject) const {
  return facts_->names[facts_->subjects.id[subject]];
}

const std::string& BoundCase::RecordId(EvidenceIndex record) const {
  return facts_->names[facts_->evidence.id[record]];
}

std::span<const facts::SubjectIndex> BoundCase::SubjectsOf(ruletree::SubjectTypeId type) const {
  return subjects_of_[type];
}

std::span<const facts::SubjectIndex> BoundCase::Below(SubjectIndex subject,
                                                      ruletree::SubjectTypeId type) const {
  return below_.Of(Key(subject, type));
}

facts::SubjectIndex BoundCase::Find(std::string_view id) const {
  return subject_by_id_.FirstOf(facts_->names.Find(id), facts::kNone);
}

facts::SubjectIndex BoundCase::Bearer(ruletree::SubjectTypeId of, SubjectIndex subject,
                                      SubjectIndex partner) const {
  if (of == ruletree::kPartner) return partner;
  const bool is_party = partner != facts::kNone && TypeOf(partner) == of;
  return is_party ? partner : Above(subject, of);
}

facts::SubjectIndex BoundCase::PartyOf(SubjectIndex partner) const {
  const auto found = accounts_.find(partner);
  return found == accounts_.end() ? partner : found->second;
}

facts::SubjectIndex BoundCase::Above(SubjectIndex subject, ruletree::SubjectTypeId type) const {
  while (subject != facts::kNone && types_[subject] != type) {
    subject = facts_->subjects.parent[subject];
  }
  return subject;
}

const Value* BoundCase::Attribute(SubjectIndex subject, ruletree::AttributeId attribute) const {
  return attributes_.FirstOf(Key(subject, attribute), nullptr);
}

std::span<const MeasureRow> BoundCase::MeasureRows(SubjectIndex subject,
                                                   ruletree::MeasureId measure) const {
  return measure_rows_.Of(Key(subject, measure));
}

std::span<const facts::EvidenceIndex> BoundCase::RecordsOfAllTimes(
    SubjectIndex partner, ruletree::EvidenceKindId kind) const {
  return records_.Of(Key(partner, kind));
}

bool BoundCase::IsKnown(EvidenceIndex record, Date day) const {
  return facts_->evidence.known[record].Contains(std::min(day, known_at_));
}

const Value* BoundCase::Field(EvidenceIndex record, uint32_t field) const {
  return fields_.FirstOf(Key(record, field), nullptr);
}

const Date* BoundCase::LoadedThrough(const std::string& name) const {
  const auto found = loaded_through_.find(name);
  return found == loaded_through_.end() ? nullptr : &found->second;
}

}  // namespace credence::engine
