// `credence store`: the store made, looked after, copied and brought back.
#include <string>

#include "clients/cli/commands.h"
#include "server/store_upkeep.h"

namespace credence::cli {

ExitCode RunStore(const StoreOptions& options, Session& session) {
  const std::string& path = session.options().store;
  std::ostream& out = session.console().out;
  if (path.empty()) {
    return session.TellUsage(
        InvalidArgumentError("name the store's file: `--store book.db`, or CREDENCE_STORE"));
  }
  if (options.verb == StoreOptions::Verb::kMigrate) {
    const absl::StatusOr<int> steps = server::MigrateStore(path);
    if (!steps.ok()) return session.TellUsage(steps.status());
    out << path << ": "
        << (*steps == 0 ? "up to date" : Counted(static_cast<size_t>(*steps), "step") + " taken")
        << "\n";
    return ExitCode::kDone;
  }
  if (options.verb == StoreOptions::Verb::kBackup) {
    const absl::Status status = server::BackUpStore(path, options.copy);
    if (!status.ok()) return session.TellUsage(status);
    out << options.copy << ": a copy of " << path << "\n";
    return ExitCode::kDone;
  }
  if (options.verb == StoreOptions::Verb::kRestore) {
    const absl::Status status = server::RestoreStore(options.copy, path);
    if (!status.ok()) return session.TellUsage(status);
    out << path << ": restored from " << options.copy << "\n";
    return ExitCode::kDone;
  }
  const absl::StatusOr<std::string> state = server::StateOfStore(path);
  if (!state.ok()) return session.TellUsage(state.status());
  out << path << ": " << *state << "\n";
  return ExitCode::kDone;
}

}  // namespace credence::cli
