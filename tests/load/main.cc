// Loads a `credence serve` past what it can do, and does to it what nobody should; prints what
// became of others' calls, and fails when it is not what docs/operations.md promises.
//
//   credence_load PROGRAM [SECONDS [CONNECTIONS]]     5 seconds and 500 connections, if not said
//
// Times are printed always, and held to from kHeldToSeconds on: a short run is of a machine that
// may have other things to do.
//
// overload   three times as many calls as the server can answer: those it takes are answered within
//            three times the unloaded time, the others are told at once when to come back
// fairness   a caller with 64 calls in flight beside a caller with one
// hostility  tests/load/hostile.h, one after the other; a caller in turn is served throughout
// limits     the named limits of a connection, at and over
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "core/server_limits.h"
#include "tests/load/caller.h"
#include "tests/load/hostile.h"
#include "tests/load/http2.h"
#include "tests/load/server_process.h"
#include "tests/support/identity.h"
#include "tests/support/small_programme.h"
#include "tests/support/temporary_directory.h"

namespace credence::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kHeldToSeconds(30);
constexpr milliseconds kServiceTime(4);  // of a call of the overload, about

double Millis(Nanos time) { return std::chrono::duration<double, std::milli>(time).count(); }

double Mebibytes(size_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

class Run {
 public:
  Run(std::string program, seconds time, size_t connections)
      : program_(std::move(program)), time_(time), connections_(connections) {
    rules_.Write("small.vocab", testing::kSmallVocabulary);
    rules_.Write("2016.1.policy", testing::kSmallPolicy2016);
  }

  bool Overload();
  bool Fairness();
  bool Hostility();
  bool Limits();
  bool failed() const { return failed_; }

 private:
  ServerProcess Start(std::vector<std::string> variables = {}, std::string config = "") {
    return ServerProcess({.program = program_,
                          .rules = rules_.path(),
                          .variables = std::move(variables),
                          .config = std::move(config)});
  }
  void Expect(bool holds, const std::string& what) {
    if (holds) return;
    failed_ = true;
    std::printf("  FAILED: %s\n", what.c_str());
  }
  void ExpectOfTimes(bool holds, const std::string& what) {
    if (time_ >= kHeldToSeconds) Expect(holds, what);
  }
  void ExpectOnlyRefusals(const Tally& tally) {
    for (const auto& [message, times] : tally.other) {
      Expect(false, absl::StrFormat("%d calls ended with: %s", times, message));
    }
    Expect(tally.without_delay == 0, "a refusal that does not say when to come back");
  }
  // A case that takes about kServiceTime.
  v1::DecideRequest Calibrated(const ServerProcess& server);

  const std::string program_;
  const seconds time_;
  const size_t connections_;
  testing::TemporaryDirectory rules_;
  bool failed_ = false;
};

// The most memory that a server had, looked at every few milliseconds.
class MemoryWatch {
 public:
  explicit MemoryWatch(const ServerProcess& server)
      : thread_([this, &server] {
          while (!stop_) {
            most_ = std::max(most_.load(), server.ResidentBytes());
            std::this_thread::sleep_for(milliseconds(20));
          }
        }) {}
  ~MemoryWatch() { Stop(); }
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;

  size_t Stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    return most_;
  }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<size_t> most_{0};
  std::thread thread_;
};

v1::DecideRequest Run::Calibrated(const ServerProcess& server) {
  constexpr int kTried = 20;
  Caller caller(server.address(), BigCase(kTried));
  caller.InTurn(milliseconds(200), 1);
  const Nanos took = caller.InTurn(milliseconds(500), 1).answered.Quantile(0.5);
  const double wanted = Millis(kServiceTime) / std::max(Millis(took), 0.01) * kTried;
  return BigCase(std::clamp(static_cast<int>(wanted), 2, 200));
}

