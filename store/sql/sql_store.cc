#include "store/sql/sql_store.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <tuple>

namespace credence::store {
namespace {

// Where in the order of statements a record stands.
struct Statedness {
  std::string stated;
  std::string content;
  friend auto operator<=>(const Statedness&, const Statedness&) = default;
};

class SqlFactStream : public FactStream {
 public:
  SqlFactStream(Database& database, Transaction transaction, int64_t import, Date known,
                bool repeated)
      : transaction_(std::move(transaction)),
        find_(database.Prepare("SELECT id, content, stated, recorded FROM facts "
                               "WHERE key = ?1 AND superseded IS NULL")),
        find_outdated_(database.Prepare("SELECT 1 FROM facts WHERE key = ?1 AND recorded = ?2 "
                                        "AND content = ?3")),
        supersede_(database.Prepare("UPDATE facts SET superseded = ?2 WHERE id = ?1")),
        state_again_(database.Prepare("UPDATE facts SET stated = ?2 WHERE id = ?1")),
        insert_(database.Prepare(
            "INSERT INTO facts (key, sort, subject, partner, parent, content, reason, stated, "
            "recorded, superseded, import, row) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', ?7, ?8, ?9, ?10, ?11)")),
        import_(import),
        known_(known),
        repeated_(repeated) {}

  absl::Status Add(const facts::Record& record) override {
    if (!failed_.ok()) return failed_;
    if (record.key.empty()) {
      return Fail(InvalidArgumentError("row " + std::to_string(record.row) +
                                       ": a record has a "
                                       "key, which says what it is about"));
    }
    if (repeated_) {
      ++counts_.unchanged;
      return absl::OkStatus();
    }
    const std::string content = ToText(record.fact);
    find_.Bind(1, record.key);
    const bool is_known = find_.Step();
    if (!find_.status().ok()) return Fail(find_.status());
    if (!is_known) {
      find_.Reset();
      ++counts_.added;
      return Insert(record, content, std::nullopt);
    }
    const int64_t id = find_.Number(0);
    const bool retracted = find_.IsNull(1);
    const Statedness before{find_.Text(2), find_.Text(1)};
    const Date recorded{static_cast<int32_t>(find_.Number(3))};
    find_.Reset();
    if (!retracted && before.content == content) {
      ++counts_.unchanged;
      return record.stated > before.stated ? StateAgain(id, record.stated) : absl::OkStatus();
    }
    if (IsOutdated({record.stated, content}, before, retracted, recorded)) {
      return AddOutdated(record, content);
    }
    supersede_.Bind(1, id);
    supersede_.Bind(2, int64_t{known_.days});
    if (absl::Status status = supersede_.Run(); !status.ok()) return Fail(std::move(status));
    ++counts_.corrected;
    return Insert(record, content, std::nullopt);
  }

  absl::StatusOr<RecordCounts> Commit() override {
    if (!failed_.ok()) return failed_;
    if (absl::Status status = transaction_.Commit(); !status.ok()) return status;
    return counts_;
  }

 private:
  absl::Status Fail(absl::Status status) { return failed_ = std::move(status); }

  // Whether what is known holds against what this says.
  bool IsOutdated(const Statedness& now, const Statedness& before, bool retracted,
                  Date recorded) const {
    if (!now.stated.empty() && !before.stated.empty() && now.stated != before.stated) {
      return now.stated < before.stated;
    }
    return !retracted && recorded == known_ && now.content < before.content;
  }

  // The same said later: what was stated between is outdated.
  absl::Status StateAgain(int64_t id, const std::string& stated) {
    state_again_.Bind(1, id);
    state_again_.Bind(2, stated);
    absl::Status status = state_again_.Run();
    return status.ok() ? status : Fail(std::move(status));
  }

