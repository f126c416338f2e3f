#include "store/postgres/postgres_store.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "store/postgres/postgres_database.h"
#include "store/postgres/postgres_tool.h"
#include "store/sql/migrations.h"
#include "store/sql/sql_store.h"

namespace credence::store {
namespace {

constexpr size_t kMigrationsBytesMax = 1 << 16;

// The schema that a copy has, by the rows of its table of migrations; 0: it is no copy of a store.
int SchemaOfCopy(const std::string& copy) {
  const std::optional<std::string> text = OutputOfTool(
      {"pg_restore", "--data-only", "--table=migrations", "--file=-", copy}, kMigrationsBytesMax);
  if (!text) return 0;
  // "COPY public.migrations (number, taken) FROM stdin;", its rows, and "\\."
  constexpr std::string_view kBegin = ".migrations (number";
  const size_t begin = text->find(kBegin);
  if (begin == std::string::npos) return 0;
  int schema = 0;
  size_t at = text->find('\n', begin);
  while (at != std::string::npos && at + 1 < text->size() && (*text)[at + 1] != '\\') {
    int number = 0;
    std::from_chars(text->data() + at + 1, text->data() + text->size(), number);
    schema = std::max(schema, number);
    at = text->find('\n', at + 1);
  }
  return schema;
}

}  // namespace

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

absl::Status RestorePostgresStore(const std::string& copy, const std::string& address) {
  std::error_code error;
  if (!std::filesystem::exists(copy, error)) return NotFoundError(copy + ": no such file");
  auto database = PostgresDatabase::Open(address);
  if (!database.ok()) return database.status();
  const absl::StatusOr<int> there = (*database)->SchemaVersion();
  if (!there.ok()) return there.status();
  if (*there > 0) {
    return absl::AlreadyExistsError(ToAbsl((*database)->name() +
                                           " holds a store already; restore into a database that "
                                           "is empty (`createdb` makes one)"));
  }
  const int schema = SchemaOfCopy(copy);
  if (schema == 0) {
    return InvalidArgumentError(copy +
                                ": this is no copy that `credence store backup` made of a "
                                "store in PostgreSQL, or pg_restore is not installed");
  }
  if (schema > kSchemaVersion) {
    return FailedPreconditionError(copy + ": this copy has schema " + std::to_string(schema) +
                                   " and this version of Credence works with " +
                                   std::to_string(kSchemaVersion) +
                                   "; restore it with a version as new as the one that made it");
  }
  return (*database)->Restore(copy);
}

}  // namespace credence::store
