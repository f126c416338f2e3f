// PostgreSQL as the store's database (store/sql/database.h), by libpq.
//
//   absl::StatusOr<std::unique_ptr<PostgresDatabase>> database =
//       PostgresDatabase::Open("postgresql://books.example/credence");
//
// One writer at a time holds an advisory lock of the database until its transaction ends. A
// connection that was lost is made again by the next transaction; what was not committed is gone
// with it.
//
// Errors: as store/sql/database.h; INVALID_ARGUMENT a text with a zero byte in it, which
// PostgreSQL cannot keep.
// Thread-safety: one thread a connection.
#ifndef CREDENCE_STORE_POSTGRES_POSTGRES_DATABASE_H_
#define CREDENCE_STORE_POSTGRES_POSTGRES_DATABASE_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "store/sql/database.h"

struct pg_conn;
struct pg_result;

namespace credence::store {

struct ClearResult {
  void operator()(pg_result* result) const;
};
using PostgresResult = std::unique_ptr<pg_result, ClearResult>;

class PostgresDatabase : public Database {
 public:
  static absl::StatusOr<std::unique_ptr<PostgresDatabase>> Open(const std::string& address);

  Statement Prepare(std::string_view sql) override;
  absl::Status Execute(const std::string& sql) override;
  absl::Status BeginWriting() override;
  absl::StatusOr<int> SchemaVersion() override;
  absl::Status KeepSchemaVersion(int version) override;
  absl::Status CountAgain(const std::string& table) override { return Execute("ANALYZE " + table); }
  // By pg_dump, in its custom format.
  absl::Status BackUpTo(const std::string& path) override;
  // By pg_restore, what BackUpTo wrote: whole or not at all, and the caller's own from then on.
  absl::Status Restore(const std::string& path);
  const Spelling& spelling() const override;
  const std::string& name() const override { return name_; }

  pg_conn* connection() const { return connection_.get(); }
  // OK for the result of a command or a query, else what went wrong.
  absl::Status StatusOf(const PostgresResult& result, std::string_view doing) const;

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };

  absl::Status Connect();

  std::string address_;
  std::string name_;
  std::unique_ptr<pg_conn, Finish> connection_;
  std::map<std::string, std::string, std::less<>> prepared_;  // by SQL, the server's name of it
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_POSTGRES_POSTGRES_DATABASE_H_