  absl::Status AddOutdated(const facts::Record& record, const std::string& content) {
    find_outdated_.Bind(1, record.key);
    find_outdated_.Bind(2, int64_t{known_.days});
    find_outdated_.Bind(3, content);
    const bool is_kept = find_outdated_.Step();
    const absl::Status status = find_outdated_.status();
    find_outdated_.Reset();
    if (!status.ok()) return Fail(status);
    if (is_kept) {
      ++counts_.unchanged;
      return absl::OkStatus();
    }
    ++counts_.outdated;
    return Insert(record, content, known_);
  }

  absl::Status Insert(const facts::Record& record, const std::string& content,
                      std::optional<Date> superseded) {
    const Places places = PlacesOf(record.fact);
    insert_.Bind(1, record.key);
    insert_.Bind(2, SortOf(record.fact));
    insert_.Bind(3, places.subject);
    insert_.Bind(4, places.partner);
    insert_.Bind(5, places.parent);
    insert_.Bind(6, content);
    insert_.Bind(7, record.stated);
    insert_.Bind(8, int64_t{known_.days});
    if (superseded) {
      insert_.Bind(9, int64_t{superseded->days});
    } else {
      insert_.BindNull(9);
    }
    insert_.Bind(10, import_);
    insert_.Bind(11, static_cast<int64_t>(record.row));
    absl::Status status = insert_.Run();
    return status.ok() ? status : Fail(std::move(status));
  }

  // Outlives the statements: what nobody committed is rolled back when they are done.
  Transaction transaction_;
  Statement find_;
  Statement find_outdated_;
  Statement supersede_;
  Statement state_again_;
  Statement insert_;
  int64_t import_;
  Date known_;
  bool repeated_;
  RecordCounts counts_;
  absl::Status failed_;
};

// The subjects at and below ?1, the partners that evidence on them names, and the accounts that
// attributes of these refer to, as known on ?2.
constexpr const char* kOfRoot = R"(
WITH RECURSIVE
  known AS NOT MATERIALIZED (
    SELECT * FROM facts WHERE recorded <= ?2 AND (superseded IS NULL OR superseded > ?2)
      AND content IS NOT NULL),
  below (id) AS (
    SELECT @root
    UNION
    SELECT k.subject FROM below JOIN known k ON k.parent = below.id WHERE k.sort = 'subject'),
  named (id) AS (
    SELECT id FROM below
    UNION
    SELECT k.partner FROM below JOIN known k ON k.subject = below.id
      WHERE k.partner <> ''),
  valued (value) AS (
    @values),
  referred (id) AS (
    SELECT id FROM named
    UNION
    SELECT k.subject FROM valued JOIN known k ON k.subject = valued.value
      WHERE k.sort = 'subject' AND @type = 'account')
)";

std::string SourceText(Statement& row, int from) {
  return row.Text(from) + ":" + row.Text(from + 1) + ":" + row.Text(from + 2);
}

}  // namespace

SqlStore::SqlStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}

absl::Status SqlStore::CheckKnown(Date known) {
  Statement closed = database_->Prepare("SELECT max(known) FROM closes");
  if (!closed.Step()) return closed.status();
  if (!closed.IsNull(0) && closed.Number(0) >= known.days) {
    const Date last{static_cast<int32_t>(closed.Number(0))};
    return FailedPreconditionError("the book was closed as known on " + last.ToString() +
                                   ", so what is recorded now is known from " +
                                   last.AddDays(1).ToString() + " on, or later");
  }
  Statement newest = database_->Prepare("SELECT max(known) FROM imports");
  if (!newest.Step()) return newest.status();
  if (newest.IsNull(0) || newest.Number(0) <= known.days) return absl::OkStatus();
  const Date last{static_cast<int32_t>(newest.Number(0))};
  return FailedPreconditionError("facts were recorded as known on " + last.ToString() +
                                 " already, so nothing more can be known from " + known.ToString() +
                                 " on: decisions as known between would change under those who "
                                 "rely on them; record it as known on " +
                                 last.ToString() + " or later");
}

