#include "server/convert_case.h"

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "facts/fault.h"
#include "server/convert_values.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

using Fields = google::protobuf::Map<std::string, v1::Value>;

// Reads row after row. Where a field is at fault a neutral value takes its place, so that the
// builder, which looks at whole rows, finds the other faults of the row and none that follow
// from this one.
class CaseReader {
 public:
  explicit CaseReader(facts::FaultList& faults) : faults_(faults) {}

  facts::SubjectInput Read(const v1::Subject& row, const FieldPath& at);
  facts::MeasureInput Read(const v1::Measure& row, const FieldPath& at);
  facts::EvidenceInput Read(const v1::Evidence& row, const FieldPath& at);
  facts::FeedInput Read(const v1::Feed& row, const FieldPath& at);

 private:
  Date ReadDay(const v1::Date& date, const FieldPath& at, Date neutral) {
    return ReadDate(date, at, faults_).value_or(neutral);
  }
  facts::TypedValue ReadTyped(const v1::Value& value, const FieldPath& at) {
    return ReadValue(value, at, faults_).value_or(facts::TypedValue{});
  }
  // Measures of a case are nearly all of one period, so the last is not read again.
  std::optional<Period> ReadPeriodOnce(const std::string& text, const FieldPath& at) {
    if (!period_ || text != period_text_) {
      period_ = ReadPeriod(text, at, faults_);
      period_text_ = text;
    }
    return period_;
  }
  std::vector<facts::AttributeInput> ReadFields(const Fields& fields, const FieldPath& at,
                                                std::string_view name);

  facts::FaultList& faults_;
  std::string period_text_;
  std::optional<Period> period_;
};

// By name, because a map of the wire has no order and equal requests get equal answers.
std::vector<facts::AttributeInput> CaseReader::ReadFields(const Fields& fields, const FieldPath& at,
                                                          std::string_view name) {
  constexpr size_t kFew = 8;
  absl::InlinedVector<const Fields::value_type*, kFew> entries;
  for (const auto& entry : fields) entries.push_back(&entry);
  std::ranges::sort(entries, {},
                    [](const auto* entry) -> const std::string& { return entry->first; });
  std::vector<facts::AttributeInput> inputs;
  inputs.reserve(entries.size());
  for (const auto* entry : entries) {
    inputs.push_back({entry->first, ReadTyped(entry->second, FieldPath(at, name, entry->first))});
  }
  return inputs;
}

facts::SubjectInput CaseReader::Read(const v1::Subject& row, const FieldPath& at) {
  return {.type = row.type(),
          .id = row.id(),
          .parent = row.parent(),
          .attributes = ReadFields(row.attributes(), at, "attributes")};
}

facts::MeasureInput CaseReader::Read(const v1::Measure& row, const FieldPath& at) {
  facts::MeasureInput input;
  input.measure = row.measure();
  input.subject = row.subject();
  if (!row.period().empty()) input.period = ReadPeriodOnce(row.period(), FieldPath(at, "period"));
  input.value = ReadTyped(row.value(), FieldPath(at, "value"));
  if (row.has_recorded()) {
    input.recorded = ReadDay(row.recorded(), FieldPath(at, "recorded"), kDateMin);
  }
  if (row.has_superseded()) {
    input.superseded = ReadDay(row.superseded(), FieldPath(at, "superseded"), DateRange().end);
  }
  return input;
}

facts::EvidenceInput CaseReader::Read(const v1::Evidence& row, const FieldPath& at) {
  facts::EvidenceInput input;
  input.id = row.id();
  input.kind = row.kind();
  input.partner = row.partner();
  input.subject = row.subject();
  if (row.has_from()) input.from = ReadDay(row.from(), FieldPath(at, "from"), kDateMin);
  if (row.has_through()) input.through = ReadDay(row.through(), FieldPath(at, "through"), kDateMax);
  if (row.has_on()) input.on = ReadDay(row.on(), FieldPath(at, "on"), kDateMin);
  if (row.has_recorded()) {
    input.recorded = ReadDay(row.recorded(), FieldPath(at, "recorded"), kDateMin);
  }
  if (row.has_superseded()) {
    input.superseded = ReadDay(row.superseded(), FieldPath(at, "superseded"), DateRange().end);
  }
  input.provenance = row.provenance();
  input.fields = ReadFields(row.fields(), at, "fields");
  return input;
}

