// What is known of one case: subjects, attributes, measures and evidence, in columns.
//
// Names (kinds, ids, symbols) are interned once, at the edge, and are small integers from then
// on. Partners are subjects of the type "partner". Every evidence record and measure has two
// times: the days it was true (valid) and the days we knew it (known); a decision may be made
// as it was known on an earlier day.
//
//   CaseBuilder builder;
//   builder.AddSubject({.type = "customer", .id = "northwind"});
//   builder.AddSubject({.type = "subscription", .id = "ea1", .parent = "northwind"});
//   builder.AddSubject({.type = "partner", .id = "adatum"});
//   builder.AddEvidence({.id = "e1", .kind = "dpor", .partner = "adatum", .subject = "ea1",
//                        .from = day});
//   std::vector<Fault> faults;
//   std::optional<Case> the_case = std::move(builder).Build(faults);
//
// This knows no vocabulary: whether `dpor` is a kind, and stands on a subscription, is found
// when the case is bound to one (engine/bind.h). What is found here: ids given twice, a parent
// or partner that is not declared, days in the wrong order, bytes no terminal should see, limits.
// Every fault names its field as a path ("evidence[3].partner", "subjects[0].attributes.region"),
// and all are found in one pass; after limits::kDiagnosticsMax the rest are only counted.
//
// An id is unique among all subjects of the case, partners included, so that naming it is enough.
//
// Thread-safety: a builder belongs to one thread; a Case is immutable.
#ifndef CREDENCE_FACTS_CASE_H_
#define CREDENCE_FACTS_CASE_H_

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.h"
#include "core/value.h"
#include "facts/fault.h"

namespace credence::facts {

using NameId = uint32_t;
using SubjectIndex = uint32_t;
using EvidenceIndex = uint32_t;
using MeasureIndex = uint32_t;
inline constexpr uint32_t kNone = 0xffffffff;

inline constexpr std::string_view kPartnerType = "partner";
inline constexpr std::string_view kAccountType = "account";

// A value with the type its writer gave it: 80 is a number, 40% a percent, `education` a
// symbol. The vocabulary's type decides whether it serves (a number may be a count).
struct TypedValue {
  Type type;
  Value value;
  friend bool operator==(const TypedValue&, const TypedValue&) = default;
};

// Interned names: equal text, equal id.
class Names {
 public:
  Names() = default;
  Names(const Names& other) : texts_(other.texts_) { Reserve(texts_.size()); }
  Names(Names&&) = default;
  Names& operator=(Names other) {
    texts_.swap(other.texts_);
    ids_.swap(other.ids_);
    return *this;
  }

  NameId Intern(std::string_view text);
  NameId Find(std::string_view text) const;  // kNone when never interned
  const std::string& operator[](NameId id) const { return texts_[id]; }
  size_t size() const { return texts_.size(); }
  void Reserve(size_t count);

 private:
  std::vector<std::string> texts_;
  // Looks at the texts, wherever they are.
  absl::flat_hash_map<absl::string_view, NameId> ids_;
};

// Each struct below is a table; its vectors are the columns, all of one length.

struct Subjects {
  std::vector<NameId> type;
  std::vector<NameId> id;
  std::vector<SubjectIndex> parent;  // always a smaller index, or kNone
  std::vector<uint32_t> row;         // as the writer numbered it ("subjects[3]")
  size_t size() const { return type.size(); }
};

struct Attributes {
  std::vector<SubjectIndex> subject;
  std::vector<NameId> name;
  std::vector<TypedValue> value;
  size_t size() const { return subject.size(); }
};

struct Measures {
  std::vector<NameId> measure;
  std::vector<SubjectIndex> subject;
  std::vector<DateRange> days;  // the period it was measured over; kDateMin.. when for all time
  std::vector<DateRange> known;
  std::vector<TypedValue> value;
  size_t size() const { return measure.size(); }
};

struct Evidence {
  std::vector<NameId> id;
  std::vector<NameId> kind;
  std::vector<SubjectIndex> partner;
  std::vector<SubjectIndex> subject;  // the partner itself for evidence on a partner
  std::vector<DateRange> valid;
  std::vector<DateRange> known;
  std::vector<NameId> provenance;      // where it came from ("usage.csv:17"); kNone when unsaid
  std::vector<uint32_t> fields_begin;  // size() + 1 offsets into field_*
  std::vector<NameId> field_name;
  std::vector<TypedValue> field_value;
  size_t size() const { return id.size(); }
};

// A source of evidence and the last day it is complete for.
struct Feeds {
  std::vector<NameId> kind;
  std::vector<Date> loaded_through;
  size_t size() const { return kind.size(); }
};

struct Case {
  std::string id;
  // An excerpt of all that is known: an attribute may name a subject that is not in it.
  bool is_excerpt = false;
  Names names;
  Subjects subjects;
  Attributes attributes;
  Measures measures;
  Evidence evidence;
  Feeds feeds;
};

// Rows as the edges give them. Empty text means "not given".
struct AttributeInput {
  std::string name;
  TypedValue value;
};
struct SubjectInput {
  std::string type;
  std::string id;
  std::string parent = {};
  std::vector<AttributeInput> attributes = {};
};
struct MeasureInput {
  std::string measure;
  std::string subject;
  std::optional<Period> period = {};
  TypedValue value;
  std::optional<Date> recorded = {};    // known from; absent: always known
  std::optional<Date> superseded = {};  // known until the day before
};
struct EvidenceInput {
  std::string id;
  std::string kind;
  std::string partner;
  std::string subject = {};  // empty: the partner itself
  std::optional<Date> from = {};
  std::optional<Date> through = {};  // last day, inclusive
  std::optional<Date> on = {};       // instead of from/through: one day
  std::optional<Date> recorded = {};
  std::optional<Date> superseded = {};
  std::string provenance = {};
  std::vector<AttributeInput> fields = {};
};
struct FeedInput {
  std::string kind;
  Date loaded_through;
};

class CaseBuilder {
 public:
  explicit CaseBuilder(std::string case_id = {});

  // Makes room for so many rows.
  void Reserve(size_t subjects, size_t measures, size_t evidence);

  // Each returns nothing: faults are collected and told by Build. Rows are numbered in the
  // order they are added, separately for each table ("subjects[0]", "measures[2]"). A parent
  // may be added after its children.
  void AddSubject(SubjectInput input);
  void AddMeasure(MeasureInput input);
  void AddEvidence(EvidenceInput input);
  void AddFeed(FeedInput input);

  // The case is an excerpt.
  void MakeExcerpt() { is_excerpt_ = true; }

  // nullopt when there is any fault; they are appended table by table, in the order of the rows.
  std::optional<Case> Build(std::vector<Fault>& faults) &&;

 private:
  std::string case_id_;
  bool is_excerpt_ = false;
  std::vector<SubjectInput> subjects_;
  std::vector<MeasureInput> measures_;
  std::vector<EvidenceInput> evidence_;
  std::vector<FeedInput> feeds_;
};

}  // namespace credence::facts

#endif  // CREDENCE_FACTS_CASE_H_