absl::StatusOr<std::unique_ptr<FactStream>> SqlStore::Record(const facts::Source& source,
                                                             Date known) {
  absl::StatusOr<Transaction> transaction = Transaction::Begin(*database_);
  if (!transaction.ok()) return transaction.status();
  bool repeated = false;
  if (!source.sha256.empty()) {
    Statement before =
        database_->Prepare("SELECT 1 FROM imports WHERE system = ?1 AND sha256 = ?2");
    before.Bind(1, source.system);
    before.Bind(2, source.sha256);
    repeated = before.Step();
    if (!before.status().ok()) return before.status();
  }
  int64_t import = 0;
  if (!repeated) {
    if (absl::Status status = CheckKnown(known); !status.ok()) return status;
    Statement insert = database_->Prepare(
        "INSERT INTO imports (system, file, sha256, known) VALUES (?1, ?2, ?3, ?4) RETURNING id");
    insert.Bind(1, source.system);
    insert.Bind(2, source.file);
    insert.Bind(3, source.sha256);
    insert.Bind(4, int64_t{known.days});
    if (!insert.Step()) return insert.status();
    import = insert.Number(0);
  }
  return std::make_unique<SqlFactStream>(*database_, *std::move(transaction), import, known,
                                         repeated);
}

absl::Status SqlStore::Retract(const std::string& key, const std::string& reason, Date known) {
  absl::StatusOr<Transaction> transaction = Transaction::Begin(*database_);
  if (!transaction.ok()) return transaction.status();
  if (absl::Status status = CheckKnown(known); !status.ok()) return status;
  Statement find = database_->Prepare(
      "SELECT id FROM facts WHERE key = ?1 AND superseded IS NULL AND content IS NOT NULL");
  find.Bind(1, key);
  const bool is_known = find.Step();
  if (!find.status().ok()) return find.status();
  if (!is_known) return NotFoundError("nothing is known under `" + key + "`");
  const int64_t id = find.Number(0);
  find.Reset();
  Statement import = database_->Prepare(
      "INSERT INTO imports (system, file, sha256, known) VALUES ('retraction', '', '', ?1) "
      "RETURNING id");
  import.Bind(1, int64_t{known.days});
  if (!import.Step()) return import.status();
  const int64_t of = import.Number(0);
  import.Reset();
  Statement supersede = database_->Prepare("UPDATE facts SET superseded = ?2 WHERE id = ?1");
  supersede.Bind(1, id);
  supersede.Bind(2, int64_t{known.days});
  if (absl::Status status = supersede.Run(); !status.ok()) return status;
  Statement insert = database_->Prepare(
      "INSERT INTO facts (key, sort, subject, partner, parent, content, reason, stated, recorded, "
      "import, row) SELECT key, sort, subject, partner, parent, NULL, ?2, '', ?3, ?4, 0 "
      "FROM facts WHERE id = ?1");
  insert.Bind(1, id);
  insert.Bind(2, reason);
  insert.Bind(3, int64_t{known.days});
  insert.Bind(4, of);
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  return transaction->Commit();
}

absl::StatusOr<std::vector<std::string>> SqlStore::Roots(const std::string& after, size_t limit,
                                                         Date known) {
  Statement find = database_->Prepare(database_->Spelled(
      "SELECT DISTINCT subject FROM facts WHERE sort = 'subject' AND subject > ?1 AND parent = '' "
      "AND recorded <= ?2 AND (superseded IS NULL OR superseded > ?2) AND content IS NOT NULL "
      "AND @type NOT IN ('partner', 'account') "
      "ORDER BY subject LIMIT ?3"));
  find.Bind(1, after);
  find.Bind(2, int64_t{known.days});
  find.Bind(3, static_cast<int64_t>(limit));
  std::vector<std::string> roots;
  while (find.Step()) roots.push_back(find.Text(0));
  if (!find.status().ok()) return find.status();
  return roots;
}

