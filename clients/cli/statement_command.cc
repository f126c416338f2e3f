// `credence statement`: what a close posted to a partner.
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/ledger_view.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

std::string TotalsText(const v1::Statement& statement, Ink ink) {
  using Align = Table::Align;
  Table table({{"credit"},
               {"earned", Align::kRight},
               {"adjustments", Align::kRight},
               {"in all", Align::kRight}});
  for (const v1::StatementTotal& total : statement.totals()) {
    table.Add({Printable(total.credit()), total.earned().text(), total.adjustments().text(),
               total.sum().text()});
  }
  return table.ToString(0, ink);
}

void Print(const v1::Statement& statement, Session& session) {
  std::ostream& out = session.console().out;
  const Ink ink = session.console().out_ink();
  out << ink.Bold(Printable(statement.partner()) + ": " + Printable(statement.policy()) + " " +
                  statement.closed())
      << ", as known on " << DayText(statement.known()) << "\n";
  if (statement.entries().empty()) {
    out << "\nnothing was posted\n";
    return;
  }
  EntriesView earned;
  EntriesView adjustments;
  for (const v1::LedgerEntry& entry : statement.entries()) {
    (entry.adjustment() ? adjustments : earned).Add(entry);
  }
  if (!earned.empty()) out << "\n" << earned.ToString(ink);
  if (!adjustments.empty()) out << "\nOf periods before\n" << adjustments.ToString(ink);
  out << "\n" << TotalsText(statement, ink);
}

}  // namespace

ExitCode RunStatement(const StatementOptions& options, Session& session) {
  v1::GetStatementRequest request;
  if (!options.known.empty() &&
      !session.SetDay("--known", options.known, request.mutable_known())) {
    return ExitCode::kUsage;
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  request.set_policy(options.policy);
  request.set_partner(options.partner);
  request.set_period(options.period);
  v1::Statement whole;
  do {
    v1::Statement page;
    const CallFault fault = connection->GetStatement(request, page);
    if (!fault.ok()) return session.Tell(fault);
    request.set_page_token(page.next_page_token());
    page.clear_next_page_token();
    whole.MergeFrom(page);
  } while (!request.page_token().empty());
  if (session.json()) {
    session.PrintJson(whole, false);
  } else {
    Print(whole, session);
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