bool Run::Overload() {
  std::printf("overload\n");
  ServerProcess server = Start();
  if (!server.Started()) return false;
  const v1::DecideRequest request = Calibrated(server);
  Caller caller(server.address(), request);
  const Tally alone = caller.InTurn(std::max<milliseconds>(seconds(2), time_ / 6), 1);
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const Tally full = caller.InTurn(std::max<milliseconds>(seconds(2), time_ / 6), cores);
  const double capacity = static_cast<double>(full.answered.count()) / Millis(full.took) * 1e3;
  const size_t before = server.ResidentBytes();
  MemoryWatch memory(server);
  const Tally over = caller.AtRate(time_, 3 * capacity);
  const size_t most = memory.Stop();
  const double times = Millis(over.answered.Quantile(0.99)) / Millis(alone.answered.Quantile(0.99));
  const double answered = static_cast<double>(over.answered.count()) / Millis(over.took) * 1e3;
  std::printf(
      "  a call of %d bytes, unloaded: p50 %.2f ms, p99 %.2f ms; %.0f a second at most\n"
      "  %.0f a second for %d s: %.0f a second answered (%.2f of most), %.0f refused\n"
      "  answered: p50 %.2f ms, p99 %.2f ms (%.2f of unloaded); refused: p50 %.2f ms, p99 %.2f ms\n"
      "  memory: %.0f MiB before, %.0f MiB at most\n",
      static_cast<int>(request.ByteSizeLong()), Millis(alone.answered.Quantile(0.5)),
      Millis(alone.answered.Quantile(0.99)), capacity, 3 * capacity,
      static_cast<int>(time_.count()), answered, answered / capacity,
      static_cast<double>(over.refused.count()) / Millis(over.took) * 1e3,
      Millis(over.answered.Quantile(0.5)), Millis(over.answered.Quantile(0.99)), times,
      Millis(over.refused.Quantile(0.5)), Millis(over.refused.Quantile(0.99)), Mebibytes(before),
      Mebibytes(most));
  ExpectOnlyRefusals(over);
  ExpectOfTimes(times <= 3,
                "the 99th percentile of answers is more than three times the unloaded one");
  Expect(over.refused.count() > 0, "nothing was refused");
  ExpectOfTimes(over.refused.Quantile(0.99) < over.answered.Quantile(0.99),
                "a refusal takes longer than an answer");
  ExpectOfTimes(answered > capacity / 2, "half of what the server can do was lost to refusing");
  Expect(most < before + (64u << 20), "memory grew by more than 64 MiB");
  return true;
}

// Two callers, known by their certificates.
bool Run::Fairness() {
  std::printf("fairness\n");
  const auto ca = testing::Issue("A CA", nullptr);
  const auto own = testing::Issue("localhost", ca.get());
  testing::TemporaryDirectory keys;
  keys.Write("server.pem", own->CertificatePem());
  keys.Write("server.key", own->KeyPem());
  keys.Write("ca.pem", ca->CertificatePem());
  // Both are localhost's, and told apart by their own names.
  keys.Write("credence.yaml",
             "version: 1\n"
             "tls: { certificate: " +
                 keys.PathOf("server.pem") + ", key: " + keys.PathOf("server.key") +
                 ", client_ca: " + keys.PathOf("ca.pem") + " }\n" +
                 "access:\n  certificates:\n"
                 "    - { name: light, roles: [decide] }\n"
                 "    - { name: heavy, roles: [decide] }\n");
  ServerProcess server = Start({}, keys.PathOf("credence.yaml"));
  if (!server.Started()) return false;
  const auto as = [&ca](const char* name) {
    const auto identity = testing::Issue(name, ca.get());
    return grpc::SslCredentials(
        {ca->CertificatePem(), identity->KeyPem(), identity->CertificatePem()});
  };
  const v1::DecideRequest request = BigCase(40);
  Caller light(server.address(), request, as("light"));
  Caller heavy(server.address(), request, as("heavy"));
  const Tally alone = light.InTurn(std::max<milliseconds>(seconds(1), time_ / 10), 1);
  Tally of_heavy;
  std::thread other([&] { of_heavy = heavy.InTurn(time_, 64); });
  std::this_thread::sleep_for(milliseconds(200));
  const Tally beside = light.InTurn(time_ - milliseconds(400), 1);
  other.join();
  const double slower =
      Millis(beside.answered.Quantile(0.5)) / Millis(alone.answered.Quantile(0.5));
  std::printf(
      "  one call at a time: p50 %.2f ms, p99 %.2f ms alone; p50 %.2f ms (%.2f of it), p99 %.2f ms "
      "beside 64 in flight\n  answered: %d of the light, %d refused; %d of the heavy, %d refused\n",
      Millis(alone.answered.Quantile(0.5)), Millis(alone.answered.Quantile(0.99)),
      Millis(beside.answered.Quantile(0.5)), slower, Millis(beside.answered.Quantile(0.99)),
      static_cast<int>(beside.answered.count()), static_cast<int>(beside.refused.count()),
      static_cast<int>(of_heavy.answered.count()), static_cast<int>(of_heavy.refused.count()));
  ExpectOnlyRefusals(beside);
  ExpectOnlyRefusals(of_heavy);
  Expect(beside.refused.count() == 0, "the light caller was refused");
  ExpectOfTimes(slower <= 3, "the light caller waits for longer than its share");
  return true;
}

