// `credence retract`: a fact that is not held to be true any more.
#include <optional>

#include "clients/cli/commands.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"

namespace credence::cli {

ExitCode RunRetract(const RetractOptions& options, Session& session) {
  const std::optional<Date> known = session.ReadDay("--known", options.known);
  if (!known) return ExitCode::kUsage;
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::RetractFactRequest request;
  v1::RetractFactResponse response;
  request.set_key(options.key);
  request.set_reason(options.reason);
  *request.mutable_known() = ToWire(*known);
  const CallFault fault = connection->RetractFact(request, response);
  if (!fault.ok()) return session.Tell(fault);
  session.console().err << Printable(options.key) << " is not known any more from "
                        << known->ToString() << " on\n";
  return ExitCode::kDone;
}

}  // namespace credence::cli
