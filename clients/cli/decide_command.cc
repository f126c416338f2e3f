// `credence decide`: one case explained, or a whole file of them with totals.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/asking.h"
#include "clients/cli/commands.h"
#include "clients/cli/decider.h"
#include "clients/cli/text_file.h"
#include "clients/cli/totals.h"

namespace credence::cli {
namespace {

constexpr std::string_view kCaseLines = ".jsonl";

class DecideRun {
 public:
  DecideRun(const DecideOptions& options, Session& session, Connection& connection)
      : options_(options),
        session_(session),
        console_(session.console()),
        decider_(connection, [this](const DecideItem& item, const DecideAnswer& answer) {
          Show(item, answer);
        }) {}

  ExitCode Run() {
    for (const std::string& path : options_.files) {
      const bool is_lines = path.ends_with(kCaseLines);
      if (is_lines ? !AddLines(path) : !AddFile(path)) return ExitCode::kServer;
    }
    if (!Went(decider_.Finish())) return ExitCode::kServer;
    ShowHeldBack();
    return Conclude();
  }

 private:
  // Tells why the server failed; whatever else goes wrong is counted and goes on.
  bool Went(const CallFault& fault) {
    if (!fault.ok()) session_.Tell(fault);
    return fault.ok();
  }

  bool AddFile(const std::string& path) {
    FileFaults faults;
    const auto source = ReadTextFile(path, console_.in);
    if (!source.ok()) {
      session_.TellUsage(source.status());
      totals_.AddRefused();
      return true;
    }
    const YamlDocument document = ReadYaml(*source, faults);
    auto file = std::make_shared<CaseFile>();
    if (faults.empty()) *file = ReadCaseFile(document, faults);
    if (!faults.empty()) {
      session_.TellFaults(faults);
      totals_.AddRefused();
      return true;
    }
    return Add(std::move(file), (*source)->name());
  }

  bool AddLines(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
      session_.TellUsage(NotFoundError(path + ": no such file, or it cannot be read"));
      totals_.AddRefused();
      return true;
    }
    std::string line;
    for (size_t number = 1; std::getline(stream, line); ++number) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      const std::string label = path + ":" + std::to_string(number);
      auto file = std::make_shared<CaseFile>();
      const auto read = google::protobuf::util::JsonStringToMessage(line, &file->value);
      if (!read.ok()) {
        console_.Complain(label + ": this line is no case: " + std::string(read.message()));
        totals_.AddRefused();
      } else if (!Add(std::move(file), label)) {
        return false;
      }
    }
    return true;
  }

  bool Add(std::shared_ptr<CaseFile> file, const std::string& label) {
    auto requests = ToRequests(options_.ask, *file);
    if (!requests.ok()) {
      console_.Complain(label + ": " + std::string(requests.status().message()));
      totals_.AddRefused();
      return true;
    }
    for (v1::DecideRequest& request : *requests) {
      request.set_omit_explanations(options_.brief);
      if (!Went(decider_.Add({std::move(request), file, label}))) return false;
    }
    return true;
  }

  // The first answer waits for a second: alone it is explained, among many it is one table.
  void Show(const DecideItem& item, const DecideAnswer& answer) {
    ++answers_;
    if (session_.json()) session_.PrintJson(answer.item, false);
    if (!answer.fault.ok()) {
      const std::string label =
          item.label + (item.request.period().empty() ? "" : " " + item.request.period());
      const ExitCode exit_code = session_.TellOfCase(answer.fault, *item.file, label);
      server_failed_ = server_failed_ || exit_code == ExitCode::kServer;
      totals_.AddRefused();
      return;
    }
    totals_.Add(answer.item.decision());
    if (session_.json()) return;
    const std::string heading =
        RenderHeading(answer.item.decision(), item.label, item.request.period(), session_.view());
    if (answers_ == 1) {
      held_back_ = {heading, answer.item.decision()};
      return;
    }
    ShowHeldBack();
    Print(heading, answer.item.decision(), options_.explain);
  }

  void ShowHeldBack() {
    if (!held_back_) return;
    const auto [heading, decision] = *std::move(held_back_);
    held_back_.reset();
    Print(heading, decision, options_.explain || (answers_ == 1 && !options_.brief));
  }

  void Print(const std::string& heading, const v1::Decision& decision, bool explained) {
    if (printed_++ > 0) console_.out << "\n";
    console_.out << heading
                 << (explained ? RenderExplained(decision, session_.view())
                               : RenderBrief(decision, session_.view()));
  }

  ExitCode Conclude() {
    const bool many = totals_.decided() + totals_.refused() > 1;
    if (many && session_.json()) console_.err << totals_.RenderCounts() << "\n";
    if (many && !session_.json()) console_.out << "\n" << totals_.Render(session_.view());
    if (totals_.refused() == 0 && totals_.decided() == 0) {
      console_.Complain("there is no case in what was given");
      return ExitCode::kUsage;
    }
    if (server_failed_) return ExitCode::kServer;
    if (totals_.refused() == 0) return ExitCode::kDone;
    return totals_.decided() == 0 ? ExitCode::kUsage : ExitCode::kNo;
  }

  struct HeldBack {
    std::string heading;
    v1::Decision decision;
  };

  const DecideOptions& options_;
  Session& session_;
  Console& console_;
  Decider decider_;
  Totals totals_;
  size_t answers_ = 0;
  size_t printed_ = 0;
  bool server_failed_ = false;
  std::optional<HeldBack> held_back_;
};

}  // namespace

ExitCode RunDecide(const DecideOptions& options, Session& session) {
  if (const absl::Status valid = Validate(options.ask); !valid.ok()) {
    return session.TellUsage(valid);
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  return DecideRun(options, session, *connection).Run();
}

}  // namespace credence::cli
