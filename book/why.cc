#include "book/why.h"

#include <algorithm>
#include <utility>

#include "book/entitlement.h"
#include "book/known_case.h"
#include "book/resolution.h"
#include "engine/decide.h"
#include "engine/print_decision.h"

namespace credence::book {
namespace {

constexpr size_t kEntriesAtATime = 500;

absl::StatusOr<store::Entry> EntryOf(store::Store& store, int64_t id) {
  const auto found = store.Entries({}, id - 1, 1);
  if (!found.ok()) return found.status();
  if (found->empty() || found->front().id != id) {
    return NotFoundError("there is no entry " + std::to_string(id));
  }
  return found->front();
}

// Every entry of the line until this one.
absl::StatusOr<std::vector<store::Entry>> LineOf(store::Store& store, const store::Entry& entry) {
  const store::EntryFilter filter{
      .policy = entry.policy, .partner = entry.key.partner, .customer = entry.customer};
  std::vector<store::Entry> line;
  int64_t after = 0;
  while (after < entry.id) {
    const auto page = store.Entries(filter, after, kEntriesAtATime);
    if (!page.ok()) return page.status();
    if (page->empty()) break;
    for (const store::Entry& one : *page) {
      if (one.id <= entry.id && one.key == entry.key) line.push_back(one);
    }
    after = page->back().id;
  }
  return line;
}

bool IsOf(const store::LineKey& key, const engine::Result& result) {
  return result.credit == key.credit && result.subject_type == key.subject_type &&
         result.subject == key.subject && result.period == key.period;
}

// Where each record of evidence came from.
std::string SourcesOf(const engine::Award& award) {
  std::string text;
  for (const engine::EvidenceRef& record : award.evidence) {
    text += "    " + record.id + " is from " + record.provenance + "\n";
  }
  return text;
}

absl::Status RulesAreGone(const store::Entry& entry, const store::Close& close) {
  return FailedPreconditionError(
      "the rules have changed since " + entry.policy + " " + close.period.ToString() +
      " was closed, and those it was closed by (revision " + close.digest +
      ") were never published to the store; ask again with them, by `--rules DIR`");
}

}  // namespace

absl::StatusOr<Why> WhyEntry(store::Store& store, const RulesOf& rules, int64_t id) {
  absl::StatusOr<store::Entry> entry = EntryOf(store, id);
  if (!entry.ok()) return entry.status();
  Why why{.entry = *std::move(entry)};
  const absl::StatusOr<store::Close> close = store.CloseOf(why.entry.close);
  if (!close.ok()) return close.status();
  why.close = *close;
  absl::StatusOr<store::DecisionRecord> record = store.DecisionOf(id);
  if (!record.ok()) return record.status();
  why.record = *std::move(record);
  const absl::StatusOr<ruletree::PolicySetPtr> policies = rules(close->digest);
  if (!policies.ok()) return policies.status();
  const ruletree::Timeline* timeline =
      *policies == nullptr ? nullptr : (*policies)->Find(why.entry.policy);
  if (timeline == nullptr) return RulesAreGone(why.entry, *close);
  absl::StatusOr<std::vector<store::Entry>> line = LineOf(store, why.entry);
  if (!line.ok()) return line.status();
  why.line = *std::move(line);
  const auto known = store.FactsOf(why.entry.customer, close->known);
  if (!known.ok()) return known.status();
  const absl::StatusOr<facts::Case> the_case =
      CaseOf(why.entry.customer, *known, Spoken::Of(*timeline));
  if (!the_case.ok()) return the_case.status();
  engine::Request request;
  request.days = why.entry.key.period.range;
  request.through = close->period.range.last();
  request.resolutions = ResolutionsIn(*known, why.entry.policy);
  engine::Decided decided = engine::Decide(*timeline, *the_case, request);
  if (!decided.ok()) return FailedPreconditionError("the facts do not fit the rules any more");
  const Entitlements entitlements = EntitlementsOf(*decided.decision);
  if (!entitlements.IsHeld(why.entry.key)) {
    const Entitlement* owed = entitlements.Find(why.entry.key);
    why.entitled = owed == nullptr ? Rational() : owed->amount;
  }
  why.same = why.entitled == why.entry.entitled;
  for (const engine::Result& result : decided.decision->results) {
    if (!IsOf(why.entry.key, result)) continue;
    why.decision += engine::Print(result);
    for (const engine::Award& award : result.awards) {
      if (award.partner == why.entry.key.partner) why.decision += SourcesOf(award);
    }
  }
  return why;
}

}  // namespace credence::book
