#include "store/sql/database.h"

#include <algorithm>
#include <array>

namespace credence::store {

Statement::Statement(absl::StatusOr<std::unique_ptr<PreparedStatement>> prepared)
    : status_(prepared.status()) {
  if (prepared.ok()) prepared_ = *std::move(prepared);
}

void Statement::Bind(int at, std::string_view text) {
  if (status_.ok()) status_ = prepared_->Bind(at, text);
}

void Statement::Bind(int at, int64_t number) {
  if (status_.ok()) status_ = prepared_->Bind(at, number);
}

void Statement::BindNull(int at) {
  if (status_.ok()) status_ = prepared_->BindNull(at);
}

bool Statement::Step() {
  if (!status_.ok()) return false;
  absl::StatusOr<bool> is_row = prepared_->Step();
  status_ = is_row.status();
  return is_row.ok() && *is_row;
}

absl::Status Statement::Run() {
  while (Step()) continue;
  absl::Status status = status_;
  Reset();
  return status;
}

void Statement::Reset() {
  if (prepared_ == nullptr) return;
  prepared_->Reset();
  status_ = absl::OkStatus();
}

std::string Database::Spelled(std::string_view sql) const {
  const Spelling& own = spelling();
  const std::array<std::pair<std::string_view, std::string_view>, 8> words = {{
      {"@id", own.id},
      {"@integer", own.integer},
      {"@text", own.text},
      {"@table", own.table},
      {"@root", own.root},
      {"@type", own.type},
      {"@values", own.values},
      {"@position", own.position},
  }};
  std::string spelled;
  while (!sql.empty()) {
    const size_t at = std::min(sql.find('@'), sql.size());
    spelled += sql.substr(0, at);
    sql.remove_prefix(at);
    for (const auto& [word, meaning] : words) {
      if (!sql.starts_with(word)) continue;
      spelled += meaning;
      sql.remove_prefix(word.size());
      break;
    }
  }
  return spelled;
}

std::string Parameters(int rows, int columns) {
  std::string text;
  for (int row = 0; row < rows; ++row) {
    text += row == 0 ? "(" : ", (";
    for (int column = 0; column < columns; ++column) {
      text += (column == 0 ? "?" : ", ?") + std::to_string(row * columns + column + 1);
    }
    text += ")";
  }
  return text;
}

absl::StatusOr<Transaction> Transaction::Begin(Database& database) {
  if (absl::Status status = database.BeginWriting(); !status.ok()) return status;
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) database_->Execute("ROLLBACK").IgnoreError();
}

absl::Status Transaction::Commit() {
  absl::Status status = database_->Execute("COMMIT");
  if (status.ok()) database_ = nullptr;
  return status;
}

}  // namespace credence::store
