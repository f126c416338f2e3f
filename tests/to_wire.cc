#include "tests/to_wire.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "server/convert_values.h"

namespace credence::testing {

using engine::batch::Columns;

v1::Case ToWire(const facts::Case& from) {
  v1::Case to;
  const facts::Names& names = from.names;
  std::vector<v1::Subject*> subjects(from.subjects.size());
  std::vector<facts::SubjectIndex> as_written(from.subjects.size());
  for (facts::SubjectIndex i = 0; i < as_written.size(); ++i) as_written[from.subjects.row[i]] = i;
  for (const facts::SubjectIndex i : as_written) {
    v1::Subject* subject = subjects[i] = to.add_subjects();
    subject->set_type(names[from.subjects.type[i]]);
    subject->set_id(names[from.subjects.id[i]]);
    const facts::SubjectIndex parent = from.subjects.parent[i];
    if (parent != facts::kNone) subject->set_parent(names[from.subjects.id[parent]]);
  }
  for (size_t i = 0; i < from.attributes.size(); ++i) {
    server::WriteValue(from.attributes.value[i],
                       &(*subjects[from.attributes.subject[i]]
                              ->mutable_attributes())[names[from.attributes.name[i]]]);
  }
  for (size_t i = 0; i < from.measures.size(); ++i) {
    v1::Measure* measure = to.add_measures();
    measure->set_measure(names[from.measures.measure[i]]);
    measure->set_subject(names[from.subjects.id[from.measures.subject[i]]]);
    for (const PeriodUnit unit :
         {PeriodUnit::kDay, PeriodUnit::kMonth, PeriodUnit::kQuarter, PeriodUnit::kYear}) {
      const Period period = Period::Containing(unit, from.measures.days[i].begin);
      if (period.range == from.measures.days[i]) measure->set_period(period.ToString());
    }
    server::WriteValue(from.measures.value[i], measure->mutable_value());
  }
  const facts::Evidence& evidence = from.evidence;
  for (size_t i = 0; i < evidence.size(); ++i) {
    v1::Evidence* record = to.add_evidence();
    record->set_id(names[evidence.id[i]]);
    record->set_kind(names[evidence.kind[i]]);
    record->set_partner(names[from.subjects.id[evidence.partner[i]]]);
    if (evidence.subject[i] != evidence.partner[i]) {
      record->set_subject(names[from.subjects.id[evidence.subject[i]]]);
    }
    server::WriteDate(evidence.valid[i].begin, record->mutable_from());
    if (evidence.valid[i].end != DateRange().end) {
      server::WriteDate(evidence.valid[i].last(), record->mutable_through());
    }
    for (uint32_t f = evidence.fields_begin[i]; f < evidence.fields_begin[i + 1]; ++f) {
      server::WriteValue(evidence.field_value[f],
                         &(*record->mutable_fields())[names[evidence.field_name[f]]]);
    }
  }
  return to;
}

namespace {

class BatchWriter {
 public:
  explicit BatchWriter(const Columns& from) : from_(from), words_(from.vocabulary()) {}

  v1::ColumnBatch Write() && {
    to_.set_cases(static_cast<uint32_t>(from_.cases()));
    for (size_t symbol = 0; symbol < from_.symbols().size(); ++symbol) {
      to_.add_symbols(from_.symbols().Name(static_cast<int64_t>(symbol)));
    }
    for (ruletree::SubjectTypeId type = 0; type < from_.rows.size(); ++type) WriteSubjects(type);
    for (size_t id = 0; id < from_.attributes.size(); ++id) {
      const ruletree::Attribute& attribute = words_.attributes[id];
      v1::AttributeColumn* to = to_.add_attributes();
      to->set_type(words_.subjects[attribute.of].name);
      to->set_attribute(attribute.name);
      WriteValues(from_.attributes[id], attribute.type, from_.rows[attribute.of].begin,
                  to->mutable_values());
    }
    for (const Columns::Measured& measured : from_.measures()) {
      const ruletree::Measure& measure = words_.measures[measured.measure];
      v1::MeasureColumn* to = to_.add_measures();
      to->set_measure(measure.name);
      if (measure.each) {
        to->set_period(Period::Containing(*measure.each, measured.begin).ToString());
      }
      WriteValues(measured.column, measure.type, from_.rows[measure.per].begin,
                  to->mutable_values());
    }
    for (size_t kind = 0; kind < from_.records.size(); ++kind) WriteRecords(kind);
    return std::move(to_);
  }

 private:
  void WriteSubjects(ruletree::SubjectTypeId type) {
    const engine::batch::Rows& rows = from_.rows[type];
    v1::SubjectColumn* to = to_.add_subjects();
    to->set_type(words_.subjects[type].name);
    const ruletree::SubjectTypeId above = words_.subjects[type].parent;
    for (size_t at = 0; at < from_.cases(); ++at) {
      to->add_counts(rows.begin[at + 1] - rows.begin[at]);
      if (above == ruletree::kNone) continue;
      for (uint32_t row = rows.begin[at]; row < rows.begin[at + 1]; ++row) {
        to->add_parents(rows.parent[row] - from_.rows[above].begin[at]);
      }
    }
  }

  void WriteValues(const engine::batch::Column& from, const ruletree::DomainType& type,
                   const std::vector<uint32_t>& begin, v1::ValueColumn* to) const {
    to->set_scale(engine::batch::Scale(type.type));
    if (type.type.kind == TypeKind::kMoney) to->set_unit(std::string(type.type.currency.code()));
    for (size_t at = 0; at + 1 < begin.size(); ++at) {
      for (uint32_t row = begin[at]; row < begin[at + 1]; ++row) {
        int64_t value = from.values[row];
        if (type.type.kind == TypeKind::kSubject) value -= from_.rows[type.subject].begin[at];
        to->add_values(value);
        if (from.present[row] == 0) to->add_absent(row);
      }
    }
  }

  void WriteRecords(size_t id) {
    const ruletree::EvidenceKind& kind = words_.evidence[id];
    const engine::batch::Records& records = from_.records[id];
    v1::EvidenceColumn* to = to_.add_evidence();
    to->set_kind(kind.name);
    for (size_t at = 0; at < from_.cases(); ++at) {
      to->add_counts(records.begin[at + 1] - records.begin[at]);
      for (uint32_t i = records.begin[at]; i < records.begin[at + 1]; ++i) {
        to->add_partners(records.place[i]);
        if (kind.on != ruletree::kPartner) {
          to->add_subjects(records.subject[i] - from_.rows[kind.on].begin[at]);
        }
        to->add_from(records.valid[i].begin.days);
        const bool open = records.valid[i].end == DateRange().end;
        to->add_through(open ? INT32_MAX : records.valid[i].last().days);
      }
    }
    for (size_t field = 0; field < kind.fields.size(); ++field) {
      v1::FieldColumn* column = to->add_fields();
      column->set_field(kind.fields[field].name);
      WriteValues(records.fields[field], kind.fields[field].type, records.begin,
                  column->mutable_values());
    }
  }

  const Columns& from_;
  const ruletree::Vocabulary& words_;
  v1::ColumnBatch to_;
};

}  // namespace

v1::ColumnBatch ToWire(const Columns& from) { return BatchWriter(from).Write(); }

}  // namespace credence::testing
