// `credence check`: every fault of the given rule files, in one run.

#include "clients/cli/commands.h"
#include "clients/cli/diagnostics_view.h"
#include "clients/cli/rule_files.h"

namespace credence::cli {

ExitCode RunCheck(const CheckOptions& options, Session& session) {
  Console& console = session.console();
  const auto files = ReadRuleFiles(options.paths, console.in);
  if (!files.ok()) return session.TellUsage(files.status());
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();

  v1::CheckPolicyRequest request;
  v1::CheckPolicyResponse response;
  for (const SourcePtr& file : *files) *request.add_files() = ToPolicyText(*file);
  request.set_with_published(options.with_published);
  const CallFault fault = connection->CheckPolicy(request, response);
  if (!fault.ok()) return session.Tell(fault);

  if (session.json()) {
    session.PrintJson(response, true);
  } else {
    const std::string counts = CountDiagnostics(response.diagnostics(), response.more_count());
    console.err << RenderDiagnostics(response.diagnostics(), *files, console.err_options());
    if (!counts.empty()) console.err << "\n";
    console.out << Counted(files->size(), "file")
                << " checked: " << (counts.empty() ? "no errors" : counts) << "\n";
  }
  return response.ok() ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace credence::cli
