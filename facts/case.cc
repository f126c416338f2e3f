#include "facts/case.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/code_point.h"
#include "core/limits.h"

namespace credence::facts {
namespace {

std::string Row(std::string_view table, size_t row) {
  return std::string(table) + "[" + std::to_string(row) + "]";
}

// Puts checked rows into columns. Faults are gathered all the way; what a faulty row would have
// brought is left out, and the case is not handed over.
class Assembly {
 public:
  Assembly(Case& the_case, FaultList& faults) : case_(the_case), faults_(faults) {}

  void AddSubjects(const std::vector<SubjectInput>& rows);
  void AddMeasures(const std::vector<MeasureInput>& rows);
  void AddEvidence(const std::vector<EvidenceInput>& rows);
  void AddFeeds(const std::vector<FeedInput>& rows);

 private:
  void CheckText(const std::string& field, std::string_view text);
  void CheckRequired(const std::string& field, std::string_view text, std::string_view what);
  void CheckLimit(std::string_view table, size_t rows, size_t rows_max);
  void CheckNames(const std::string& field, const std::vector<AttributeInput>& inputs);
  void CheckSubject(const SubjectInput& input, const std::string& at, size_t row);
  void CheckParents(const std::vector<SubjectInput>& rows);
  // Rows so that every parent comes before its children, otherwise in the writer's order.
  std::vector<size_t> ParentsFirst(const std::vector<SubjectInput>& rows);
  void PlaceSubject(const SubjectInput& input, size_t row);

  DateRange Known(const std::string& at, std::optional<Date> recorded,
                  std::optional<Date> superseded);
  DateRange Valid(const std::string& at, const EvidenceInput& input);
  SubjectIndex FindSubject(const std::string& field, const std::string& id, std::string_view what);
  std::vector<std::string> IdsOf(bool partners) const;

