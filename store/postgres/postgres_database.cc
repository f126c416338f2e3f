#include "store/postgres/postgres_database.h"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "store/postgres/postgres_tool.h"

namespace credence::store {
namespace {

// How long to wait for a connection, for an answer to what was sent, and before the silence of a
// connection is looked into: as libpq spells them.
constexpr const char* kConnectSeconds = "10";
constexpr const char* kUnansweredMillis = "30000";
constexpr const char* kSilenceSeconds = "30";

constexpr Spelling kSpelling = {
    .id = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    .integer = "BIGINT",
    .text = "TEXT COLLATE \"C\"",
    .table = "",
    .root = "CAST(?1 AS TEXT) COLLATE \"C\"",
    .type = "(CAST(content AS JSON) ->> 'type')",
    .values = R"(SELECT (CAST(k.content AS JSON) -> 'value' ->> 1) COLLATE "C"
      FROM named JOIN known k ON k.subject = named.id WHERE k.sort = 'attribute'
    UNION
    SELECT (field.value ->> 1) COLLATE "C" FROM named JOIN known k ON k.subject = named.id
      CROSS JOIN LATERAL json_each(CAST(k.content AS JSON) -> 'attributes') field
      WHERE k.sort = 'subject')",
    .position = "strpos",
};

// Which writers wait for one another: any number, as long as all agree.
constexpr const char* kWriterLock = "SELECT pg_advisory_xact_lock(4873120165)";

// ?1 is PostgreSQL's $1.
std::string WithDollars(std::string_view sql) {
  std::string text(sql);
  for (char& one : text) {
    if (one == '?') one = '$';
  }
  return text;
}

class PostgresStatement : public PreparedStatement {
 public:
  PostgresStatement(const PostgresDatabase& database, std::string name)
      : database_(database), name_(std::move(name)) {}

  absl::Status Bind(int at, std::string_view text) override {
    if (text.find('\0') != std::string_view::npos) {
      return InvalidArgumentError(database_.name() +
                                  ": PostgreSQL keeps no text with a zero byte in it");
    }
    return Bind(at, std::optional<std::string>(text));
  }
  absl::Status Bind(int at, int64_t number) override {
    return Bind(at, std::optional(std::to_string(number)));
  }
  absl::Status BindNull(int at) override { return Bind(at, std::optional<std::string>()); }

  absl::StatusOr<bool> Step() override {
    if (result_ == nullptr) {
      std::vector<const char*> values;
      for (const auto& one : bound_) values.push_back(one ? one->c_str() : nullptr);
      result_.reset(PQexecPrepared(database_.connection(), name_.c_str(),
                                   static_cast<int>(values.size()), values.data(), nullptr, nullptr,
                                   0));
      if (absl::Status status = database_.StatusOf(result_, name_); !status.ok()) return status;
      row_ = -1;
    }
    return ++row_ < PQntuples(result_.get());
  }
  void Reset() override {
    result_ = nullptr;
    bound_.clear();
  }

  int64_t Number(int column) const override {
    const std::string_view text = View(column);
    if (text == "t") return 1;
    int64_t number = 0;  // also what "f" and NULL are
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
  }
  std::string Text(int column) const override { return std::string(View(column)); }
  bool IsNull(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }

 private:
  absl::Status Bind(int at, std::optional<std::string> value) {
    const auto place = static_cast<size_t>(at);
    if (bound_.size() < place) bound_.resize(place);
    bound_[place - 1] = std::move(value);
    return absl::OkStatus();
  }
  std::string_view View(int column) const {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<size_t>(PQgetlength(result_.get(), row_, column))};
  }

  const PostgresDatabase& database_;
  std::string name_;
  std::vector<std::optional<std::string>> bound_;
  PostgresResult result_;
  int row_ = -1;
};

// What went wrong last, on one line.
std::string MessageOf(PGconn* connection) {
  std::string message = PQerrorMessage(connection);
  while (message.ends_with('\n')) message.pop_back();
  for (size_t at = 0; (at = message.find('\n', at)) != std::string::npos;) {
    message.replace(at, message.find_first_not_of("\n\t ", at) - at, " ");
  }
  return message;
}

// An address without what is secret in it.
std::string NameOf(PGconn* connection) {
  const auto or_empty = [](const char* text) { return std::string(text == nullptr ? "" : text); };
  return "postgresql://" + or_empty(PQhost(connection)) + "/" + or_empty(PQdb(connection));
}

}  // namespace

void ClearResult::operator()(pg_result* result) const { PQclear(result); }
void PostgresDatabase::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }

const Spelling& PostgresDatabase::spelling() const { return kSpelling; }

absl::Status PostgresDatabase::StatusOf(const PostgresResult& result,
                                        std::string_view doing) const {
  const ExecStatusType done = PQresultStatus(result.get());
  if (done == PGRES_COMMAND_OK || done == PGRES_TUPLES_OK) return absl::OkStatus();
  const char* field = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  const std::string_view state = field == nullptr ? "" : field;
  const std::string message = name_ + ": " + MessageOf(connection_.get());
  if (PQstatus(connection_.get()) == CONNECTION_BAD || state.empty() || state.starts_with("08") ||
      state.starts_with("57P")) {
    return UnavailableError(message +
                            "; the connection is lost, and with it what was not committed: repeat "
                            "it when the server is back, nothing is kept twice");
  }
  if (state.starts_with("53")) {
    return ResourceExhaustedError(message +
                                  "; nothing of this was kept, so make room and repeat it");
  }
  if (state == "55P03" || state.starts_with("40")) {
    return UnavailableError(message +
                            "; another process is writing, so repeat it when that is done");
  }
  if (state.starts_with("XX0")) {
    return absl::DataLossError(ToAbsl(message + "; restore the store from a backup"));
  }
  if (state == "42501" || state == "25006" || state.starts_with("28")) {
    return absl::PermissionDeniedError(
        ToAbsl(message + "; the server writes to this database, so let it"));
  }
  return InternalError(message + " (" + std::string(doing) + ")");
}

