#include "clients/cli/session.h"

#include <google/protobuf/util/json_util.h>

#include <utility>

#include "core/code_point.h"

namespace credence::cli {
namespace {

// Text of the server, line by line: its diagnostics hold line breaks that stay.
std::string PrintableLines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    out += Printable(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!text.empty()) out += '\n';
  }
  return out;
}

std::string_view WithoutCase(std::string_view path) {
  if (path == "case") return "";
  if (path.starts_with("case.")) path.remove_prefix(5);
  return path;
}

}  // namespace

Connection* Session::Connect() {
  if (connection_ != nullptr) return connection_.get();
  auto opened = Connection::Open({.server = options_.server,
                                  .rules_directory = options_.rules,
                                  .timeout_seconds = options_.timeout_seconds});
  if (!opened.ok()) {
    exit_code_ = TellUsage(opened.status());
    return nullptr;
  }
  connection_ = *std::move(opened);
  return connection_.get();
}

ExitCode Session::Tell(const CallFault& fault) {
  console_.Complain(PrintableLines(fault.message));
  for (const CallFault::Field& field : fault.fields) {
    console_.err << "  " << Printable(field.path) << ": " << Printable(field.description) << "\n";
  }
  return fault.exit_code();
}

ExitCode Session::TellOfCase(const CallFault& fault, const CaseFile& file, std::string_view label) {
  FileFaults placed;
  std::vector<const CallFault::Field*> unplaced;
  for (const CallFault::Field& field : fault.fields) {
    const auto place = file.places.Find(WithoutCase(field.path));
    if (place && (field.path == "case" || field.path.starts_with("case."))) {
      placed.Add({place->source, place->span, field.description, ""});
    } else {
      unplaced.push_back(&field);
    }
  }
  if (!placed.empty()) console_.err << placed.Render(console_.err_options());
  if (placed.empty() || !unplaced.empty()) {
    console_.Complain((label.empty() ? "" : Printable(label) + ": ") +
                      PrintableLines(fault.message));
  }
  for (const CallFault::Field* field : unplaced) {
    console_.err << "  " << Printable(field->path) << ": " << Printable(field->description) << "\n";
  }
  return fault.exit_code();
}

ExitCode Session::TellUsage(const absl::Status& status) {
  console_.Complain(
      PrintableLines(std::string_view(status.message().data(), status.message().size())));
  return ExitCode::kUsage;
}

ExitCode Session::TellFaults(const FileFaults& faults) {
  console_.err << faults.Render(console_.err_options());
  return ExitCode::kUsage;
}

void Session::PrintJson(const google::protobuf::Message& message, bool laid_out) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = laid_out;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) {
    console_.Complain("the answer cannot be written as JSON: " + status.ToString());
    return;
  }
  console_.out << text;
  if (!text.ends_with('\n')) console_.out << '\n';
}

}  // namespace credence::cli
