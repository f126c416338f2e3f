// `credence import CONNECTOR FILE`: a back-end's export, into the store.
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/import_report.h"
#include "clients/cli/imported_wire.h"
#include "clients/cli/wire_value.h"
#include "clients/connectors/rejected_file.h"
#include "core/code_point.h"
#include "core/digest.h"

namespace credence::cli {
namespace {

class RecordRun {
 public:
  RecordRun(const RecordOptions& options, Session& session)
      : options_(options), session_(session), console_(session.console()) {}

  ExitCode Run() {
    const connectors::Connector& connector = *connectors::FindConnector(options_.connector);
    const std::optional<Date> known = session_.ReadDay("--known", options_.known);
    if (!known) return ExitCode::kUsage;
    std::ifstream input(options_.file, std::ios::binary);
    if (!input) {
      return Refuse(NotFoundError(options_.file + ": no such file, or it cannot be read"));
    }
    v1::FactSource source;
    source.set_system(SystemOf());
    source.set_file(std::filesystem::path(options_.file).filename().string());
    source.set_sha256(Sha256Hex(input));
    *source.mutable_known() = ToWire(*known);
    input.clear();
    input.seekg(0);
    if (!OpenOthers()) return exit_code_;
    Connection* connection = session_.Connect();
    if (connection == nullptr) return session_.exit_code();
    recording_ = connection->RecordFacts(source);
    const auto summary = connector.read(input, Options(), TakersOf());
    if (!refused_.ok()) return session_.Tell(refused_);
    if (!summary.ok()) return Refuse(summary.status());
    v1::RecordFactsResponse response;
    if (const CallFault fault = recording_->Commit(response); !fault.ok()) {
      return session_.Tell(fault);
    }
    if (rejected_) rejected_->Finish();
    Summarise(*summary, response);
    return summary->rows_rejected > 0 ? ExitCode::kNo : ExitCode::kDone;
  }

 private:
  // The connector with what the file does not say itself: the same bytes about another customer
  // are another source.
  std::string SystemOf() const {
    std::string system = options_.connector;
    for (const auto& [name, value] :
         {std::pair("partner", &options_.partner), std::pair("customer", &options_.customer),
          std::pair("as_of", &options_.as_of), std::pair("relationship", &options_.relationship)}) {
      if (!value->empty()) system += std::string(" ") + name + "=" + *value;
    }
    return system;
  }

  // False: told, with the exit code.
  bool OpenOthers() {
    if (!options_.as_of.empty()) {
      as_of_ = session_.ReadDay("--as-of", options_.as_of);
      if (!as_of_) return false;
    }
    if (!options_.relationships_file.empty()) {
      relationships_.open(options_.relationships_file, std::ios::binary);
      if (!relationships_) {
        exit_code_ = Refuse(
            NotFoundError(options_.relationships_file + ": no such file, or it cannot be read"));
        return false;
      }
    }
    if (options_.rejected_file.empty()) return true;
    rejected_out_.open(options_.rejected_file, std::ios::binary | std::ios::trunc);
    if (rejected_out_) {
      rejected_.emplace(rejected_out_);
      return true;
    }
    exit_code_ = Refuse(InvalidArgumentError(options_.rejected_file + ": cannot be written"));
    return false;
  }

  connectors::ConnectorOptions Options() {
    return {.file_name = options_.file,
            .partner = options_.partner,
            .customer = options_.customer,
            .as_of = as_of_,
            .relationship = options_.relationship,
            .relationships = relationships_.is_open() ? &relationships_ : nullptr};
  }

  connectors::Takers TakersOf() {
    connectors::Takers takers;
    takers.record = [this](facts::Record record) -> absl::Status {
      refused_ = recording_->Add(ToWire(record));
      return refused_.ok() ? absl::OkStatus() : absl::CancelledError();
    };
    takers.report = [this](const connectors::RowReport& report) { report_.Row(report); };
    takers.rejected = [this](const connectors::RejectedRow& row) {
      if (rejected_) rejected_->Add(row);
    };
    return takers;
  }

  void Summarise(const connectors::ImportSummary& summary,
                 const v1::RecordFactsResponse& response) {
    if (rejected_out_.is_open()) rejected_out_.close();
    if (session_.json()) return session_.PrintJson(response, false);
    std::ostream& err = console_.err;
    report_.Rows(summary);
    err << "\n"
        << Counted(static_cast<size_t>(response.added()), "fact") << " new, "
        << response.corrected() << " corrected, " << response.unchanged() << " known already";
    if (response.outdated() > 0) err << ", " << response.outdated() << " outdated";
    err << "\n";
    if (summary.rows_rejected == 0) return;
    err << Counted(static_cast<size_t>(summary.rows_rejected), "row") << " cannot be read";
    if (!options_.rejected_file.empty()) {
      err << "; " << options_.rejected_file << " has what to mend and import";
    }
    err << "\n";
  }

  ExitCode Refuse(const absl::Status& status) { return session_.TellUsage(status); }

  const RecordOptions& options_;
  Session& session_;
  Console& console_;
  std::unique_ptr<Connection::Recording> recording_;
  CallFault refused_;
  std::optional<Date> as_of_;
  std::ifstream relationships_;
  std::ofstream rejected_out_;
  std::optional<connectors::RejectedFile> rejected_;
  ExitCode exit_code_ = ExitCode::kUsage;
  ImportReport report_{console_};
};

}  // namespace

ExitCode RunRecord(const RecordOptions& options, Session& session) {
  return RecordRun(options, session).Run();
}

}  // namespace credence::cli
