// What a close posted to a partner, credit by credit: its statement.
//
//   absl::StatusOr<store::Close> close = CloseOfStatement(*store, {.policy = "recognition",
//       .partner = "contoso", .period = april});
//   TotalsOf(*store, *close, "contoso")  ->  seats: 40 earned, 120 adjustments, 160 in all
//   store->Entries({.partner = "contoso", .close = close->id}, 0, 1000)
//
// A statement is of a close that was issued, and none of its entries changes: so it reads the same
// at any time. A period that was closed twice has two, the second with what was learnt between.
//
// Errors: FAILED_PRECONDITION the period is not closed, or its close is not issued; what the store
// returned.
// Thread-safety: one thread a store.
#ifndef CREDENCE_BOOK_STATEMENT_H_
#define CREDENCE_BOOK_STATEMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "core/status.h"
#include "store/store.h"

namespace credence::book {

struct StatementRequest {
  std::string policy = {};
  std::string partner = {};           // or account
  std::optional<Period> period = {};  // absent: of the last close
  std::optional<Date> known = {};     // of the close; absent: the last of the period
};

struct StatementTotal {
  std::string credit = {};
  Type type = {};
  Rational earned = {};       // of the period that was closed
  Rational adjustments = {};  // of periods before it
  Rational sum = {};
};

absl::StatusOr<store::Close> CloseOfStatement(store::Store& store, const StatementRequest& request);

// By credit, then unit.
absl::StatusOr<std::vector<StatementTotal>> TotalsOf(store::Store& store, const store::Close& close,
                                                     const std::string& partner);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_STATEMENT_H_
