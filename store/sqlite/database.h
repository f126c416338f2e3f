// SQLite behind statuses: one connection, and statements that are prepared once.
//
//   absl::StatusOr<Database> database = Database::Open("book.db", /*create=*/true);
//   Statement find = database->Prepare("SELECT content FROM facts WHERE key = ?1");
//   find.Bind(1, key);
//   while (find.Step()) use(find.Text(0));
//   if (!find.status().ok()) ...
//
// Write-ahead logging, foreign keys on, a writer waits kBusyWait for another. The first error of
// a statement stays in it until Reset; a statement that could not be prepared answers with it.
//
// Errors: NOT_FOUND no such file; INVALID_ARGUMENT not a database; RESOURCE_EXHAUSTED disk or
// store full; UNAVAILABLE another process writes; DATA_LOSS a damaged file; else INTERNAL. Each
// names the file.
// Thread-safety: one thread a connection.
#ifndef CREDENCE_STORE_SQLITE_DATABASE_H_
#define CREDENCE_STORE_SQLITE_DATABASE_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace credence::store {

inline constexpr std::chrono::milliseconds kBusyWait{5000};

class Database;

class Statement {
 public:
  // Positions of parameters begin at 1, of columns at 0, as SQLite's.
  void Bind(int at, std::string_view text);
  void Bind(int at, int64_t number);
  void BindNull(int at);

  bool Step();  // whether there is a row
  // Runs it for its effect, ready to be bound again.
  absl::Status Run();
  void Reset();

  int64_t Number(int column) const;
  std::string Text(int column) const;
  bool IsNull(int column) const;
  const absl::Status& status() const { return status_; }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  Database* database_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  absl::Status status_;
};

class Database {
 public:
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, bool create);

  Statement Prepare(std::string_view sql);
  // One or more statements, for their effect.
  absl::Status Execute(const std::string& sql);
  // Copies everything to another file while this one may be read and written.
  absl::Status BackUpTo(const std::string& path);

  const std::string& path() const { return path_; }
  // The connection's last error as a status, with what was being done.
  absl::Status ErrorOf(int code, std::string_view doing) const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };

  std::string path_;
  std::unique_ptr<sqlite3, Close> connection_;
};

// Everything between Begin and Commit is seen whole or not at all.
class Transaction {
 public:
  // Takes the writer's place at once, so that two writers wait here and not in the middle.
  static absl::StatusOr<Transaction> Begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();  // rolls back what was not committed

  absl::Status Commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_SQLITE_DATABASE_H_
