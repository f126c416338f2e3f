// `credence why`: an entry worked out anew.
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/ledger_view.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"

namespace credence::cli {

ExitCode RunWhy(const WhyOptions& options, Session& session) {
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::ExplainEntryRequest request;
  v1::ExplainEntryResponse response;
  request.set_id(options.entry);
  const CallFault fault = connection->ExplainEntry(request, response);
  if (!fault.ok()) return session.Tell(fault);
  const ExitCode exit_code = response.same() ? ExitCode::kDone : ExitCode::kNo;
  if (session.json()) {
    session.PrintJson(response, true);
    return exit_code;
  }
  const v1::LedgerEntry& entry = response.entry();
  std::ostream& out = session.console().out;
  const Ink ink = session.console().out_ink();
  out << ink.Bold("entry " + std::to_string(entry.id()) + ": " + entry.amount().text() + " of " +
                  Printable(entry.credit()) + " to " + Printable(entry.partner()))
      << "\n"
      << SubjectOf(entry.subject_type(), entry.subject()) << " for " << entry.period()
      << ", posted by the close of " << entry.closed() << " as known on "
      << DayText(response.known()) << "\n\n"
      << entry.entitled().text() << " is owed in all, less " << entry.posted_before().text()
      << " posted before\n";
  for (const v1::LedgerEntry& one : response.line()) {
    out << "  entry " << one.id() << ", closed " << one.closed() << ": " << one.amount().text()
        << "\n";
  }
  for (const std::string& learnt : entry.learnt()) out << "  learnt " << Printable(learnt) << "\n";
  out << "\n" << response.decision() << "\n";
  if (response.same()) {
    out << "worked out anew: " << response.entitled().text() << ", the same\n";
  } else if (response.has_entitled()) {
    out << ink.Red("worked out anew: " + response.entitled().text() + ", and not " +
                   entry.entitled().text())
        << "\n";
  } else {
    out << ink.Red("worked out anew it is held") << "\n";
  }
  return exit_code;
}

}  // namespace credence::cli
