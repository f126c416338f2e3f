#include "server/convert_fact.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/convert_case.h"
#include "server/convert_values.h"

namespace credence::server {
namespace {

using WireValues = google::protobuf::Map<std::string, v1::Value>;

void WriteValues(const std::vector<facts::AttributeInput>& from, WireValues* to) {
  for (const facts::AttributeInput& one : from) WriteValue(one.value, &(*to)[one.name]);
}

struct Writing {
  v1::Fact* to;

  void operator()(const facts::SubjectInput& row) const {
    v1::Subject* subject = to->mutable_subject();
    subject->set_type(row.type);
    subject->set_id(row.id);
    subject->set_parent(row.parent);
    WriteValues(row.attributes, subject->mutable_attributes());
  }
  void operator()(const facts::AttributeRecord& row) const {
    to->mutable_attribute()->set_subject(row.subject);
    to->mutable_attribute()->set_name(row.name);
    WriteValue(row.value, to->mutable_attribute()->mutable_value());
  }
  void operator()(const facts::MeasureInput& row) const {
    v1::Measure* measure = to->mutable_measure();
    measure->set_measure(row.measure);
    measure->set_subject(row.subject);
    if (row.period) measure->set_period(row.period->ToString());
    WriteValue(row.value, measure->mutable_value());
  }
  void operator()(const facts::EvidenceInput& row) const {
    WriteEvidence(row, to->mutable_evidence());
  }
  void operator()(const facts::FeedInput& row) const {
    to->mutable_feed()->set_kind(row.kind);
    WriteDate(row.loaded_through, to->mutable_feed()->mutable_loaded_through());
  }
};

}  // namespace

facts::Record ReadRecord(const v1::Fact& message, const FieldPath& at, facts::FaultList& faults) {
  facts::Record record{.key = message.key(),
                       .row = static_cast<uint64_t>(message.row()),
                       .stated = message.stated(),
                       .fact = {}};
  if (record.key.empty()) {
    faults.Add(FieldPath(at, "key").ToString(), "a fact has a key, which says what it is about");
  }
  switch (message.fact_case()) {
    case v1::Fact::kSubject:
      record.fact = ReadRow(message.subject(), FieldPath(at, "subject"), faults);
      break;
    case v1::Fact::kAttribute: {
      const FieldPath below(at, "attribute");
      const auto value = ReadValue(message.attribute().value(), FieldPath(below, "value"), faults);
      record.fact =
          facts::AttributeRecord{message.attribute().subject(), message.attribute().name(),
                                 value.value_or(facts::TypedValue{})};
      break;
    }
    case v1::Fact::kMeasure:
      record.fact = ReadRow(message.measure(), FieldPath(at, "measure"), faults);
      break;
    case v1::Fact::kEvidence:
      record.fact = ReadRow(message.evidence(), FieldPath(at, "evidence"), faults);
      break;
    case v1::Fact::kFeed:
      record.fact = ReadRow(message.feed(), FieldPath(at, "feed"), faults);
      break;
    case v1::Fact::FACT_NOT_SET:
      faults.Add(at.ToString(),
                 "the fact is missing: a subject, an attribute, a measure, "
                 "evidence or a feed");
  }
  return record;
}

void WriteEvidence(const facts::EvidenceInput& row, v1::Evidence* to) {
  to->set_id(row.id);
  to->set_kind(row.kind);
  to->set_partner(row.partner);
  to->set_subject(row.subject);
  if (row.from) WriteDate(*row.from, to->mutable_from());
  if (row.through) WriteDate(*row.through, to->mutable_through());
  if (row.on) WriteDate(*row.on, to->mutable_on());
  WriteValues(row.fields, to->mutable_fields());
}

void WriteFact(const store::Fact& fact, v1::Fact* to) { std::visit(Writing{to}, fact); }

}  // namespace credence::server
