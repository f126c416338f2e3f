// `credence serve`: the server, until it is told to stop.
#include <chrono>

#include "clients/cli/commands.h"
#include "server/server.h"

namespace credence::cli {
namespace {

// A change is told after two looks alike: within a second and a half.
constexpr int kWatchMilliseconds = 500;

}  // namespace

ExitCode RunServe(const ServeOptions& options, Session& session) {
  if (session.options().rules.empty()) {
    return session.TellUsage(InvalidArgumentError(
        "nothing says where the policies are: give --rules DIR or set CREDENCE_RULES"));
  }
  const int code = server::RunServer(
      {.rules_directory = session.options().rules,
       .store = session.options().store,
       .listen_address = options.listen,
       .tls = {.certificate = options.tls_cert,
               .key = options.tls_key,
               .client_ca = options.tls_client_ca},
       .allow_plaintext = options.allow_plaintext,
       .access = {.tokens = {.keys = options.token_keys,
                             .issuer = options.token_issuer,
                             .audience = options.token_audience},
                  .allow_anonymous = options.allow_anonymous},
       .state_directory = options.state,
       .watch_every = std::chrono::milliseconds(options.no_watch ? 0 : kWatchMilliseconds),
       .drain_deadline = std::chrono::seconds(options.drain_seconds),
       .log_level = options.log_level});
  return code == 0 ? ExitCode::kDone : ExitCode::kServer;
}

}  // namespace credence::cli
