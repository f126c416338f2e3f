#include "server/server.h"

#include <grpc/support/time.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "server/call_meter.h"
#include "server/listener.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/policy_directory.h"
#include "server/policy_watch.h"
#include "server/services.h"
#include "server/store_policies.h"
#include "server/store_upkeep.h"
#include "server/ticker.h"

namespace credence::server {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";

// What operators read after a reload; callers are told by the services.
void LogReload(const Reloaded& reloaded, const LivePolicies& live) {
  const std::string& policies = live.source()->name();
  const bool decides = live.Pin().published != nullptr;
  if (!reloaded.last_good.ok()) {
    Log(LogLevel::kError, std::string(reloaded.last_good.message()));
  }
  if (reloaded.restored) {
    Log(LogLevel::kWarning,
        "STALE: the last good policies serve until " + policies + " are mended");
  }
  if (!reloaded.read.ok()) {
    Log(LogLevel::kError, std::string(reloaded.read.message()) +
                              (decides ? "; what was published stays" : "; nothing decides yet"));
  } else if (!reloaded.published) {
    Log(LogLevel::kError,
        policies + " do not compile; what was published stays\n\n" + Render(reloaded.diagnostics));
  } else if (!reloaded.diagnostics.empty()) {
    Log(LogLevel::kWarning, "warnings in " + policies + "\n\n" + Render(reloaded.diagnostics));
  }
  if (!reloaded.published) return;
  Log(reloaded.same ? LogLevel::kDebug : LogLevel::kInfo, "LOADED: " + policies,
      {{"revision", live.Pin().published->revision()}});
}

// gRPC takes port 99999 for port 34463, so the port is looked at first.
absl::Status CheckAddress(const std::string& address) {
  if (address.starts_with(kUnixPrefix)) return absl::OkStatus();
  const size_t colon = address.rfind(':');
  uint32_t port = 0;
  if (colon != std::string::npos && colon > 0 &&
      absl::SimpleAtoi(address.substr(colon + 1), &port) && port <= 65535) {
    return absl::OkStatus();
  }
  return InvalidArgumentError("`" + address +
                              "` is no address to listen on; expected `host:port` with a port from "
                              "0 (any free one) to 65535, or `unix:path`");
}

// What requests hold is of the memory of connections, which read and write in the rest.
size_t BytesAtHand(const ConnectionLimits& connections) {
  return std::min(limits::kBytesAtHandMax, connections.memory_bytes / 2);
}

std::string LastGoodFile(const std::string& directory) {
  return directory.empty() ? "" : directory + "/last_good_policies";
}

}  // namespace

struct Server::Parts {
  explicit Parts(const ServerOptions& given)
      : options(given),
        services({.rules_directory = given.rules_directory,
                  .store = given.store,
                  .last_good_file = LastGoodFile(given.state_directory),
                  .policies = given.policies,
                  .workers = given.workers,
                  .bytes_at_hand_max = BytesAtHand(given.connections),
                  .pause_max = given.pause_max,
                  .metrics = &metrics}) {}

  // The log tells how it is until it is closed.
  ~Parts() { services.CloseDecisionLog(); }

  PolicySource& source() { return *services.live().source(); }

  // Reads and tells under one lock: the last to tell has seen the newest. A set that went live
  // is never taken back.
  void TellHealth();
  void TellLog(const DecisionLogState& state);
  void LookAtTls();

  const ServerOptions options;
  Metrics metrics = {};
  Services services;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> door;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Listener> listener;
  int metrics_port = 0;
  std::mutex health_mutex;
  // What was told last; these three are guarded by health_mutex.
  std::optional<bool> told_serving;
  std::optional<bool> told_deciding;
  bool log_fails = false;
  TlsNews tls_news;
  std::once_flag drained;
  std::unique_ptr<PolicyWatch> watch;  // these two last: they use the others
  std::unique_ptr<Ticker> tls_ticker;
};

