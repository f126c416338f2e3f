// `credence import CONNECTOR FILE`: a back-end's export, into the store.
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/imported_wire.h"
#include "clients/cli/wire_value.h"
#include "clients/connectors/rejected_file.h"
#include "core/code_point.h"
#include "core/digest.h"

namespace credence::cli {
namespace {

// Reports told one by one; the rest are in the counts.
constexpr size_t kReportsShownMax = 1'000;

class RecordRun {
 public:
  RecordRun(const RecordOptions& options, Session& session)
      : options_(options), session_(session), console_(session.console()) {}

  ExitCode Run() {
    const connectors::Connector& connector = *connectors::FindConnector(options_.connector);
    const std::optional<Date> known = Date::Parse(options_.known);
    if (!known) return RefuseDay("--known", options_.known);
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
      as_of_ = Date::Parse(options_.as_of);
      if (!as_of_) exit_code_ = RefuseDay("--as-of", options_.as_of);
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
    takers.report = [this](const connectors::RowReport& report) {
      if (++reports_ <= kReportsShownMax) console_.err << Printable(ToString(report)) << "\n";
    };
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
    if (reports_ > kReportsShownMax) {
      err << "and " << reports_ - kReportsShownMax << " more rows with something to report\n";
    }
    for (const auto& unknown : summary.unknown) {
      err << Printable(unknown.column) << " `" << Printable(unknown.value)
          << "` is unknown here: " << Counted(static_cast<size_t>(unknown.rows), "row") << "\n";
    }
    err << console_.err_ink().Bold(Counted(static_cast<size_t>(summary.rows_read), "row") + " read")
        << ": " << summary.rows_used << " used, " << summary.rows_partly_used << " partly used, "
        << summary.rows_unused << " not used\n"
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

  ExitCode RefuseDay(const std::string& flag, const std::string& text) {
    return Refuse(InvalidArgumentError("`" + flag + " " + Printable(text) +
                                       "` is no day; write it as 2016-04-05"));
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
  size_t reports_ = 0;
};

}  // namespace

ExitCode RunRecord(const RecordOptions& options, Session& session) {
  return RecordRun(options, session).Run();
}

ExitCode RunRetract(const RetractOptions& options, Session& session) {
  const std::optional<Date> known = Date::Parse(options.known);
  if (!known) {
    return session.TellUsage(InvalidArgumentError("`--known " + Printable(options.known) +
                                                  "` is no day; write it as 2016-04-05"));
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::RetractFactRequest request;
  v1::RetractFactResponse response;
  request.set_key(options.key);
  request.set_reason(options.reason);
  *request.mutable_known() = ToWire(*known);
  const CallFault fault = connection->RetractFact(request, response);
  if (!fault.ok()) return session.Tell(fault);
  session.console().err << Printable(options.key) << " is not known any more from "
                        << known->ToString() << " on\n";
  return ExitCode::kDone;
}

}  // namespace credence::cli
