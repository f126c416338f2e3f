#include "engine/bound_case.h"

#include <algorithm>

namespace credence::engine {
namespace {

template <typename Map>
const Value* FindValue(const Map& values, uint64_t key) {
  const auto found = values.find(key);
  return found == values.end() ? nullptr : found->second;
}

}  // namespace

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
  const auto found = below_.find(Key(subject, type));
  if (found == below_.end()) return {};
  return found->second;
}

facts::SubjectIndex BoundCase::Find(std::string_view id) const {
  const auto found = subject_by_id_.find(id);
  return found == subject_by_id_.end() ? facts::kNone : found->second;
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
  return FindValue(attributes_, Key(subject, attribute));
}

std::span<const MeasureRow> BoundCase::MeasureRows(SubjectIndex subject,
                                                   ruletree::MeasureId measure) const {
  const auto found = measure_rows_.find(Key(subject, measure));
  if (found == measure_rows_.end()) return {};
  return found->second;
}

std::span<const facts::EvidenceIndex> BoundCase::RecordsOfAllTimes(
    SubjectIndex partner, ruletree::EvidenceKindId kind) const {
  const auto found = records_.find(Key(partner, kind));
  if (found == records_.end()) return {};
  return found->second;
}

bool BoundCase::IsKnown(EvidenceIndex record, Date day) const {
  return facts_->evidence.known[record].Contains(std::min(day, known_at_));
}

const Value* BoundCase::Field(EvidenceIndex record, uint32_t field) const {
  return FindValue(fields_, Key(record, field));
}

const Date* BoundCase::LoadedThrough(const std::string& name) const {
  const auto found = loaded_through_.find(name);
  return found == loaded_through_.end() ? nullptr : &found->second;
}

}  // namespace credence::engine