void Server::Parts::TellHealth() {
  const std::lock_guard<std::mutex> lock(health_mutex);
  const bool serving = services.live().Pin().published != nullptr;
  const bool deciding = serving && !log_fails;
  // Watchers hear of changes only.
  if (server == nullptr || (told_serving == serving && told_deciding == deciding)) return;
  told_serving = serving;
  told_deciding = deciding;
  grpc::HealthCheckServiceInterface* health = server->GetHealthCheckService();
  health->SetServingStatus("", deciding);
  for (const std::string& name : Services::Names()) {
    const bool decides = name == v1::DecisionService::service_full_name();
    health->SetServingStatus(name, decides ? deciding : serving);
  }
}

void Server::Parts::TellLog(const DecisionLogState& state) {
  metrics.DecisionsLogged(state);
  {
    const std::lock_guard<std::mutex> lock(health_mutex);
    if (log_fails == state.failing) return;
    log_fails = state.failing;
  }
  TellHealth();
}

void Server::Parts::LookAtTls() {
  const absl::StatusOr<Expiry> files = CheckTlsFiles(options.tls);
  metrics.TlsLookedAt(files);
  const std::optional<absl::Status> news = tls_news.After(files.status());
  if (!news) return;
  if (news->ok()) return Log(LogLevel::kInfo, "the TLS files fit again");
  Log(LogLevel::kError,
      std::string(news->message()) + "; the last files that fit are served until this is mended");
}

struct Server::Checked {
  LogLevel level;
  LogForm form;
  std::shared_ptr<grpc::ServerCredentials> credentials;
};

absl::StatusOr<Server::Checked> Server::CheckOptions(const ServerOptions& options,
                                                     Metrics* metrics) {
  const std::optional<LogLevel> level = ParseLogLevel(options.log_level);
  if (!level) {
    return InvalidArgumentError("unknown log level `" + options.log_level +
                                "`; expected debug, info, warning, error or off");
  }
  const std::optional<LogForm> form = ParseLogForm(options.log_form);
  if (!form) {
    return InvalidArgumentError("unknown form of the log `" + options.log_form +
                                "`; expected text or json");
  }
  if (options.drain_deadline.count() < 0) {
    return InvalidArgumentError("the drain deadline is negative; give 0 to stop at once");
  }
  if (absl::Status status = CheckAddress(options.listen_address); !status.ok()) return status;
  if (!options.metrics_address.empty()) {
    if (absl::Status status = CheckAddress(options.metrics_address); !status.ok()) return status;
  }
  auto credentials = CredentialsOf(
      Reach{options.listen_address, options.tls, options.allow_plaintext, options.access},
      SystemClock(), metrics);
  if (!credentials.ok()) return credentials.status();
  if (options.policies == PolicyOrigin::kStore && options.store.empty()) {
    return InvalidArgumentError("policies come from the store, and no store is named");
  }
  if (options.policies == PolicyOrigin::kFiles && options.rules_directory.empty()) {
    return InvalidArgumentError("policies come from files, and no rule directory is named");
  }
  if (!options.store.empty()) {
    if (const auto state = StateOfStore(options.store); !state.ok()) return state.status();
  }
  if (absl::Status status = DecisionLog::Check(options.decision_log); !status.ok()) return status;
  return Checked{*level, *form, *std::move(credentials)};
}

