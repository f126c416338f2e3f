// The store in one SQLite file, the embedded default; store/store.h is the contract.
//
//   MigrateSqliteStore("book.db")  -> made, or brought up to this version's schema
//   OpenSqliteStore("book.db")     -> a store of this version's schema
//   RestoreSqliteStore("copy.db", "book.db")  -> what BackUpTo wrote, where nothing is yet
//
// Thread-safety: one thread a store.
#ifndef CREDENCE_STORE_SQLITE_SQLITE_STORE_H_
#define CREDENCE_STORE_SQLITE_SQLITE_STORE_H_

#include <memory>
#include <string>

#include "store/store.h"

namespace credence::store {

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path);
// How many steps were taken.
absl::StatusOr<int> MigrateSqliteStore(const std::string& path);
// ALREADY_EXISTS: something is at `path`. NOT_FOUND, INVALID_ARGUMENT, DATA_LOSS: `copy` is not
// there, is no whole copy of a store, or is damaged. Then nothing is at `path`.
absl::Status RestoreSqliteStore(const std::string& copy, const std::string& path);

}  // namespace credence::store

#endif  // CREDENCE_STORE_SQLITE_SQLITE_STORE_H_
