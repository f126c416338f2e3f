// `credence held`: what the last close could not decide.
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/ledger_view.h"
#include "core/code_point.h"

namespace credence::cli {

ExitCode RunHeld(const HeldOptions& options, Session& session) {
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::ListHeldRequest request;
  v1::ListHeldResponse response;
  request.set_policy(options.policy);
  const CallFault fault = connection->ListHeld(request, response);
  if (!fault.ok()) return session.Tell(fault);
  if (session.json()) {
    session.PrintJson(response, false);
    return ExitCode::kDone;
  }
  Table table({{"customer"}, {"credit"}, {"subject"}, {"period"}, {"why"}, {"between"}});
  for (const v1::HeldEntry& one : response.held()) {
    table.Add({Printable(one.customer()), Printable(one.credit()),
               SubjectOf(one.subject_type(), one.subject()), one.period(), Printable(one.text()),
               Printable(one.between())});
  }
  if (table.empty()) {
    session.console().err << (response.closed().empty() ? "no period was closed yet\n"
                                                        : "nothing is held\n");
  } else {
    session.console().out << table.ToString(0, session.console().out_ink());
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
