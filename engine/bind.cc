#include "engine/bind.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/conform.h"

namespace credence::engine {

using facts::EvidenceIndex;
using facts::MeasureIndex;
using facts::NameId;
using facts::Quoted;
using facts::SubjectIndex;
using facts::UnknownName;
using ruletree::EvidenceKindId;
using ruletree::kPartner;
using ruletree::MeasureId;
using ruletree::SubjectTypeId;

namespace {

std::string Row(std::string_view table, size_t row, std::string_view field) {
  return std::string(table) + "[" + std::to_string(row) + "]." + std::string(field);
}

template <typename Items>
std::vector<std::string> NamesOf(const Items& items) {
  std::vector<std::string> names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

}  // namespace

class Binder {
 public:
  Binder(const facts::Case& the_case, const ruletree::Vocabulary& vocabulary,
         std::optional<Date> known_at, facts::FaultList& faults,
         std::span<const ruletree::Vocabulary* const> others)
      : case_(the_case),
        vocabulary_(vocabulary),
        known_at_(known_at.value_or(kDateMax)),
        faults_(faults),
        others_(others) {
    bound_.facts_ = &the_case;
    bound_.vocabulary_ = &vocabulary;
    bound_.known_at_ = known_at_;
  }

  BoundCase Bind() && {
    BindSubjects();
    BindAttributes();
    BindAccounts();
    BindMeasures();
    BindEvidence();
    BindFeeds();
    return std::move(bound_);
  }

 private:
  void BindSubjects();
  void BindParent(SubjectIndex subject);
  void IndexSubjects();
  void BindAttributes();
  void BindAccounts();
  void BindMeasures();
  bool BindMeasure(MeasureIndex row, MeasureId measure);
  bool IsPeriod(PeriodUnit unit, const DateRange& days);
  void IndexMeasures(std::vector<std::pair<MeasureId, MeasureIndex>> rows);
  void BindEvidence();
  bool BindRecord(EvidenceIndex row, EvidenceKindId kind);
  void BindFields(EvidenceIndex row, EvidenceKindId kind);
  void BindFeeds();

  // Whether another vocabulary of the timeline `has` what this one lacks.
  template <typename Has>
  bool IsOfAnother(Has has) const {
    return std::any_of(others_.begin(), others_.end(),
                       [&](const auto* other) { return other != &vocabulary_ && has(*other); });
  }

  const std::string& Name(NameId id) const { return case_.names[id]; }
  std::string TypeName(SubjectTypeId type) const { return vocabulary_.subjects[type].name; }
  // `at` words the place of a fault, which there seldom is.
  template <typename At>
  void CheckValue(const At& at, const facts::TypedValue& value, const ruletree::DomainType& type);
  void RefuseReference(const std::string& at, const std::string& id, SubjectTypeId type);

