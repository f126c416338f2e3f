// The store at a place, whichever backend keeps it.
//
//   OpenStore("book.db")                             a file of SQLite's; "sqlite:book.db" too
//   OpenStore("postgresql://books.example/credence") a database of PostgreSQL's, also "postgres://"
//   MigrateStore(place)                              made, or brought up to this version's schema
//   RestoreStore("copy", place)                      what BackUpTo wrote, where no store is yet
//
// Errors: as store/store.h; FAILED_PRECONDITION another schema (says what to run).
// Thread-safety: one thread a store; places may be opened any number of times.
#ifndef CREDENCE_STORE_BACKENDS_OPEN_STORE_H_
#define CREDENCE_STORE_BACKENDS_OPEN_STORE_H_

#include <memory>
#include <string>

#include "store/store.h"

namespace credence::store {

absl::StatusOr<std::unique_ptr<Store>> OpenStore(const std::string& place);
// How many steps were taken.
absl::StatusOr<int> MigrateStore(const std::string& place);
// A copy is brought back to the kind of place it was made of. ALREADY_EXISTS: something is there.
// NOT_FOUND, INVALID_ARGUMENT, DATA_LOSS: `copy` is not there, is no copy of a store, or is
// damaged. Whatever fails, the place is as it was.
absl::Status RestoreStore(const std::string& copy, const std::string& place);
int SchemaOfThisVersion();

}  // namespace credence::store

#endif  // CREDENCE_STORE_BACKENDS_OPEN_STORE_H_
