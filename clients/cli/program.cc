#include "clients/cli/program.h"

#include <exception>
#include <filesystem>
#include <system_error>

#include "clients/cli/commands.h"

namespace credence::cli {
namespace {

constexpr const char* kUsualRules = "rules";

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

// What was not said on the command line: the environment's word, then ./rules if it is there.
void FillIn(GlobalOptions& options, const Command& command, const Surroundings& surroundings) {
  if (options.server.empty() && options.rules.empty()) {
    options.server = surroundings.variable("CREDENCE_SERVER").value_or("");
  }
  if (options.ca.empty()) options.ca = surroundings.variable("CREDENCE_CA").value_or("");
  if (options.cert.empty()) {
    options.cert = surroundings.variable("CREDENCE_CERT").value_or("");
    options.cert_key = surroundings.variable("CREDENCE_CERT_KEY").value_or("");
  }
  if (options.token_file.empty()) {
    options.token_file = surroundings.variable("CREDENCE_TOKEN_FILE").value_or("");
  }
  if (options.store.empty()) options.store = surroundings.variable("CREDENCE_STORE").value_or("");
  if (options.rules.empty()) options.rules = surroundings.variable("CREDENCE_RULES").value_or("");
  // A server with a configuration finds them there.
  const auto* serve = std::get_if<ServeOptions>(&command);
  if (serve != nullptr && !serve->config.empty()) return;
  std::error_code error;
  if (options.rules.empty() && std::filesystem::is_directory(kUsualRules, error)) {
    options.rules = kUsualRules;
  }
}

ExitCode RunCommand(const Command& command, const Surroundings& surroundings, Session& session) {
  return std::visit(
      Overloaded{
          [](std::monostate) { return ExitCode::kUsage; },
          [&](const CheckOptions& options) { return RunCheck(options, session); },
          [&](const ExplainOptions& options) { return RunExplain(options, session); },
          [&](const CompareOptions& options) { return RunCompare(options, session); },
          [&](const FormatOptions& options) { return RunFormat(options, session); },
          [&](const DecideOptions& options) { return RunDecide(options, session); },
          [&](const WhatifOptions& options) { return RunWhatif(options, session); },
          [&](const TestOptions& options) { return RunTest(options, session); },
          [&](const PoliciesOptions& options) { return RunPolicies(options, session); },
          [&](const LspOptions&) { return RunLsp(session); },
          [&](const ServeOptions& options) { return RunServe(options, surroundings, session); },
          [&](const LogOptions& options) { return RunLog(options, session); },
          [&](const ImportOptions& options) { return RunImport(options, session); },
          [&](const RecordOptions& options) { return RunRecord(options, session); },
          [&](const FactsOptions& options) { return RunFacts(options, session); },
          [&](const DesignateOptions& options) { return RunDesignate(options, session); },
          [&](const RetractOptions& options) { return RunRetract(options, session); },
          [&](const StoreOptions& options) { return RunStore(options, session); },
          [&](const CloseOptions& options) { return RunClose(options, session); },
          [&](const EntriesOptions& options) { return RunEntries(options, session); },
          [&](const WhyOptions& options) { return RunWhy(options, session); },
          [&](const StatementOptions& options) { return RunStatement(options, session); },
          [&](const StandingsOptions& options) { return RunStandings(options, session); },
          [&](const HeldOptions& options) { return RunHeld(options, session); },
          [&](const ResolveOptions& options) { return RunResolve(options, session); },
      },
      command);
}

}  // namespace

ExitCode RunProgram(const std::vector<std::string>& arguments, Console& console,
                    const Surroundings& surroundings) {
  Dress(console, "auto", surroundings);
  CommandLine line = ParseCommandLine(arguments, console);
  if (line.ended) return line.exit_code;
  if (line.global.color.empty()) {
    line.global.color = surroundings.variable("CREDENCE_COLOR").value_or("auto");
  }
  Dress(console, line.global.color, surroundings);
  FillIn(line.global, line.command, surroundings);
  if (line.global.output == "junit" && !std::holds_alternative<TestOptions>(line.command)) {
    console.Complain("`--output junit` is a form of test results; write text or json here");
    return ExitCode::kUsage;
  }
  Session session(console, line.global);
  const ExitCode exit_code = RunCommand(line.command, surroundings, session);
  console.out.flush();
  if (console.out) return exit_code;
  console.Complain("standard output cannot be written");
  return ExitCode::kUsage;
}

}  // namespace credence::cli
