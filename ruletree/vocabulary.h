// What policies may talk about: subjects, evidence, measures and attributes, by name.
//
// The vocabulary of a programme is written by its engineers and checked like a policy. Ids are
// positions in the vectors. Subject 0 is always `partner`, which every vocabulary has without
// declaring it; the others form trees by `in`:
//
//   subject customer                        -> subjects[1] {customer, parent none}
//   subject subscription in customer        -> subjects[2] {subscription, parent 1}
//
// Evidence on a subject counts for the subjects below it, never above.
//
// Thread-safe once built: immutable, shared by the policies that use it.
#ifndef CREDENCE_RULETREE_VOCABULARY_H_
#define CREDENCE_RULETREE_VOCABULARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/value.h"

namespace credence::ruletree {

using SubjectTypeId = uint32_t;
using EvidenceKindId = uint32_t;
using MeasureId = uint32_t;
using AttributeId = uint32_t;

inline constexpr uint32_t kNone = 0xffffffff;
inline constexpr SubjectTypeId kPartner = 0;

// A type with what the plain Type cannot say.
struct DomainType {
  Type type = {};
  std::vector<std::string> symbols = {};  // of kSymbol: the declared set, in order
  SubjectTypeId subject = kNone;          // of kSubject
};

struct SubjectType {
  std::string name;
  SubjectTypeId parent = kNone;
};

struct EvidenceField {
  std::string name;
  DomainType type = {};
};

struct EvidenceKind {
  std::string name;
  SubjectTypeId on = kNone;
  bool lasting = true;  // false: happens on one day
  std::vector<EvidenceField> fields = {};
};

struct Measure {
  std::string name;
  DomainType type = {};
  SubjectTypeId per = kNone;
  std::optional<PeriodUnit> each = {};  // absent: one value for all time
  bool flow = false;                    // a flow adds up over time and is prorated; a level is not
  bool optional = false;
};

struct Attribute {
  SubjectTypeId of = kNone;
  std::string name;
  DomainType type = {};
  bool optional = false;
};

struct Vocabulary {
  std::string name;
  std::string version;
  SourcePtr source;         // for messages
  std::string text_digest;  // SHA-256 of the text, hexadecimal
  std::vector<SubjectType> subjects = {};
  std::vector<EvidenceKind> evidence = {};
  std::vector<Measure> measures = {};
  std::vector<Attribute> attributes = {};
  // `attribute partner.account : account`, to which a partner's locations roll up; kNone: none.
  AttributeId account = kNone;

  // The subject that accounts are; kNone: there are none.
  SubjectTypeId AccountType() const;

  // kNone when there is none of that name.
  SubjectTypeId FindSubject(std::string_view name) const;
  EvidenceKindId FindEvidence(std::string_view name) const;
  MeasureId FindMeasure(std::string_view name) const;
  AttributeId FindAttribute(SubjectTypeId of, std::string_view name) const;
  uint32_t FindField(EvidenceKindId kind, std::string_view name) const;

  // Whether `ancestor` is `type` or above it.
  bool IsSelfOrAbove(SubjectTypeId ancestor, SubjectTypeId type) const;
};

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_VOCABULARY_H_
