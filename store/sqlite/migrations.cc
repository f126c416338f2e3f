#include "store/sqlite/migrations.h"

#include <array>
#include <string>

namespace credence::store {
namespace {

// Days are whole numbers since 1970-01-01. A fact is known from the day `recorded` until the day
// before `superseded`; its content is NULL where it was retracted. Amounts are literals.
constexpr std::array<const char*, 1> kSteps = {R"(
CREATE TABLE imports (
  id INTEGER PRIMARY KEY,
  system TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  known INTEGER NOT NULL
) STRICT;
CREATE INDEX imports_by_file ON imports (system, sha256);

CREATE TABLE facts (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  sort TEXT NOT NULL,
  subject TEXT NOT NULL,
  partner TEXT NOT NULL,
  parent TEXT NOT NULL,
  content TEXT,
  reason TEXT NOT NULL,
  stated TEXT NOT NULL,
  recorded INTEGER NOT NULL,
  superseded INTEGER,
  import INTEGER NOT NULL REFERENCES imports (id),
  row INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX facts_known ON facts (key) WHERE superseded IS NULL;
CREATE INDEX facts_by_key ON facts (key, recorded);
CREATE INDEX facts_by_subject ON facts (subject);
CREATE INDEX facts_by_parent ON facts (parent) WHERE parent <> '';
CREATE INDEX facts_by_sort ON facts (sort, subject) WHERE sort IN ('subject', 'feed');

CREATE TABLE policies (
  digest TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE closes (
  id INTEGER PRIMARY KEY,
  policy TEXT NOT NULL,
  period TEXT NOT NULL,
  first INTEGER NOT NULL,
  after INTEGER NOT NULL,
  known INTEGER NOT NULL,
  digest TEXT NOT NULL,
  issued INTEGER NOT NULL,
  UNIQUE (policy, period, known)
) STRICT;

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  close INTEGER NOT NULL REFERENCES closes (id),
  customer TEXT NOT NULL,
  digest TEXT NOT NULL,
  UNIQUE (close, customer)
) STRICT;

CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  decision INTEGER NOT NULL REFERENCES decisions (id),
  policy TEXT NOT NULL,
  customer TEXT NOT NULL,
  credit TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject TEXT NOT NULL,
  partner TEXT NOT NULL,
  period TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount TEXT NOT NULL,
  entitled TEXT NOT NULL,
  before TEXT NOT NULL,
  adjustment INTEGER NOT NULL,
  provisional INTEGER NOT NULL,
  version TEXT NOT NULL,
  learnt TEXT NOT NULL
) STRICT;
CREATE INDEX entries_by_customer ON entries (policy, customer);
CREATE INDEX entries_by_partner ON entries (policy, partner, id);

CREATE TABLE held (
  decision INTEGER NOT NULL REFERENCES decisions (id),
  credit TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject TEXT NOT NULL,
  period TEXT NOT NULL,
  reason TEXT NOT NULL,
  between_whom TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
)"};

}  // namespace

const int kSchemaVersion = static_cast<int>(kSteps.size());

absl::StatusOr<int> SchemaVersion(Database& database) {
  Statement version = database.Prepare("PRAGMA user_version");
  if (!version.Step()) return version.status();
  return static_cast<int>(version.Number(0));
}

absl::Status CheckSchema(Database& database) {
  absl::StatusOr<int> version = SchemaVersion(database);
  if (!version.ok()) return version.status();
  if (*version == kSchemaVersion) return absl::OkStatus();
  const std::string at = database.path() + ": this store has schema " + std::to_string(*version) +
                         " and this version of Credence works with " +
                         std::to_string(kSchemaVersion) + "; ";
  return FailedPreconditionError(
      at + (*version < kSchemaVersion
                ? "run `credence store migrate --store " + database.path() + "`"
                : "run a version of Credence as new as the one that made it"));
}

absl::StatusOr<int> Migrate(Database& database) {
  int taken = 0;
  for (;; ++taken) {
    absl::StatusOr<Transaction> transaction = Transaction::Begin(database);
    if (!transaction.ok()) return transaction.status();
    absl::StatusOr<int> version = SchemaVersion(database);
    if (!version.ok()) return version.status();
    if (*version >= kSchemaVersion) break;
    absl::Status status = database.Execute(kSteps[static_cast<size_t>(*version)]);
    if (status.ok()) {
      status = database.Execute("PRAGMA user_version = " + std::to_string(*version + 1));
    }
    if (status.ok()) status = transaction->Commit();
    if (!status.ok()) return status;
  }
  if (absl::Status status = CheckSchema(database); !status.ok()) return status;
  return taken;
}

}  // namespace credence::store