bool Run::Hostility() {
  std::printf("hostility, %d connections\n", static_cast<int>(connections_));
  const milliseconds each = std::max<milliseconds>(seconds(1), time_ / 4);
  for (const load::Hostility& one : Hostilities()) {
    ServerProcess server = Start();
    if (!server.Started()) return false;
    Caller caller(server.address(), BigCase(1, "2016-02"));
    const Tally alone = caller.InTurn(seconds(1), 1);
    const size_t before = server.ResidentBytes();
    MemoryWatch memory(server);
    Attack attack(one, {.port = server.port(),
                        .scale = connections_,
                        .request = BigCase(1, "2016-02").SerializeAsString()});
    const Tally beside = caller.InTurn(each, 1);
    const std::string did = attack.Stop();
    const size_t most = memory.Stop();
    const Tally after = caller.InTurn(milliseconds(300), 1);
    std::printf(
        "  %s: %s\n    others: p50 %.2f ms, p99 %.2f ms (alone %.2f ms, %.2f ms), %d answered; "
        "memory "
        "%.0f to %.0f MiB\n",
        std::string(one.name).c_str(), did.c_str(), Millis(beside.answered.Quantile(0.5)),
        Millis(beside.answered.Quantile(0.99)), Millis(alone.answered.Quantile(0.5)),
        Millis(alone.answered.Quantile(0.99)), static_cast<int>(beside.answered.count()),
        Mebibytes(before), Mebibytes(most));
    ExpectOnlyRefusals(beside);
    Expect(beside.answered.count() > 0 && beside.refused.count() == 0, "others were not served");
    ExpectOfTimes(beside.answered.Quantile(0.99) < milliseconds(250), "others waited");
    Expect(server.Runs() && after.answered.count() > 0, "the server did not outlast it");
    Expect(most < before + (1u << 30), "memory grew by more than a gibibyte");
  }
  return true;
}

bool HasReset(std::string_view frames) {
  constexpr size_t kHead = 9;
  while (frames.size() >= kHead) {
    if (frames[3] == static_cast<char>(Frame::kReset)) return true;
    size_t bytes = 0;
    for (int i = 0; i < 3; ++i) bytes = bytes << 8 | static_cast<uint8_t>(frames[i]);
    frames.remove_prefix(std::min(frames.size(), kHead + bytes));
  }
  return false;
}

// Whether so many calls may be open on a connection: none is reset, and it is not hung up on.
bool TakesCalls(int port, uint32_t calls) {
  RawConnection connection(port);
  connection.Send(Preface() + Settings());
  connection.Receive(seconds(1));  // the server's settings, which hold once they are acknowledged
  connection.Send(FrameOf(Frame::kSettings, kAck, 0, ""));
  std::string opened;
  for (uint32_t i = 0; i < calls; ++i) opened += DecideHeaders(2 * i + 1);
  connection.Send(opened);
  std::string came = connection.Receive(seconds(1));
  came += connection.Receive(milliseconds(300));
  return connection.IsOpen() && !HasReset(came);
}

