// The subcommands of `credence`, each in a file of its own name.
//
//   RunCheck(options, session)  -> ExitCode::kNo when a rule file has errors
//
// A command reads its options and files, asks the services through the session's connection,
// prints results on `out` and everything else on `err`, and answers with an exit code by
// meaning (exit_code.h).
//
// Thread-safety: one command at a time on a session.
#ifndef CREDENCE_CLIENTS_CLI_COMMANDS_H_
#define CREDENCE_CLIENTS_CLI_COMMANDS_H_

#include "clients/cli/command_line.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/session.h"

namespace credence::cli {

ExitCode RunCheck(const CheckOptions& options, Session& session);
ExitCode RunExplain(const ExplainOptions& options, Session& session);
ExitCode RunCompare(const CompareOptions& options, Session& session);
ExitCode RunFormat(const FormatOptions& options, Session& session);
ExitCode RunDecide(const DecideOptions& options, Session& session);
ExitCode RunWhatif(const WhatifOptions& options, Session& session);
ExitCode RunTest(const TestOptions& options, Session& session);
ExitCode RunPolicies(const PoliciesOptions& options, Session& session);
ExitCode RunServe(const ServeOptions& options, const Surroundings& surroundings, Session& session);
ExitCode RunLsp(Session& session);
ExitCode RunLog(const LogOptions& options, Session& session);
ExitCode RunImport(const ImportOptions& options, Session& session);
ExitCode RunRecord(const RecordOptions& options, Session& session);
ExitCode RunFacts(const FactsOptions& options, Session& session);
ExitCode RunDesignate(const DesignateOptions& options, Session& session);
ExitCode RunRetract(const RetractOptions& options, Session& session);
ExitCode RunStore(const StoreOptions& options, Session& session);
ExitCode RunClose(const CloseOptions& options, Session& session);
ExitCode RunEntries(const EntriesOptions& options, Session& session);
ExitCode RunWhy(const WhyOptions& options, Session& session);
ExitCode RunHeld(const HeldOptions& options, Session& session);
ExitCode RunResolve(const ResolveOptions& options, Session& session);
ExitCode RunStatement(const StatementOptions& options, Session& session);
ExitCode RunStandings(const StandingsOptions& options, Session& session);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_COMMANDS_H_
