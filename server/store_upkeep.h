// What an operator does to a store where it lies, a file or a database, with no server in between.
//
//   MigrateStore("book.db")              -> 1 step taken; the file is made when it is not there
//   StateOfStore("book.db")              -> schema 2 of 2
//   BackUpStore("book.db", "copy.db")    while it is read and written
//   RestoreStore("copy.db", "book.db")   where nothing is
//
// Errors: as store/backends/open_store.h, naming the place. Neither a backup nor what is restored
// takes the place of anything: ALREADY_EXISTS.
// Thread-safe: no state but the files.
#ifndef CREDENCE_SERVER_STORE_UPKEEP_H_
#define CREDENCE_SERVER_STORE_UPKEEP_H_

#include <string>

#include "core/status.h"

namespace credence::server {

// How many steps of the schema were taken.
absl::StatusOr<int> MigrateStore(const std::string& path);
// "schema 2 of 2"; what is to be done when that is not current, as an error.
absl::StatusOr<std::string> StateOfStore(const std::string& path);
absl::Status BackUpStore(const std::string& path, const std::string& to);
absl::Status RestoreStore(const std::string& copy, const std::string& path);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_STORE_UPKEEP_H_
