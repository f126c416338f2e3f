// A case of the columns again as names and values.
#include <string>
#include <utility>

#include "core/check.h"
#include "engine/batch/columns.h"

namespace credence::engine::batch {

namespace {

class CaseReader {
 public:
  CaseReader(const Columns& columns, uint32_t at)
      : columns_(columns), words_(columns.vocabulary()), at_(at) {}

  facts::Case Read() && {
    for (ruletree::SubjectTypeId type = 0; type < columns_.rows.size(); ++type) AddSubjects(type);
    for (const Columns::Measured& measured : columns_.measures()) AddMeasures(measured);
    for (ruletree::EvidenceKindId kind = 0; kind < columns_.records.size(); ++kind) {
      AddRecords(kind);
    }
    std::vector<facts::Fault> faults;
    std::optional<facts::Case> built = std::move(builder_).Build(faults);
    CREDENCE_CHECK(built.has_value());
    return *std::move(built);
  }

 private:
  std::string IdOf(ruletree::SubjectTypeId type, Row row) const {
    std::string place = std::to_string(row - columns_.rows[type].begin[at_]);
    if (type == ruletree::kPartner && place.size() < 2) place.insert(0, "0");
    return words_.subjects[type].name + "/" + place;
  }

  facts::TypedValue ValueOf(int64_t value, const ruletree::DomainType& type) const {
    switch (type.type.kind) {
      case TypeKind::kDate:
        return {type.type, Date{static_cast<int32_t>(value)}};
      case TypeKind::kSymbol:
        return {type.type, columns_.symbols().Name(value)};
      case TypeKind::kSubject:
        return {Type::Of(TypeKind::kSymbol), IdOf(type.subject, static_cast<Row>(value))};
      default:
        return {type.type, Rational(value, Scale(type.type))};
    }
  }

  void AddSubjects(ruletree::SubjectTypeId type) {
    const Rows& rows = columns_.rows[type];
    const ruletree::SubjectTypeId above = words_.subjects[type].parent;
    for (Row row = rows.begin[at_]; row < rows.begin[at_ + 1]; ++row) {
      facts::SubjectInput input{.type = words_.subjects[type].name, .id = IdOf(type, row)};
      if (above != ruletree::kNone) input.parent = IdOf(above, rows.parent[row]);
      for (ruletree::AttributeId id = 0; id < columns_.attributes.size(); ++id) {
        const ruletree::Attribute& attribute = words_.attributes[id];
        const Column& column = columns_.attributes[id];
        if (attribute.of != type || column.present[row] == 0) continue;
        input.attributes.push_back({attribute.name, ValueOf(column.values[row], attribute.type)});
      }
      builder_.AddSubject(std::move(input));
    }
  }

  void AddMeasures(const Columns::Measured& measured) {
    const ruletree::Measure& measure = words_.measures[measured.measure];
    const Rows& rows = columns_.rows[measure.per];
    std::optional<Period> period;
    if (measure.each) period = Period::Containing(*measure.each, measured.begin);
    for (Row row = rows.begin[at_]; row < rows.begin[at_ + 1]; ++row) {
      if (measured.column.present[row] == 0) continue;
      builder_.AddMeasure({.measure = measure.name,
                           .subject = IdOf(measure.per, row),
                           .period = period,
                           .value = ValueOf(measured.column.values[row], measure.type)});
    }
  }

  void AddRecords(ruletree::EvidenceKindId id) {
    const ruletree::EvidenceKind& kind = words_.evidence[id];
    const Records& records = columns_.records[id];
    for (uint32_t record = records.begin[at_]; record < records.begin[at_ + 1]; ++record) {
      const Row partner = columns_.rows[ruletree::kPartner].begin[at_] + records.place[record];
      facts::EvidenceInput input{
          .id = kind.name + "/" + std::to_string(record - records.begin[at_]),
          .kind = kind.name,
          .partner = IdOf(ruletree::kPartner, partner)};
      if (kind.on != ruletree::kPartner) input.subject = IdOf(kind.on, records.subject[record]);
      const DateRange& valid = records.valid[record];
      if (kind.lasting) {
        input.from = valid.begin;
        if (valid.end != DateRange().end) input.through = valid.last();
      } else {
        input.on = valid.begin;
      }
      for (size_t field = 0; field < records.fields.size(); ++field) {
        if (records.fields[field].present[record] == 0) continue;
        input.fields.push_back(
            {kind.fields[field].name,
             ValueOf(records.fields[field].values[record], kind.fields[field].type)});
      }
      builder_.AddEvidence(std::move(input));
    }
  }

  const Columns& columns_;
  const ruletree::Vocabulary& words_;
  const uint32_t at_;
  facts::CaseBuilder builder_;
};

}  // namespace

facts::Case Columns::CaseAt(uint32_t at) const { return CaseReader(*this, at).Read(); }

}  // namespace credence::engine::batch
