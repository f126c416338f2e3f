// `credence policies`: what is published, one policy or version of it, and a reload. The verbs of a
// store are in publishing.cc.
#include <string>
#include <utility>

#include "clients/cli/commands.h"
#include "clients/cli/diagnostics_view.h"
#include "clients/cli/publishing.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"
#include "core/date.h"

namespace credence::cli {
namespace {

constexpr int kPageSize = 200;

// "from 2015-07-01", "from 2016-01-14 through 2016-06-30"
std::string InForce(const v1::PolicyVersion& version) {
  const auto from = FromWire(version.from());
  std::string text = "from " + (from ? from->ToString() : "?");
  if (!version.has_through()) return text;
  const auto through = FromWire(version.through());
  return text + " through " + (through ? through->ToString() : "?");
}

ExitCode List(Session& session, Connection& connection) {
  Table table({{"policy"}, {"version"}, {"in force"}, {"vocabulary"}, {"file"}});
  v1::ListPoliciesRequest request;
  request.set_page_size(kPageSize);
  std::string revision;
  do {
    v1::ListPoliciesResponse response;
    const CallFault fault = connection.ListPolicies(request, response);
    if (!fault.ok()) return session.Tell(fault);
    if (session.json()) session.PrintJson(response, true);
    for (const v1::Policy& policy : response.policies()) {
      std::string name = policy.name().substr(policy.name().find('/') + 1);
      for (const v1::PolicyVersion& version : policy.versions()) {
        table.Add({std::exchange(name, ""), version.version(), InForce(version),
                   version.vocabulary(), version.file()});
      }
    }
    revision = response.revision();
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.json()) return ExitCode::kDone;
  Console& console = session.console();
  if (table.empty()) {
    console.err << "no policies are published\n";
    return ExitCode::kDone;
  }
  console.out << table.ToString(0, console.out_ink());
  console.err << "revision " << revision << "\n";
  return ExitCode::kDone;
}

void ShowVersion(const v1::PolicyVersion& version, Console& console) {
  const Ink ink = console.out_ink();
  console.out << ink.Bold("version " + Printable(version.version())) << "  " << InForce(version)
              << "  " << ink.Dim(Printable(version.file())) << "\n";
  if (!version.supersedes().empty()) {
    console.out << "  supersedes " << Printable(version.supersedes()) << "\n";
  }
  if (!version.straddle().empty()) console.out << "  " << Printable(version.straddle()) << "\n";
  Table credits({{""}, {""}});
  for (const v1::CreditSummary& credit : version.credits()) {
    credits.Add({credit.name(), credit.declaration()});
  }
  console.out << credits.ToString(2, ink);
}

ExitCode Show(const std::string& wanted, Session& session, Connection& connection) {
  const size_t at = wanted.find('@');
  std::string name = wanted.substr(0, at);
  if (!name.starts_with("policies/")) name = "policies/" + name;
  if (at != std::string::npos) name += "/versions/" + wanted.substr(at + 1);
  v1::GetPolicyRequest request;
  v1::Policy policy;
  request.set_name(name);
  const CallFault fault = connection.GetPolicy(request, policy);
  if (!fault.ok()) return session.Tell(fault);
  Console& console = session.console();
  if (session.json()) {
    session.PrintJson(policy, true);
  } else if (at != std::string::npos && policy.versions_size() == 1) {
    // The text as it is, so that it can be written to a file and changed.
    console.out << policy.versions(0).text();
  } else {
    console.out << console.out_ink().Bold(Printable(policy.name())) << "\n";
    for (const v1::PolicyVersion& version : policy.versions()) ShowVersion(version, console);
  }
  return ExitCode::kDone;
}

void ShowStatus(const v1::PolicyStatus& status, Console& console) {
  console.err << RenderDiagnostics(status.diagnostics(), {}, console.err_options());
  console.out << v1::PolicyStatus::State_Name(status.state()) << " since " << status.since()
              << "\n";
  if (!status.problem().empty()) console.out << "  " << Printable(status.problem()) << "\n";
  if (!status.revision().empty()) {
    console.out << "  revision " << status.revision() << " since " << status.revision_since()
                << "\n";
  }
}

ExitCode Status(Session& session, Connection& connection) {
  v1::PolicyStatus status;
  const CallFault fault = connection.GetStatus({}, status);
  if (!fault.ok()) return session.Tell(fault);
  if (session.json()) {
    session.PrintJson(status, true);
  } else {
    ShowStatus(status, session.console());
  }
  return status.state() == v1::PolicyStatus::LOADED ? ExitCode::kDone : ExitCode::kNo;
}

// Until it is interrupted, or nobody reads what it prints.
ExitCode Watch(Session& session, Connection& connection) {
  std::ostream& out = session.console().out;
  const CallFault fault = connection.WatchPolicies([&](const v1::PolicyStatus& status) {
    if (session.json()) {
      session.PrintJson(status, false);
    } else {
      ShowStatus(status, session.console());
    }
    return static_cast<bool>(out.flush());
  });
  return fault.ok() ? ExitCode::kDone : session.Tell(fault);
}

ExitCode Reload(Session& session, Connection& connection) {
  v1::ReloadPoliciesResponse response;
  const CallFault fault = connection.ReloadPolicies({}, response);
  if (!fault.ok()) return session.Tell(fault);
  Console& console = session.console();
  if (session.json()) {
    session.PrintJson(response, true);
  } else {
    console.err << RenderDiagnostics(response.diagnostics(), {}, console.err_options());
    console.out << (response.published() ? "published" : "not published; the old policies stay")
                << ", revision " << response.revision() << "\n";
  }
  return response.published() ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

ExitCode RunPolicies(const PoliciesOptions& options, Session& session) {
  if (IsOfPublications(options)) return RunPublishing(options, session);
  if (!options.folder.empty()) {
    return session.TellUsage(InvalidArgumentError("--to takes the files of a revision, and `" +
                                                  Printable(options.name) + "` names none"));
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  switch (options.verb) {
    case PoliciesOptions::Verb::kList:
      return List(session, *connection);
    case PoliciesOptions::Verb::kShow:
      return Show(options.name, session, *connection);
    case PoliciesOptions::Verb::kStatus:
      return Status(session, *connection);
    case PoliciesOptions::Verb::kReload:
      return Reload(session, *connection);
    case PoliciesOptions::Verb::kWatch:
      return Watch(session, *connection);
    case PoliciesOptions::Verb::kPublish:
    case PoliciesOptions::Verb::kRevisions:
    case PoliciesOptions::Verb::kRollBack:
      break;  // RunPublishing's
  }
  return ExitCode::kUsage;
}

}  // namespace credence::cli
