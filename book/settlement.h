// What a close posts: entitlement minus what was posted, and nothing else creates money.
//
//   entitled 617.28 USD for 2016-02, posted before 500.00 USD   ->  post +117.28 USD
//   entitled nothing any more, posted before 500.00 USD         ->  post -500.00 USD
//
// The credit's own clauses say only where that stops:
//
//   settled quarterly         posted by closes that end a quarter
//   recover never             an earlier period is never corrected downwards
//   recover up to 12 months   not when it began more than 12 months before the period closed
//   waive under 50 USD        a difference below it, up or down, waits until it is larger
//
// A line that is held is left as it is: neither owed nor taken back. A period still running is
// settled only for a credit that says how often, up to the day closed.
//
// Thread-safe: no state.
#ifndef CREDENCE_BOOK_SETTLEMENT_H_
#define CREDENCE_BOOK_SETTLEMENT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/entitlement.h"
#include "ruletree/policy.h"

namespace credence::book {

// What was posted under a line so far, by all closes.
struct Posted {
  Type type = {};
  Rational sum = {};
};
using PostedLines = std::map<LineKey, Posted>;

// One line of a statement to be.
struct Posting {
  LineKey key = {};
  Type type = {};
  Rational amount = {};     // posted now; never zero
  Rational entitled = {};   // in all
  Rational before = {};     // posted before: amount = entitled - before
  bool adjustment = false;  // corrects a period that an earlier close could have posted
  bool provisional = false;
};

// Why a difference was not posted.
enum class Kept : uint8_t {
  kNotDue,
  kNotRecovered,
  kWaived,
  kOtherUnit,  // the policy now pays in another unit than was posted; a person has to look
  kTooLarge,   // the difference is past the limits of numbers
};
std::string_view KeptName(Kept kept);  // "not due", "not recovered", "waived"

struct KeptBack {
  LineKey key = {};
  Kept kept = Kept::kNotDue;
  Rational difference = {};  // zero when there is none to be had
};

struct Settled {
  std::vector<Posting> postings = {};  // ascending by line
  std::vector<KeptBack> kept_back = {};
};

// The clauses of a credit, by its name; nullptr when no version has it any more: then what was
// posted is taken back in full.
using SettlementOf = std::map<std::string, ruletree::Settlement, std::less<>>;

Settled Settle(const Entitlements& entitlements, const PostedLines& posted,
               const SettlementOf& clauses, const Period& closed);

// Whether a close of `closed` settles periods that closes before it were to leave: it ends a
// quarter, say, of a credit that is settled quarterly.
bool SettlesEarlier(const SettlementOf& clauses, const Period& closed);

// Whether a credit's period is settled by a close of `closed`.
bool IsDue(const ruletree::Settlement& clauses, const Period& period, const Period& closed);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_SETTLEMENT_H_
