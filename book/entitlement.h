// What a decision entitles partners to, line by line, as the ledger keeps it.
//
//   Entitlements found = EntitlementsOf(decision);
//   found.lines[0]  ->  incentive, subscription ea1, 2016-02, adatum: 617.28 USD
//   found.held[0]   ->  incentive, subscription ea2, 2016-02: tied between adatum and contoso
//
// A line is one credit, subject, period and partner. Of a period that two versions part, money adds
// up, and of all else the last part counts; where a part that counts is held nobody's line of that
// subject and period is known, unless the held result awards it for certain and the part holds only
// others.
//
// Lines and held results come ascending, so equal decisions give equal lists.
//
// Thread-safe: values.
#ifndef CREDENCE_BOOK_ENTITLEMENT_H_
#define CREDENCE_BOOK_ENTITLEMENT_H_

#include <string>
#include <vector>

#include "core/date.h"
#include "core/rational.h"
#include "core/value.h"
#include "engine/decision.h"
#include "store/ledger.h"

namespace credence::book {

using store::LineKey;

struct Entitlement {
  LineKey key = {};
  Type type = {};
  Rational amount = {};
  ruletree::PolicyPtr policy = {};  // of the last part of the period
  bool provisional = false;
  std::vector<std::string> rules = {};  // that gave it, by name, each once
};

// A result that waits: for a person, or for what is missing.
struct HeldResult {
  LineKey key = {};  // without a partner
  engine::Held held = {};
  ruletree::PolicyPtr policy = {};
};

struct Entitlements {
  std::vector<Entitlement> lines = {};
  std::vector<HeldResult> held = {};

  const Entitlement* Find(const LineKey& key) const;
  // Whether the line waits for a held result and is not known: neither owed nor taken back.
  bool IsHeld(const LineKey& key) const;
};

// Parts of a period that add up past the limits of numbers are held, as kOverflow.
Entitlements EntitlementsOf(const engine::Decision& decision);

}  // namespace credence::book

#endif  // CREDENCE_BOOK_ENTITLEMENT_H_
