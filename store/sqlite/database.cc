#include "store/sqlite/database.h"

#include <sqlite3.h>

#include <utility>

namespace credence::store {

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

void Statement::Bind(int at, std::string_view text) {
  if (!status_.ok()) return;
  const int code = sqlite3_bind_text64(statement_.get(), at, text.data() ? text.data() : "",
                                       text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) status_ = database_->ErrorOf(code, "binding");
}

void Statement::Bind(int at, int64_t number) {
  if (!status_.ok()) return;
  const int code = sqlite3_bind_int64(statement_.get(), at, number);
  if (code != SQLITE_OK) status_ = database_->ErrorOf(code, "binding");
}

void Statement::BindNull(int at) {
  if (!status_.ok()) return;
  const int code = sqlite3_bind_null(statement_.get(), at);
  if (code != SQLITE_OK) status_ = database_->ErrorOf(code, "binding");
}

bool Statement::Step() {
  if (!status_.ok()) return false;
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) status_ = database_->ErrorOf(code, sqlite3_sql(statement_.get()));
  return false;
}

absl::Status Statement::Run() {
  while (Step()) continue;
  absl::Status status = status_;
  Reset();
  return status;
}

void Statement::Reset() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  status_ = absl::OkStatus();
}

int64_t Statement::Number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::Text(int column) const {
  const auto* text = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return text == nullptr
             ? std::string()
             : std::string(reinterpret_cast<const char*>(text), static_cast<size_t>(size));
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

absl::Status Database::ErrorOf(int code, std::string_view doing) const {
  const std::string message = path_ + ": " + sqlite3_errmsg(connection_.get());
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_TOOBIG:
      return ResourceExhaustedError(message +
                                    "; nothing of this was kept, so make room and repeat "
                                    "it");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return UnavailableError(message +
                              "; another process is writing, so repeat it when that is "
                              "done");
    case SQLITE_NOTADB:
      return InvalidArgumentError(message + "; name the file of a store");
    case SQLITE_CORRUPT:
      return absl::DataLossError(ToAbsl(message + "; restore the store from a backup"));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return FailedPreconditionError(message);
    case SQLITE_IOERR:
      return UnavailableError(message);
    default:
      return InternalError(message + " (" + std::string(doing) + ")");
  }
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, bool create) {
  auto database = std::make_unique<Database>();
  database->path_ = path;
  sqlite3* connection = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  database->connection_.reset(connection);
  if (code != SQLITE_OK) {
    return create ? database->ErrorOf(code, "opening")
                  : NotFoundError(path +
                                  ": there is no store here; `credence store migrate` makes "
                                  "one");
  }
  sqlite3_busy_timeout(connection, static_cast<int>(kBusyWait.count()));
  // NORMAL with a write-ahead log: a power cut may lose the last commits, never a part of one.
  // FULL, because an entry that was told as posted has to be there.
  absl::Status status = database->Execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  if (!status.ok()) return status;
  return database;
}

Statement Database::Prepare(std::string_view sql) {
  Statement made;
  made.database_ = this;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  made.statement_.reset(statement);
  if (code != SQLITE_OK) made.status_ = ErrorOf(code, sql);
  return made;
}

absl::Status Database::Execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code, sql);
}

absl::Status Database::BackUpTo(const std::string& path) {
  absl::StatusOr<std::unique_ptr<Database>> to = Open(path, /*create=*/true);
  if (!to.ok()) return to.status();
  sqlite3* target = (*to)->connection_.get();
  sqlite3_backup* backup = sqlite3_backup_init(target, "main", connection_.get(), "main");
  if (backup == nullptr) return (*to)->ErrorOf(sqlite3_errcode(target), "backing up");
  sqlite3_backup_step(backup, -1);
  const int code = sqlite3_backup_finish(backup);
  return code == SQLITE_OK ? absl::OkStatus() : (*to)->ErrorOf(code, "backing up");
}

absl::StatusOr<Transaction> Transaction::Begin(Database& database) {
  if (absl::Status status = database.Execute("BEGIN IMMEDIATE"); !status.ok()) return status;
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) database_->Execute("ROLLBACK").IgnoreError();
}

absl::Status Transaction::Commit() {
  absl::Status status = database_->Execute("COMMIT");
  if (status.ok()) database_ = nullptr;
  return status;
}

}  // namespace credence::store
