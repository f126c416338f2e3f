#include "engine/batch/columns.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/status.h"

namespace credence::engine::batch {

using facts::EvidenceIndex;
using facts::SubjectIndex;
using ruletree::kNone;
using ruletree::kPartner;
using ruletree::MeasureId;
using ruletree::SubjectTypeId;

int64_t Scale(const Type& type) {
  switch (type.kind) {
    case TypeKind::kMoney:
      return 10'000;
    case TypeKind::kPercent:
    case TypeKind::kNumber:
      return 1'000'000;
    case TypeKind::kPoints:
      return 100;
    default:
      return 1;
  }
}

std::optional<int64_t> Kept(int64_t value, int64_t factor) {
  int64_t parts = 0;
  if (__builtin_mul_overflow(value, factor, &parts)) return std::nullopt;
  const bool fits = parts < kColumnValueMax && parts > -kColumnValueMax;
  return fits ? std::optional(parts) : std::nullopt;
}

Symbols::Symbols(const ruletree::Vocabulary& vocabulary) {
  const auto number = [this](const ruletree::DomainType& type) {
    for (const std::string& symbol : type.symbols) {
      const bool is_new = numbers_.emplace(symbol, static_cast<int64_t>(names_.size())).second;
      if (is_new) names_.emplace_back(symbol);
    }
  };
  for (const ruletree::Attribute& attribute : vocabulary.attributes) number(attribute.type);
  for (const ruletree::Measure& measure : vocabulary.measures) number(measure.type);
  for (const ruletree::EvidenceKind& kind : vocabulary.evidence) {
    for (const ruletree::EvidenceField& field : kind.fields) number(field.type);
  }
}

int64_t Symbols::Find(std::string_view symbol) const {
  const auto found = numbers_.find(symbol);
  return found == numbers_.end() ? -1 : found->second;
}

Columns::Columns(std::shared_ptr<const ruletree::Vocabulary> vocabulary)
    : rows(vocabulary->subjects.size()),
      attributes(vocabulary->attributes.size()),
      records(vocabulary->evidence.size()),
      vocabulary_(std::move(vocabulary)),
      symbols_(*vocabulary_) {
  for (size_t kind = 0; kind < records.size(); ++kind) {
    records[kind].fields.resize(vocabulary_->evidence[kind].fields.size());
  }
}

void Columns::Clear() {
  odd.clear();
  for (Rows& of_type : rows) {
    of_type.begin.assign(1, 0);
    of_type.parent.clear();
  }
  for (Column& column : attributes) column.Resize(0);
  for (Measured& measured : measures_) measured.column.Resize(0);
  for (Records& of_kind : records) {
    of_kind.begin.assign(1, 0);
    of_kind.place.clear();
    of_kind.subject.clear();
    of_kind.valid.clear();
    for (Column& column : of_kind.fields) column.Resize(0);
  }
}

const Column* Columns::FindMeasure(MeasureId measure, Date begin) const {
  const auto found = std::ranges::find_if(
      measures_, [&](const Measured& one) { return one.measure == measure && one.begin == begin; });
  return found == measures_.end() ? nullptr : &found->column;
}

Column& Columns::Measure(MeasureId measure, Date begin) {
  for (Measured& known : measures_) {
    if (known.measure == measure && known.begin == begin) return known.column;
  }
  measures_.push_back({measure, begin, {}});
  return measures_.back().column;
}

// Adds one case.
class Columns::Appending {
 public:
  Appending(Columns& columns, const BoundCase& bound)
      : columns_(columns), vocabulary_(columns.vocabulary()), bound_(bound) {}

  void Run() {
    columns_.odd.push_back(0);
    if (bound_.SubjectsOf(kPartner).size() > kPartnersOfMask) return AddNothing();
    NumberRows();
    AddParents();
    AddAttributes();
    AddMeasures();
    AddRecords();
  }

 private:
  void AddNothing() {
    columns_.odd.back() = 1;
    for (Rows& rows : columns_.rows) rows.begin.push_back(rows.begin.back());
    for (Records& records : columns_.records) records.begin.push_back(records.begin.back());
  }

