#include "facts/case.h"

#include <absl/container/flat_hash_set.h>
#include <absl/strings/string_view.h>

#include <algorithm>
#include <utility>

#include "core/code_point.h"
#include "core/limits.h"
#include "facts/field_path.h"

namespace credence::facts {
namespace {

const FieldPath kCasePath("");

// Puts checked rows into columns, and leaves them without their values. Faults are gathered all
// the way; what a faulty row would have brought is left out, and the case is not handed over.
class Assembly {
 public:
  Assembly(Case& the_case, FaultList& faults) : case_(the_case), faults_(faults) {}

  // REQUIRES: the rows stay where they are.
  void AddSubjects(std::vector<SubjectInput>& rows);
  void AddMeasures(std::vector<MeasureInput>& rows);
  void AddEvidence(std::vector<EvidenceInput>& rows);
  void AddFeeds(const std::vector<FeedInput>& rows);

 private:
  struct Row {
    size_t row = 0;
    SubjectIndex subject = kNone;  // until it is placed
  };

  void CheckText(const FieldPath& at, std::string_view text);
  void CheckRequired(const FieldPath& at, std::string_view text, std::string_view what);
  void CheckLimit(std::string_view table, size_t rows, size_t rows_max);
  void CheckNames(const FieldPath& row, std::string_view field,
                  const std::vector<AttributeInput>& inputs);
  void CheckSubject(const SubjectInput& input, const FieldPath& at, size_t row);
  void CheckParents(const std::vector<SubjectInput>& rows);
  // Rows so that every parent comes before its children, otherwise in the writer's order.
  std::vector<size_t> ParentsFirst(const std::vector<SubjectInput>& rows);
  void PlaceSubject(SubjectInput& input, size_t row);

  DateRange Known(const FieldPath& at, std::optional<Date> recorded,
                  std::optional<Date> superseded);
  DateRange Valid(const FieldPath& at, const EvidenceInput& input);
  SubjectIndex FindSubject(const FieldPath& at, const std::string& id, std::string_view what);
  std::vector<std::string> IdsOf(bool partners) const;

