#include "store/sql/sql_store.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <ostream>
#include <tuple>

#include "core/file_beside.h"
#include "store/sql/sql_fact_stream.h"

namespace credence::store {
namespace {

// An index over some of the facts serves a question that repeats its condition word for word: of a
// sort, that it is one of ('subject', 'feed'); of a parent, that there is one. Otherwise every
// fact there is would be read for each customer.
//
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
    SELECT k.subject FROM below JOIN known k ON k.parent = below.id
      WHERE k.sort = 'subject' AND k.parent <> ''),
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

// Of facts k and imports i.
constexpr const char* kKnownColumns =
    "k.key, k.content, k.recorded, k.superseded, i.system, i.file, i.sha256, k.row, k.stated";

// A row of kKnownColumns; of a retraction, without its fact.
absl::StatusOr<KnownFact> KnownFrom(Statement& row) {
  KnownFact known{.key = row.Text(0),
                  .recorded = {static_cast<int32_t>(row.Number(2))},
                  .source = {row.Text(4), row.Text(5), row.Text(6)},
                  .row = static_cast<uint64_t>(row.Number(7)),
                  .stated = row.Text(8)};
  if (!row.IsNull(3)) known.superseded = Date{static_cast<int32_t>(row.Number(3))};
  if (row.IsNull(1)) return known;
  absl::StatusOr<Fact> fact = FromText(row.Text(1));
  if (!fact.ok()) return fact.status();
  known.fact = *std::move(fact);
  return known;
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
  // It never goes back, so that of the last import is the newest.
  Statement newest = database_->Prepare("SELECT known FROM imports ORDER BY id DESC LIMIT 1");
  const bool is_any = newest.Step();
  if (!newest.status().ok()) return newest.status();
  if (!is_any || newest.Number(0) <= known.days) return absl::OkStatus();
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
      "SELECT DISTINCT subject FROM facts WHERE sort = 'subject' AND sort IN ('subject', 'feed') "
      "AND subject > ?1 AND parent = '' "
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

absl::StatusOr<std::vector<KnownFact>> SqlStore::FactsOf(const std::string& root, Date known,
                                                         const FactFilter& filter) {
  Statement find = database_->Prepare(database_->Spelled(
      std::string(kOfRoot) + ", found AS (SELECT k.* FROM referred JOIN known k ON k.subject = " +
      "referred.id UNION ALL SELECT k.* FROM known k " +
      "WHERE k.sort = 'feed' AND k.sort IN ('subject', 'feed')) SELECT " + kKnownColumns + R"(
  FROM found k JOIN imports i ON i.id = k.import
  WHERE (?3 = '' OR k.sort = ?3) AND (?4 = '' OR k.partner = ?4)
    AND (k.sort > ?5 OR (k.sort = ?5 AND k.key > ?6))
ORDER BY k.sort, k.key LIMIT ?7)"));
  find.Bind(1, root);
  find.Bind(2, int64_t{known.days});
  find.Bind(3, filter.sort);
  find.Bind(4, filter.partner);
  find.Bind(5, filter.after_sort);
  find.Bind(6, filter.after_key);
  find.Bind(7, filter.limit == 0 ? INT64_MAX : static_cast<int64_t>(filter.limit));
  std::vector<KnownFact> found;
  while (find.Step()) {
    absl::StatusOr<KnownFact> fact = KnownFrom(find);
    if (!fact.ok()) return fact.status();
    found.push_back(*std::move(fact));
  }
  if (!find.status().ok()) return find.status();
  return found;
}

absl::StatusOr<std::vector<FactVersion>> SqlStore::VersionsOf(const std::string& key, Date known) {
  Statement find = database_->Prepare(
      std::string("SELECT ") + kKnownColumns +
      ", k.reason FROM facts k JOIN imports i ON i.id = k.import WHERE "
      "((k.key = ?1 AND k.superseded IS NULL) OR (k.key = ?1 AND k.superseded IS NOT NULL)) "
      "AND k.recorded <= ?2 ORDER BY k.recorded, k.id");
  find.Bind(1, key);
  find.Bind(2, int64_t{known.days});
  std::vector<FactVersion> versions;
  Fact last;
  while (find.Step()) {
    FactVersion one{.retracted = find.IsNull(1), .reason = find.Text(9)};
    absl::StatusOr<KnownFact> fact = KnownFrom(find);
    if (!fact.ok()) return fact.status();
    one.known = *std::move(fact);
    (one.retracted ? one.known.fact : last) = one.retracted ? last : one.known.fact;
    // What is not known yet on the day says nothing of it.
    if (one.known.superseded > known) one.known.superseded.reset();
    versions.push_back(std::move(one));
  }
  if (!find.status().ok()) return find.status();
  return versions;
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

absl::StatusOr<bool> SqlStore::IsAnyLearnt(Date after, Date until) {
  Statement find =
      database_->Prepare("SELECT 1 FROM imports WHERE known > ?1 AND known <= ?2 LIMIT 1");
  find.Bind(1, int64_t{after.days});
  find.Bind(2, int64_t{until.days});
  const bool found = find.Step();
  if (!find.status().ok()) return find.status();
  return found;
}

absl::Status SqlStore::BackUpTo(const std::string& path) {
  // There when it is whole; what was there before stays till then.
  FileBeside beside(path);
  absl::Status status = beside.Write("");
  if (status.ok()) status = database_->BackUpTo(beside.path());
  return status.ok() ? beside.Replace() : status;
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
