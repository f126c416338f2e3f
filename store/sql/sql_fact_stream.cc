#include "store/sql/sql_fact_stream.h"

#include <utility>

namespace credence::store {
namespace {

// Records asked and told of at once.
constexpr int kBatch = 64;
// So many that the database should count again.
constexpr uint64_t kManyRecords = 1'000;
constexpr int kColumns = 12;

std::string InsertOf(int rows) {
  return "INSERT INTO facts (key, sort, subject, partner, parent, content, reason, stated, "
         "recorded, superseded, import, row) VALUES " +
         Parameters(rows, kColumns) +
         " ON CONFLICT (key) WHERE superseded IS NULL DO NOTHING RETURNING key";
}

}  // namespace

SqlFactStream::SqlFactStream(Database& database, Transaction transaction, int64_t import,
                             Date known, bool repeated)
    : database_(database),
      transaction_(std::move(transaction)),
      find_(database.Prepare("SELECT key, id, content, stated, recorded FROM facts "
                             "WHERE superseded IS NULL AND key IN " +
                             Parameters(1, kBatch))),
      find_outdated_(database.Prepare("SELECT 1 FROM facts WHERE superseded IS NOT NULL AND "
                                      "key = ?1 AND recorded = ?2 AND content = ?3")),
      supersede_(database.Prepare("UPDATE facts SET superseded = ?2 WHERE id = ?1")),
      state_again_(database.Prepare("UPDATE facts SET stated = ?2 WHERE id = ?1")),
      insert_one_(database.Prepare(InsertOf(1))),
      insert_batch_(database.Prepare(InsertOf(kBatch))),
      import_(import),
      known_(known),
      repeated_(repeated) {
  batch_.reserve(kBatch);
}

absl::Status SqlFactStream::Add(const facts::Record& record) { return Take(record, false); }

absl::Status SqlFactStream::Replace(const facts::Record& record) { return Take(record, true); }

absl::Status SqlFactStream::Take(const facts::Record& record, bool replaces) {
  if (!failed_.ok()) return failed_;
  if (record.key.empty()) {
    return failed_ = InvalidArgumentError("row " + std::to_string(record.row) +
                                          ": a record has a key, which says what it is about");
  }
  if (repeated_) {
    ++counts_.unchanged;
    return absl::OkStatus();
  }
  // A batch speaks of each key once, so that its records need not know of one another.
  if (batch_.size() == kBatch || keys_.contains(record.key)) {
    if (failed_ = Flush(); !failed_.ok()) return failed_;
  }
  keys_.insert(record.key);
  batch_.push_back({.key = record.key,
                    .sort = SortOf(record.fact),
                    .places = PlacesOf(record.fact),
                    .content = ToText(record.fact),
                    .stated = record.stated,
                    .row = record.row,
                    .replaces = replaces});
  return absl::OkStatus();
}

absl::StatusOr<RecordCounts> SqlFactStream::Commit() {
  if (failed_.ok()) failed_ = Flush();
  if (!failed_.ok()) return failed_;
  if (absl::Status status = transaction_.Commit(); !status.ok()) return status;
  // It is kept already: where this fails, only plans are worse.
  if (counts_.added + counts_.corrected >= kManyRecords) {
    database_.CountAgain("facts").IgnoreError();
  }
  return counts_;
}

absl::Status SqlFactStream::Flush() {
  const size_t told = batch_.size();
  keys_.clear();
  if (!ask_first_) {
    if (absl::Status status = InsertUnknown(batch_); !status.ok()) return status;
    counts_.added += told - batch_.size();
  }
  ask_first_ = 2 * batch_.size() > told;
  if (batch_.empty()) return absl::OkStatus();
  absl::StatusOr<KnownByKey> known = KnownOf(batch_);
  if (!known.ok()) return known.status();
  ask_first_ = 2 * known->size() > told;
  Batch fresh;
  for (Row& row : batch_) {
    bool is_new = true;
    if (const auto before = known->find(row.key); before == known->end()) {
      ++counts_.added;
    } else {
      absl::StatusOr<bool> settled = Settle(row, before->second);
      if (!settled.ok()) return settled.status();
      is_new = *settled;
    }
    if (is_new) fresh.push_back(std::move(row));
  }
  batch_.clear();
  if (absl::Status status = InsertUnknown(fresh); !status.ok()) return status;
  if (fresh.empty()) return absl::OkStatus();
  return InternalError("`" + fresh[0].key + "` was ended, and is known still");
}

absl::Status SqlFactStream::InsertUnknown(Batch& batch) {
  absl::flat_hash_set<std::string> inserted;
  const auto run = [&inserted](Statement& insert) {
    while (insert.Step()) inserted.insert(insert.Text(0));
    const absl::Status status = insert.status();
    insert.Reset();
    return status;
  };
  if (batch.size() == kBatch) {
    for (int i = 0; i < kBatch; ++i) {
      BindRow(insert_batch_, 1 + i * kColumns, batch[static_cast<size_t>(i)]);
    }
    if (absl::Status status = run(insert_batch_); !status.ok()) return status;
  } else {
    for (const Row& row : batch) {
      BindRow(insert_one_, 1, row);
      if (absl::Status status = run(insert_one_); !status.ok()) return status;
    }
  }
  std::erase_if(batch, [&inserted](const Row& row) { return inserted.contains(row.key); });
  return absl::OkStatus();
}

absl::StatusOr<SqlFactStream::KnownByKey> SqlFactStream::KnownOf(const Batch& batch) {
  int at = 0;
  for (const Row& row : batch) find_.Bind(++at, row.key);
  while (at < kBatch) find_.BindNull(++at);
  KnownByKey known;
  while (find_.Step()) {
    known[find_.Text(0)] = {.id = find_.Number(1),
                            .retracted = find_.IsNull(2),
                            .content = find_.Text(2),
                            .stated = find_.Text(3),
                            .recorded = {static_cast<int32_t>(find_.Number(4))}};
  }
  const absl::Status status = find_.status();
  find_.Reset();
  if (!status.ok()) return status;
  return known;
}

absl::StatusOr<bool> SqlFactStream::Settle(Row& row, const Known& before) {
  if (!before.retracted && before.content == row.content) {
    ++counts_.unchanged;
    if (row.stated <= before.stated) return false;
    // The same said later: what was stated between is outdated.
    state_again_.Bind(1, before.id);
    state_again_.Bind(2, row.stated);
    if (absl::Status status = state_again_.Run(); !status.ok()) return status;
    return false;
  }
  if (IsOutdated(row, before)) {
    absl::StatusOr<bool> is_kept = IsKept(row);
    if (!is_kept.ok()) return is_kept.status();
    ++(*is_kept ? counts_.unchanged : counts_.outdated);
    row.superseded = known_;
    return !*is_kept;
  }
  ++counts_.corrected;
  supersede_.Bind(1, before.id);
  supersede_.Bind(2, int64_t{known_.days});
  if (absl::Status status = supersede_.Run(); !status.ok()) return status;
  return true;
}

// Whether what is known holds against what this says.
bool SqlFactStream::IsOutdated(const Row& row, const Known& before) const {
  if (row.replaces) return false;
  if (!row.stated.empty() && !before.stated.empty() && row.stated != before.stated) {
    return row.stated < before.stated;
  }
  return !before.retracted && before.recorded == known_ && row.content < before.content;
}

absl::StatusOr<bool> SqlFactStream::IsKept(const Row& row) {
  find_outdated_.Bind(1, row.key);
  find_outdated_.Bind(2, int64_t{known_.days});
  find_outdated_.Bind(3, row.content);
  const bool is_kept = find_outdated_.Step();
  const absl::Status status = find_outdated_.status();
  find_outdated_.Reset();
  if (!status.ok()) return status;
  return is_kept;
}

void SqlFactStream::BindRow(Statement& insert, int from, const Row& row) const {
  insert.Bind(from, row.key);
  insert.Bind(from + 1, row.sort);
  insert.Bind(from + 2, row.places.subject);
  insert.Bind(from + 3, row.places.partner);
  insert.Bind(from + 4, row.places.parent);
  insert.Bind(from + 5, row.content);
  insert.Bind(from + 6, std::string_view());  // the reason of a retraction
  insert.Bind(from + 7, row.stated);
  insert.Bind(from + 8, int64_t{known_.days});
  if (row.superseded) {
    insert.Bind(from + 9, int64_t{row.superseded->days});
  } else {
    insert.BindNull(from + 9);
  }
  insert.Bind(from + 10, import_);
  insert.Bind(from + 11, static_cast<int64_t>(row.row));
}

}  // namespace credence::store
