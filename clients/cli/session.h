// What every subcommand has in common: where it prints, whom it asks, and how it complains.
//
//   ExitCode RunPolicies(const PoliciesOptions& options, Session& session) {
//     Connection* connection = session.Connect();
//     if (connection == nullptr) return session.connect_exit();
//
// The connection is opened at the first call, so a command that fails before never starts one.
//
// Thread-safety: belongs to the thread that runs the command.
#ifndef CREDENCE_CLIENTS_CLI_SESSION_H_
#define CREDENCE_CLIENTS_CLI_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "clients/cli/case_file.h"
#include "clients/cli/command_line.h"
#include "clients/cli/connection.h"
#include "clients/cli/console.h"
#include "clients/cli/decision_view.h"
#include "core/date.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace credence::cli {

class Session {
 public:
  Session(Console& console, GlobalOptions options)
      : console_(console), options_(std::move(options)) {}

  Console& console() { return console_; }
  const GlobalOptions& options() const { return options_; }
  bool json() const { return options_.output == "json"; }
  ViewOptions view() const { return {console_.out_ink(), console_.width}; }

  // What is published to --store is asked, where no server is; before the first Connect.
  void AskThePublished() { asks_the_published_ = true; }

  // Null when it cannot be opened; why is told already, and exit_code() is of it.
  Connection* Connect();
  ExitCode exit_code() const { return exit_code_; }

  // Tells why a call was refused and returns the exit code for it.
  ExitCode Tell(const CallFault& fault);
  // The same of one case: what its fields are at fault for stands under its author's text.
  ExitCode TellOfCase(const CallFault& fault, const CaseFile& file, std::string_view label);
  ExitCode TellUsage(const absl::Status& status);
  ExitCode TellFaults(const FileFaults& faults);
  // The day that a flag names; nullopt, told as wrong usage, when it names none.
  std::optional<Date> ReadDay(std::string_view flag, const std::string& text);

  // The same for a request; false: told.
  bool SetDay(std::string_view flag, const std::string& text, v1::Date* to);

  // One message as JSON on `out`; on one line, or laid out.
  void PrintJson(const google::protobuf::Message& message, bool laid_out);

 private:
  void Complain(const CallFault& fault, size_t unplaced, std::string_view label);
  ExitCode ExitOf(const CallFault& fault) const;

  Console& console_;
  GlobalOptions options_;
  std::unique_ptr<Connection> connection_;
  bool asks_the_published_ = false;
  ExitCode exit_code_ = ExitCode::kDone;
  std::string told_;  // the message of the last fault
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_SESSION_H_
