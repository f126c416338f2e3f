// `credence designate`: the partner of record of a subscription, set, changed or removed.
#include <optional>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"

namespace credence::cli {
ExitCode RunDesignate(const DesignateOptions& options, Session& session) {
  if (options.partner.empty() != options.remove) {
    return session.TellUsage(InvalidArgumentError(
        "name the partner of record, or give --remove so that nobody is from that day on"));
  }
  const std::optional<Date> from = session.ReadDay("--from", options.from);
  if (!from) return ExitCode::kUsage;
  const std::optional<Date> known = session.ReadDay("--known", options.known);
  if (!known) return ExitCode::kUsage;
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::DesignateRequest request;
  v1::DesignateResponse response;
  request.set_subscription(options.subscription);
  request.set_partner(options.partner);
  request.set_by(options.by);
  *request.mutable_from() = ToWire(*from);
  *request.mutable_known() = ToWire(*known);
  const CallFault fault = connection->Designate(request, response);
  if (!fault.ok()) return session.Tell(fault);
  if (session.json()) {
    session.PrintJson(response, false);
    return ExitCode::kDone;
  }
  const std::string subscription = Printable(options.subscription);
  std::ostream& out = session.console().out;
  for (const v1::Evidence& one : response.ended()) {
    out << subscription << ": " << Printable(one.partner()) << " is the partner of record through "
        << DayText(one.through()) << "\n";
  }
  if (response.has_designation()) {
    out << subscription << ": " << Printable(response.designation().partner())
        << " is the partner of record from " << DayText(response.designation().from()) << " on"
        << (response.unchanged() ? ", as it was" : "") << "\n";
  } else if (response.unchanged()) {
    out << subscription << ": nobody is the partner of record, as it was\n";
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