absl::Status Server::Check(const ServerOptions& options) {
  if (absl::Status status = CheckOptions(options, nullptr).status(); !status.ok()) return status;
  const std::string last_good = LastGoodFile(options.state_directory);
  std::error_code error;
  if (!last_good.empty() && !std::filesystem::is_directory(options.state_directory, error)) {
    return NotFoundError(options.state_directory +
                         ": there is no such directory to keep the state in; make it");
  }
  // A server that has policies of before serves those.
  const bool needs_files = options.policies == PolicyOrigin::kFiles &&
                           (last_good.empty() || !std::filesystem::exists(last_good, error));
  return needs_files ? ReadPolicyDirectory(options.rules_directory).status() : absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  auto parts = std::make_unique<Parts>(options);
  const absl::StatusOr<Checked> checked = CheckOptions(options, &parts->metrics);
  if (!checked.ok()) return checked.status();
  SetLogLevel(checked->level);
  SetLogForm(checked->form);
  LivePolicies& live = parts->services.live();
  std::string stamp = parts->source().Stamp();
  const Reloaded first = live.Reload();
  // A store that is there may yet be published to; files that are not there are a mistake.
  const bool may_come = first.restored || options.policies == PolicyOrigin::kStore;
  if (!first.read.ok() && !may_come) return first.read;
  LogReload(first, live);
  parts->metrics.PoliciesRead(live.State(), first.published);
  if (!options.metrics_address.empty()) {
    const absl::StatusOr<int> port = parts->metrics.Listen(options.metrics_address);
    if (!port.ok()) return port.status();
    parts->metrics_port = *port;
  }

  const absl::Status opened = parts->services.OpenDecisionLog(
      options.decision_log,
      [raw = parts.get()](const DecisionLogState& state) { raw->TellLog(state); });
  if (!opened.ok()) return opened;

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  Apply(options.connections, builder);
  using Experimental = grpc::ServerBuilder::experimental_type;
  parts->door = builder.experimental().AddExternalConnectionAcceptor(
      Experimental::ExternalConnectionType::FROM_FD, checked->credentials);
  parts->services.Register(builder);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> creators;
  creators.push_back(std::make_unique<CallMeterFactory>(parts->metrics));
  builder.experimental().SetInterceptorCreators(std::move(creators));
  absl::StatusOr<std::unique_ptr<Listener>> listener = Listener::Open(options.listen_address);
  if (!listener.ok()) return listener.status();
  parts->listener = *std::move(listener);
  {
    std::unique_ptr<grpc::Server> started = builder.BuildAndStart();
    const std::lock_guard<std::mutex> lock(parts->health_mutex);
    parts->server = std::move(started);
  }
  if (parts->server == nullptr) return InternalError("gRPC did not start");
  live.Observe([raw = parts.get()](const Reloaded& reloaded) {
    LogReload(reloaded, raw->services.live());
    raw->metrics.PoliciesRead(raw->services.live().State(), reloaded.published);
    raw->TellHealth();
  });
  parts->TellHealth();
  parts->listener->Start(
      {.take =
           [raw = parts.get()](int on, int connection) {
             grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters taken{
                 .listener_fd = on, .fd = connection, .read_buffer = {}};
             raw->door->HandleNewConnection(&taken);
           },
       .refused = [raw = parts.get()] { raw->metrics.ConnectionRefused(); }});
  if (options.watch_every.count() > 0) {
    const bool in_store = options.policies == PolicyOrigin::kStore;
    parts->watch = std::make_unique<PolicyWatch>(
        parts->source(), std::move(stamp),
        in_store ? std::min(options.watch_every, kStoreLooksBetween) : options.watch_every,
        [&live] { live.Reload(); });
  }
  if (options.tls.any()) {
    parts->LookAtTls();
    parts->tls_ticker = std::make_unique<Ticker>(options.tls_looks_between,
                                                 [raw = parts.get()] { raw->LookAtTls(); });
  }
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { Shutdown(); }

int Server::port() const { return parts_->listener->port(); }

const std::string& Server::policies() const { return parts_->source().name(); }

int Server::metrics_port() const { return parts_->metrics_port; }

bool Server::serving() const { return parts_->services.live().Pin().published != nullptr; }

bool Server::Reload() { return parts_->services.live().Reload().published; }

void Server::Shutdown() {
  std::call_once(parts_->drained, [this] {
    parts_->watch.reset();
    parts_->tls_ticker.reset();
    // From here on health stays NOT_SERVING, whatever a reload says.
    parts_->server->GetHealthCheckService()->Shutdown();
    parts_->listener->Stop();
    parts_->services.EndStreams();
    const auto patience =
        gpr_time_from_millis(parts_->options.drain_deadline.count(), GPR_TIMESPAN);
    parts_->server->Shutdown(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), patience));
    parts_->server->Wait();
  });
}

}  // namespace credence::server
