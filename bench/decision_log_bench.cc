// What the decision log costs: a record made and written, and calls with and without it.
//
// `WireLogged` keeps 8 calls in flight, of one case or of 64 in a batch; `calls_s` a second, `p50`
// and `p99` in microseconds. The file is in the folder of temporary files, so what `each` costs is
// what that disk takes to sync.
#include <benchmark/benchmark.h>
#include <google/protobuf/util/json_util.h>

#include <filesystem>
#include <memory>
#include <string>

#include "bench/closed_loop.h"
#include "bench/reference/cases.h"
#include "core/check.h"
#include "server/decision_record.h"
#include "server/server.h"
#include "tests/support/temporary_directory.h"
#include "tests/to_wire.h"

namespace credence::bench {
namespace {

using Sync = server::DecisionLogOptions::Sync;

constexpr uint64_t kSeed = 2016;
constexpr const char* kDecide = "/credence.v1.DecisionService/Decide";
constexpr const char* kBatchDecide = "/credence.v1.DecisionService/BatchDecide";

v1::DecideRequest RequestAt(uint64_t row) {
  v1::DecideRequest request;
  request.set_period("2016-02");
  request.set_omit_explanations(true);
  request.set_omit_refusals(true);
  *request.mutable_case_() = testing::ToWire(reference::ToFacts(reference::CaseAt(kSeed, row)));
  return request;
}

// Null: without a log.
std::unique_ptr<server::Server> StartServer(const std::string& file, Sync sync) {
  server::ServerOptions options{.rules_directory = "bench/reference"};
  options.listen_address = "127.0.0.1:0";
  options.log_level = "off";
  options.decision_log.file = file;
  options.decision_log.sync = sync;
  auto started = server::Server::Start(options);
  CREDENCE_CHECK(started.ok());
  return *std::move(started);
}

v1::DecideResponse Decided(const v1::DecideRequest& request) {
  const auto server = StartServer("", Sync::kNever);
  v1::DecideResponse response;
  ClosedLoop(server->port(), kDecide, request).Ask(response);
  return response;
}

void RecordOfADecision(benchmark::State& state) {
  const v1::DecideRequest request = RequestAt(4);  // of average size
  const v1::DecideResponse response = Decided(request);
  const auto writer = server::RecordWriter::Create({}, "5f3a", server::SystemMicrosecondClock());
  CREDENCE_CHECK(writer.ok());
  server::LogLines lines;
  for (auto _ : state) {
    lines.text.clear();
    CREDENCE_CHECK(
        writer->Add({.method = "Decide", .caller = "portal"}, request, response.decision(), lines)
            .ok());
  }
  state.counters["record_bytes"] = static_cast<double>(lines.text.size());
  state.counters["request_bytes"] = static_cast<double>(request.ByteSizeLong());
}
BENCHMARK(RecordOfADecision)->Unit(benchmark::kMicrosecond);

// The same two messages by Protobuf's own printer, for comparison.
void JsonOfProtobuf(benchmark::State& state) {
  const v1::DecideRequest request = RequestAt(4);
  const v1::DecideResponse response = Decided(request);
  std::string text;
  for (auto _ : state) {
    text.clear();
    CREDENCE_CHECK(google::protobuf::util::MessageToJsonString(request, &text).ok());
    CREDENCE_CHECK(google::protobuf::util::MessageToJsonString(response, &text).ok());
  }
}
BENCHMARK(JsonOfProtobuf)->Unit(benchmark::kMicrosecond);

void WireLogged(benchmark::State& state, bool logged, Sync sync) {
  const testing::TemporaryDirectory folder;
  const auto server = StartServer(logged ? folder.PathOf("log") : "", sync);
  const auto items = static_cast<int>(state.range(0));
  v1::BatchDecideRequest batch;
  for (int row = 0; row < items; ++row) *batch.add_items() = RequestAt(static_cast<uint64_t>(row));
  const v1::DecideRequest single = RequestAt(4);
  ClosedLoop loop(server->port(), items == 1 ? kDecide : kBatchDecide,
                  items == 1 ? static_cast<const google::protobuf::Message&>(single) : batch);
  const int calls = items == 1 ? 4'000 : 150;
  loop.Run(calls / 4, 8);
  for (auto _ : state) {
    Round round = loop.Run(calls, 8);
    state.counters["calls_s"] = calls / std::chrono::duration<double>(round.took).count();
    state.counters["p50"] = Quantile(round.latencies, 0.5) / 1e3;
    state.counters["p99"] = Quantile(round.latencies, 0.99) / 1e3;
  }
}
#define CREDENCE_LOGGED(name, logged, sync)         \
  BENCHMARK_CAPTURE(WireLogged, name, logged, sync) \
      ->Arg(1)                                      \
      ->Arg(64)                                     \
      ->Iterations(5)                               \
      ->Unit(benchmark::kMillisecond)
CREDENCE_LOGGED(off, false, Sync::kNever);
CREDENCE_LOGGED(never, true, Sync::kNever);
CREDENCE_LOGGED(interval, true, Sync::kInterval);
CREDENCE_LOGGED(each, true, Sync::kEach);
#undef CREDENCE_LOGGED

}  // namespace
}  // namespace credence::bench
