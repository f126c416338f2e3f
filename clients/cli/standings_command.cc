// `credence standings`: who has which standing, by what was posted.
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/decision_view.h"
#include "core/code_point.h"

namespace credence::cli {

ExitCode RunStandings(const StandingsOptions& options, Session& session) {
  v1::ListStandingsRequest request;
  if (!options.known.empty() &&
      !session.SetDay("--known", options.known, request.mutable_known())) {
    return ExitCode::kUsage;
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  request.set_policy(options.policy);
  request.set_partner(options.partner);
  request.set_period(options.period);
  Table table({{"partner"}, {"standing"}, {"month"}, {"by"}, {"verdict"}, {"missing, or why"}});
  do {
    v1::ListStandingsResponse response;
    const CallFault fault = connection->ListStandings(request, response);
    if (!fault.ok()) return session.Tell(fault);
    for (const v1::Standing& one : response.standings()) {
      if (session.json()) session.PrintJson(one, false);
      std::string verdict = VerdictText(one.verdict());
      const bool reached = one.verdict() == v1::Standing::REACHED;
      if (reached && one.reached_in() != one.period()) verdict += " in " + one.reached_in();
      if (one.provisional()) verdict += ", provisional";
      table.Add({Printable(one.partner()), TitleOf(one), one.period(), one.version(), verdict,
                 Printable(one.verdict() == v1::Standing::NOT_REACHED && !one.missing().empty()
                               ? one.missing()
                               : one.text())});
    }
    // All pages are of the close that the first one is of.
    *request.mutable_known() = response.known();
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.json()) return ExitCode::kDone;
  if (table.empty()) {
    session.console().err << "no standings: the policy declares none, or no partner is known\n";
  } else {
    session.console().out << table.ToString(0, session.console().out_ink());
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
