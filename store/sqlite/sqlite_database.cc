#include "store/sqlite/sqlite_database.h"

#include <sqlite3.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace credence::store {
namespace {

constexpr Spelling kSpelling = {
    .id = "INTEGER PRIMARY KEY",
    .integer = "INTEGER",
    .text = "TEXT",
    .table = "STRICT",
    .root = "?1",
    .type = "json_extract(content, '$.type')",
    .values = R"(SELECT json_extract(k.content, '$.value[1]')
      FROM named JOIN known k ON k.subject = named.id WHERE k.sort = 'attribute'
    UNION
    SELECT json_extract(field.value, '$[1]') FROM named JOIN known k ON k.subject = named.id
      JOIN json_each(k.content, '$.attributes') field WHERE k.sort = 'subject')",
    .position = "instr",
};

class SqliteStatement : public PreparedStatement {
 public:
  SqliteStatement(SqliteDatabase& database, SqliteDatabase::PreparedSql statement)
      : database_(database), statement_(std::move(statement)) {}
  ~SqliteStatement() override { database_.Return(std::move(statement_)); }

  absl::Status Bind(int at, std::string_view text) override {
    return Bound(sqlite3_bind_text64(statement_.get(), at, text.data() ? text.data() : "",
                                     text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  absl::Status Bind(int at, int64_t number) override {
    return Bound(sqlite3_bind_int64(statement_.get(), at, number));
  }
  absl::Status BindNull(int at) override { return Bound(sqlite3_bind_null(statement_.get(), at)); }

  absl::StatusOr<bool> Step() override {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return database_.ErrorOf(code, sqlite3_sql(statement_.get()));
  }
  void Reset() override {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
  }

  int64_t Number(int column) const override {
    return sqlite3_column_int64(statement_.get(), column);
  }
  std::string Text(int column) const override {
    const auto* text = sqlite3_column_text(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return text == nullptr
               ? std::string()
               : std::string(reinterpret_cast<const char*>(text), static_cast<size_t>(size));
  }
  bool IsNull(int column) const override {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
  }

 private:
  absl::Status Bound(int code) const {
    return code == SQLITE_OK ? absl::OkStatus() : database_.ErrorOf(code, "binding");
  }

  SqliteDatabase& database_;
  SqliteDatabase::PreparedSql statement_;
};

}  // namespace

void SqliteDatabase::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

const Spelling& SqliteDatabase::spelling() const { return kSpelling; }

absl::Status SqliteDatabase::ErrorOf(int code, std::string_view doing) const {
  std::string message = path_ + ": " + sqlite3_errmsg(connection_.get());
  int kind = code & 0xff;
  if (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN) {
    const int system = sqlite3_system_errno(connection_.get());
    if (system != 0) message += " (" + std::generic_category().message(system) + ")";
    // Of what it keeps beside the file SQLite does not say that the disk is full.
    if (system == ENOSPC || system == EDQUOT) kind = SQLITE_FULL;
  }
  switch (kind) {
    case SQLITE_FULL:
    case SQLITE_TOOBIG:
      return ResourceExhaustedError(message +
                                    "; nothing of this was kept, so make room and repeat "
                                    "it");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
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
      return absl::PermissionDeniedError(
          ToAbsl(message + "; the server writes to this file and to its folder, so make both "
                           "writable for it"));
    case SQLITE_IOERR:
      return UnavailableError(message +
                              "; look after the disk and repeat it, nothing is kept twice");
    default:
      return InternalError(message + " (" + std::string(doing) + ")");
  }
}

absl::StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const std::string& path,
                                                                     bool create) {
  auto database = std::make_unique<SqliteDatabase>();
  database->path_ = path;
  sqlite3* connection = nullptr;
  // One thread a store, so that no call need lock the connection.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  database->connection_.reset(connection);
  if (code != SQLITE_OK) {
    const bool is_missing = sqlite3_system_errno(connection) == ENOENT;
    if (create || !is_missing) return database->ErrorOf(code, "opening");
    return NotFoundError(path + ": there is no store here; `credence store migrate` makes one");
  }
  sqlite3_busy_timeout(connection, static_cast<int>(kBusyWait.count()));
  // NORMAL with a write-ahead log: a power cut may lose the last commits, never a part of one.
  // FULL, because an entry that was told as posted has to be there.
  absl::Status status = database->Execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
      // In KiB: what a long stream touches again and again is written once, when it is kept.
      "PRAGMA cache_size = -65536;");
  if (!status.ok()) return status;
  return database;
}

void SqliteDatabase::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void SqliteDatabase::Return(PreparedSql statement) {
  sqlite3_reset(statement.get());
  sqlite3_clear_bindings(statement.get());
  std::string sql = sqlite3_sql(statement.get());
  idle_.emplace(std::move(sql), std::move(statement));
}

Statement SqliteDatabase::Prepare(std::string_view sql) {
  if (const auto idle = idle_.find(sql); idle != idle_.end()) {
    PreparedSql again = std::move(idle->second);
    idle_.erase(idle);
    return Statement(std::make_unique<SqliteStatement>(*this, std::move(again)));
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return Statement(ErrorOf(code, sql));
  return Statement(std::make_unique<SqliteStatement>(*this, PreparedSql(statement)));
}

absl::Status SqliteDatabase::Execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code, sql);
}

absl::Status SqliteDatabase::BackUpTo(const std::string& path) {
  absl::StatusOr<std::unique_ptr<SqliteDatabase>> to = Open(path, /*create=*/true);
  if (!to.ok()) return to.status();
  sqlite3* target = (*to)->connection_.get();
  sqlite3_backup* backup = sqlite3_backup_init(target, "main", connection_.get(), "main");
  if (backup == nullptr) return (*to)->ErrorOf(sqlite3_errcode(target), "backing up");
  sqlite3_backup_step(backup, -1);
  const int code = sqlite3_backup_finish(backup);
  return code == SQLITE_OK ? absl::OkStatus() : (*to)->ErrorOf(code, "backing up");
}

absl::StatusOr<int> SqliteDatabase::SchemaVersion() {
  Statement version = Prepare("PRAGMA user_version");
  if (!version.Step()) return version.status();
  return static_cast<int>(version.Number(0));
}

absl::Status SqliteDatabase::KeepSchemaVersion(int version) {
  return Execute("PRAGMA user_version = " + std::to_string(version));
}

}  // namespace credence::store