  const facts::Case& case_;
  const ruletree::Vocabulary& vocabulary_;
  const Date known_at_;
  facts::FaultList& faults_;
  const std::span<const ruletree::Vocabulary* const> others_;
  BoundCase bound_;
  std::optional<Period> period_;  // that a measure was of: nearly all are of one
};

void Binder::BindSubjects() {
  const facts::Subjects& subjects = case_.subjects;
  bound_.types_.reserve(subjects.size());
  bound_.subject_by_id_.Reserve(subjects.size());
  for (SubjectIndex i = 0; i < subjects.size(); ++i) {
    const std::string& type = Name(subjects.type[i]);
    const SubjectTypeId id = vocabulary_.FindSubject(type);
    const auto has = [&](const auto& other) { return other.FindSubject(type) != ruletree::kNone; };
    if (id == ruletree::kNone && !IsOfAnother(has)) {
      faults_.Add(Row("subjects", subjects.row[i], "type"),
                  UnknownName("subject", type, NamesOf(vocabulary_.subjects)));
    }
    bound_.types_.push_back(id);
    bound_.subject_by_id_.Add(subjects.id[i], i);
    if (id != ruletree::kNone) BindParent(i);
  }
  bound_.subject_by_id_.Seal();
  IndexSubjects();
}

void Binder::BindParent(SubjectIndex subject) {
  const SubjectTypeId type = bound_.types_[subject];
  const SubjectTypeId wanted = vocabulary_.subjects[type].parent;
  const SubjectIndex parent = case_.subjects.parent[subject];
  const auto at = [&] { return Row("subjects", case_.subjects.row[subject], "parent"); };
  if (parent == facts::kNone) {
    if (wanted == ruletree::kNone) return;
    return faults_.Add(
        at(), "a " + TypeName(type) + " is in a " + TypeName(wanted) + ", and this one names none");
  }
  const std::string& found = Name(case_.subjects.id[parent]);
  if (wanted == ruletree::kNone) {
    return faults_.Add(
        at(), "a " + TypeName(type) + " is in nothing, and this one names " + Quoted(found));
  }
  // A parent of an unknown type has a fault of its own.
  if (bound_.types_[parent] == wanted || bound_.types_[parent] == ruletree::kNone) return;
  faults_.Add(at(), "a " + TypeName(type) + " is in a " + TypeName(wanted) + ", and " +
                        Quoted(found) + " is a " + TypeName(bound_.types_[parent]));
}

void Binder::IndexSubjects() {
  bound_.subjects_of_.resize(vocabulary_.subjects.size());
  if (!faults_.empty()) return;
  std::vector<SubjectIndex> as_written(case_.subjects.size());
  for (SubjectIndex i = 0; i < as_written.size(); ++i) as_written[case_.subjects.row[i]] = i;
  constexpr size_t kLevels = 3;  // of most
  bound_.below_.Reserve(kLevels * as_written.size());
  for (const SubjectIndex subject : as_written) {
    const SubjectTypeId type = bound_.types_[subject];
    if (type == ruletree::kNone) continue;
    bound_.subjects_of_[type].push_back(subject);
    for (SubjectIndex at = subject; at != facts::kNone; at = case_.subjects.parent[at]) {
      bound_.below_.Add(BoundCase::Key(at, type), subject);
    }
  }
  bound_.below_.Seal();
  std::vector<SubjectIndex>& partners = bound_.subjects_of_[kPartner];
  std::sort(partners.begin(), partners.end(),
            [this](SubjectIndex a, SubjectIndex b) { return bound_.IdOf(a) < bound_.IdOf(b); });
}

void Binder::RefuseReference(const std::string& at, const std::string& id, SubjectTypeId type) {
  if (faults_.full()) return faults_.Add(at, "");
  std::vector<std::string> ids;
  for (SubjectIndex i = 0; i < case_.subjects.size(); ++i) {
    if (bound_.types_[i] == type) ids.push_back(bound_.IdOf(i));
  }
  faults_.Add(at, UnknownName(TypeName(type), id, ids));
}

template <typename At>
void Binder::CheckValue(const At& at, const facts::TypedValue& value,
                        const ruletree::DomainType& type) {
  const std::optional<std::string> misfit = MisfitOf(value, type);
  if (misfit) return faults_.Add(at(), *misfit);
  if (type.type.kind != TypeKind::kSubject) return;
  const auto& id = std::get<std::string>(value.value);
  const SubjectIndex found = bound_.Find(id);
  // Accounts are told apart by what is known of them, so they are in every case.
  const bool may_be_elsewhere = case_.is_excerpt && type.subject != vocabulary_.AccountType();
  if (found == facts::kNone && may_be_elsewhere) return;
  const bool fits = found != facts::kNone && bound_.types_[found] == type.subject;
  if (!fits) RefuseReference(at(), id, type.subject);
}

void Binder::BindAttributes() {
  const facts::Attributes& attributes = case_.attributes;
  bound_.attributes_.Reserve(attributes.size());
  for (size_t i = 0; i < attributes.size(); ++i) {
    const SubjectIndex subject = attributes.subject[i];
    const SubjectTypeId type = bound_.types_[subject];
    if (type == ruletree::kNone) continue;
    const std::string& name = Name(attributes.name[i]);
    const auto at = [&] {
      return Row("subjects", case_.subjects.row[subject], "attributes.") + name;
    };
    const ruletree::AttributeId id = vocabulary_.FindAttribute(type, name);
    if (id == ruletree::kNone) {
      const auto has = [&](const ruletree::Vocabulary& other) {
        const SubjectTypeId of = other.FindSubject(TypeName(type));
        return of != ruletree::kNone && other.FindAttribute(of, name) != ruletree::kNone;
      };
      if (IsOfAnother(has)) continue;
      std::vector<std::string> names;
      for (const ruletree::Attribute& attribute : vocabulary_.attributes) {
        if (attribute.of == type) names.push_back(attribute.name);
      }
      faults_.Add(at(), UnknownName("attribute of a " + TypeName(type), name, names));
      continue;
    }
    CheckValue(at, attributes.value[i], vocabulary_.attributes[id].type);
    bound_.attributes_.Add(BoundCase::Key(subject, id), &attributes.value[i].value);
  }
  bound_.attributes_.Seal();
}

void Binder::BindAccounts() {
  if (vocabulary_.account == ruletree::kNone) return;
  for (const SubjectIndex partner : bound_.subjects_of_[kPartner]) {
    const Value* account = bound_.Attribute(partner, vocabulary_.account);
    const auto* id = account == nullptr ? nullptr : std::get_if<std::string>(account);
    const SubjectIndex found = id == nullptr ? facts::kNone : bound_.Find(*id);
    if (found != facts::kNone) bound_.accounts_.emplace(partner, found);
  }
}

void Binder::BindMeasures() {
  std::vector<std::pair<MeasureId, MeasureIndex>> rows;
  rows.reserve(case_.measures.size());
  for (MeasureIndex i = 0; i < case_.measures.size(); ++i) {
    const std::string& name = Name(case_.measures.measure[i]);
    const MeasureId id = vocabulary_.FindMeasure(name);
    if (id == ruletree::kNone) {
      const auto has = [&](const auto& v) { return v.FindMeasure(name) != ruletree::kNone; };
      if (IsOfAnother(has)) continue;
      faults_.Add(
          Row("measures", i, "measure"),
          faults_.full() ? "" : UnknownName("measure", name, NamesOf(vocabulary_.measures)));
    } else if (BindMeasure(i, id)) {
      rows.emplace_back(id, i);
    }
  }
  IndexMeasures(std::move(rows));
}

bool Binder::IsPeriod(PeriodUnit unit, const DateRange& days) {
  if (period_ && period_->unit == unit && period_->range == days) return true;
  const Period period = Period::Containing(unit, days.begin);
  if (period.range != days) return false;
  period_ = period;
  return true;
}

bool Binder::BindMeasure(MeasureIndex row, MeasureId id) {
  const ruletree::Measure& measure = vocabulary_.measures[id];
  const size_t faults_before = faults_.size();
  const SubjectIndex subject = case_.measures.subject[row];
  const SubjectTypeId type = bound_.types_[subject];
  if (type != measure.per && type != ruletree::kNone) {
    faults_.Add(Row("measures", row, "subject"),
                measure.name + " is measured per " + TypeName(measure.per) + ", and " +
                    Quoted(bound_.IdOf(subject)) + " is a " + TypeName(type));
  }
  const DateRange& days = case_.measures.days[row];
  const auto at = [&] { return Row("measures", row, "period"); };
  if (!measure.each) {
    if (days != DateRange()) {
      faults_.Add(at(), measure.name + " has one value for all time; leave the period out");
    }
  } else if (days == DateRange()) {
    faults_.Add(at(), measure.name + " is measured each " +
                          std::string(PeriodUnitName(*measure.each)) + ", and no period is given");
  } else if (!IsPeriod(*measure.each, days)) {
    const std::string unit(PeriodUnitName(*measure.each));
    faults_.Add(at(), measure.name + " is measured each " + unit + ", and " + days.ToString() +
                          " is no " + unit);
  }
  CheckValue([&] { return Row("measures", row, "value"); }, case_.measures.value[row],
             measure.type);
  return faults_.size() == faults_before;
}

void Binder::IndexMeasures(std::vector<std::pair<MeasureId, MeasureIndex>> rows) {
  const facts::Measures& measures = case_.measures;
  const auto fact_of = [&](const std::pair<MeasureId, MeasureIndex>& row) {
    return std::tuple(row.first, measures.subject[row.second], measures.days[row.second].begin);
  };
  std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    return std::tuple(fact_of(a), measures.known[a.second].begin, a.second) <
           std::tuple(fact_of(b), measures.known[b.second].begin, b.second);
  });
  bound_.measure_rows_.Reserve(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto [id, row] = rows[i];
    DateRange known = measures.known[row];
    if (i + 1 < rows.size() && fact_of(rows[i]) == fact_of(rows[i + 1])) {
      const MeasureIndex next = rows[i + 1].second;
      if (measures.known[next].begin == known.begin) {
        faults_.Add(
            Row("measures", next, "measure"),
            vocabulary_.measures[id].name + " of " + Quoted(bound_.IdOf(measures.subject[row])) +
                " is given twice for the same period, also at measures[" + std::to_string(row) +
                "]; give one of them a later `recorded` day if it corrects the other");
      }
      known.end = std::min(known.end, measures.known[next].begin);
    }
    if (!known.Contains(known_at_)) continue;
    bound_.measure_rows_.Add(BoundCase::Key(measures.subject[row], id),
                             {measures.days[row], &measures.value[row].value});
  }
  bound_.measure_rows_.Seal();
}

