// A case as one vocabulary sees it, at one moment of knowledge: what the evaluator asks.
//
//   bound.Above(exchange, subscription)      -> ea1
//   bound.Below(northwind, workload)         -> ea1.exchange, ea1.yammer
//   bound.MeasureRows(ea1, revenue)          -> 2016-01, 2016-02, in this order
//   bound.RecordsOfAllTimes(adatum, dpor)    -> e1, e9, and e3 that was superseded
//   bound.IsKnown(e3, bound.known_at())      -> false
//
// Made by Bind (engine/bind.h), which has checked everything against the vocabulary; every
// answer is a lookup. Lists are in an order that no row order changes: subjects in the
// writer's, measures by day, records by id. What was recorded after the chosen moment is absent.
// Of records, those superseded by then are kept, for `recorded by` looks back at what was known on
// an earlier day; everything else asks for the moment itself.
//
// It points into the case and the vocabulary, which outlive it. Thread-safe once made.
#ifndef CREDENCE_ENGINE_BOUND_CASE_H_
#define CREDENCE_ENGINE_BOUND_CASE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/grouped.h"
#include "facts/case.h"
#include "ruletree/vocabulary.h"

namespace credence::engine {

struct MeasureRow {
  DateRange days;  // unbounded when the measure has no periods
  const Value* value = nullptr;
};

class BoundCase {
 public:
  using SubjectIndex = facts::SubjectIndex;
  using EvidenceIndex = facts::EvidenceIndex;

  const facts::Case& facts() const { return *facts_; }
  const ruletree::Vocabulary& vocabulary() const { return *vocabulary_; }

  const std::string& IdOf(SubjectIndex subject) const;
  const std::string& RecordId(EvidenceIndex record) const;
  // kNone: the case has none of that id.
  SubjectIndex Find(std::string_view id) const;
  ruletree::SubjectTypeId TypeOf(SubjectIndex subject) const { return types_[subject]; }

  // All subjects of a type; partners (type 0) by id.
  std::span<const SubjectIndex> SubjectsOf(ruletree::SubjectTypeId type) const;
  // Those of them that are `subject` or inside it.
  std::span<const SubjectIndex> Below(SubjectIndex subject, ruletree::SubjectTypeId type) const;
  // The one of them that is `subject` or that it is inside of; kNone: there is none.
  SubjectIndex Above(SubjectIndex subject, ruletree::SubjectTypeId type) const;

  // Who bears a value of the type `of`, asked of a subject and a partner or account: the partner
  // or account when it is of that type, else the subject or what it is inside of.
  SubjectIndex Bearer(ruletree::SubjectTypeId of, SubjectIndex subject, SubjectIndex partner) const;

  // The account that the partner belongs to; the partner itself when it has none.
  SubjectIndex PartyOf(SubjectIndex partner) const;

  // Null when absent.
  const Value* Attribute(SubjectIndex subject, ruletree::AttributeId attribute) const;
  std::span<const MeasureRow> MeasureRows(SubjectIndex subject, ruletree::MeasureId measure) const;
  // Everything recorded by known_at(), whether it was superseded since or not. Of an account: of
  // every partner that belongs to it.
  std::span<const EvidenceIndex> RecordsOfAllTimes(SubjectIndex partner,
                                                   ruletree::EvidenceKindId kind) const;
  // The moment of knowledge; kDateMax: everything recorded is known.
  Date known_at() const { return known_at_; }
  // Whether the record was recorded, and not yet superseded, on the day; as far as is known.
  bool IsKnown(EvidenceIndex record, Date day) const;
  // A declared field of a record. Null when absent.
  const Value* Field(EvidenceIndex record, uint32_t field) const;

  // The last day the feed of a kind or measure is complete for; null when nothing is said.
  const Date* LoadedThrough(const std::string& name) const;

 private:
  friend class Binder;

  // One number for a pair of ids.
  static uint64_t Key(uint32_t a, uint32_t b) { return (uint64_t{a} << 32) | b; }

  const facts::Case* facts_ = nullptr;
  const ruletree::Vocabulary* vocabulary_ = nullptr;
  Date known_at_ = kDateMax;
  std::vector<ruletree::SubjectTypeId> types_;               // by subject
  std::vector<std::vector<SubjectIndex>> subjects_of_;       // by type
  Grouped<SubjectIndex> below_;                              // by (subject, type)
  Grouped<MeasureRow> measure_rows_;                         // by (subject, measure)
  Grouped<EvidenceIndex> records_;                           // by (partner or account, kind)
  Grouped<SubjectIndex> subject_by_id_;                      // by the id's name
  std::unordered_map<SubjectIndex, SubjectIndex> accounts_;  // by partner that has one
  Grouped<const Value*> attributes_;                         // by (subject, attribute)
  Grouped<const Value*> fields_;                             // by (record, field)
  std::unordered_map<std::string, Date> loaded_through_;     // by name
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_BOUND_CASE_H_
