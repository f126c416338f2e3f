// SQLite as the store's database (store/sql/database.h): write-ahead logging, foreign keys on.
//
//   absl::StatusOr<std::unique_ptr<SqliteDatabase>> database =
//       SqliteDatabase::Open("book.db", /*create=*/true);
//
// Errors: as store/sql/database.h; NOT_FOUND no such file; INVALID_ARGUMENT not a database;
// UNAVAILABLE also the disk's own error.
// Thread-safety: one thread a connection.
#ifndef CREDENCE_STORE_SQLITE_SQLITE_DATABASE_H_
#define CREDENCE_STORE_SQLITE_SQLITE_DATABASE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "store/sql/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace credence::store {

class SqliteDatabase : public Database {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteDatabase>> Open(const std::string& path, bool create);

  Statement Prepare(std::string_view sql) override;
  absl::Status Execute(const std::string& sql) override;
  absl::Status BeginWriting() override { return Execute("BEGIN IMMEDIATE"); }
  absl::StatusOr<int> SchemaVersion() override;
  absl::Status KeepSchemaVersion(int version) override;
  // Copies everything to another file while this one may be read and written. The other is there
  // when it is whole.
  absl::Status BackUpTo(const std::string& path) override;
  const Spelling& spelling() const override;
  const std::string& name() const override { return path_; }

  // A statement is prepared once; whoever is done with it leaves it for the next.
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using PreparedSql = std::unique_ptr<sqlite3_stmt, Finalize>;
  void Return(PreparedSql statement);

  // The connection's last error as a status, with what was being done.
  absl::Status ErrorOf(int code, std::string_view doing) const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };

  std::string path_;
  std::unique_ptr<sqlite3, Close> connection_;
  std::multimap<std::string, PreparedSql, std::less<>>
      idle_;  // by text; gone before the connection
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_SQLITE_SQLITE_DATABASE_H_