void Binder::BindEvidence() {
  const facts::Evidence& evidence = case_.evidence;
  bound_.records_.Reserve(evidence.size());
  for (EvidenceIndex i = 0; i < evidence.size(); ++i) {
    const std::string& name = Name(evidence.kind[i]);
    const EvidenceKindId kind = vocabulary_.FindEvidence(name);
    if (kind == ruletree::kNone) {
      const auto has = [&](const auto& v) { return v.FindEvidence(name) != ruletree::kNone; };
      if (IsOfAnother(has)) continue;
      faults_.Add(
          Row("evidence", i, "kind"),
          faults_.full() ? "" : UnknownName("evidence", name, NamesOf(vocabulary_.evidence)));
    } else if (BindRecord(i, kind) && evidence.known[i].begin <= known_at_) {
      const SubjectIndex partner = evidence.partner[i];
      const SubjectIndex party = bound_.PartyOf(partner);
      bound_.records_.Add(BoundCase::Key(partner, kind), i);
      if (party != partner) bound_.records_.Add(BoundCase::Key(party, kind), i);
    }
  }
  bound_.records_.Seal(
      [this](EvidenceIndex a, EvidenceIndex b) { return bound_.RecordId(a) < bound_.RecordId(b); });
  bound_.fields_.Seal();
}