absl::StatusOr<std::unique_ptr<PostgresDatabase>> PostgresDatabase::Open(
    const std::string& address) {
  auto database = std::make_unique<PostgresDatabase>();
  database->address_ = address;
  if (absl::Status status = database->Connect(); !status.ok()) return status;
  return database;
}

absl::Status PostgresDatabase::Connect() {
  prepared_.clear();
  // A network that swallows everything is found out. What the address itself says comes last, and
  // so has the word.
  const std::array keywords = {"connect_timeout", "tcp_user_timeout", "keepalives_idle", "dbname",
                               static_cast<const char*>(nullptr)};
  const std::array values = {kConnectSeconds, kUnansweredMillis, kSilenceSeconds, address_.c_str(),
                             static_cast<const char*>(nullptr)};
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), /*expand_dbname=*/1));
  name_ = NameOf(connection_.get());
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    return UnavailableError(name_ + ": " + MessageOf(connection_.get()) +
                            "; repeat it when the server is back");
  }
  // Notices are for people at a terminal.
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  // Every question of the store has its index, and asks for few rows. A plan made while a table is
  // empty would read it whole, and go on so in the middle of a stream that fills it; and one plan
  // serves all values. What is turned off is not forbidden but priced, and so high that a question
  // of a small table, whose only way it is, would be compiled: a third of a second for three rows.
  return Execute(
      "SET client_encoding = 'UTF8'; SET synchronous_commit = on; SET enable_seqscan = off; "
      "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off; "
      "SET enable_material = off; SET jit = off; "
      "SET plan_cache_mode = force_generic_plan; "
      "SET lock_timeout = " +
      std::to_string(kBusyWait.count()));
}

Statement PostgresDatabase::Prepare(std::string_view sql) {
  if (const auto found = prepared_.find(sql); found != prepared_.end()) {
    return Statement(std::make_unique<PostgresStatement>(*this, found->second));
  }
  const std::string name = "s" + std::to_string(prepared_.size());
  const PostgresResult result(
      PQprepare(connection_.get(), name.c_str(), WithDollars(sql).c_str(), 0, nullptr));
  if (absl::Status status = StatusOf(result, sql); !status.ok()) return Statement(status);
  prepared_.emplace(sql, name);
  return Statement(std::make_unique<PostgresStatement>(*this, name));
}

absl::Status PostgresDatabase::Execute(const std::string& sql) {
  const PostgresResult result(PQexec(connection_.get(), sql.c_str()));
  absl::Status status = StatusOf(result, sql);
  // To a transaction in which something failed COMMIT answers that it is rolled back, as a success.
  if (status.ok() && sql == "COMMIT" && PQcmdStatus(result.get()) == std::string_view("ROLLBACK")) {
    return InternalError(name_ + ": what failed before was committed, so nothing of it was kept");
  }
  return status;
}

absl::Status PostgresDatabase::BeginWriting() {
  if (PQstatus(connection_.get()) == CONNECTION_BAD) {
    if (absl::Status status = Connect(); !status.ok()) return status;
  }
  if (absl::Status status = Execute("BEGIN"); !status.ok()) return status;
  absl::Status locked = Execute(kWriterLock);
  if (!locked.ok()) Execute("ROLLBACK").IgnoreError();
  return locked;
}

absl::StatusOr<int> PostgresDatabase::SchemaVersion() {
  Statement is_there = Prepare("SELECT to_regclass('migrations') IS NOT NULL");
  if (!is_there.Step()) return is_there.status();
  if (is_there.Number(0) == 0) return 0;
  Statement version = Prepare("SELECT max(number) FROM migrations");
  if (!version.Step()) return version.status();
  return static_cast<int>(version.Number(0));
}

absl::Status PostgresDatabase::KeepSchemaVersion(int version) {
  return Execute(
      "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, "
      "taken TIMESTAMPTZ NOT NULL DEFAULT now()); INSERT INTO migrations (number) VALUES (" +
      std::to_string(version) + ")");
}

absl::Status PostgresDatabase::BackUpTo(const std::string& path) {
  // The password goes by the environment or ~/.pgpass, as with every program of PostgreSQL's.
  const bool done =
      RunTool({"pg_dump", "--format=custom", "--file=" + path, "--dbname=" + address_});
  if (done) return absl::OkStatus();
  return FailedPreconditionError(name_ + ": pg_dump did not write " + path +
                                 "; install postgresql-client and see that it may write there");
}

absl::Status PostgresDatabase::Restore(const std::string& path) {
  const bool done = RunTool({"pg_restore", "--single-transaction", "--no-owner", "--no-privileges",
                             "--dbname=" + address_, path});
  if (done) return absl::OkStatus();
  return FailedPreconditionError(
      name_ + ": pg_restore did not bring back " + path +
      ", and nothing of it was kept; install postgresql-client, and restore into a database that "
      "is empty");
}

}  // namespace credence::store
