// `credence resolve`: a person's choice where the rules leave a tie.
#include <optional>

#include "clients/cli/commands.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"

namespace credence::cli {

ExitCode RunResolve(const ResolveOptions& options, Session& session) {
  const std::optional<Date> known = session.ReadDay("--known", options.known);
  if (!known) return ExitCode::kUsage;
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::ResolveHeldRequest request;
  request.set_policy(options.policy);
  request.set_credit(options.credit);
  request.set_subject(options.subject);
  request.set_period(options.period);
  request.set_partner(options.partner);
  request.set_reason(options.reason);
  request.set_by(options.by);
  *request.mutable_known() = ToWire(*known);
  v1::ResolveHeldResponse response;
  const CallFault fault = connection->ResolveHeld(request, response);
  if (!fault.ok()) return session.Tell(fault);
  if (session.json()) {
    session.PrintJson(response, false);
    return ExitCode::kDone;
  }
  session.console().err << Printable(options.credit) << " of " << Printable(options.subject)
                        << " for " << Printable(options.period) << " goes to "
                        << Printable(options.partner) << " from the next close on; taken back by: "
                        << "credence retract " << Printable(response.key())
                        << " --reason \"...\" --known DAY\n";
  return ExitCode::kDone;
}

}  // namespace credence::cli
