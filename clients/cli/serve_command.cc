// `credence serve`: the server, until it is told to stop; or what is wrong with its configuration.
#include "clients/cli/commands.h"
#include "clients/cli/serve_settings.h"
#include "clients/cli/text_file.h"
#include "server/server.h"

namespace credence::cli {

ExitCode RunServe(const ServeOptions& options, const Surroundings& surroundings, Session& session) {
  Console& console = session.console();
  if (options.print_config) {
    console.out << UsualServeConfiguration();
    return ExitCode::kDone;
  }
  ServeSources sources;
  for (const auto& [key, text] : options.given_texts) {
    if (!text.empty()) sources.given[key] = text;
  }
  if (const std::string& rules = session.options().rules; !rules.empty()) {
    sources.given["rules"] = rules;
  }
  if (const std::string& store = session.options().store; !store.empty()) {
    sources.given["store"] = store;
  }
  if (!options.config.empty()) {
    absl::StatusOr<SourcePtr> file = ReadTextFile(options.config, console.in);
    if (!file.ok()) return session.TellUsage(file.status());
    sources.file = *std::move(file);
  }
  FileFaults faults;
  const auto configured = ReadServeSettings(sources, surroundings, faults);
  if (!configured.ok()) return session.TellUsage(configured.status());
  if (!faults.empty()) return session.TellFaults(faults);
  const bool from_store = configured->policies == server::PolicyOrigin::kStore;
  if (from_store && configured->store.empty()) {
    return session.TellUsage(InvalidArgumentError(
        "policies come from the store, and nothing says where it is: give --store PLACE, set "
        "CREDENCE_STORE, or write `store` in the configuration"));
  }
  if (!from_store && configured->rules_directory.empty()) {
    return session.TellUsage(InvalidArgumentError(
        "nothing says where the policies are: give --rules DIR, set CREDENCE_RULES, or write "
        "`rules` in the configuration; or serve what is published, with --policies store"));
  }
  if (options.check_config) {
    const absl::Status status = server::Server::Check(*configured);
    if (!status.ok()) return session.TellUsage(status);
    console.out << "the configuration is good\n";
    return ExitCode::kDone;
  }
  switch (server::RunServer(*configured)) {
    case 0:
      return ExitCode::kDone;
    case 2:
      return ExitCode::kUsage;
    default:
      return ExitCode::kServer;
  }
}

}  // namespace credence::cli
