// The server over TCP on this machine against an echo of the same API and payload, in one run.
//
// A closed loop keeps so many calls in flight, of bytes that were made beforehand, so the client
// costs all the same and little. The echoes are those of bench/echo.h: they parse the request and
// answer with what Credence answered to it. Rounds of the three alternate.
//
// `of_echo` is Credence's calls a second over those of an echo as gRPC's generated services are
// written, `p50` and `p99` its latencies over that echo's; `of_bare` the calls over those of an
// echo that reads and writes with as little as can be (1 is all there is to have); `cases_s` the
// cases decided in a second. Client and server share the machine's cores.
#include <benchmark/benchmark.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "bench/closed_loop.h"
#include "bench/echo.h"
#include "bench/reference/cases.h"
#include "bench/reference/columns.h"
#include "bench/reference/programme.h"
#include "bench/stream_loop.h"
#include "core/check.h"
#include "server/server.h"
#include "tests/to_wire.h"

namespace credence::bench {
namespace {

constexpr uint64_t kSeed = 2016;
constexpr const char* kPeriod = "2016-02";

std::unique_ptr<server::Server> StartServer() {
  server::ServerOptions options{.rules_directory = "bench/reference"};
  options.listen_address = "127.0.0.1:0";
  options.log_level = "off";
  options.workers = 8;  // so that nobody is told to come back: that is measured by tests/load
  auto started = server::Server::Start(options);
  CREDENCE_CHECK(started.ok());
  return *std::move(started);
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// A service behind a port of its own.
class Serving {
 public:
  explicit Serving(grpc::Service& service) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.SetMaxReceiveMessageSize(kUnlimited);
    builder.RegisterService(&service);
    server_ = builder.BuildAndStart();
    CREDENCE_CHECK(server_ != nullptr);
  }
  int port() const { return port_; }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// One of each for all: what is published takes longer to read than to measure.
struct Servers {
  std::unique_ptr<server::Server> ours = StartServer();
  Answers answers = {};
  Echo echo_service{answers};
  BareEcho bare_service{answers};
  Serving echo{echo_service};
  Serving bare{bare_service};
};

Servers& All() {
  static Servers servers;
  return servers;
}

double CallsASecond(const Round& round) {
  return static_cast<double>(round.latencies.size()) /
         std::chrono::duration<double>(round.took).count();
}

// The same request to each.
template <typename Loop>
struct Loops {
  Loops(const char* method, const google::protobuf::Message& request)
      : echo(All().echo.port(), method, request),
        bare(All().bare.port(), method, request),
        ours(All().ours->port(), method, request) {}

  Loop echo, bare, ours;
};

// Rounds of the echoes and of Credence by turns, and what their medians are to each other.
template <typename Loop>
void Compare(benchmark::State& state, Loops<Loop>& loops, int calls, int cases_of_call) {
  const auto in_flight = static_cast<int>(state.range(0));
  std::vector<double> of_echo, of_bare, p50, p99, cases;
  for (auto _ : state) {
    Round echo = loops.echo.Run(calls, in_flight);
    Round bare = loops.bare.Run(calls, in_flight);
    Round ours = loops.ours.Run(calls, in_flight);
    of_echo.push_back(CallsASecond(ours) / CallsASecond(echo));
    of_bare.push_back(CallsASecond(ours) / CallsASecond(bare));
    p50.push_back(Quantile(ours.latencies, 0.5) / Quantile(echo.latencies, 0.5));
    p99.push_back(Quantile(ours.latencies, 0.99) / Quantile(echo.latencies, 0.99));
    cases.push_back(CallsASecond(ours) * cases_of_call);
  }
  state.counters["of_echo"] = Median(of_echo);
  state.counters["of_bare"] = Median(of_bare);
  state.counters["p50"] = Median(p50);
  state.counters["p99"] = Median(p99);
  state.counters["cases_s"] = Median(cases);
}

// What is asked beside the awards: nothing, or why everyone else has none.
enum class Told { kAwards, kRefusals };

v1::DecideRequest RequestAt(uint64_t row, Told told) {
  v1::DecideRequest request;
  request.set_period(kPeriod);
  request.set_omit_explanations(true);
  request.set_omit_refusals(told == Told::kAwards);
  *request.mutable_case_() = testing::ToWire(reference::ToFacts(reference::CaseAt(kSeed, row)));
  return request;
}

void WireUnary(benchmark::State& state, Told told) {
  constexpr const char* kMethod = "/credence.v1.DecisionService/Decide";
  const v1::DecideRequest request = RequestAt(4, told);  // of average size
  Loops<ClosedLoop> loops(kMethod, request);
  loops.ours.Ask(All().answers.decided);
  state.counters["request_bytes"] = static_cast<double>(request.ByteSizeLong());
  state.counters["response_bytes"] = static_cast<double>(All().answers.decided.ByteSizeLong());
  Compare(state, loops, 2'000, 1);
}
BENCHMARK_CAPTURE(WireUnary, awards, Told::kAwards)
    ->Arg(1)
    ->Arg(8)
    ->Arg(64)
    ->Iterations(7)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(WireUnary, refusals, Told::kRefusals)
    ->Arg(1)
    ->Arg(8)
    ->Arg(64)
    ->Iterations(7)
    ->Unit(benchmark::kMillisecond);

constexpr int kItems = 64;

v1::BatchDecideRequest BatchOf64(Told told) {
  v1::BatchDecideRequest request;
  for (int row = 0; row < kItems; ++row)
    *request.add_items() = RequestAt(static_cast<uint64_t>(row), told);
  return request;
}

void WireBatchOf64(benchmark::State& state, Told told) {
  constexpr const char* kMethod = "/credence.v1.DecisionService/BatchDecide";
  const v1::BatchDecideRequest request = BatchOf64(told);
  Loops<ClosedLoop> loops(kMethod, request);
  loops.ours.Ask(All().answers.batch);
  Compare(state, loops, 100, kItems);
}
BENCHMARK_CAPTURE(WireBatchOf64, awards, Told::kAwards)
    ->Arg(1)
    ->Arg(8)
    ->Iterations(7)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(WireBatchOf64, refusals, Told::kRefusals)
    ->Arg(1)
    ->Arg(8)
    ->Iterations(7)
    ->Unit(benchmark::kMillisecond);

void WireStreamOf64(benchmark::State& state) {
  constexpr const char* kMethod = "/credence.v1.DecisionService/StreamDecide";
  const v1::BatchDecideRequest request = BatchOf64(Told::kAwards);
  ClosedLoop(All().ours->port(), "/credence.v1.DecisionService/BatchDecide", request)
      .Ask(All().answers.batch);
  Loops<StreamLoop> loops(kMethod, request);
  Compare(state, loops, 100, kItems);
}
BENCHMARK(WireStreamOf64)->Arg(1)->Arg(8)->Iterations(7)->Unit(benchmark::kMillisecond);

void WireColumnsOf1024(benchmark::State& state) {
  constexpr const char* kMethod = "/credence.v1.DecisionService/DecideColumns";
  constexpr int kCases = 1024;
  v1::DecideColumnsRequest request;
  request.set_period(kPeriod);
  const ruletree::PolicySetPtr policies = reference::CompileReference();
  engine::batch::Columns columns(policies->timelines.front().versions().front()->vocabulary);
  reference::CaseColumns filling(columns);
  for (uint64_t row = 0; row < kCases; ++row) filling.Append(reference::CaseAt(kSeed, row));
  *request.mutable_batch() = testing::ToWire(columns);
  Loops<ClosedLoop> loops(kMethod, request);
  loops.ours.Ask(All().answers.columns);
  state.counters["request_bytes"] = static_cast<double>(request.ByteSizeLong());
  Compare(state, loops, 50, kCases);
}
BENCHMARK(WireColumnsOf1024)->Arg(1)->Arg(8)->Iterations(7)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench
