// `credence import CONNECTOR FILE`: a back-end's export, into the store.
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/import_progress.h"
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
    if (!options_.complete_through.empty()) {
      complete_through_ = session_.ReadDay("--complete-through", options_.complete_through);
      if (!complete_through_) return ExitCode::kUsage;
    }
    if (absl::Status status = CheckFile(); !status.ok()) return Refuse(status);
    std::ifstream input(options_.file, std::ios::binary);
    if (!input) return Refuse(InvalidArgumentError(options_.file + ": cannot be read"));
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
    std::error_code error;
    progress_.emplace(console_, source.file(), std::filesystem::file_size(options_.file, error));
    const auto summary = connector.read(input, Options(), TakersOf());
    progress_->Clear();
    if (!refused_.ok()) return session_.Tell(refused_);
    if (!summary.ok()) return Refuse(summary.status());
    if (complete_through_) refused_ = AddFeeds(connector);
    if (!refused_.ok()) return session_.Tell(refused_);
    v1::RecordFactsResponse response;
    if (const CallFault fault = recording_->Commit(response); !fault.ok()) {
      return session_.Tell(fault);
    }
    if (const CallFault fault = SayComplete(connector, source, response); !fault.ok()) {
      return session_.Tell(fault);
    }
    if (rejected_) rejected_->Finish();
    Summarise(*summary, response);
    return summary->rows_rejected > 0 ? ExitCode::kNo : ExitCode::kDone;
  }

 private:
  // Its bytes are counted and its hash is made before it is read.
  absl::Status CheckFile() const {
    std::error_code error;
    const std::filesystem::file_status file = std::filesystem::status(options_.file, error);
    if (std::filesystem::is_regular_file(file)) return absl::OkStatus();
    if (!std::filesystem::exists(file)) return NotFoundError(options_.file + ": no such file");
    return InvalidArgumentError(
        options_.file + (std::filesystem::is_directory(file)
                             ? ": this is a folder"
                             : ": this is no file, and an import is read twice; write it to a file "
                               "first, and import that"));
  }

  // How far the connector's kinds are loaded, by what this was read for: other partners' or
  // customers' exports are loaded by themselves.
  CallFault AddFeeds(const connectors::Connector& connector) {
    std::vector<std::string_view> kinds(connector.kinds.begin(), connector.kinds.end());
    kinds.insert(kinds.end(), connector.measures.begin(), connector.measures.end());
    for (const std::string_view kind : kinds) {
      const CallFault fault = recording_->Add(
          ToWire(facts::Record{.key = "feed/" + std::string(kind) + "/" + ScopeOf(),
                               .fact = facts::FeedInput{std::string(kind), *complete_through_}}));
      if (!fault.ok()) return fault;
    }
    return {};
  }

  // A file that was imported before says nothing any more, but that it was the whole of it may be
  // said later.
  CallFault SayComplete(const connectors::Connector& connector, v1::FactSource source,
                        v1::RecordFactsResponse& response) {
    const bool was_imported = response.added() + response.corrected() + response.outdated() == 0;
    if (!complete_through_ || !was_imported) return {};
    source.clear_sha256();
    recording_ = session_.Connect()->RecordFacts(source);
    if (CallFault fault = AddFeeds(connector); !fault.ok()) return fault;
    v1::RecordFactsResponse said;
    CallFault fault = recording_->Commit(said);
    response.set_added(said.added());
    response.set_corrected(said.corrected());
    return fault;
  }

  std::string ScopeOf() const {
    std::string scope = options_.connector;
    for (const std::string* of : {&options_.partner, &options_.customer, &options_.relationship}) {
      if (!of->empty()) scope += "/" + *of;
    }
    return scope;
  }

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
    takers.report = [this](const connectors::RowReport& report) {
      progress_->Clear();
      report_.Row(report);
    };
    takers.progress = [this](const connectors::Progress& now) { progress_->At(now); };
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
  std::optional<Date> complete_through_;
  std::optional<ImportProgress> progress_;
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
