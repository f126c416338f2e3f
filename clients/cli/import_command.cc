// `credence import`: a back-end's export, as cases one a line.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/import_report.h"
#include "clients/cli/imported_wire.h"
#include "clients/connectors/office365_license_usage.h"

namespace credence::cli {
namespace {

class ImportRun {
 public:
  ImportRun(const ImportOptions& options, Session& session)
      : options_(options), session_(session), console_(session.console()) {}

  ExitCode Run() {
    std::ifstream input(options_.file, std::ios::binary);
    if (!input)
      return Refuse(NotFoundError(options_.file + ": no such file, or it cannot be read"));
    std::ofstream file;
    std::ostream* out = &console_.out;
    if (options_.cases_file != "-") {
      file.open(options_.cases_file, std::ios::binary | std::ios::trunc);
      if (!file) return Refuse(InvalidArgumentError(options_.cases_file + ": cannot be written"));
      out = &file;
    }
    const auto summary = connectors::ImportOffice365LicenseUsage(
        input, {.file_name = options_.file, .assume_eligible = options_.assume_eligible},
        [this](const connectors::RowReport& report) { report_.Row(report); },
        [out](const connectors::ImportedCase& imported) { return WriteCase(imported, *out); });
    if (!summary.ok()) return Refuse(summary.status());
    out->flush();
    if (!*out) return Refuse(InvalidArgumentError(options_.cases_file + ": cannot be written"));
    Summarise(*summary);
    return ExitCode::kDone;
  }

 private:
  static absl::Status WriteCase(const connectors::ImportedCase& imported, std::ostream& out) {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    std::string line;
    const auto written =
        google::protobuf::util::MessageToJsonString(ToWire(imported), &line, options);
    if (!written.ok()) return InternalError("case " + imported.id + ": " + written.ToString());
    out << line << "\n";
    return out ? absl::OkStatus() : InvalidArgumentError("the cases cannot be written");
  }

  void Summarise(const connectors::ImportSummary& summary) {
    std::ostream& err = console_.err;
    report_.Rows(summary);
    err << "\n"
        << Counted(static_cast<size_t>(summary.cases), "case") << " with "
        << Counted(static_cast<size_t>(summary.partners), "partner");
    if (options_.cases_file != "-") {
      err << " in " << options_.cases_file << "; next: credence decide " << options_.cases_file;
    }
    err << "\n";
  }

  ExitCode Refuse(const absl::Status& status) { return session_.TellUsage(status); }

  const ImportOptions& options_;
  Session& session_;
  Console& console_;
  ImportReport report_{console_};
};

}  // namespace

ExitCode RunImport(const ImportOptions& options, Session& session) {
  return ImportRun(options, session).Run();
}

}  // namespace credence::cli