bool Binder::BindRecord(EvidenceIndex row, EvidenceKindId id) {
  const ruletree::EvidenceKind& kind = vocabulary_.evidence[id];
  const size_t faults_before = faults_.size();
  const SubjectIndex subject = case_.evidence.subject[row];
  const SubjectTypeId type = bound_.types_[subject];
  const auto at = [&] { return Row("evidence", row, "subject"); };
  const bool on_own_partner = subject == case_.evidence.partner[row];
  if (kind.on != kPartner && on_own_partner) {
    faults_.Add(at(),
                kind.name + " stands on a " + TypeName(kind.on) + ", and no subject is given");
  } else if (kind.on == kPartner && !on_own_partner) {
    faults_.Add(at(), kind.name + " stands on the partner itself; leave the subject out");
  } else if (type != kind.on && type != ruletree::kNone) {
    faults_.Add(at(), kind.name + " stands on a " + TypeName(kind.on) + ", and " +
                          Quoted(bound_.IdOf(subject)) + " is a " + TypeName(type));
  }
  if (!kind.lasting && case_.evidence.valid[row].length_days() != 1) {
    faults_.Add(Row("evidence", row, "on"),
                kind.name + " happens on one day: give `on` instead of `from` and `through`");
  }
  BindFields(row, id);
  return faults_.size() == faults_before;
}

void Binder::BindFields(EvidenceIndex row, EvidenceKindId kind) {
  const facts::Evidence& evidence = case_.evidence;
  for (uint32_t i = evidence.fields_begin[row]; i < evidence.fields_begin[row + 1]; ++i) {
    const std::string& name = Name(evidence.field_name[i]);
    const auto at = [&] { return Row("evidence", row, "fields.") + name; };
    const uint32_t field = vocabulary_.FindField(kind, name);
    const auto& fields = vocabulary_.evidence[kind].fields;
    if (field == ruletree::kNone) {
      const auto has = [&](const ruletree::Vocabulary& other) {
        const EvidenceKindId same = other.FindEvidence(vocabulary_.evidence[kind].name);
        return same != ruletree::kNone && other.FindField(same, name) != ruletree::kNone;
      };
      if (IsOfAnother(has)) continue;
      faults_.Add(
          at(), UnknownName("field of " + vocabulary_.evidence[kind].name, name, NamesOf(fields)));
      continue;
    }
    CheckValue(at, evidence.field_value[i], fields[field].type);
    bound_.fields_.Add(BoundCase::Key(row, field), &evidence.field_value[i].value);
  }
}

void Binder::BindFeeds() {
  for (size_t i = 0; i < case_.feeds.size(); ++i) {
    const std::string& name = Name(case_.feeds.kind[i]);
    const auto has = [&](const ruletree::Vocabulary& v) {
      return v.FindEvidence(name) != ruletree::kNone || v.FindMeasure(name) != ruletree::kNone;
    };
    if (!has(vocabulary_) && !IsOfAnother(has)) {
      std::vector<std::string> names = NamesOf(vocabulary_.evidence);
      for (const ruletree::Measure& measure : vocabulary_.measures) names.push_back(measure.name);
      faults_.Add(Row("feeds", i, "kind"), UnknownName("evidence or measure", name, names));
    }
    bound_.loaded_through_.emplace(name, case_.feeds.loaded_through[i]);
  }
}

std::optional<BoundCase> Bind(const facts::Case& the_case, const ruletree::Vocabulary& vocabulary,
                              std::optional<Date> known_at, facts::FaultList& faults,
                              std::span<const ruletree::Vocabulary* const> others) {
  facts::FaultList found;
  BoundCase bound = Binder(the_case, vocabulary, known_at, found, others).Bind();
  if (found.empty()) return bound;
  for (facts::Fault& fault : std::move(found).Take()) {
    faults.Add(std::move(fault.field), std::move(fault.message));
  }
  return std::nullopt;
}

}  // namespace credence::engine
