// The server over TCP on this machine against an echo of the same API and payload, in one run.
//
// A closed loop keeps so many calls in flight, of bytes that were made beforehand, so the client
// costs both the same and little. The echo is a service of the same contract on the same gRPC with
// the same pooled messages: it parses the request and answers with what Credence answered to it.
// Rounds of the two alternate.
//
// `of_echo` is Credence's calls a second over the echo's (1 is all there is to have), `p50` and
// `p99` its latencies over the echo's, `cases_s` the cases decided in a second. Client and server
// share the machine's cores.
#include <benchmark/benchmark.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "bench/closed_loop.h"
#include "bench/reference/cases.h"
#include "bench/reference/columns.h"
#include "bench/reference/programme.h"
#include "bench/stream_loop.h"
#include "core/check.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "server/message_pool.h"
#include "server/server.h"
#include "tests/to_wire.h"

namespace credence::bench {
namespace {

constexpr uint64_t kSeed = 2016;
constexpr const char* kPeriod = "2016-02";

// A message for each that is read, until the caller has no more.
class EchoStream : public grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse> {
 public:
  explicit EchoStream(const v1::BatchDecideResponse& answer) : answer_(answer) {
    StartRead(&request_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    response_ = answer_;
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

  const v1::BatchDecideResponse& answer_;
  v1::BatchDecideRequest request_;
  v1::BatchDecideResponse response_;
};

// Answers whatever was asked with what it was given beforehand.
class Echo : public v1::DecisionService::CallbackService {
 public:
  Echo() {
    SetMessageAllocatorFor_Decide(&decide_messages_);
    SetMessageAllocatorFor_BatchDecide(&batch_messages_);
  }
  grpc::ServerUnaryReactor* Decide(grpc::CallbackServerContext* context, const v1::DecideRequest*,
                                   v1::DecideResponse* response) override {
    *response = decided;
    return Done(context);
  }
  grpc::ServerUnaryReactor* BatchDecide(grpc::CallbackServerContext* context,
                                        const v1::BatchDecideRequest*,
                                        v1::BatchDecideResponse* response) override {
    *response = batch;
    return Done(context);
  }
  grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse>* StreamDecide(
      grpc::CallbackServerContext*) override {
    return new EchoStream(batch);  // gRPC's own way: it deletes itself
  }
  grpc::ServerUnaryReactor* DecideColumns(grpc::CallbackServerContext* context,
                                          const v1::DecideColumnsRequest*,
                                          v1::DecideColumnsResponse* response) override {
    *response = columns;
    return Done(context);
  }

  v1::DecideResponse decided;
  v1::BatchDecideResponse batch;
  v1::DecideColumnsResponse columns;

 private:
  static grpc::ServerUnaryReactor* Done(grpc::CallbackServerContext* context) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  server::MessagePool<v1::DecideRequest, v1::DecideResponse> decide_messages_;
  server::MessagePool<v1::BatchDecideRequest, v1::BatchDecideResponse> batch_messages_;
};

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

// Rounds of the echo and of Credence by turns, and what their medians are to each other.
template <typename Loop>
void Compare(benchmark::State& state, Loop& echo, Loop& ours, int calls, int cases_of_call) {
  const auto in_flight = static_cast<int>(state.range(0));
  std::vector<double> of_echo, p50, p99, cases;
  for (auto _ : state) {
    Round of_echo_round = echo.Run(calls, in_flight);
    Round our_round = ours.Run(calls, in_flight);
    const auto seconds = std::chrono::duration<double>(our_round.took).count();
    of_echo.push_back(std::chrono::duration<double>(of_echo_round.took).count() / seconds);
    p50.push_back(Quantile(our_round.latencies, 0.5) / Quantile(of_echo_round.latencies, 0.5));
    p99.push_back(Quantile(our_round.latencies, 0.99) / Quantile(of_echo_round.latencies, 0.99));
    cases.push_back(calls * cases_of_call / seconds);
  }
  state.counters["of_echo"] = Median(of_echo);
  state.counters["p50"] = Median(p50);
  state.counters["p99"] = Median(p99);
  state.counters["cases_s"] = Median(cases);
}

// One server and one echo for all: what is published takes longer to read than to measure.
struct Servers {
  std::unique_ptr<server::Server> ours = StartServer();
  Echo echo;
  int echo_port = 0;
  std::unique_ptr<grpc::Server> echo_server;

  Servers() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &echo_port);
    builder.SetMaxReceiveMessageSize(kUnlimited);
    builder.RegisterService(&echo);
    echo_server = builder.BuildAndStart();
    CREDENCE_CHECK(echo_server != nullptr);
  }
};

Servers& All() {
  static Servers servers;
  return servers;
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
  ClosedLoop echo(All().echo_port, kMethod, request);
  ClosedLoop ours(All().ours->port(), kMethod, request);
  ours.Ask(All().echo.decided);
  state.counters["request_bytes"] = static_cast<double>(request.ByteSizeLong());
  state.counters["response_bytes"] = static_cast<double>(All().echo.decided.ByteSizeLong());
  Compare(state, echo, ours, 2'000, 1);
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
  ClosedLoop echo(All().echo_port, kMethod, request);
  ClosedLoop ours(All().ours->port(), kMethod, request);
  ours.Ask(All().echo.batch);
  Compare(state, echo, ours, 100, kItems);
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
      .Ask(All().echo.batch);
  StreamLoop echo(All().echo_port, kMethod, request);
  StreamLoop ours(All().ours->port(), kMethod, request);
  Compare(state, echo, ours, 100, kItems);
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
  ClosedLoop echo(All().echo_port, kMethod, request);
  ClosedLoop ours(All().ours->port(), kMethod, request);
  ours.Ask(All().echo.columns);
  state.counters["request_bytes"] = static_cast<double>(request.ByteSizeLong());
  Compare(state, echo, ours, 50, kCases);
}
BENCHMARK(WireColumnsOf1024)->Arg(1)->Arg(8)->Iterations(7)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench
