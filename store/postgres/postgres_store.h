// The store in a PostgreSQL database, shared by many processes; store/store.h is the contract.
//
//   MigratePostgresStore("postgresql://db/book")  -> made, or brought up to this version's schema
//   OpenPostgresStore("postgresql://db/book")     -> a store of this version's schema
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

}  // namespace credence::store

#endif  // CREDENCE_STORE_POSTGRES_POSTGRES_STORE_H_
