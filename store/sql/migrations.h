// The schema of the stores in SQL, in numbered steps that only ever grow.
//
//   Migrate(database)      -> how many steps were taken until it was at kSchemaVersion
//   CheckSchema(database)  -> OK from then on
//
// Each step is one transaction with the number it leads to, so a migration that is cut off goes
// on where it was.
//
// Errors: as store/sql/database.h; FAILED_PRECONDITION from CheckSchema, which says what to run.
// Thread-safety: one thread a database; two processes wait for one another.
#ifndef CREDENCE_STORE_SQL_MIGRATIONS_H_
#define CREDENCE_STORE_SQL_MIGRATIONS_H_

#include "store/sql/database.h"

namespace credence::store {

extern const int kSchemaVersion;

absl::Status CheckSchema(Database& database);
// OK for a store of this schema or an older one, which Migrate brings up to it: what a copy may be
// that is to be restored.
absl::Status CheckIsStore(Database& database);
// How many steps were taken.
absl::StatusOr<int> Migrate(Database& database);

}  // namespace credence::store

#endif  // CREDENCE_STORE_SQL_MIGRATIONS_H_
