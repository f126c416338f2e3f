#include "clients/cli/imported_wire.h"

#include <optional>
#include <variant>
#include <vector>

#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

using WireValues = google::protobuf::Map<std::string, v1::Value>;

void Write(const std::vector<facts::AttributeInput>& attributes, WireValues& to) {
  for (const facts::AttributeInput& attribute : attributes) {
    to[attribute.name] = ToWire(attribute.value);
  }
}

// Sets the date that `mutable_date` leads to, when there is one.
template <typename MutableDate>
void Write(const std::optional<Date>& date, const MutableDate& mutable_date) {
  if (date) *mutable_date() = ToWire(*date);
}

void Write(const facts::EvidenceInput& row, v1::Evidence& to) {
  to.set_id(row.id);
  to.set_kind(row.kind);
  to.set_partner(row.partner);
  to.set_subject(row.subject);
  to.set_provenance(row.provenance);
  Write(row.from, [&] { return to.mutable_from(); });
  Write(row.through, [&] { return to.mutable_through(); });
  Write(row.on, [&] { return to.mutable_on(); });
  Write(row.recorded, [&] { return to.mutable_recorded(); });
  Write(row.superseded, [&] { return to.mutable_superseded(); });
  Write(row.fields, *to.mutable_fields());
}

void Write(const facts::MeasureInput& row, v1::Measure& to) {
  to.set_measure(row.measure);
  to.set_subject(row.subject);
  if (row.period) to.set_period(row.period->ToString());
  *to.mutable_value() = ToWire(row.value);
  Write(row.recorded, [&] { return to.mutable_recorded(); });
  Write(row.superseded, [&] { return to.mutable_superseded(); });
}

void Write(const facts::SubjectInput& row, v1::Subject& to) {
  to.set_type(row.type);
  to.set_id(row.id);
  to.set_parent(row.parent);
  Write(row.attributes, *to.mutable_attributes());
}

void Write(const facts::FeedInput& row, v1::Feed& to) {
  to.set_kind(row.kind);
  *to.mutable_loaded_through() = ToWire(row.loaded_through);
}

struct WriteFact {
  v1::Fact& to;

  void operator()(const facts::SubjectInput& row) const { Write(row, *to.mutable_subject()); }
  void operator()(const facts::AttributeRecord& row) const {
    to.mutable_attribute()->set_subject(row.subject);
    to.mutable_attribute()->set_name(row.name);
    *to.mutable_attribute()->mutable_value() = ToWire(row.value);
  }
  void operator()(const facts::MeasureInput& row) const { Write(row, *to.mutable_measure()); }
  void operator()(const facts::EvidenceInput& row) const { Write(row, *to.mutable_evidence()); }
  void operator()(const facts::FeedInput& row) const { Write(row, *to.mutable_feed()); }
};

}  // namespace

v1::Fact ToWire(const facts::Record& record) {
  v1::Fact fact;
  fact.set_key(record.key);
  fact.set_row(static_cast<int64_t>(record.row));
  fact.set_stated(record.stated);
  std::visit(WriteFact{fact}, record.fact);
  return fact;
}

v1::Case ToWire(const connectors::ImportedCase& imported) {
  v1::Case wire;
  wire.set_id(imported.id);
  for (const facts::SubjectInput& row : imported.subjects) Write(row, *wire.add_subjects());
  for (const facts::MeasureInput& row : imported.measures) Write(row, *wire.add_measures());
  for (const facts::EvidenceInput& row : imported.evidence) Write(row, *wire.add_evidence());
  for (const facts::FeedInput& row : imported.feeds) Write(row, *wire.add_feeds());
  return wire;
}

}  // namespace credence::cli
