// The lines of the ledger: what was posted to whom, by which close, and why.
//
// A close settles a period of a policy as known on a day. It posts, customer by customer, what is
// owed minus what was posted before, and is issued when all are done; from then on none of its
// entries changes, and what is found out later is posted by a later close.
//
// Amounts are literals of the language ("117.28 USD"), exact.
//
// Thread-safe: values.
#ifndef CREDENCE_STORE_LEDGER_H_
#define CREDENCE_STORE_LEDGER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/date.h"
#include "core/rational.h"
#include "core/value.h"

namespace credence::store {

// Which line of the ledger: all that is ever posted under it adds up to what is owed.
struct LineKey {
  std::string credit = {};
  std::string subject_type = {};
  std::string subject = {};
  std::string partner = {};  // or account
  Period period = {};

  friend bool operator==(const LineKey&, const LineKey&) = default;
  friend bool operator<(const LineKey& a, const LineKey& b);
};

struct CloseRequest {
  std::string policy = {};  // the family's name
  Period period = {};
  Date known = {};          // what is found out later belongs to a later close
  std::string digest = {};  // of the published policies it decides by
};

struct Close {
  int64_t id = 0;
  std::string policy = {};
  Period period = {};
  Period first = {};  // of the first close there was: periods before it are not settled
  Date after = {};    // known until here by the close before; kDateMin for the first
  Date known = {};
  std::string digest = {};
  bool issued = false;
};

struct PostedLine {
  LineKey key = {};
  Type type = {};
  Rational sum = {};
};

// All that was posted of a credit for a period to a partner, over all customers.
struct PostedSum {
  std::string credit = {};
  Period period = {};
  Type type = {};
  Rational sum = {};
  int64_t lines = 0;         // with something on them
  bool provisional = false;  // as the last entry of a line was
};

struct Entry {
  int64_t id = 0;  // ascending in the order of posting
  int64_t close = 0;
  Period closed = {};
  std::string policy = {};
  std::string version = {};  // that decided it
  std::string customer = {};
  LineKey key = {};
  Type type = {};
  Rational amount = {};
  Rational entitled = {};  // in all
  Rational before;         // amount = entitled - before
  bool adjustment = false;
  bool provisional = false;
  std::string learnt = {};  // of an adjustment: what came to be known since, one line each
  std::string rules = {};   // that gave what is entitled, by name, one line each; empty: none did
};

struct HeldEntry {
  int64_t id = 0;
  std::string customer = {};
  LineKey key = {};  // without a partner
  std::string reason = {};
  std::vector<std::string> between = {};  // partners, or accounts; empty: everyone
  std::string text = {};
};

// Who asked for a decision, and when.
struct DecisionOrigin {
  std::string caller = {};    // as the server knows them; empty: nobody said
  std::string trace_id = {};  // of W3C Trace Context; empty: there was none
  std::string time = {};      // RFC 3339, UTC
};

// What is kept of a decision beside what it posted.
struct DecisionRecord {
  std::string digest = {};  // SHA-256 of the decision, so that a replay can be compared
  std::string facts = {};   // SHA-256 of what was known of the customer: equal digests, equal facts
  DecisionOrigin origin = {};
};

// What one customer's decision posts.
struct PostedDecision {
  std::string customer = {};
  DecisionRecord record = {};
  std::vector<Entry> entries = {};
  std::vector<HeldEntry> held = {};
};

// Empty fields ask for all.
struct EntryFilter {
  std::string policy = {};
  std::string partner = {};
  std::string customer = {};
  int64_t close = 0;
  std::string rule = {};  // by name
  std::string from = {};  // when it was decided, as Origin has it; both included
  std::string until = {};
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_LEDGER_H_
