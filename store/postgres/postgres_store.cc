#include "store/postgres/postgres_store.h"

#include "store/postgres/postgres_database.h"
#include "store/sql/migrations.h"
#include "store/sql/sql_store.h"

namespace credence::store {

absl::StatusOr<std::unique_ptr<Store>> OpenPostgresStore(const std::string& address) {
  auto database = PostgresDatabase::Open(address);
  if (!database.ok()) return database.status();
  if (absl::Status status = CheckSchema(**database); !status.ok()) return status;
  return std::make_unique<SqlStore>(*std::move(database));
}

absl::StatusOr<int> MigratePostgresStore(const std::string& address) {
  auto database = PostgresDatabase::Open(address);
  if (!database.ok()) return database.status();
  return Migrate(**database);
}

}  // namespace credence::store
