// How fast a month is closed over a stored book (bench/generated_book.h), by rules/
// cloud_recognition, for 1,000 to 100,000 customers.
//
//   customers_per_second  of the first close, which decides and posts every customer
//   fresh_us              the same, microseconds a customer (target: as many for any book)
//   again_share           a second close with nothing new, as a share of the first (target: below
//                         a half; it posts nothing, or the benchmark fails)
//   late_share            a close after one customer in a hundred had a late record
//   peak_mb               the process at its largest while closing (target: 256, for any book)
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "bench/generated_book.h"
#include "book/close.h"
#include "dsl/compile.h"
#include "store/backends/open_store.h"
#include "tests/support/golden.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temporary_directory.h"

namespace credence::bench {
namespace {

using ::credence::testing::PostgresServer;
using ::credence::testing::TemporaryDirectory;

Date Day(std::string_view text) { return *Date::Parse(text); }

ruletree::PolicySetPtr Programme() {
  std::vector<SourcePtr> sources;
  for (const char* file : {"cloud_recognition.vocab", "2015_07_winner_takes_all.policy",
                           "2016_01_multi_partner.policy"}) {
    sources.push_back(std::make_shared<Source>(
        file, testing::ReadGolden(std::string("rules/cloud_recognition/") + file)));
  }
  return dsl::Compile(sources).policies;
}

// The largest the process has been since the last call, in MB.
double PeakSinceLast() {
  double peak = 0;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmHWM:") status >> peak;
  }
  std::ofstream("/proc/self/clear_refs") << "5";
  return peak / 1024;
}

struct Closed {
  book::CloseSummary summary;
  double seconds = 0;
};

absl::StatusOr<Closed> TimedClose(store::Store& store, const ruletree::PolicySet& policies,
                                  std::string_view known) {
  const auto begin = std::chrono::steady_clock::now();
  auto summary = book::CloseBook(
      store, policies,
      {.policy = "partner_recognition", .period = *ParsePeriod("2016-01"), .known = Day(known)});
  if (!summary.ok()) return summary.status();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return Closed{*std::move(summary), took.count()};
}

absl::Status RecordLate(store::Store& store, int64_t customers) {
  auto stream = store.Record({.system = "late"}, Day("2016-02-07"));
  if (!stream.ok()) return stream.status();
  for (const facts::Record& record : LateRecords(customers, 100)) {
    if (absl::Status status = (*stream)->Add(record); !status.ok()) return status;
  }
  return (*stream)->Commit().status();
}

absl::Status CloseThrice(benchmark::State& state, store::Store& store) {
  const ruletree::PolicySetPtr policies = Programme();
  const int64_t customers = state.range(0);
  PeakSinceLast();
  const auto first = TimedClose(store, *policies, "2016-02-05");
  if (!first.ok()) return first.status();
  const auto again = TimedClose(store, *policies, "2016-02-06");
  if (!again.ok()) return again.status();
  if (again->summary.entries != 0) return InternalError("nothing new was posted");
  if (absl::Status status = RecordLate(store, customers); !status.ok()) return status;
  const auto late = TimedClose(store, *policies, "2016-02-08");
  if (!late.ok()) return late.status();
  if (late->summary.adjustments != 0) return InternalError("January is no earlier period");
  if (late->summary.entries == 0) return InternalError("what is learnt late is posted");
  const auto each = static_cast<double>(customers);
  state.SetIterationTime(first->seconds);
  state.counters["customers_per_second"] = each / first->seconds;
  state.counters["fresh_us"] = first->seconds / each * 1e6;
  state.counters["again_share"] = again->seconds / first->seconds;
  state.counters["late_share"] = late->seconds / first->seconds;
  state.counters["entries"] = static_cast<double>(first->summary.entries);
  state.counters["peak_mb"] = PeakSinceLast();
  return absl::OkStatus();
}

void CloseMonth(benchmark::State& state, bool postgres) {
  PostgresServer* server = postgres ? PostgresServer::Instance() : nullptr;
  if (postgres && (server == nullptr || !server->MakeDurable())) {
    return state.SkipWithError("PostgreSQL is not installed");
  }
  for (auto unused : state) {
    const TemporaryDirectory folder;
    const std::string place = postgres ? server->MakeDatabase() : folder.PathOf("book.db");
    absl::Status status = store::MigrateStore(place).status();
    auto store = store::OpenStore(place);
    if (status.ok()) status = store.status();
    if (status.ok()) {
      status =
          RecordGeneratedBook(**store, state.range(0), *ParsePeriod("2016-01"), Day("2016-01-31"));
    }
    if (status.ok()) status = CloseThrice(state, **store);
    if (!status.ok()) state.SkipWithError(std::string(status.message()).c_str());
  }
  state.SetComplexityN(state.range(0));
}

BENCHMARK_CAPTURE(CloseMonth, sqlite, false)
    ->RangeMultiplier(10)
    ->Range(1'000, 100'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->Complexity(benchmark::oN);
BENCHMARK_CAPTURE(CloseMonth, postgres, true)
    ->RangeMultiplier(10)
    ->Range(1'000, 100'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->Complexity(benchmark::oN);

}  // namespace
}  // namespace credence::bench
