// A database that is asked in SQL, behind statuses: one connection, and statements prepared once.
//
//   Statement find = database.Prepare("SELECT content FROM facts WHERE key = ?1");
//   find.Bind(1, key);
//   while (find.Step()) use(find.Text(0));
//   if (!find.status().ok()) ...
//
// One text of SQL serves every backend: parameters are ?1, ?2, ...; where databases spell a thing
// differently the text holds a word that begins with @, and Spelled puts the database's own in.
//
// Errors: the first of a statement stays in it until Reset; a statement that could not be prepared
// answers with it. RESOURCE_EXHAUSTED disk or store full; UNAVAILABLE another process writes, or
// the connection is lost; DATA_LOSS damaged; PERMISSION_DENIED may not be written; else INTERNAL.
// Each names the database.
// Thread-safety: one thread a connection.
#ifndef CREDENCE_STORE_SQL_DATABASE_H_
#define CREDENCE_STORE_SQL_DATABASE_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/status.h"

namespace credence::store {

// How long a writer waits for another.
inline constexpr std::chrono::milliseconds kBusyWait{5000};

// What a backend does for a Statement.
class PreparedStatement {
 public:
  virtual ~PreparedStatement() = default;
  virtual absl::Status Bind(int at, std::string_view text) = 0;
  virtual absl::Status Bind(int at, int64_t number) = 0;
  virtual absl::Status BindNull(int at) = 0;
  virtual absl::StatusOr<bool> Step() = 0;
  virtual void Reset() = 0;
  virtual int64_t Number(int column) const = 0;
  virtual std::string Text(int column) const = 0;
  virtual bool IsNull(int column) const = 0;
};

class Statement {
 public:
  explicit Statement(absl::StatusOr<std::unique_ptr<PreparedStatement>> prepared);

  // Positions of parameters begin at 1, of columns at 0.
  void Bind(int at, std::string_view text);
  void Bind(int at, int64_t number);
  void BindNull(int at);

  bool Step();  // whether there is a row
  // Runs it for its effect, ready to be bound again.
  absl::Status Run();
  void Reset();

  int64_t Number(int column) const { return prepared_->Number(column); }  // of a truth 0 or 1
  std::string Text(int column) const { return prepared_->Text(column); }
  bool IsNull(int column) const { return prepared_->IsNull(column); }
  const absl::Status& status() const { return status_; }

 private:
  std::unique_ptr<PreparedStatement> prepared_;
  absl::Status status_;
};

// A database's own words for the @words of the store's SQL.
struct Spelling {
  std::string_view id;        // @id: a column that numbers its rows
  std::string_view integer;   // @integer: 64 bits
  std::string_view text;      // @text: compared by its bytes
  std::string_view table;     // @table: what stands after a table's columns
  std::string_view root;      // @root: the first parameter, a text
  std::string_view type;      // @type: of a subject's content
  std::string_view values;    // @values: SELECT of the attributes' values of those in `named`
  std::string_view position;  // @position(text, part): 0 where it is no part
};

class Database {
 public:
  virtual ~Database() = default;

  virtual Statement Prepare(std::string_view sql) = 0;
  // One or more statements, for their effect.
  virtual absl::Status Execute(const std::string& sql) = 0;
  // Takes the writer's place at once, so that two writers wait here and not in the middle.
  virtual absl::Status BeginWriting() = 0;
  // 0 where there is no schema yet.
  virtual absl::StatusOr<int> SchemaVersion() = 0;
  virtual absl::Status KeepSchemaVersion(int version) = 0;
  // Has the database count again how the rows of a table are spread, after many came: its plans
  // rest on that. Nothing for a database that needs none.
  virtual absl::Status CountAgain(const std::string& /*table*/) { return absl::OkStatus(); }
  virtual absl::Status BackUpTo(const std::string& path) = 0;
  virtual const Spelling& spelling() const = 0;
  virtual const std::string& name() const = 0;  // a path, or an address without its password

  std::string Spelled(std::string_view sql) const;
};

// "(?1, ?2), (?3, ?4)" for 2 rows of 2.
std::string Parameters(int rows, int columns);

// Everything between Begin and Commit is seen whole or not at all.
class Transaction {
 public:
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

#endif  // CREDENCE_STORE_SQL_DATABASE_H_
