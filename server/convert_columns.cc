#include "server/convert_columns.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "core/limits.h"
#include "server/convert_values.h"

namespace credence::server {

using engine::batch::Column;
using engine::batch::Columns;
using engine::batch::Records;
using engine::batch::Row;
using engine::batch::Rows;
using facts::FaultList;
using facts::UnknownName;

namespace {

// An open end on the wire.
constexpr int32_t kOpen = 2'147'483'647;

template <typename Items>
std::vector<std::string> NamesOf(const Items& items) {
  std::vector<std::string> names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

class ColumnReader {
 public:
  ColumnReader(const v1::ColumnBatch& message,
               const std::shared_ptr<const ruletree::Vocabulary>& vocabulary, const FieldPath& at,
               FaultList& faults)
      : message_(message), words_(*vocabulary), at_(at), faults_(faults), columns_(vocabulary) {}

  std::optional<Columns> Read() && {
    columns_.odd.assign(message_.cases(), 0);
    ReadSubjects();
    if (!faults_.empty()) return std::nullopt;  // Nothing else has a length without them.
    for (int i = 0; i < message_.attributes_size(); ++i) ReadAttribute(i);
    for (int i = 0; i < message_.measures_size(); ++i) ReadMeasure(i);
    for (int i = 0; i < message_.evidence_size(); ++i) ReadEvidence(i);
    if (!faults_.empty()) return std::nullopt;
    FillWhatIsNotGiven();
    const absl::Status fit = columns_.Check();
    if (!fit.ok()) faults_.Add(at_.ToString(), std::string(fit.message()));
    return fit.ok() ? std::optional(std::move(columns_)) : std::nullopt;
  }

 private:
  void Fault(const FieldPath& at, std::string what) { faults_.Add(at.ToString(), std::move(what)); }

  // Offsets from counts. False: there is a fault.
  template <typename Counts>
  bool ReadCounts(const Counts& counts, const FieldPath& at, std::vector<uint32_t>& begin) {
    if (static_cast<uint32_t>(counts.size()) != message_.cases()) {
      Fault(FieldPath(at, "counts"), std::to_string(counts.size()) + " counts, and the batch has " +
                                         std::to_string(message_.cases()) + " cases");
      return false;
    }
    uint64_t end = 0;
    begin.assign(1, 0);
    for (const uint32_t count : counts) {
      end += count;
      if (end > static_cast<uint64_t>(limits::kRequestBytesMax)) {
        Fault(FieldPath(at, "counts"), "they come to more rows than a request can hold");
        return false;
      }
      begin.push_back(static_cast<uint32_t>(end));
    }
    return true;
  }

  // Whether a column has a value for each of `rows`.
  bool HasLength(int found, size_t rows, const FieldPath& at, const char* what) {
    if (static_cast<size_t>(found) == rows) return true;
    Fault(at,
          std::to_string(found) + " " + what + ", and there are " + std::to_string(rows) + " rows");
    return false;
  }

  // Places among rows of the same case, as rows. False: there is a fault.
  template <typename Places>
  bool ReadPlaces(const Places& places, const std::vector<uint32_t>& begin, const Rows& to,
                  const FieldPath& at, std::vector<Row>& rows) {
    if (!HasLength(places.size(), begin.back(), at, "places")) return false;
    rows.clear();
    for (size_t of = 0; of + 1 < begin.size(); ++of) {
      const uint32_t count = to.begin[of + 1] - to.begin[of];
      for (uint32_t i = begin[of]; i < begin[of + 1]; ++i) {
        const uint32_t place = places[static_cast<int>(i)];
        if (place >= count) {
          Fault(at, "row " + std::to_string(i) + " names place " + std::to_string(place) +
                        ", and case " + std::to_string(of) + " has " + std::to_string(count) +
                        " of them");
          return false;
        }
        rows.push_back(to.begin[of] + place);
      }
    }
    return true;
  }

  void ReadSubjects() {
    std::vector<int> given(words_.subjects.size(), -1);
    for (int i = 0; i < message_.subjects_size(); ++i) {
      const FieldPath at(at_, "subjects", i);
      const v1::SubjectColumn& column = message_.subjects(i);
      const ruletree::SubjectTypeId type = words_.FindSubject(column.type());
      if (type == ruletree::kNone) {
        Fault(FieldPath(at, "type"),
              UnknownName("subject", Shown(column.type()), NamesOf(words_.subjects)));
      } else if (given[type] >= 0) {
        Fault(FieldPath(at, "type"), "it is given twice");
      } else {
        given[type] = i;
        ReadCounts(column.counts(), at, columns_.rows[type].begin);
      }
    }
    if (!faults_.empty()) return;
    for (ruletree::SubjectTypeId type = 0; type < given.size(); ++type) {
      if (given[type] < 0) columns_.rows[type].begin.assign(message_.cases() + 1, 0);
    }
    for (ruletree::SubjectTypeId type = 0; type < given.size(); ++type) {
      if (given[type] < 0) continue;
      const FieldPath at(at_, "subjects", given[type]);
      const auto& parents = message_.subjects(given[type]).parents();
      Rows& rows = columns_.rows[type];
      const ruletree::SubjectTypeId above = words_.subjects[type].parent;
      const FieldPath at_parents(at, "parents");
      if (above == ruletree::kNone) {
        HasLength(parents.size(), 0, at_parents, "parents of what is in nothing");
      } else {
        ReadPlaces(parents, rows.begin, columns_.rows[above], at_parents, rows.parent);
      }
    }
  }

  // Whether the values are in the unit that is declared. Money says which: nobody can see from a
  // number that it is of another currency.
  bool HasUnit(const v1::ValueColumn& message, const Type& type, const FieldPath& at) {
    const bool is_money = type.kind == TypeKind::kMoney;
    if (message.unit().empty() && (!is_money || message.values().empty())) return true;
    const std::string unit = UnitOf(type);
    if (message.unit() == unit) return true;
    const bool is_missing = message.unit().empty();
    std::string what = is_missing ? "the currency is missing" : "`" + Shown(message.unit()) + "`";
    what += ", and it is declared as " + type.ToString();
    if (is_missing) {
      what += "; write `" + unit + "`";
    } else if (is_money) {
      what += "; one currency is never converted to another here";
    }
    Fault(FieldPath(at, "unit"), std::move(what));
    return false;
  }

  // The values of one column, numbers in parts of the type.
  void ReadValues(const v1::ValueColumn& message, const ruletree::DomainType& type,
                  const std::vector<uint32_t>& begin, const FieldPath& at, Column& column) {
    if (!HasLength(message.values_size(), begin.back(), FieldPath(at, "values"), "values")) return;
    if (!HasUnit(message, type.type, at)) return;
    const int64_t scale = message.scale() == 0 ? 1 : message.scale();
    const int64_t parts = engine::batch::Scale(type.type);
    if (scale < 0 || parts % scale != 0) {
      return Fault(FieldPath(at, "scale"), "it does not divide " + std::to_string(parts) +
                                               ", in parts of which " + type.type.ToString() +
                                               " is kept");
    }
    std::vector<uint8_t> is_absent(begin.back(), 0);
    for (const uint32_t row : message.absent()) {
      if (row < is_absent.size()) {
        is_absent[row] = 1;
        continue;
      }
      return Fault(FieldPath(at, "absent"), "there is no row " + std::to_string(row));
    }
    column.Resize(0);
    for (size_t of = 0; of + 1 < begin.size(); ++of) {
      for (uint32_t i = begin[of]; i < begin[of + 1]; ++i) {
        std::optional<int64_t> value;
        if (is_absent[i] == 0)
          value = ValueOf(message.values(static_cast<int>(i)), type, of, parts / scale);
        if (is_absent[i] == 0 && !value) {
          return Fault(FieldPath(at, "values"), "row " + std::to_string(i) + " is no " +
                                                    type.type.ToString() + " that columns keep");
        }
        if (value) column.Add(*value);
        if (!value) column.Resize(column.values.size() + 1);
      }
    }
  }

  std::optional<int64_t> ValueOf(int64_t value, const ruletree::DomainType& type, size_t of,
                                 int64_t factor) const {
    if (type.type.kind == TypeKind::kSymbol) {
      if (value < 0 || value >= message_.symbols_size()) return std::nullopt;
      const int64_t symbol = columns_.symbols().Find(message_.symbols(static_cast<int>(value)));
      return symbol < 0 ? std::nullopt : std::optional(symbol);
    }
    if (type.type.kind == TypeKind::kSubject) {
      const Rows& to = columns_.rows[type.subject];
      const int64_t count = to.begin[of + 1] - to.begin[of];
      return value < 0 || value >= count ? std::nullopt : std::optional(to.begin[of] + value);
    }
    return engine::batch::Kept(value, factor);
  }

  void ReadAttribute(int i) {
    const FieldPath at(at_, "attributes", i);
    const v1::AttributeColumn& message = message_.attributes(i);
    const ruletree::SubjectTypeId type = words_.FindSubject(message.type());
    if (type == ruletree::kNone) {
      return Fault(FieldPath(at, "type"),
                   UnknownName("subject", Shown(message.type()), NamesOf(words_.subjects)));
    }
    const ruletree::AttributeId id = words_.FindAttribute(type, message.attribute());
    if (id == ruletree::kNone) {
      std::vector<std::string> names;
      for (const ruletree::Attribute& attribute : words_.attributes) {
        if (attribute.of == type) names.push_back(attribute.name);
      }
      return Fault(FieldPath(at, "attribute"),
                   UnknownName("attribute of a " + words_.subjects[type].name,
                               Shown(message.attribute()), names));
    }
    ReadValues(message.values(), words_.attributes[id].type, columns_.rows[type].begin,
               FieldPath(at, "values"), columns_.attributes[id]);
  }

  void ReadMeasure(int i) {
    const FieldPath at(at_, "measures", i);
    const v1::MeasureColumn& message = message_.measures(i);
    const ruletree::MeasureId id = words_.FindMeasure(message.measure());
    if (id == ruletree::kNone) {
      return Fault(FieldPath(at, "measure"),
                   UnknownName("measure", Shown(message.measure()), NamesOf(words_.measures)));
    }
    const ruletree::Measure& measure = words_.measures[id];
    Date begin = kDateMin;
    if (measure.each) {
      const auto period = ReadPeriod(message.period(), FieldPath(at, "period"), faults_);
      if (!period) return;
      if (period->unit != *measure.each) {
        return Fault(FieldPath(at, "period"), measure.name + " is measured each " +
                                                  std::string(PeriodUnitName(*measure.each)));
      }
      begin = period->range.begin;
    } else if (!message.period().empty()) {
      return Fault(FieldPath(at, "period"),
                   measure.name + " has one value for all time; leave the period out");
    }
    if (columns_.FindMeasure(id, begin) != nullptr) {
      return Fault(FieldPath(at, "measure"), "it is given twice for the same period");
    }
    ReadValues(message.values(), measure.type, columns_.rows[measure.per].begin,
               FieldPath(at, "values"), columns_.Measure(id, begin));
  }

  void ReadEvidence(int i) {
    const FieldPath at(at_, "evidence", i);
    const v1::EvidenceColumn& message = message_.evidence(i);
    const ruletree::EvidenceKindId id = words_.FindEvidence(message.kind());
    if (id == ruletree::kNone) {
      return Fault(FieldPath(at, "kind"),
                   UnknownName("evidence", Shown(message.kind()), NamesOf(words_.evidence)));
    }
    const ruletree::EvidenceKind& kind = words_.evidence[id];
    Records& records = columns_.records[id];
    if (records.begin.size() > 1) return Fault(FieldPath(at, "kind"), "it is given twice");
    if (!ReadCounts(message.counts(), at, records.begin)) return;
    const Rows& partners = columns_.rows[ruletree::kPartner];
    std::vector<Row> rows;
    if (!ReadPlaces(message.partners(), records.begin, partners, FieldPath(at, "partners"), rows)) {
      return;
    }
    for (const uint32_t place : message.partners()) {
      records.place.push_back(static_cast<uint8_t>(std::min(place, 255u)));
    }
    if (kind.on == ruletree::kPartner) {
      HasLength(message.subjects_size(), 0, FieldPath(at, "subjects"),
                "subjects of what stands on the partner itself");
      records.subject = rows;
    } else {
      ReadPlaces(message.subjects(), records.begin, columns_.rows[kind.on],
                 FieldPath(at, "subjects"), records.subject);
    }
    ReadDays(message, kind, at, records);
    for (int field = 0; field < message.fields_size(); ++field) {
      ReadField(message.fields(field), id, FieldPath(at, "fields", field));
    }
  }

  void ReadDays(const v1::EvidenceColumn& message, const ruletree::EvidenceKind& kind,
                const FieldPath& at, Records& records) {
    const size_t count = records.begin.back();
    if (!HasLength(message.from_size(), count, FieldPath(at, "from"), "days")) return;
    const bool has_ends = message.through_size() > 0;
    if (has_ends && !HasLength(message.through_size(), count, FieldPath(at, "through"), "days")) {
      return;
    }
    const auto is_day = [](int32_t day) { return day >= kDateMin.days && day <= kDateMax.days; };
    for (size_t i = 0; i < count; ++i) {
      const int32_t from = message.from(static_cast<int>(i));
      const int32_t through = has_ends       ? message.through(static_cast<int>(i))
                              : kind.lasting ? kOpen
                                             : from;
      if (!is_day(from) || (through != kOpen && !is_day(through)) || through < from) {
        return Fault(FieldPath(at, "from"),
                     "record " + std::to_string(i) + " has days that are none");
      }
      const Date end = through == kOpen ? DateRange().end : Date{through}.AddDays(1);
      records.valid.push_back({Date{from}, end});
    }
  }

  void ReadField(const v1::FieldColumn& message, ruletree::EvidenceKindId id, const FieldPath& at) {
    const ruletree::EvidenceKind& kind = words_.evidence[id];
    const uint32_t field = words_.FindField(id, message.field());
    if (field == ruletree::kNone) {
      return Fault(
          FieldPath(at, "field"),
          UnknownName("field of " + kind.name, Shown(message.field()), NamesOf(kind.fields)));
    }
    ReadValues(message.values(), kind.fields[field].type, columns_.records[id].begin,
               FieldPath(at, "values"), columns_.records[id].fields[field]);
  }

  // Whatever has no column has no value in any row.
  void FillWhatIsNotGiven() {
    for (size_t id = 0; id < columns_.attributes.size(); ++id) {
      columns_.attributes[id].Resize(columns_.rows[words_.attributes[id].of].size());
    }
    for (Records& records : columns_.records) {
      if (records.begin.size() == 1) records.begin.assign(message_.cases() + 1, 0);
      for (Column& field : records.fields) field.Resize(records.begin.back());
    }
  }

  const v1::ColumnBatch& message_;
  const ruletree::Vocabulary& words_;
  const FieldPath& at_;
  FaultList& faults_;
  Columns columns_;
};

}  // namespace

std::optional<Columns> ReadColumns(const v1::ColumnBatch& message,
                                   const std::shared_ptr<const ruletree::Vocabulary>& vocabulary,
                                   const FieldPath& at, FaultList& faults) {
  return ColumnReader(message, vocabulary, at, faults).Read();
}

void WriteCredit(const engine::batch::Program& program, size_t index,
                 const engine::batch::CreditOutcome& outcome, const Columns& columns,
                 const Period& period, v1::CreditColumn* to) {
  const ruletree::Credit& credit = program.policy->credits[program.credits[index].credit];
  to->set_credit(credit.name);
  to->set_subject_type(program.policy->vocabulary->subjects[credit.per].name);
  to->set_period(period.ToString());
  WriteDateRange(program.days, to->mutable_days());
  to->set_version(program.policy->version);
  to->set_unit(UnitOf(credit.type));
  const std::vector<Row>& subjects = columns.rows[credit.per].begin;
  const std::vector<Row>& partners = columns.rows[ruletree::kPartner].begin;
  const std::vector<engine::batch::AwardSteps>& awards = program.credits[index].awards;
  int64_t scale = outcome.unit_in;
  if (scale == 0) scale = awards.empty() ? 1 : awards.front().amount.scale;
  to->set_scale(scale);
  for (const engine::batch::Award& award : outcome.awards) {
    to->add_cases(award.the_case);
    to->add_subjects(award.subject - subjects[award.the_case]);
    to->add_partners(award.partner - partners[award.the_case]);
    to->add_amounts(award.amount);
  }
  for (const engine::batch::Tie& tie : outcome.ties) {
    v1::CreditColumn::Tie* told = to->add_ties();
    told->set_case_(tie.the_case);
    told->set_subject(tie.subject - subjects[tie.the_case]);
    for (uint64_t left = tie.between; left != 0; left &= left - 1) {
      told->add_partners(static_cast<uint32_t>(std::countr_zero(left)));
    }
  }
}

}  // namespace credence::server