  void NumberRows() {
    row_of_.assign(bound_.facts().subjects.size(), kNone);
    for (SubjectTypeId type = 0; type < columns_.rows.size(); ++type) {
      Rows& rows = columns_.rows[type];
      Row next = rows.begin.back();
      for (const SubjectIndex subject : bound_.SubjectsOf(type)) row_of_[subject] = next++;
      rows.begin.push_back(next);
    }
  }

  void AddParents() {
    for (SubjectTypeId type = 0; type < columns_.rows.size(); ++type) {
      if (vocabulary_.subjects[type].parent == kNone) continue;
      for (const SubjectIndex subject : bound_.SubjectsOf(type)) {
        columns_.rows[type].parent.push_back(row_of_[bound_.facts().subjects.parent[subject]]);
      }
    }
  }

  // Adds the value of the next row, which has none where it is null. One that columns do not keep
  // leaves the case to the plain evaluator.
  void Put(const Value* value, const ruletree::DomainType& type, Column& column) {
    const std::optional<int64_t> encoded = value == nullptr ? std::nullopt : Encoded(*value, type);
    if (encoded) {
      column.Add(*encoded);
      return;
    }
    if (value != nullptr) columns_.odd.back() = 1;
    column.Resize(column.values.size() + 1);
  }

  std::optional<int64_t> Encoded(const Value& value, const ruletree::DomainType& type) const {
    if (const auto* date = std::get_if<Date>(&value)) return date->days;
    if (const auto* number = std::get_if<Rational>(&value)) return EncodedNumber(*number, type);
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return std::nullopt;
    if (type.type.kind != TypeKind::kSubject) return columns_.symbols().Find(*text);
    const SubjectIndex subject = bound_.Find(*text);
    return subject == facts::kNone ? std::nullopt : std::optional<int64_t>(row_of_[subject]);
  }

  static std::optional<int64_t> EncodedNumber(const Rational& number,
                                              const ruletree::DomainType& type) {
    const std::optional<Rational::Small> small = number.ToSmall();
    const int64_t scale = Scale(type.type);
    if (!small || scale % small->denominator != 0) return std::nullopt;
    return Kept(small->numerator, scale / small->denominator);
  }

  void AddAttributes() {
    for (ruletree::AttributeId id = 0; id < columns_.attributes.size(); ++id) {
      const ruletree::Attribute& attribute = vocabulary_.attributes[id];
      Column& column = columns_.attributes[id];
      for (const SubjectIndex subject : bound_.SubjectsOf(attribute.of)) {
        Put(bound_.Attribute(subject, id), attribute.type, column);
      }
    }
  }

  void AddMeasures() {
    for (MeasureId id = 0; id < vocabulary_.measures.size(); ++id) {
      const ruletree::Measure& measure = vocabulary_.measures[id];
      for (const SubjectIndex subject : bound_.SubjectsOf(measure.per)) {
        for (const MeasureRow& row : bound_.MeasureRows(subject, id)) {
          Column& column = columns_.Measure(id, row.days.begin);
          column.Resize(row_of_[subject]);
          Put(row.value, measure.type, column);
        }
      }
    }
    for (Measured& measured : columns_.measures_) {
      measured.column.Resize(columns_.rows[vocabulary_.measures[measured.measure].per].size());
    }
  }

  void AddRecords() {
    const std::span<const SubjectIndex> partners = bound_.SubjectsOf(kPartner);
    for (ruletree::EvidenceKindId kind = 0; kind < columns_.records.size(); ++kind) {
      Records& records = columns_.records[kind];
      for (uint8_t place = 0; place < partners.size(); ++place) {
        for (const EvidenceIndex record : bound_.RecordsOfAllTimes(partners[place], kind)) {
          if (bound_.IsKnown(record, kDateMax)) AddRecord(place, record, kind, records);
        }
      }
      records.begin.push_back(static_cast<uint32_t>(records.place.size()));
    }
  }

