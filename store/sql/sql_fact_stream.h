// A stream of records into a database that is asked in SQL: one transaction, asked and told by the
// batch, since a question that crosses to another process costs more than its answer.
//
//   SqlFactStream stream(database, *std::move(transaction), import, known, /*repeated=*/false);
//
// What is wrong with a record may so be told by a later Add, or by Commit.
//
// Errors: as store/store.h. Thread-safety: one thread.
#ifndef CREDENCE_STORE_SQL_SQL_FACT_STREAM_H_
#define CREDENCE_STORE_SQL_SQL_FACT_STREAM_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/sql/database.h"
#include "store/store.h"

namespace credence::store {

class SqlFactStream : public FactStream {
 public:
  SqlFactStream(Database& database, Transaction transaction, int64_t import, Date known,
                bool repeated);

  absl::Status Add(const facts::Record& record) override;
  absl::StatusOr<RecordCounts> Commit() override;

 private:
  // A record as it is kept.
  struct Row {
    std::string_view sort;
    Places places;
    std::string content;
    std::string stated;
    uint64_t row = 0;
    std::optional<Date> superseded = {};
  };
  struct Known {
    int64_t id = 0;
    bool retracted = false;
    std::string content;
    std::string stated;
    Date recorded = {};
  };
  using Batch = std::map<std::string, Row>;

  absl::Status Flush();
  absl::StatusOr<std::map<std::string, Known>> KnownOf(const Batch& batch);
  // Whether the row is to be inserted; what it takes the place of ends.
  absl::StatusOr<bool> Settle(const std::string& key, Row& row, const Known& before);
  bool IsOutdated(const Row& row, const Known& before) const;
  absl::StatusOr<bool> IsKept(const std::string& key, const Row& row);
  absl::Status Insert(const Batch& batch);
  void BindRow(Statement& insert, int from, const std::string& key, const Row& row) const;

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
  RecordCounts counts_;
  absl::Status failed_;
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_SQL_SQL_FACT_STREAM_H_