facts::FeedInput CaseReader::Read(const v1::Feed& row, const FieldPath& at) {
  const FieldPath day(at, "loaded_through");
  if (!row.has_loaded_through()) faults_.Add(day.ToString(), "the day is missing");
  return {.kind = row.kind(),
          .loaded_through =
              row.has_loaded_through() ? ReadDay(row.loaded_through(), day, kDateMin) : kDateMin};
}

}  // namespace

absl::Status CheckCaseLimits(const v1::Case& message) {
  const auto check = [](std::string_view field, const Limit& limit, int rows) {
    return CheckLimit(field, limit, static_cast<uint64_t>(rows));
  };
  const auto partners =
      std::ranges::count(message.subjects(), facts::kPartnerType, &v1::Subject::type);
  absl::Status status = check("case.subjects", {"subjects_max", "subjects", limits::kSubjectsMax},
                              message.subjects_size());
  status.Update(check("case.subjects", {"partners_max", "partners", limits::kPartnersMax},
                      static_cast<int>(partners)));
  status.Update(check("case.measures", {"measures_max", "measures", limits::kMeasuresMax},
                      message.measures_size()));
  status.Update(check("case.evidence", {"evidence_max", "evidence records", limits::kEvidenceMax},
                      message.evidence_size()));
  return status;
}

std::optional<facts::Case> ReadCase(const v1::Case& message, const FieldPath& at,
                                    std::vector<facts::Fault>& faults) {
  facts::FaultList found;
  CaseReader reader(found);
  facts::CaseBuilder builder(message.id());
  builder.Reserve(static_cast<size_t>(message.subjects_size()),
                  static_cast<size_t>(message.measures_size()),
                  static_cast<size_t>(message.evidence_size()));
  for (int i = 0; i < message.subjects_size(); ++i) {
    builder.AddSubject(reader.Read(message.subjects(i), FieldPath(at, "subjects", i)));
  }
  for (int i = 0; i < message.measures_size(); ++i) {
    builder.AddMeasure(reader.Read(message.measures(i), FieldPath(at, "measures", i)));
  }
  for (int i = 0; i < message.evidence_size(); ++i) {
    builder.AddEvidence(reader.Read(message.evidence(i), FieldPath(at, "evidence", i)));
  }
  for (int i = 0; i < message.feeds_size(); ++i) {
    builder.AddFeed(reader.Read(message.feeds(i), FieldPath(at, "feeds", i)));
  }
  const bool readable = found.empty();
  for (facts::Fault& fault : std::move(found).Take()) faults.push_back(std::move(fault));

  std::vector<facts::Fault> unfit;
  std::optional<facts::Case> built = std::move(builder).Build(unfit);
  for (facts::Fault& fault : unfit) {
    if (!fault.field.empty()) fault.field = at.ToString() + "." + fault.field;
    faults.push_back(std::move(fault));
  }
  return readable ? std::move(built) : std::nullopt;
}

facts::SubjectInput ReadRow(const v1::Subject& row, const FieldPath& at, facts::FaultList& faults) {
  return CaseReader(faults).Read(row, at);
}
facts::MeasureInput ReadRow(const v1::Measure& row, const FieldPath& at, facts::FaultList& faults) {
  return CaseReader(faults).Read(row, at);
}
facts::EvidenceInput ReadRow(const v1::Evidence& row, const FieldPath& at,
                             facts::FaultList& faults) {
  return CaseReader(faults).Read(row, at);
}
facts::FeedInput ReadRow(const v1::Feed& row, const FieldPath& at, facts::FaultList& faults) {
  return CaseReader(faults).Read(row, at);
}

}  // namespace credence::server
