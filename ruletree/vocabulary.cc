#include "ruletree/vocabulary.h"

namespace credence::ruletree {
namespace {

// The position of the first item that `matches`, or kNone.
template <typename Items, typename Matches>
uint32_t PositionOf(const Items& items, Matches matches) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (matches(items[i])) return static_cast<uint32_t>(i);
  }
  return kNone;
}

template <typename Items>
uint32_t PositionByName(const Items& items, std::string_view name) {
  return PositionOf(items, [name](const auto& item) { return item.name == name; });
}

}  // namespace

SubjectTypeId Vocabulary::FindSubject(std::string_view subject) const {
  return PositionByName(subjects, subject);
}

EvidenceKindId Vocabulary::FindEvidence(std::string_view kind) const {
  return PositionByName(evidence, kind);
}

MeasureId Vocabulary::FindMeasure(std::string_view measure) const {
  return PositionByName(measures, measure);
}

SubjectTypeId Vocabulary::AccountType() const {
  return account == kNone ? kNone : attributes[account].type.subject;
}

AttributeId Vocabulary::FindAttribute(SubjectTypeId of, std::string_view attribute) const {
  return PositionOf(attributes, [of, attribute](const Attribute& item) {
    return item.of == of && item.name == attribute;
  });
}

uint32_t Vocabulary::FindField(EvidenceKindId kind, std::string_view field) const {
  if (kind >= evidence.size()) return kNone;
  return PositionByName(evidence[kind].fields, field);
}

bool Vocabulary::IsSelfOrAbove(SubjectTypeId ancestor, SubjectTypeId type) const {
  // The tree is acyclic, so it is no deeper than it has types; a bound costs nothing.
  for (size_t steps = 0; steps <= subjects.size() && type < subjects.size(); ++steps) {
    if (type == ancestor) return true;
    type = subjects[type].parent;
  }
  return false;
}

}  // namespace credence::ruletree
