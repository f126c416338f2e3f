#include "store/backends/open_store.h"

#include <array>
#include <fstream>
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

// Whether a file begins with these bytes.
bool BeginsWith(const std::string& path, std::string_view bytes) {
  std::array<char, 16> begin = {};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  return std::string_view(begin.data(), begin.size()).starts_with(bytes);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenStore(const std::string& place) {
  return IsPostgres(place) ? OpenPostgresStore(place) : OpenSqliteStore(PathOf(place));
}

absl::StatusOr<int> MigrateStore(const std::string& place) {
  return IsPostgres(place) ? MigratePostgresStore(place) : MigrateSqliteStore(PathOf(place));
}

absl::Status RestoreStore(const std::string& copy, const std::string& place) {
  if (IsPostgres(place)) {
    if (!BeginsWith(copy, "SQLite format 3")) return RestorePostgresStore(copy, place);
    return InvalidArgumentError(copy +
                                ": this is a copy of a store in a file; name a file to "
                                "restore it to, such as `--store book.db`");
  }
  if (!BeginsWith(copy, "PGDMP")) return RestoreSqliteStore(copy, PathOf(place));
  return InvalidArgumentError(copy +
                              ": this is a copy of a store in PostgreSQL; name a database "
                              "to restore it to, `--store postgresql://...`");
}

int SchemaOfThisVersion() { return kSchemaVersion; }

}  // namespace credence::store
