// A stream of records into a database that is asked in SQL: one transaction, asked and told by the
// batch, since a question that crosses to another process costs more than its answer. What is new
// is inserted without asking, for as long as most of what comes is.
//
//   SqlFactStream stream(database, *std::move(transaction), import, known, /*repeated=*/false);
//
// What is wrong with a record may so be told by a later Add, or by Commit.
//
// Errors: as store/store.h. Thread-safety: one thread.
#ifndef CREDENCE_STORE_SQL_SQL_FACT_STREAM_H_
#define CREDENCE_STORE_SQL_SQL_FACT_STREAM_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "store/sql/database.h"
#include "store/store.h"

namespace credence::store {

class SqlFactStream : public FactStream {
 public:
  SqlFactStream(Database& database, Transaction transaction, int64_t import, Date known,
                bool repeated);

  absl::Status Add(const facts::Record& record) override;
  absl::Status Replace(const facts::Record& record) override;
  absl::StatusOr<RecordCounts> Commit() override;

 private:
  // A record as it is kept.
  struct Row {
    std::string key;
    std::string_view sort;
    Places places;
    std::string content;
    std::string stated;
    uint64_t row = 0;
    bool replaces = false;  // whatever is known
    std::optional<Date> superseded = {};
  };
  struct Known {
    int64_t id = 0;
    bool retracted = false;
    std::string content;
    std::string stated;
    Date recorded = {};
  };
  using Batch = std::vector<Row>;  // of as many keys
  using KnownByKey = absl::flat_hash_map<std::string, Known>;

  absl::Status Take(const facts::Record& record, bool replaces);
  absl::Status Flush();
  // Inserts the rows of keys that are not known, and leaves the others.
  absl::Status InsertUnknown(Batch& batch);
  absl::StatusOr<KnownByKey> KnownOf(const Batch& batch);
  // Whether the row is to be inserted; what it takes the place of ends.
  absl::StatusOr<bool> Settle(Row& row, const Known& before);
  bool IsOutdated(const Row& row, const Known& before) const;
  absl::StatusOr<bool> IsKept(const Row& row);
  void BindRow(Statement& insert, int from, const Row& row) const;

  Database& database_;
  // Outlives the statements: what nobody committed is rolled back when they are done.
  Transaction transaction_;
  Statement find_;
  Statement find_outdated_;
  Statement supersede_;
  Statement state_again_;
  Statement insert_one_;
  Statement insert_batch_;
  int64_t import_;
  Date known_;
  bool repeated_;
  Batch batch_;
  absl::flat_hash_set<std::string> keys_;  // of the batch
  bool ask_first_ = false;
  RecordCounts counts_;
  absl::Status failed_;
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_SQL_SQL_FACT_STREAM_H_
