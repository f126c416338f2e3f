#include "clients/connectors/import_for_test.h"

#include <sstream>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"

namespace credence::connectors {

namespace {

std::string Shown(const facts::TypedValue& value) { return ToLiteral(value.value, value.type); }

std::string LineOf(const facts::SubjectInput& subject) {
  std::string line = absl::StrCat("subject ", subject.id, ": ", subject.type);
  if (!subject.parent.empty()) absl::StrAppend(&line, " in ", subject.parent);
  return line;
}
std::string LineOf(const facts::AttributeRecord& attribute) {
  return absl::StrCat("attribute ", attribute.subject, ".", attribute.name, " = ",
                      Shown(attribute.value));
}
std::string LineOf(const facts::MeasureInput& measure) {
  return absl::StrCat("measure ", measure.measure, " ", measure.subject, " ",
                      measure.period ? measure.period->ToString() : "", " = ",
                      Shown(measure.value));
}
std::string LineOf(const facts::EvidenceInput& evidence) {
  std::string line = absl::StrCat(evidence.id, ": ", evidence.kind, " ", evidence.partner);
  if (!evidence.subject.empty()) absl::StrAppend(&line, " on ", evidence.subject);
  absl::StrAppend(&line, " ");
  if (evidence.on) absl::StrAppend(&line, "on ", evidence.on->ToString());
  if (evidence.from) absl::StrAppend(&line, evidence.from->ToString(), "..");
  if (evidence.through) absl::StrAppend(&line, evidence.through->ToString());
  if (evidence.fields.empty()) return line;
  std::string between = " {";
  for (const facts::AttributeInput& field : evidence.fields) {
    absl::StrAppend(&line, between, field.name, "=", Shown(field.value));
    between = ", ";
  }
  return line + "}";
}
std::string LineOf(const facts::FeedInput& feed) {
  return absl::StrCat("feed ", feed.kind, " through ", feed.loaded_through.ToString());
}

}  // namespace

Imported ImportText(std::string_view connector, const std::string& text, ConnectorOptions options) {
  Imported imported;
  std::istringstream stream(text);
  options.file_name = "export";
  const Takers takers{
      .record =
          [&](const facts::Record& record) {
            std::string line =
                std::visit([](const auto& fact) { return LineOf(fact); }, record.fact);
            if (!record.stated.empty()) absl::StrAppend(&line, " @ ", record.stated);
            const bool is_frame = std::holds_alternative<facts::SubjectInput>(record.fact) ||
                                  std::holds_alternative<facts::AttributeRecord>(record.fact);
            if (!is_frame) imported.records.push_back(line);
            imported.all.push_back(std::move(line));
            return absl::OkStatus();
          },
      .report = [&](const RowReport& report) { imported.reports.push_back(ToString(report)); },
      .rejected = [&](const RejectedRow& row) { imported.rejected.push_back(row); }};
  auto summary = FindConnector(connector)->read(stream, options, takers);
  imported.status = summary.status();
  if (summary.ok()) imported.summary = *std::move(summary);
  return imported;
}

}  // namespace credence::connectors
