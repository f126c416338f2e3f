// The schema of the SQLite store, in numbered steps that only ever grow.
//
//   SchemaVersion(database) -> 0 for an empty file     Migrate(database) -> at kSchemaVersion
//
// Each step is one transaction with the number it leads to, so a migration that is cut off goes
// on where it was.
//
// Errors: as store/sqlite/database.h; FAILED_PRECONDITION from CheckSchema, which says what to run.
// Thread-safety: one thread a database; two processes wait for one another.
#ifndef CREDENCE_STORE_SQLITE_MIGRATIONS_H_
#define CREDENCE_STORE_SQLITE_MIGRATIONS_H_

#include "store/sqlite/database.h"

namespace credence::store {

extern const int kSchemaVersion;

absl::StatusOr<int> SchemaVersion(Database& database);
absl::Status CheckSchema(Database& database);
// How many steps were taken.
absl::StatusOr<int> Migrate(Database& database);

}  // namespace credence::store

#endif  // CREDENCE_STORE_SQLITE_MIGRATIONS_H_