  void AddRecord(uint8_t place, EvidenceIndex record, ruletree::EvidenceKindId kind,
                 Records& records) {
    const facts::Evidence& evidence = bound_.facts().evidence;
    records.place.push_back(place);
    records.subject.push_back(row_of_[evidence.subject[record]]);
    records.valid.push_back(evidence.valid[record]);
    for (uint32_t field = 0; field < records.fields.size(); ++field) {
      Put(bound_.Field(record, field), vocabulary_.evidence[kind].fields[field].type,
          records.fields[field]);
    }
  }

  Columns& columns_;
  const ruletree::Vocabulary& vocabulary_;
  const BoundCase& bound_;
  std::vector<Row> row_of_;  // by subject of the case
};

void Columns::Append(const BoundCase& bound) { Appending(*this, bound).Run(); }

namespace {

absl::Status Unfit(const std::string& what) { return absl::InvalidArgumentError(what); }

std::string Named(const std::string& what, const std::string& name) {
  return "the column of the " + what + " " + name +
         " is of another length than its rows, or has a value that is not of its type";
}

// Ascending, from 0 to `end`, with a place for each case.
bool AreOffsets(const std::vector<uint32_t>& begin, size_t cases, size_t end) {
  return begin.size() == cases + 1 && begin.front() == 0 && begin.back() == end &&
         std::ranges::is_sorted(begin);
}

bool IsOf(const Column& column, size_t rows) {
  return column.values.size() == rows && column.present.size() == rows &&
         std::ranges::all_of(column.values, [&](int64_t value) {
           const auto bits = static_cast<uint64_t>(value ^ (value >> 63));
           return bits < static_cast<uint64_t>(kColumnValueMax) && (bits & ~column.bits) == 0;
         });
}

// The values of one type that a case may have, beside the limit of all.
class Domain {
 public:
  Domain(const ruletree::DomainType& type, const Symbols& symbols, const std::vector<Rows>& rows)
      : kind_(type.type.kind) {
    if (kind_ == TypeKind::kSubject) references_ = &rows[type.subject];
    if (kind_ != TypeKind::kSymbol) return;
    is_symbol_.resize(symbols.size());
    for (const std::string& symbol : type.symbols) {
      is_symbol_[static_cast<size_t>(symbols.Find(symbol))] = true;
    }
  }

  bool Has(int64_t value, size_t at) const {
    switch (kind_) {
      case TypeKind::kCount:
        return value >= 0;
      case TypeKind::kDate:
        return value >= kDateMin.days && value <= kDateMax.days;
      case TypeKind::kSymbol:
        return value >= 0 && static_cast<size_t>(value) < is_symbol_.size() &&
               is_symbol_[static_cast<size_t>(value)];
      case TypeKind::kSubject:
        return value >= references_->begin[at] && value < references_->begin[at + 1];
      default:
        return true;
    }
  }

  // Of all values of a column; `begin` is where those of each case begin.
  bool HasAll(const Column& column, const std::vector<uint32_t>& begin) const {
    for (size_t at = 0; at + 1 < begin.size(); ++at) {
      for (uint32_t i = begin[at]; i < begin[at + 1]; ++i) {
        if (column.present[i] != 0 && !Has(column.values[i], at)) return false;
      }
    }
    return true;
  }

