// The life of the `credence serve` process: signals, and the line that says it is ready.
#include <grpc/support/log.h>
#include <signal.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "server/log.h"
#include "server/server.h"

namespace credence::server {
namespace {

// Blocks the signals we wait for, in this thread and in those it starts from now on, so that
// sigwait alone takes them and no handler ever runs. Undone at the end.
class AwaitedSignals {
 public:
  AwaitedSignals() {
    sigemptyset(&awaited_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&awaited_, signal);
    pthread_sigmask(SIG_BLOCK, &awaited_, &before_);
    // A reader of our log or of the ready line that goes away is no reason to stop.
    pipe_before_ = std::signal(SIGPIPE, SIG_IGN);
    // A file at its limit of size is a full disk to whoever writes it.
    size_before_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~AwaitedSignals() {
    std::signal(SIGPIPE, pipe_before_);
    std::signal(SIGXFSZ, size_before_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  AwaitedSignals(const AwaitedSignals&) = delete;
  AwaitedSignals& operator=(const AwaitedSignals&) = delete;

  int Wait() const {
    int signal = 0;
    while (sigwait(&awaited_, &signal) != 0) {
    }
    return signal;
  }

 private:
  sigset_t awaited_;
  sigset_t before_;
  void (*pipe_before_)(int) = SIG_DFL;
  void (*size_before_)(int) = SIG_DFL;
};

// gRPC's own lines are for those who work on gRPC: what operators need, such as a port that is
// taken, is said by us.
void LogOfGrpc(gpr_log_func_args* line) {
  Log(LogLevel::kDebug, std::string("gRPC: ") + line->message);
}

// The address with the port that was bound: "127.0.0.1:0" becomes "127.0.0.1:40123".
std::string BoundAddress(const ServerOptions& options, int port) {
  const std::string& address = options.listen_address;
  if (address.starts_with("unix:")) return address;
  const size_t colon = address.rfind(':');
  return address.substr(0, colon) + ":" + std::to_string(port);
}

void SayReady(const ServerOptions& options, const Server& server) {
  const std::string line =
      "credence listens on " + BoundAddress(options, server.port()) +
      (server.serving() ? " and serves " : ", not serving: see the log about ") +
      server.policies() + "\n";
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace

int RunServer(const ServerOptions& options) {
  const AwaitedSignals signals;
  gpr_set_log_function(LogOfGrpc);
  const size_t descriptors = RaiseDescriptorLimit();
  const absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options);
  if (!server.ok()) {
    std::fprintf(stderr, "credence: %s\n", std::string(server.status().message()).c_str());
    return absl::IsInvalidArgument(server.status()) ? 2 : 1;
  }
  SayReady(options, **server);
  Log(LogLevel::kInfo, "at most " + std::to_string(descriptors) + " files and connections");
  for (int signal = signals.Wait(); signal == SIGHUP; signal = signals.Wait()) {
    Log(LogLevel::kInfo, "reloading on SIGHUP");
    (*server)->Reload();
  }
  Log(LogLevel::kInfo, "draining");
  (*server)->Shutdown();
  Log(LogLevel::kInfo, "stopped");
  return 0;
}

}  // namespace credence::server
