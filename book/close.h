// Closes a period: decides every customer as known on a day, and posts what is owed minus what was
// posted before.
//
//   CloseBook(*store, policies, {.policy = "recognition", .period = january, .known = february_5})
//     -> 812 customers, 1,904 entries, 37 held
//   CloseBook(*store, policies, {..., .period = february, .known = march_5})
//     -> ... and adjustments of January, with what was learnt since February 5
//
// Customers are taken by id, some hundreds at a time, decided one by one and posted together in one
// transaction with the record of their decisions (who asked, on which facts, by which rules):
// memory does not grow with the book. One that is posted is passed over, so a close that was cut
// off or stopped goes on where it was. When all are posted the close is issued, and none of its
// entries changes any more.
//
// Earlier periods are decided again only for customers of whom something was learnt since or held
// by the close before, when the rules were changed since, and where a credit is settled at the end
// of a longer period that ends now; and every period from the first close on, so that what is
// learnt late is an adjustment of the period it belongs to.
//
// Errors: NOT_FOUND no such policy; FAILED_PRECONDITION a period out of order or a close that is
// not issued (store/store.h); INVALID_ARGUMENT a customer whose facts do not fit together or not
// the vocabulary, naming it: it is told at once, and the close goes on when that is mended;
// CANCELLED or DEADLINE_EXCEEDED when it was stopped, with how many customers are decided. What the
// store returned.
//
// Thread-safety: one thread a store; two closes of one policy exclude each other.
#ifndef CREDENCE_BOOK_CLOSE_H_
#define CREDENCE_BOOK_CLOSE_H_

#include <cstdint>
#include <string>

#include "core/status.h"
#include "core/stop.h"
#include "ruletree/timeline.h"
#include "store/store.h"

namespace credence::book {

struct CloseOptions {
  std::string policy = {};  // the family's name
  Period period = {};
  Date known = {};  // what was recorded later belongs to a later close
  // Kept with each decision. One that was cut off may go on by another.
  store::DecisionOrigin origin = {};
  Stop* stop = nullptr;  // asked before each customer; null: it goes to the end
};

struct CloseSummary {
  store::Close close = {};
  uint64_t customers = 0;
  uint64_t posted_before = 0;  // by the same close, before it was cut off
  uint64_t entries = 0;
  uint64_t adjustments = 0;  // of these, to earlier periods
  uint64_t held = 0;
  uint64_t kept_back = 0;  // differences that a clause of the credit keeps
};

absl::StatusOr<CloseSummary> CloseBook(store::Store& store, const ruletree::PolicySet& policies,
                                       const CloseOptions& options);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_CLOSE_H_
