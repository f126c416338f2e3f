#include "clients/cli/session.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "clients/cli/wire_value.h"
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

// Where the author wrote what a field of the request holds.
std::optional<Place> PlaceOf(std::string_view path, const CasePlaces& places) {
  if (path == "case") return places.Find("");
  if (path.starts_with("case.")) return places.Find(path.substr(5));
  return places.FindExactly(path);
}

}  // namespace

Connection* Session::Connect() {
  if (connection_ != nullptr) return connection_.get();
  auto opened = Connection::Open({.server = options_.server,
                                  .rules_directory = options_.rules,
                                  .store = options_.store,
                                  .policies_in_store = asks_the_published_,
                                  .timeout_seconds = options_.timeout_seconds,
                                  .ca = options_.ca,
                                  .cert = options_.cert,
                                  .cert_key = options_.cert_key,
                                  .token_file = options_.token_file});
  if (!opened.ok()) {
    exit_code_ = TellUsage(opened.status());
    return nullptr;
  }
  connection_ = *std::move(opened);
  return connection_.get();
}

ExitCode Session::Tell(const CallFault& fault) {
  Complain(fault, fault.fields.size(), "");
  return ExitOf(fault);
}

ExitCode Session::ExitOf(const CallFault& fault) const {
  // Rules that do not compile are an invalid input here, and another's failure elsewhere.
  const bool no_rules = fault.reason == "NOT_SERVING" || fault.reason == "DIRECTORY_UNREADABLE";
  if (no_rules && connection_ != nullptr && !connection_->is_embedded()) return ExitCode::kServer;
  return fault.exit_code();
}

ExitCode Session::TellOfCase(const CallFault& fault, const CaseFile& file, std::string_view label) {
  FileFaults placed;
  for (const CallFault::Field& field : fault.fields) {
    if (const auto place = PlaceOf(field.path, file.places)) {
      placed.Add({place->source, place->span, field.description, ""});
    }
  }
  if (!placed.empty()) console_.err << placed.Render(console_.err_options());
  // A field that could not be placed is told by its path, and then all are.
  if (placed.empty() || placed.count() < fault.fields.size()) {
    Complain(fault, fault.fields.size() - placed.count(), label);
  }
  return ExitOf(fault);
}

void Session::Complain(const CallFault& fault, size_t unplaced, std::string_view label) {
  // What is wrong with every case of a file alike is told once.
  if (fault.fields.empty() && fault.message == told_) return;
  told_ = fault.message;
  // The message holds diagnostics, which say it better than the fields do.
  const bool in_full = fault.message.find('\n') != std::string::npos || fault.fields.size() == 1;
  console_.Complain((label.empty() ? "" : Printable(label) + ": ") + PrintableLines(fault.message));
  if (in_full || unplaced == 0) return;
  for (const CallFault::Field& field : fault.fields) {
    console_.err << "  " << Printable(field.path) << ": " << Printable(field.description) << "\n";
  }
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

std::optional<Date> Session::ReadDay(std::string_view flag, const std::string& text) {
  const std::optional<Date> day = Date::Parse(text);
  if (!day) {
    TellUsage(InvalidArgumentError("`" + std::string(flag) + " " + Printable(text) +
                                   "` is no day; write it as 2016-02-05"));
  }
  return day;
}

bool Session::SetDay(std::string_view flag, const std::string& text, v1::Date* to) {
  const std::optional<Date> day = ReadDay(flag, text);
  if (day) *to = ToWire(*day);
  return day.has_value();
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
