#include "store/sqlite/sqlite_store.h"

#include "store/sql/migrations.h"
#include "store/sql/sql_store.h"
#include "store/sqlite/sqlite_database.h"

namespace credence::store {

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path) {
  auto database = SqliteDatabase::Open(path, /*create=*/false);
  if (!database.ok()) return database.status();
  if (absl::Status status = CheckSchema(**database); !status.ok()) return status;
  return std::make_unique<SqlStore>(*std::move(database));
}

absl::StatusOr<int> MigrateSqliteStore(const std::string& path) {
  auto database = SqliteDatabase::Open(path, /*create=*/true);
  if (!database.ok()) return database.status();
  return Migrate(**database);
}

}  // namespace credence::store
