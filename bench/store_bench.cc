// How many rows a second a store keeps, a stream of them in one transaction: measures of seats,
// twelve months of five workloads a customer (target: 50,000 rows/s in SQLite, a third of that in
// PostgreSQL). Then the same rows from another file, which says nothing new.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "store/backends/open_store.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temporary_directory.h"

namespace credence::bench {
namespace {

using ::credence::testing::PostgresServer;
using ::credence::testing::TemporaryDirectory;

facts::Record SeatsOf(int64_t row) {
  const std::string subject = "tenant-" + std::to_string(row / 60) + "/" + std::to_string(row % 5);
  const int month = static_cast<int>(row / 5 % 12) + 1;
  const std::string period = (month < 10 ? "2016-0" : "2016-") + std::to_string(month);
  return {.key = "measure/active_users/" + subject + "/" + period,
          .row = static_cast<uint64_t>(row),
          .fact = facts::MeasureInput{.measure = "active_users",
                                      .subject = subject,
                                      .period = ParsePeriod(period),
                                      .value = {Type::Of(TypeKind::kCount), Rational(row % 977)}}};
}

absl::Status RecordAll(store::Store& store, int64_t rows, const std::string& file) {
  auto stream = store.Record({.system = "bench", .file = file, .sha256 = file}, kDateMin);
  if (!stream.ok()) return stream.status();
  for (int64_t row = 0; row < rows; ++row) {
    if (absl::Status status = (*stream)->Add(SeatsOf(row)); !status.ok()) return status;
  }
  return (*stream)->Commit().status();
}

void Store(benchmark::State& state, bool postgres, bool again) {
  PostgresServer* server = postgres ? PostgresServer::Instance() : nullptr;
  if (postgres && (server == nullptr || !server->MakeDurable())) {
    return state.SkipWithError("PostgreSQL is not installed");
  }
  for (auto unused : state) {
    state.PauseTiming();
    const TemporaryDirectory folder;
    const std::string place = postgres ? server->MakeDatabase() : folder.PathOf("book.db");
    absl::Status status = store::MigrateStore(place).status();
    auto store = store::OpenStore(place);
    if (status.ok()) status = store.status();
    if (again && status.ok()) status = RecordAll(**store, state.range(0), "first.csv");
    state.ResumeTiming();
    if (status.ok()) status = RecordAll(**store, state.range(0), "second.csv");
    if (!status.ok()) state.SkipWithError(std::string(status.message()).c_str());
    state.PauseTiming();
    store->reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK_CAPTURE(Store, sqlite, false, false)->Arg(1'000'000)->UseRealTime()->Iterations(1);
BENCHMARK_CAPTURE(Store, sqlite_again, false, true)->Arg(1'000'000)->UseRealTime()->Iterations(1);
BENCHMARK_CAPTURE(Store, postgres, true, false)->Arg(1'000'000)->UseRealTime()->Iterations(1);
BENCHMARK_CAPTURE(Store, postgres_again, true, true)->Arg(1'000'000)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace credence::bench
