// The store in a PostgreSQL database, shared by many processes; store/store.h is the contract.
//
//   MigratePostgresStore("postgresql://db/book")  -> made, or brought up to this version's schema
//   OpenPostgresStore("postgresql://db/book")     -> a store of this version's schema
//   RestorePostgresStore("copy", "postgresql://db/book")  -> what BackUpTo wrote, into an empty one
//
// Thread-safety: one thread a store.
#ifndef CREDENCE_STORE_POSTGRES_POSTGRES_STORE_H_
#define CREDENCE_STORE_POSTGRES_POSTGRES_STORE_H_

#include <memory>
#include <string>

#include "store/store.h"

namespace credence::store {

absl::StatusOr<std::unique_ptr<Store>> OpenPostgresStore(const std::string& address);
// How many steps were taken.
absl::StatusOr<int> MigratePostgresStore(const std::string& address);
// ALREADY_EXISTS: a store is there. NOT_FOUND, INVALID_ARGUMENT: `copy` is not there, or is no copy
// of a store. FAILED_PRECONDITION: pg_restore failed. Then the database is as it was.
absl::Status RestorePostgresStore(const std::string& copy, const std::string& address);

}  // namespace credence::store

#endif  // CREDENCE_STORE_POSTGRES_POSTGRES_STORE_H_
