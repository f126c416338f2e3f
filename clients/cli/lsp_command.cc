#include "clients/cli/commands.h"
#include "clients/lsp/language_server.h"

namespace credence::cli {

ExitCode RunLsp(Session& session) {
  Console& console = session.console();
  return lsp::RunLanguageServer(console.in, console.out) == 0 ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace credence::cli
