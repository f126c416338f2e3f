// `credence entries`: what was posted, in the order of posting.
#include "clients/cli/commands.h"
#include "clients/cli/ledger_view.h"

namespace credence::cli {

ExitCode RunEntries(const EntriesOptions& options, Session& session) {
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  EntriesView view;
  v1::ListEntriesRequest request;
  request.set_policy(options.policy);
  request.set_partner(options.partner);
  request.set_customer(options.customer);
  request.set_rule(options.rule);
  request.set_from(options.from);
  request.set_until(options.until);
  do {
    v1::ListEntriesResponse response;
    const CallFault fault = connection->ListEntries(request, response);
    if (!fault.ok()) return session.Tell(fault);
    for (const v1::LedgerEntry& entry : response.entries()) {
      if (session.json()) {
        session.PrintJson(entry, false);
      } else {
        view.Add(entry);
      }
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.json()) return ExitCode::kDone;
  if (view.empty()) {
    session.console().err << "no entries\n";
  } else {
    session.console().out << view.ToString(session.console().out_ink());
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