// Pings without a call before it is hung up on.
int PingsTaken(int port) {
  RawConnection connection(port);
  connection.Send(Preface() + Settings());
  int pings = 0;
  while (pings < 100 && connection.Send(Ping())) {
    ++pings;
    const std::string came = connection.Receive(milliseconds(50));
    if (came.find("too_many_pings") != std::string::npos) break;
  }
  return pings;
}

bool Run::Limits() {
  std::printf("limits\n");
  {
    ServerProcess server = Start({"CREDENCE_LIMITS_CALLS_PER_CONNECTION=20"});
    if (!server.Started()) return false;
    const bool at = TakesCalls(server.port(), 20);
    const bool over = TakesCalls(server.port(), 21);
    std::printf("  20 calls on a connection: %s, 21: %s\n", at ? "taken" : "hung up",
                over ? "taken" : "hung up");
    Expect(at && !over, "limits.calls_per_connection does not hold");
    const int pings = PingsTaken(server.port());
    std::printf("  hung up on at ping %d\n", pings);
    // Some go out before the answer to one that was too many comes.
    Expect(pings <= limits::kPingStrikesMax + 8, "pings are not limited");
  }
  {
    ServerProcess server = Start({"CREDENCE_LIMITS_IDLE_SECONDS=1"});
    if (!server.Started()) return false;
    RawConnection idle(server.port());
    idle.Send(Preface() + Settings());
    const std::string last = FrameOf(Frame::kGoAway, 0, 0, "").substr(3, 1);
    std::string came;
    for (int i = 0; i < 40 && idle.IsOpen(); ++i) came += idle.Receive(milliseconds(100));
    std::printf("  idle for a second: %s\n", idle.IsOpen() ? "still open" : "closed");
    Expect(!idle.IsOpen(), "limits.idle_seconds does not hold");
  }
  {
    constexpr size_t kDescriptors = 200;
    ServerProcess server(
        {.program = program_, .rules = rules_.path(), .descriptors = kDescriptors});
    if (!server.Started()) return false;
    {
      Attack attack(Hostilities().front(), {.port = server.port(), .scale = 2 * kDescriptors});
      std::this_thread::sleep_for(seconds(1));
      std::printf("  %d descriptors of %d are open, ", static_cast<int>(server.OpenDescriptors()),
                  static_cast<int>(kDescriptors));
    }
    std::this_thread::sleep_for(milliseconds(500));
    Caller caller(server.address(), BigCase(1, "2016-02"));
    const Tally after = caller.InTurn(seconds(1), 1);
    std::printf("and once they are closed %d calls are answered\n",
                static_cast<int>(after.answered.count()));
    Expect(after.answered.count() > 0, "nobody is let in after descriptors ran out");
  }
  return true;
}

}  // namespace
}  // namespace credence::load

int main(int count, char** words) {
  using credence::load::Run;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  int seconds = 5;
  int connections = 500;
  const bool read = count >= 2 && count <= 4 &&
                    (count < 3 || absl::SimpleAtoi(words[2], &seconds)) &&
                    (count < 4 || absl::SimpleAtoi(words[3], &connections));
  if (!read || seconds < 1 || connections < 50) {
    std::fprintf(stderr, "usage: credence_load PROGRAM [SECONDS [CONNECTIONS]]\n");
    return 2;
  }
  // Both ends of a connection have a descriptor, each in its process.
  rlimit descriptors{};
  getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
  Run run(words[1], std::chrono::seconds(seconds), static_cast<size_t>(connections));
  if (!run.Overload() || !run.Fairness() || !run.Hostility() || !run.Limits()) {
    std::fprintf(stderr, "credence_load: %s does not start\n", words[1]);
    return 1;
  }
  std::printf("%s\n", run.failed() ? "FAILED" : "all held");
  return run.failed() ? 1 : 0;
}
