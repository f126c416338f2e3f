#include "store/sql/migrations.h"

#include <array>
#include <string>

namespace credence::store {
namespace {

// Days are whole numbers since 1970-01-01. A fact is known from the day `recorded` until the day
// before `superseded`; its content is NULL where it was retracted. Amounts are literals.
constexpr std::array<const char*, 4> kSteps = {
    R"(
CREATE TABLE imports (
  id @id,
  system @text NOT NULL,
  file @text NOT NULL,
  sha256 @text NOT NULL,
  known @integer NOT NULL
) @table;
CREATE INDEX imports_by_file ON imports (system, sha256);

CREATE TABLE facts (
  id @id,
  key @text NOT NULL,
  sort @text NOT NULL,
  subject @text NOT NULL,
  partner @text NOT NULL,
  parent @text NOT NULL,
  content @text,
  reason @text NOT NULL,
  stated @text NOT NULL,
  recorded @integer NOT NULL,
  superseded @integer,
  import @integer NOT NULL REFERENCES imports (id),
  row @integer NOT NULL
) @table;
CREATE UNIQUE INDEX facts_known ON facts (key) WHERE superseded IS NULL;
CREATE INDEX facts_by_key ON facts (key, recorded);
CREATE INDEX facts_by_subject ON facts (subject);
CREATE INDEX facts_by_parent ON facts (parent) WHERE parent <> '';
CREATE INDEX facts_by_sort ON facts (sort, subject) WHERE sort IN ('subject', 'feed');

CREATE TABLE policies (
  digest @text PRIMARY KEY,
  name @text NOT NULL,
  text @text NOT NULL
) @table;

CREATE TABLE closes (
  id @id,
  policy @text NOT NULL,
  period @text NOT NULL,
  first @integer NOT NULL,
  after @integer NOT NULL,
  known @integer NOT NULL,
  digest @text NOT NULL,
  issued @integer NOT NULL,
  UNIQUE (policy, period, known)
) @table;

CREATE TABLE decisions (
  id @id,
  close @integer NOT NULL REFERENCES closes (id),
  customer @text NOT NULL,
  digest @text NOT NULL,
  UNIQUE (close, customer)
) @table;

CREATE TABLE entries (
  id @id,
  decision @integer NOT NULL REFERENCES decisions (id),
  policy @text NOT NULL,
  customer @text NOT NULL,
  credit @text NOT NULL,
  subject_type @text NOT NULL,
  subject @text NOT NULL,
  partner @text NOT NULL,
  period @text NOT NULL,
  unit @text NOT NULL,
  amount @text NOT NULL,
  entitled @text NOT NULL,
  before @text NOT NULL,
  adjustment @integer NOT NULL,
  provisional @integer NOT NULL,
  version @text NOT NULL,
  learnt @text NOT NULL
) @table;
CREATE INDEX entries_by_customer ON entries (policy, customer);
CREATE INDEX entries_by_partner ON entries (policy, partner, id);

CREATE TABLE held (
  id @id,
  decision @integer NOT NULL REFERENCES decisions (id),
  credit @text NOT NULL,
  subject_type @text NOT NULL,
  subject @text NOT NULL,
  period @text NOT NULL,
  reason @text NOT NULL,
  between_whom @text NOT NULL,
  text @text NOT NULL
) @table;
CREATE INDEX held_by_decision ON held (decision);
)",
    // A fact has one known version, and few have any other:
    // those are all that a second index need hold.
    R"(
DROP INDEX facts_by_key;
CREATE INDEX facts_superseded ON facts (key, recorded) WHERE superseded IS NOT NULL;
)",
    // Whose decision it was, on which facts, and by which rules: empty of what was posted before.
    R"(
ALTER TABLE decisions ADD COLUMN facts @text NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN caller @text NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN trace_id @text NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN time @text NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN rules @text NOT NULL DEFAULT '';
)",
    // Published policies. Rows are added and never changed: the last publication is the active one.
    R"(
CREATE TABLE policy_texts (
  digest @text PRIMARY KEY,
  text @text NOT NULL
) @table;

CREATE TABLE policy_revisions (
  revision @text PRIMARY KEY
) @table;

CREATE TABLE policy_revision_files (
  revision @text NOT NULL REFERENCES policy_revisions (revision),
  name @text NOT NULL,
  digest @text NOT NULL REFERENCES policy_texts (digest),
  PRIMARY KEY (revision, name)
) @table;

CREATE TABLE policy_publications (
  id @id,
  revision @text NOT NULL REFERENCES policy_revisions (revision),
  published @integer NOT NULL,
  by_whom @text NOT NULL,
  message @text NOT NULL,
  rolled_back @integer NOT NULL
) @table;
)"};

}  // namespace

const int kSchemaVersion = static_cast<int>(kSteps.size());

absl::Status CheckSchema(Database& database) {
  absl::StatusOr<int> version = database.SchemaVersion();
  if (!version.ok()) return version.status();
  if (*version == kSchemaVersion) return absl::OkStatus();
  const std::string at = database.name() + ": this store has schema " + std::to_string(*version) +
                         " and this version of Credence works with " +
                         std::to_string(kSchemaVersion) + "; ";
  return FailedPreconditionError(
      at + (*version < kSchemaVersion
                ? "run `credence store migrate --store " + database.name() + "`"
                : "run a version of Credence as new as the one that made it"));
}

absl::Status CheckIsStore(Database& database) {
  absl::StatusOr<int> version = database.SchemaVersion();
  if (!version.ok()) return version.status();
  if (*version > kSchemaVersion) return CheckSchema(database);
  bool is_store = *version > 0;
  for (const char* const table : {"imports", "facts", "closes", "entries"}) {
    if (is_store) is_store = database.Prepare(std::string("SELECT 1 FROM ") + table).status().ok();
  }
  return is_store ? absl::OkStatus() : InvalidArgumentError(database.name() + ": this is no store");
}

absl::StatusOr<int> Migrate(Database& database) {
  int taken = 0;
  for (;; ++taken) {
    absl::StatusOr<Transaction> transaction = Transaction::Begin(database);
    if (!transaction.ok()) return transaction.status();
    absl::StatusOr<int> version = database.SchemaVersion();
    if (!version.ok()) return version.status();
    if (*version >= kSchemaVersion) break;
    absl::Status status = database.Execute(database.Spelled(kSteps[static_cast<size_t>(*version)]));
    if (status.ok()) {
      status = database.KeepSchemaVersion(*version + 1);
    }
    if (status.ok()) status = transaction->Commit();
    if (!status.ok()) return status;
  }
  if (absl::Status status = CheckSchema(database); !status.ok()) return status;
  return taken;
}

}  // namespace credence::store
