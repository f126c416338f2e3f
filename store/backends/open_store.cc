#include "store/backends/open_store.h"

#include <string_view>

#include "store/postgres/postgres_store.h"
#include "store/sql/migrations.h"
#include "store/sqlite/sqlite_store.h"

namespace credence::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

bool IsPostgres(const std::string& place) {
  return place.starts_with("postgresql://") || place.starts_with("postgres://");
}

std::string PathOf(const std::string& place) {
  return place.starts_with(kSqlite) ? place.substr(kSqlite.size()) : place;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenStore(const std::string& place) {
  return IsPostgres(place) ? OpenPostgresStore(place) : OpenSqliteStore(PathOf(place));
}

absl::StatusOr<int> MigrateStore(const std::string& place) {
  return IsPostgres(place) ? MigratePostgresStore(place) : MigrateSqliteStore(PathOf(place));
}

int SchemaOfThisVersion() { return kSchemaVersion; }

}  // namespace credence::store
