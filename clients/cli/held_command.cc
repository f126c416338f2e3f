// `credence held`: what the last close could not decide.
#include <string>

#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/ledger_view.h"
#include "core/code_point.h"

namespace credence::cli {

ExitCode RunHeld(const HeldOptions& options, Session& session) {
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  Table table({{"customer"}, {"credit"}, {"subject"}, {"period"}, {"why"}, {"between"}});
  std::string closed;
  v1::ListHeldRequest request;
  request.set_policy(options.policy);
  do {
    v1::ListHeldResponse response;
    const CallFault fault = connection->ListHeld(request, response);
    if (!fault.ok()) return session.Tell(fault);
    for (const v1::HeldEntry& one : response.held()) {
      if (session.json()) session.PrintJson(one, false);
      table.Add({Printable(one.customer()), Printable(one.credit()),
                 SubjectOf(one.subject_type(), one.subject()), one.period(), Printable(one.text()),
                 Printable(absl::StrJoin(one.between(), ", "))});
    }
    closed = response.closed();
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.json()) return ExitCode::kDone;
  if (table.empty()) {
    session.console().err << (closed.empty() ? "no period was closed yet\n" : "nothing is held\n");
  } else {
    session.console().out << table.ToString(0, session.console().out_ink());
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