absl::StatusOr<std::vector<KnownFact>> SqlStore::FactsOf(const std::string& root, Date known) {
  Statement find = database_->Prepare(database_->Spelled(std::string(kOfRoot) + R"(
SELECT k.key, k.content, k.recorded, k.superseded, i.system, i.file, i.sha256, k.row, k.sort
  FROM referred JOIN known k ON k.subject = referred.id JOIN imports i ON i.id = k.import
UNION ALL
SELECT k.key, k.content, k.recorded, k.superseded, i.system, i.file, i.sha256, k.row, k.sort
  FROM known k JOIN imports i ON i.id = k.import WHERE k.sort = 'feed'
ORDER BY 9, 1)"));
  find.Bind(1, root);
  find.Bind(2, int64_t{known.days});
  std::vector<KnownFact> found;
  while (find.Step()) {
    absl::StatusOr<Fact> fact = FromText(find.Text(1));
    if (!fact.ok()) return fact.status();
    found.push_back({.key = find.Text(0),
                     .fact = *std::move(fact),
                     .recorded = {static_cast<int32_t>(find.Number(2))},
                     .superseded = std::nullopt,
                     .source = {find.Text(4), find.Text(5), find.Text(6)},
                     .row = static_cast<uint64_t>(find.Number(7))});
    if (!find.IsNull(3)) found.back().superseded = Date{static_cast<int32_t>(find.Number(3))};
  }
  if (!find.status().ok()) return find.status();
  return found;
}

absl::StatusOr<std::vector<Learnt>> SqlStore::LearntOf(const std::string& root, Date after,
                                                       Date until) {
  // What is no longer known stood below the root as it was then, so both trees are looked at.
  std::map<std::tuple<std::string, int32_t>, Learnt> learnt;
  for (const Date known : {after, until}) {
    Statement find = database_->Prepare(database_->Spelled(std::string(kOfRoot) + R"(
SELECT f.key, f.recorded, f.sort, f.partner, f.content IS NULL, f.reason, i.system, i.file, f.row
  FROM referred JOIN facts f ON f.subject = referred.id JOIN imports i ON i.id = f.import
  WHERE (f.recorded > ?3 AND f.recorded <= ?4)
    AND (f.superseded IS NULL OR f.superseded > f.recorded)
ORDER BY f.key, f.recorded)"));
    find.Bind(1, root);
    find.Bind(2, int64_t{known.days});
    find.Bind(3, int64_t{after.days});
    find.Bind(4, int64_t{until.days});
    while (find.Step()) {
      const Date day{static_cast<int32_t>(find.Number(1))};
      learnt.insert_or_assign({find.Text(0), day.days}, Learnt{.key = find.Text(0),
                                                               .sort = find.Text(2),
                                                               .partner = find.Text(3),
                                                               .day = day,
                                                               .withdrawn = find.Number(4) != 0,
                                                               .reason = find.Text(5),
                                                               .source = SourceText(find, 6)});
    }
    if (!find.status().ok()) return find.status();
  }
  std::vector<Learnt> found;
  for (auto& [unused, one] : learnt) found.push_back(std::move(one));
  return found;
}

absl::Status SqlStore::Dump(std::ostream& out) {
  Statement rows = database_->Prepare(
      "SELECT key, recorded, superseded, content, reason FROM facts "
      "WHERE superseded IS NULL OR superseded > recorded ORDER BY key, recorded");
  while (rows.Step()) {
    const auto day = [&rows](int column) {
      return rows.IsNull(column) ? std::string()
                                 : Date{static_cast<int32_t>(rows.Number(column))}.ToString();
    };
    out << rows.Text(0) << '\t' << day(1) << ".." << day(2) << '\t'
        << (rows.IsNull(3) ? "retracted: " + rows.Text(4) : rows.Text(3)) << '\n';
  }
  return rows.status();
}

}  // namespace credence::store
