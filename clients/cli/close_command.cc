// `credence close`: what is owed for a period, posted.
#include <optional>

#include "clients/cli/commands.h"
#include "clients/cli/wire_value.h"

namespace credence::cli {

ExitCode RunClose(const CloseOptions& options, Session& session) {
  const std::optional<Date> known = session.ReadDay("--known", options.known);
  if (!known) return ExitCode::kUsage;
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::CloseBookRequest request;
  v1::CloseBookResponse response;
  request.set_policy(options.policy);
  request.set_period(options.period);
  *request.mutable_known() = ToWire(*known);
  const CallFault fault = connection->CloseBook(request, response);
  if (!fault.ok()) return session.Tell(fault);
  if (session.json()) {
    session.PrintJson(response, false);
    return ExitCode::kDone;
  }
  const auto counted = [](int64_t count, const char* what) {
    return Counted(static_cast<size_t>(count), what);
  };
  std::ostream& out = session.console().out;
  out << session.console().out_ink().Bold(response.policy() + " " + response.period())
      << " is closed, as known on " << known->ToString() << "\n"
      << counted(response.customers(), "customer");
  if (response.posted_before() > 0) {
    out << ", " << response.posted_before() << " posted before it was cut off";
  }
  out << "; posted " << response.entries() << (response.entries() == 1 ? " entry" : " entries")
      << ", " << counted(response.adjustments(), "adjustment") << " among them\n";
  if (response.held() > 0) {
    out << counted(response.held(), "result") << " held; next: credence held\n";
  }
  if (response.kept_back() > 0) {
    out << counted(response.kept_back(), "difference") << " kept back by clauses of credits\n";
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