  Case& case_;
  FaultList& faults_;
  size_t attributes_ = 0;
  absl::flat_hash_map<std::string_view, Row> row_of_;  // of subjects, by id
  absl::flat_hash_map<std::string_view, size_t> evidence_row_of_;
};

FieldPath PathOf(std::string_view table, size_t row) {
  return FieldPath(kCasePath, table, static_cast<int>(row));
}

template <typename... Columns>
void Reserve(size_t rows, Columns&... columns) {
  (columns.reserve(rows), ...);
}

void Assembly::CheckText(const FieldPath& at, std::string_view text) {
  if (text.size() > limits::kIdBytesMax) {
    faults_.Add(at.ToString(), "is " + std::to_string(text.size()) + " bytes long; at most " +
                                   std::to_string(limits::kIdBytesMax) + " are allowed");
  } else if (!IsPrintable(text)) {
    faults_.Add(at.ToString(), "holds bytes that are no plain text: " + Quoted(text));
  }
}

void Assembly::CheckRequired(const FieldPath& at, std::string_view text, std::string_view what) {
  if (text.empty()) {
    faults_.Add(at.ToString(), std::string(what) + " is missing");
  } else {
    CheckText(at, text);
  }
}

void Assembly::CheckLimit(std::string_view table, size_t rows, size_t rows_max) {
  if (rows <= rows_max) return;
  faults_.Add(std::string(table), "the case has " + std::to_string(rows) +
                                      " rows of this; at most " + std::to_string(rows_max) +
                                      " are allowed, so send it as several cases");
}

void Assembly::CheckNames(const FieldPath& row, std::string_view field,
                          const std::vector<AttributeInput>& inputs) {
  constexpr size_t kFew = 8;  // are looked through faster than they are hashed
  attributes_ += inputs.size();
  absl::flat_hash_set<std::string_view> seen;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const AttributeInput& input = inputs[i];
    const FieldPath at(row, field, std::string_view(input.name));
    CheckRequired(at, input.name, "the name");
    if (const auto* text = std::get_if<std::string>(&input.value.value)) CheckText(at, *text);
    const bool is_new =
        inputs.size() > kFew
            ? seen.insert(input.name).second
            : std::none_of(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(i),
                           [&](const AttributeInput& other) { return other.name == input.name; });
    if (!is_new) faults_.Add(at.ToString(), "is given twice");
  }
}

void Assembly::CheckSubject(const SubjectInput& input, const FieldPath& at, size_t row) {
  CheckRequired(FieldPath(at, "type"), input.type, "the type");
  CheckRequired(FieldPath(at, "id"), input.id, "the id");
  CheckText(FieldPath(at, "parent"), input.parent);
  CheckNames(at, "attributes", input.attributes);
  const auto [first, is_new] = row_of_.try_emplace(input.id, Row{.row = row});
  if (is_new || input.id.empty()) return;
  faults_.Add(FieldPath(at, "id").ToString(),
              "the id " + Quoted(input.id) + " is given twice, first at " +
                  PathOf("subjects", first->second.row).ToString() +
                  "; ids are unique among all subjects and partners of a case");
}

void Assembly::CheckParents(const std::vector<SubjectInput>& rows) {
  std::vector<std::string> ids;
  for (size_t row = 0; row < rows.size(); ++row) {
    const std::string& parent = rows[row].parent;
    if (parent.empty() || row_of_.contains(parent)) continue;
    if (ids.empty()) {
      for (const SubjectInput& input : rows) {
        if (input.type != kPartnerType) ids.push_back(input.id);
      }
    }
    faults_.Add(FieldPath(PathOf("subjects", row), "parent").ToString(),
                faults_.full() ? "" : UnknownName("subject", parent, ids));
  }
}

std::vector<size_t> Assembly::ParentsFirst(const std::vector<SubjectInput>& rows) {
  enum class State : uint8_t { kNew, kOnThePath, kPlaced };
  std::vector<State> states(rows.size(), State::kNew);
  std::vector<size_t> order;
  order.reserve(rows.size());
  std::vector<size_t> path;
  for (size_t start = 0; start < rows.size(); ++start) {
    path.clear();
    size_t row = start;
    bool at_the_top = false;
    while (states[row] == State::kNew && !at_the_top) {
      states[row] = State::kOnThePath;
      path.push_back(row);
      const auto parent = rows[row].parent.empty() ? row_of_.end() : row_of_.find(rows[row].parent);
      at_the_top = parent == row_of_.end();
      if (!at_the_top) row = parent->second.row;
    }
    if (!at_the_top && states[row] == State::kOnThePath) {
      faults_.Add(FieldPath(PathOf("subjects", row), "parent").ToString(),
                  Quoted(rows[row].id) + " is inside itself by way of its parents");
    }
    for (auto placed = path.rbegin(); placed != path.rend(); ++placed) {
      states[*placed] = State::kPlaced;
      order.push_back(*placed);
    }
  }
  return order;
}

void Assembly::PlaceSubject(SubjectInput& input, size_t row) {
  Subjects& subjects = case_.subjects;
  const auto index = static_cast<SubjectIndex>(subjects.size());
  const auto parent = input.parent.empty() ? row_of_.end() : row_of_.find(input.parent);
  subjects.type.push_back(case_.names.Intern(input.type));
  subjects.id.push_back(case_.names.Intern(input.id));
  subjects.parent.push_back(parent == row_of_.end() ? kNone : parent->second.subject);
  subjects.row.push_back(static_cast<uint32_t>(row));
  Row& placed = row_of_[input.id];
  if (placed.subject == kNone) placed.subject = index;
  for (AttributeInput& attribute : input.attributes) {
    case_.attributes.subject.push_back(index);
    case_.attributes.name.push_back(case_.names.Intern(attribute.name));
    case_.attributes.value.push_back(std::move(attribute.value));
  }
}

void Assembly::AddSubjects(std::vector<SubjectInput>& rows) {
  size_t partners = 0;
  row_of_.reserve(rows.size());
  for (size_t row = 0; row < rows.size(); ++row) {
    if (rows[row].type == kPartnerType) ++partners;
    CheckSubject(rows[row], PathOf("subjects", row), row);
  }
  CheckLimit("subjects", rows.size(), limits::kSubjectsMax);
  if (partners > limits::kPartnersMax) {
    faults_.Add("subjects", "the case has " + std::to_string(partners) + " partners; at most " +
                                std::to_string(limits::kPartnersMax) + " are allowed");
  }
  CheckParents(rows);
  Reserve(rows.size(), case_.subjects.type, case_.subjects.id, case_.subjects.parent,
          case_.subjects.row);
  Reserve(attributes_, case_.attributes.subject, case_.attributes.name, case_.attributes.value);
  for (const size_t row : ParentsFirst(rows)) PlaceSubject(rows[row], row);
}

// Known from the day it was recorded until the day it was superseded.
DateRange Assembly::Known(const FieldPath& at, std::optional<Date> recorded,
                          std::optional<Date> superseded) {
  DateRange known;
  if (recorded) known.begin = *recorded;
  if (superseded) known.end = *superseded;
  if (known.empty()) {
    faults_.Add(FieldPath(at, "superseded").ToString(),
                superseded->ToString() + " is not after " +
                    (recorded ? "the day it was recorded, " : "") + known.begin.ToString() +
                    ", so it was never known");
  }
  return known;
}

DateRange Assembly::Valid(const FieldPath& at, const EvidenceInput& input) {
  if (input.on) {
    if (input.from || input.through) {
      faults_.Add(FieldPath(at, "on").ToString(),
                  "a record has either one day, `on`, or `from` and `through`");
    }
    return DateRange::Through(*input.on, *input.on);
  }
  if (!input.from) {
    faults_.Add(FieldPath(at, "from").ToString(),
                "the first day is missing: give `from`, or `on` for a single day");
    return {};
  }
  if (!input.through) return {*input.from, DateRange().end};
  if (*input.through < *input.from) {
    faults_.Add(FieldPath(at, "through").ToString(),
                input.through->ToString() + " is before `from`, " + input.from->ToString());
  }
  return DateRange::Through(*input.from, *input.through);
}

std::vector<std::string> Assembly::IdsOf(bool partners) const {
  std::vector<std::string> ids;
  const NameId partner = case_.names.Find(kPartnerType);
  for (size_t i = 0; i < case_.subjects.size(); ++i) {
    if ((case_.subjects.type[i] == partner) == partners) {
      ids.push_back(case_.names[case_.subjects.id[i]]);
    }
  }
  return ids;
}

SubjectIndex Assembly::FindSubject(const FieldPath& at, const std::string& id,
                                   std::string_view what) {
  CheckRequired(at, id, what);
  if (id.empty()) return kNone;
  const bool partner = what == kPartnerType;
  const auto found = row_of_.find(id);
  if (found == row_of_.end()) {
    faults_.Add(at.ToString(), faults_.full() ? "" : UnknownName(what, id, IdsOf(partner)));
    return kNone;
  }
  const std::string& type = case_.names[case_.subjects.type[found->second.subject]];
  if (partner && type != kPartnerType) {
    faults_.Add(at.ToString(), Quoted(id) + " is a " + type + ", not a partner");
  }
  return found->second.subject;
}

void Assembly::AddMeasures(std::vector<MeasureInput>& rows) {
  CheckLimit("measures", rows.size(), limits::kMeasuresMax);
  Measures& measures = case_.measures;
  Reserve(rows.size(), measures.measure, measures.subject, measures.days, measures.known,
          measures.value);
  for (size_t row = 0; row < rows.size(); ++row) {
    MeasureInput& input = rows[row];
    const FieldPath at = PathOf("measures", row);
    CheckRequired(FieldPath(at, "measure"), input.measure, "the measure");
    if (const auto* text = std::get_if<std::string>(&input.value.value)) {
      CheckText(FieldPath(at, "value"), *text);
    }
    measures.measure.push_back(case_.names.Intern(input.measure));
    measures.subject.push_back(FindSubject(FieldPath(at, "subject"), input.subject, "subject"));
    measures.days.push_back(input.period ? input.period->range : DateRange());
    measures.known.push_back(Known(at, input.recorded, input.superseded));
    measures.value.push_back(std::move(input.value));
  }
}

void Assembly::AddEvidence(std::vector<EvidenceInput>& rows) {
  CheckLimit("evidence", rows.size(), limits::kEvidenceMax);
  Evidence& evidence = case_.evidence;
  Reserve(rows.size(), evidence.id, evidence.kind, evidence.partner, evidence.subject,
          evidence.valid, evidence.known, evidence.provenance);
  evidence.fields_begin.reserve(rows.size() + 1);
  evidence_row_of_.reserve(rows.size());
  evidence.fields_begin.push_back(0);
  for (size_t row = 0; row < rows.size(); ++row) {
    EvidenceInput& input = rows[row];
    const FieldPath at = PathOf("evidence", row);
    CheckRequired(FieldPath(at, "id"), input.id, "the id");
    const auto [first, is_new] = evidence_row_of_.try_emplace(input.id, row);
    if (!is_new && !input.id.empty()) {
      faults_.Add(FieldPath(at, "id").ToString(), "the id " + Quoted(input.id) +
                                                      " is given twice, first at " +
                                                      PathOf("evidence", first->second).ToString());
    }
    CheckRequired(FieldPath(at, "kind"), input.kind, "the kind");
    const SubjectIndex partner = FindSubject(FieldPath(at, "partner"), input.partner, kPartnerType);
    const bool on_partner = input.subject.empty();
    CheckText(FieldPath(at, "provenance"), input.provenance);
    CheckNames(at, "fields", input.fields);
    evidence.id.push_back(case_.names.Intern(input.id));
    evidence.kind.push_back(case_.names.Intern(input.kind));
    evidence.partner.push_back(partner);
    evidence.subject.push_back(
        on_partner ? partner : FindSubject(FieldPath(at, "subject"), input.subject, "subject"));
    evidence.valid.push_back(Valid(at, input));
    evidence.known.push_back(Known(at, input.recorded, input.superseded));
    evidence.provenance.push_back(input.provenance.empty() ? kNone
                                                           : case_.names.Intern(input.provenance));
    for (AttributeInput& field : input.fields) {
      evidence.field_name.push_back(case_.names.Intern(field.name));
      evidence.field_value.push_back(std::move(field.value));
    }
    evidence.fields_begin.push_back(static_cast<uint32_t>(evidence.field_name.size()));
  }
  CheckLimit("attributes", attributes_, limits::kAttributesMax);
}

void Assembly::AddFeeds(const std::vector<FeedInput>& rows) {
  absl::flat_hash_map<std::string_view, size_t> row_of;
  for (size_t row = 0; row < rows.size(); ++row) {
    const FieldPath feed = PathOf("feeds", row);
    const FieldPath at(feed, "kind");
    CheckRequired(at, rows[row].kind, "the kind");
    const auto [first, is_new] = row_of.emplace(rows[row].kind, row);
    if (!is_new) {
      faults_.Add(at.ToString(), Quoted(rows[row].kind) + " is given twice, first at " +
                                     PathOf("feeds", first->second).ToString());
    }
    case_.feeds.kind.push_back(case_.names.Intern(rows[row].kind));
    case_.feeds.loaded_through.push_back(rows[row].loaded_through);
  }
}

// Debian's Abseil has a view of its own.
absl::string_view KeyOf(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

NameId Names::Intern(std::string_view text) {
  const auto found = ids_.find(KeyOf(text));
  if (found != ids_.end()) return found->second;
  if (texts_.size() == texts_.capacity()) Reserve(2 * texts_.size() + 1);
  const auto id = static_cast<NameId>(texts_.size());
  ids_.emplace(KeyOf(texts_.emplace_back(text)), id);
  return id;
}

// Short texts move with the memory that is full.
void Names::Reserve(size_t count) {
  texts_.reserve(count);
  ids_.clear();
  ids_.reserve(count);
  for (NameId id = 0; id < texts_.size(); ++id) ids_.emplace(KeyOf(texts_[id]), id);
}

NameId Names::Find(std::string_view text) const {
  const auto found = ids_.find(KeyOf(text));
  return found == ids_.end() ? kNone : found->second;
}

CaseBuilder::CaseBuilder(std::string case_id) : case_id_(std::move(case_id)) {}

void CaseBuilder::Reserve(size_t subjects, size_t measures, size_t evidence) {
  subjects_.reserve(subjects);
  measures_.reserve(measures);
  evidence_.reserve(evidence);
}

void CaseBuilder::AddSubject(SubjectInput input) { subjects_.push_back(std::move(input)); }
void CaseBuilder::AddMeasure(MeasureInput input) { measures_.push_back(std::move(input)); }
void CaseBuilder::AddEvidence(EvidenceInput input) { evidence_.push_back(std::move(input)); }
void CaseBuilder::AddFeed(FeedInput input) { feeds_.push_back(std::move(input)); }

std::optional<Case> CaseBuilder::Build(std::vector<Fault>& faults) && {
  Case the_case;
  the_case.id = std::move(case_id_);
  the_case.is_excerpt = is_excerpt_;
  // Ids are nearly all of the names; types, kinds and fields are few.
  constexpr size_t kOtherNames = 32;
  the_case.names.Reserve(subjects_.size() + evidence_.size() + kOtherNames);
  FaultList found;
  Assembly assembly(the_case, found);
  assembly.AddSubjects(subjects_);
  assembly.AddMeasures(measures_);
  assembly.AddEvidence(evidence_);
  assembly.AddFeeds(feeds_);
  if (found.empty()) return the_case;
  for (Fault& fault : std::move(found).Take()) faults.push_back(std::move(fault));
  return std::nullopt;
}

}  // namespace credence::facts
