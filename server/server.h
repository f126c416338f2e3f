// The `credence serve` process: decisions and policies over gRPC, with health and reflection.
//
//   ServerOptions options{.rules_directory = "rules", .listen_address = "127.0.0.1:0"};
//   auto server = Server::Start(options);          // a port of its own choosing
//   Connect("127.0.0.1", (*server)->port());
//   (*server)->Shutdown();                         // drains, then stops
//
// Health is SERVING, for the server and for each service, only while a policy set is live: a
// directory that does not compile leaves the server up and NOT_SERVING, so that it can be
// mended and reloaded. The server and its decisions are NOT_SERVING, too, while the decision log
// cannot be written. Draining turns health to NOT_SERVING, takes no new calls, and gives those in
// flight until the drain deadline.
//
// RunServer handles signals on a thread of its own: SIGTERM and SIGINT drain, SIGHUP reloads.
//
// Thread-safety: a Server may be used from any thread; Shutdown may be called more than once.
#ifndef CREDENCE_SERVER_SERVER_H_
#define CREDENCE_SERVER_SERVER_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "core/status.h"
#include "server/connection_limits.h"
#include "server/decision_log.h"
#include "server/services.h"
#include "server/transport.h"

namespace credence::server {

struct ServerOptions {
  std::string rules_directory;
  // The file of the store; empty: there is none, and facts and the ledger answer STORE_ABSENT.
  std::string store = {};
  // From the store: no rule files are read, and what is published there decides, here and in every
  // other server of it.
  PolicyOrigin policies = PolicyOrigin::kFiles;
  // "host:port", where port 0 takes any free one, or "unix:path".
  std::string listen_address = "127.0.0.1:50051";
  // Without files it speaks plain text, to this machine alone unless that is allowed.
  TlsFiles tls = {};
  // How often the files are looked at, to tell whether they fit and when they end.
  std::chrono::milliseconds tls_looks_between = kTlsLooksBetween;
  bool allow_plaintext = false;
  // Who may do what; where nobody is named, whoever reaches the server may do everything.
  AccessOptions access = {};
  // A directory of the server's own, where it keeps the last policies that went live; empty: none.
  std::string state_directory = {};
  // Where decisions are recorded before they are answered; without a file nowhere.
  DecisionLogOptions decision_log = {};
  // How often the rule files are looked at for changes, and at least kStoreLooksBetween the store;
  // 0: never, only when told to reload.
  std::chrono::milliseconds watch_every{0};
  // How long calls in flight may still take once draining begins.
  std::chrono::milliseconds drain_deadline = std::chrono::seconds(10);
  // Cores that compute; 0: all that there are.
  size_t workers = 0;
  ConnectionLimits connections = {};
  // The longest between two messages of a stream that writes, for others wait for it.
  std::chrono::milliseconds pause_max = std::chrono::seconds(30);
  // "host:port" to tell metrics on, GET /metrics; empty: nowhere. Whoever reaches it may read.
  std::string metrics_address = {};
  // "text" or "json"
  std::string log_form = "text";
  // "debug", "info", "warning", "error" or "off"; the log goes to standard error.
  std::string log_level = "info";
};

class Server {
 public:
  // INVALID_ARGUMENT: an option does not parse. UNAVAILABLE: the address cannot be listened on.
  // NOT_FOUND and such: the directory cannot be read, or the store is not there or has another
  // schema: then the message says what to run. Rule files with faults are no error: they
  // are logged and the server is NOT_SERVING until a reload succeeds; so it is while nothing was
  // published to the store.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);
  // What of the options Start would refuse before it listens, and a folder for the state that is
  // not there; starts nothing.
  static absl::Status Check(const ServerOptions& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int metrics_port() const;             // 0: they are told nowhere
  int port() const;                     // the one listened on; of a unix socket 1
  const std::string& policies() const;  // "the rule files of `rules`"
  bool serving() const;

  // Reads the rule directory or the store again; true when the new set is live. What went wrong is
  // logged, and the old set stays.
  bool Reload();

  // Drains and stops; returns when nothing is in flight any more.
  void Shutdown();

 private:
  struct Parts;
  struct Checked;
  static absl::StatusOr<Checked> CheckOptions(const ServerOptions& options, Metrics* metrics);
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Starts a server, prints one line with its address when it is ready, and serves until SIGTERM
// or SIGINT. Returns the process's exit code: 0 after a drain, 2 when the options are wrong, 1
// when it could not start otherwise (the reason is on standard error). Call it from main's thread,
// before others are started: signals must be blocked in all of them.
int RunServer(const ServerOptions& options);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_SERVER_H_