 private:
  TypeKind kind_;
  const Rows* references_ = nullptr;
  std::vector<bool> is_symbol_;
};

bool AreDays(const DateRange& days, bool lasting) {
  return days.begin >= kDateMin && days.end <= DateRange().end && !days.empty() &&
         (lasting || days.length_days() == 1);
}

// Whether each of a case's references is to a row of the same case.
bool StayInCase(const std::vector<uint32_t>& begin, const std::vector<Row>& references,
                const Rows& to) {
  for (size_t at = 0; at + 1 < begin.size(); ++at) {
    for (uint32_t i = begin[at]; i < begin[at + 1]; ++i) {
      if (references[i] < to.begin[at] || references[i] >= to.begin[at + 1]) return false;
    }
  }
  return true;
}

// Whether each record's partner is one of its case.
bool ArePlaces(const Records& records, const Rows& partners) {
  for (size_t at = 0; at + 1 < records.begin.size(); ++at) {
    const uint32_t count = partners.begin[at + 1] - partners.begin[at];
    for (uint32_t i = records.begin[at]; i < records.begin[at + 1]; ++i) {
      if (records.place[i] >= count) return false;
    }
  }
  return true;
}

absl::Status CheckRecords(const Records& records, const ruletree::EvidenceKind& kind,
                          const Symbols& symbols, const std::vector<Rows>& rows, size_t cases) {
  const size_t count = records.place.size();
  if (!AreOffsets(records.begin, cases, count) || records.subject.size() != count ||
      records.valid.size() != count) {
    return Unfit("columns of the evidence " + kind.name + " are of unequal length");
  }
  if (!ArePlaces(records, rows[kPartner]) ||
      !StayInCase(records.begin, records.subject, rows[kind.on])) {
    return Unfit("a record of the evidence " + kind.name + " names a row outside its case");
  }
  if (!std::ranges::all_of(records.valid,
                           [&](const DateRange& days) { return AreDays(days, kind.lasting); })) {
    return Unfit("a record of the evidence " + kind.name + " has days that are none");
  }
  for (size_t field = 0; field < records.fields.size(); ++field) {
    const Column& column = records.fields[field];
    const bool fits = IsOf(column, count) &&
                      Domain(kind.fields[field].type, symbols, rows).HasAll(column, records.begin);
    if (!fits) return Unfit(Named("field", kind.name + "." + kind.fields[field].name));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Columns::Check() const {
  for (SubjectTypeId type = 0; type < rows.size(); ++type) {
    const ruletree::SubjectType& subject = vocabulary_->subjects[type];
    const bool is_in = subject.parent != kNone;
    const size_t count = rows[type].begin.empty() ? 0 : rows[type].size();
    if (!AreOffsets(rows[type].begin, cases(), count) ||
        rows[type].parent.size() != (is_in ? count : 0)) {
      return Unfit("columns of the subject " + subject.name + " are of unequal length");
    }
  }
  for (SubjectTypeId type = 0; type < rows.size(); ++type) {
    const ruletree::SubjectType& subject = vocabulary_->subjects[type];
    if (subject.parent == kNone) continue;
    if (!StayInCase(rows[type].begin, rows[type].parent, rows[subject.parent])) {
      return Unfit("a " + subject.name + " is in a row outside its case");
    }
  }
  for (size_t at = 0; at < cases(); ++at) {
    const uint32_t partners = rows[kPartner].begin[at + 1] - rows[kPartner].begin[at];
    if (partners > kPartnersOfMask) {
      return Unfit("a case has " + std::to_string(partners) + " partners, and columns take " +
                   std::to_string(kPartnersOfMask));
    }
  }
  for (size_t id = 0; id < attributes.size(); ++id) {
    const ruletree::Attribute& attribute = vocabulary_->attributes[id];
    const Rows& of = rows[attribute.of];
    const bool fits = IsOf(attributes[id], of.size()) &&
                      Domain(attribute.type, symbols_, rows).HasAll(attributes[id], of.begin);
    if (!fits) {
      return Unfit(
          Named("attribute", vocabulary_->subjects[attribute.of].name + "." + attribute.name));
    }
  }
  for (const Measured& measured : measures_) {
    const ruletree::Measure& measure = vocabulary_->measures[measured.measure];
    const Rows& of = rows[measure.per];
    const Date begin =
        measure.each ? Period::Containing(*measure.each, measured.begin).range.begin : kDateMin;
    if (begin != measured.begin) return Unfit("a period of " + measure.name + " is none");
    const bool fits = IsOf(measured.column, of.size()) &&
                      Domain(measure.type, symbols_, rows).HasAll(measured.column, of.begin);
    if (!fits) return Unfit(Named("measure", measure.name));
  }
  for (size_t kind = 0; kind < records.size(); ++kind) {
    absl::Status fits =
        CheckRecords(records[kind], vocabulary_->evidence[kind], symbols_, rows, cases());
    if (!fits.ok()) return fits;
  }
  return absl::OkStatus();
}

}  // namespace credence::engine::batch