  Case& case_;
  FaultList& faults_;
  size_t attributes_ = 0;
  std::unordered_map<std::string, size_t> row_of_;
  std::unordered_map<std::string, SubjectIndex> subject_of_;
  std::unordered_map<std::string, size_t> evidence_row_of_;
};

void Assembly::CheckText(const std::string& field, std::string_view text) {
  if (text.size() > limits::kIdBytesMax) {
    faults_.Add(field, "is " + std::to_string(text.size()) + " bytes long; at most " +
                           std::to_string(limits::kIdBytesMax) + " are allowed");
  } else if (Printable(text) != text) {
    faults_.Add(field, "holds bytes that are no plain text: " + Quoted(text));
  }
}

void Assembly::CheckRequired(const std::string& field, std::string_view text,
                             std::string_view what) {
  if (text.empty()) {
    faults_.Add(field, std::string(what) + " is missing");
  } else {
    CheckText(field, text);
  }
}

void Assembly::CheckLimit(std::string_view table, size_t rows, size_t rows_max) {
  if (rows <= rows_max) return;
  faults_.Add(std::string(table), "the case has " + std::to_string(rows) +
                                      " rows of this; at most " + std::to_string(rows_max) +
                                      " are allowed, so send it as several cases");
}

void Assembly::CheckNames(const std::string& field, const std::vector<AttributeInput>& inputs) {
  attributes_ += inputs.size();
  std::set<std::string_view> seen;
  for (const AttributeInput& input : inputs) {
    const std::string at = field + "." + Printable(input.name);
    CheckRequired(at, input.name, "the name");
    if (const auto* text = std::get_if<std::string>(&input.value.value)) CheckText(at, *text);
    if (!seen.insert(input.name).second) faults_.Add(at, "is given twice");
  }
}

void Assembly::CheckSubject(const SubjectInput& input, const std::string& at, size_t row) {
  CheckRequired(at + ".type", input.type, "the type");
  CheckRequired(at + ".id", input.id, "the id");
  CheckText(at + ".parent", input.parent);
  CheckNames(at + ".attributes", input.attributes);
  const auto [first, is_new] = row_of_.emplace(input.id, row);
  if (is_new || input.id.empty()) return;
  faults_.Add(at + ".id", "the id " + Quoted(input.id) + " is given twice, first at " +
                              Row("subjects", first->second) +
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
    faults_.Add(Row("subjects", row) + ".parent",
                faults_.full() ? "" : UnknownName("subject", parent, ids));
  }
}

std::vector<size_t> Assembly::ParentsFirst(const std::vector<SubjectInput>& rows) {
  enum class State : uint8_t { kNew, kOnThePath, kPlaced };
  std::vector<State> states(rows.size(), State::kNew);
  std::vector<size_t> order;
  for (size_t start = 0; start < rows.size(); ++start) {
    std::vector<size_t> path;
    size_t row = start;
    bool at_the_top = false;
    while (states[row] == State::kNew && !at_the_top) {
      states[row] = State::kOnThePath;
      path.push_back(row);
      const auto parent = row_of_.find(rows[row].parent);
      at_the_top = rows[row].parent.empty() || parent == row_of_.end();
      if (!at_the_top) row = parent->second;
    }
    if (!at_the_top && states[row] == State::kOnThePath) {
      faults_.Add(Row("subjects", row) + ".parent",
                  Quoted(rows[row].id) + " is inside itself by way of its parents");
    }
    for (auto placed = path.rbegin(); placed != path.rend(); ++placed) {
      states[*placed] = State::kPlaced;
      order.push_back(*placed);
    }
  }
  return order;
}

void Assembly::PlaceSubject(const SubjectInput& input, size_t row) {
  Subjects& subjects = case_.subjects;
  const auto index = static_cast<SubjectIndex>(subjects.size());
  const auto parent = subject_of_.find(input.parent);
  subjects.type.push_back(case_.names.Intern(input.type));
  subjects.id.push_back(case_.names.Intern(input.id));
  subjects.parent.push_back(input.parent.empty() || parent == subject_of_.end() ? kNone
                                                                                : parent->second);
  subjects.row.push_back(static_cast<uint32_t>(row));
  subject_of_.emplace(input.id, index);
  for (const AttributeInput& attribute : input.attributes) {
    case_.attributes.subject.push_back(index);
    case_.attributes.name.push_back(case_.names.Intern(attribute.name));
    case_.attributes.value.push_back(attribute.value);
  }
}

void Assembly::AddSubjects(const std::vector<SubjectInput>& rows) {
  size_t partners = 0;
  for (size_t row = 0; row < rows.size(); ++row) {
    if (rows[row].type == kPartnerType) ++partners;
    CheckSubject(rows[row], Row("subjects", row), row);
  }
  CheckLimit("subjects", rows.size(), limits::kSubjectsMax);
  if (partners > limits::kPartnersMax) {
    faults_.Add("subjects", "the case has " + std::to_string(partners) + " partners; at most " +
                                std::to_string(limits::kPartnersMax) + " are allowed");
  }
  CheckParents(rows);
  for (const size_t row : ParentsFirst(rows)) PlaceSubject(rows[row], row);
}

// Known from the day it was recorded until the day it was superseded.
DateRange Assembly::Known(const std::string& at, std::optional<Date> recorded,
                          std::optional<Date> superseded) {
  DateRange known;
  if (recorded) known.begin = *recorded;
  if (superseded) known.end = *superseded;
  if (known.empty()) {
    faults_.Add(at + ".superseded", superseded->ToString() + " is not after " +
                                        (recorded ? "the day it was recorded, " : "") +
                                        known.begin.ToString() + ", so it was never known");
  }
  return known;
}

DateRange Assembly::Valid(const std::string& at, const EvidenceInput& input) {
  if (input.on) {
    if (input.from || input.through) {
      faults_.Add(at + ".on", "a record has either one day, `on`, or `from` and `through`");
    }
    return DateRange::Through(*input.on, *input.on);
  }
  if (!input.from) {
    faults_.Add(at + ".from", "the first day is missing: give `from`, or `on` for a single day");
    return {};
  }
  if (!input.through) return {*input.from, DateRange().end};
  if (*input.through < *input.from) {
    faults_.Add(at + ".through",
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

SubjectIndex Assembly::FindSubject(const std::string& field, const std::string& id,
                                   std::string_view what) {
  CheckRequired(field, id, what);
  if (id.empty()) return kNone;
  const bool partner = what == kPartnerType;
  const auto found = subject_of_.find(id);
  if (found == subject_of_.end()) {
    faults_.Add(field, faults_.full() ? "" : UnknownName(what, id, IdsOf(partner)));
    return kNone;
  }
  const std::string& type = case_.names[case_.subjects.type[found->second]];
  if (partner && type != kPartnerType) {
    faults_.Add(field, Quoted(id) + " is a " + type + ", not a partner");
  }
  return found->second;
}

void Assembly::AddMeasures(const std::vector<MeasureInput>& rows) {
  CheckLimit("measures", rows.size(), limits::kMeasuresMax);
  Measures& measures = case_.measures;
  for (size_t row = 0; row < rows.size(); ++row) {
    const MeasureInput& input = rows[row];
    const std::string at = Row("measures", row);
    CheckRequired(at + ".measure", input.measure, "the measure");
    if (const auto* text = std::get_if<std::string>(&input.value.value)) {
      CheckText(at + ".value", *text);
    }
    measures.measure.push_back(case_.names.Intern(input.measure));
    measures.subject.push_back(FindSubject(at + ".subject", input.subject, "subject"));
    measures.days.push_back(input.period ? input.period->range : DateRange());
    measures.known.push_back(Known(at, input.recorded, input.superseded));
    measures.value.push_back(input.value);
  }
}

void Assembly::AddEvidence(const std::vector<EvidenceInput>& rows) {
  CheckLimit("evidence", rows.size(), limits::kEvidenceMax);
  Evidence& evidence = case_.evidence;
  evidence.fields_begin.push_back(0);
  for (size_t row = 0; row < rows.size(); ++row) {
    const EvidenceInput& input = rows[row];
    const std::string at = Row("evidence", row);
    CheckRequired(at + ".id", input.id, "the id");
    const auto [first, is_new] = evidence_row_of_.emplace(input.id, row);
    if (!is_new && !input.id.empty()) {
      faults_.Add(at + ".id", "the id " + Quoted(input.id) + " is given twice, first at " +
                                  Row("evidence", first->second));
    }
    CheckRequired(at + ".kind", input.kind, "the kind");
    const SubjectIndex partner = FindSubject(at + ".partner", input.partner, kPartnerType);
    const bool on_partner = input.subject.empty();
    CheckText(at + ".provenance", input.provenance);
    CheckNames(at + ".fields", input.fields);
    evidence.id.push_back(case_.names.Intern(input.id));
    evidence.kind.push_back(case_.names.Intern(input.kind));
    evidence.partner.push_back(partner);
    evidence.subject.push_back(on_partner ? partner
                                          : FindSubject(at + ".subject", input.subject, "subject"));
    evidence.valid.push_back(Valid(at, input));
    evidence.known.push_back(Known(at, input.recorded, input.superseded));
    evidence.provenance.push_back(input.provenance.empty() ? kNone
                                                           : case_.names.Intern(input.provenance));
    for (const AttributeInput& field : input.fields) {
      evidence.field_name.push_back(case_.names.Intern(field.name));
      evidence.field_value.push_back(field.value);
    }
    evidence.fields_begin.push_back(static_cast<uint32_t>(evidence.field_name.size()));
  }
  CheckLimit("attributes", attributes_, limits::kAttributesMax);
}

void Assembly::AddFeeds(const std::vector<FeedInput>& rows) {
  std::unordered_map<std::string_view, size_t> row_of;
  for (size_t row = 0; row < rows.size(); ++row) {
    const std::string at = Row("feeds", row) + ".kind";
    CheckRequired(at, rows[row].kind, "the kind");
    const auto [first, is_new] = row_of.emplace(rows[row].kind, row);
    if (!is_new) {
      faults_.Add(
          at, Quoted(rows[row].kind) + " is given twice, first at " + Row("feeds", first->second));
    }
    case_.feeds.kind.push_back(case_.names.Intern(rows[row].kind));
    case_.feeds.loaded_through.push_back(rows[row].loaded_through);
  }
}

}  // namespace

NameId Names::Intern(std::string_view text) {
  const auto [found, is_new] = ids_.emplace(text, static_cast<NameId>(texts_.size()));
  if (is_new) texts_.emplace_back(text);
  return found->second;
}

NameId Names::Find(std::string_view text) const {
  const auto found = ids_.find(std::string(text));
  return found == ids_.end() ? kNone : found->second;
}

CaseBuilder::CaseBuilder(std::string case_id) : case_id_(std::move(case_id)) {}

void CaseBuilder::AddSubject(SubjectInput input) { subjects_.push_back(std::move(input)); }
void CaseBuilder::AddMeasure(MeasureInput input) { measures_.push_back(std::move(input)); }
void CaseBuilder::AddEvidence(EvidenceInput input) { evidence_.push_back(std::move(input)); }
void CaseBuilder::AddFeed(FeedInput input) { feeds_.push_back(std::move(input)); }

std::optional<Case> CaseBuilder::Build(std::vector<Fault>& faults) && {
  Case the_case;
  the_case.id = std::move(case_id_);
  the_case.is_excerpt = is_excerpt_;
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
