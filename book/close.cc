#include "book/close.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "book/entitlement.h"
#include "book/known_case.h"
#include "book/resolution.h"
#include "book/settlement.h"
#include "core/digest.h"
#include "core/limits.h"
#include "engine/decide.h"
#include "engine/print_decision.h"

namespace credence::book {
namespace {

constexpr size_t kNamesAtATime = 256;

// Of all that was known of a customer, by sort and key as the store tells it.
std::string DigestOf(const std::vector<store::KnownFact>& known) {
  std::string text;
  for (const store::KnownFact& one : known) text += one.key + "\t" + store::ToText(one.fact) + "\n";
  return Sha256Hex(text);
}

std::string Lines(const std::vector<std::string>& texts) {
  std::string lines;
  for (const std::string& text : texts) lines += (lines.empty() ? "" : "\n") + text;
  return lines;
}

// "2016-04-05 designations:april.csv:17 dpor/ea1", "2016-04-06 dpor/ea1 is no longer known: ..."
std::string ToText(const store::Learnt& learnt) {
  const std::string day = learnt.day.ToString() + " ";
  if (learnt.withdrawn) return day + learnt.key + " is no longer known: " + learnt.reason;
  return day + learnt.source + " " + learnt.key;
}

// What of it bears on a partner: records that name no other, and subjects only where nothing else
// was learnt.
std::string ToText(const std::vector<store::Learnt>& learnt, const std::string& partner) {
  std::vector<const store::Learnt*> of_partner;
  std::vector<const store::Learnt*> subjects;
  for (const store::Learnt& one : learnt) {
    if (!one.partner.empty() && one.partner != partner) continue;
    (one.sort == "subject" ? subjects : of_partner).push_back(&one);
  }
  const auto& told = of_partner.empty() ? subjects : of_partner;
  std::string text;
  for (size_t i = 0; i < std::min(told.size(), limits::kLearntFactsMax); ++i) {
    text += (i == 0 ? "" : "\n") + ToText(*told[i]);
  }
  if (told.size() > limits::kLearntFactsMax) {
    text += "\nand " + std::to_string(told.size() - limits::kLearntFactsMax) + " more";
  }
  return text;
}

// Clauses by credit; where versions differ the one in force last holds.
SettlementOf ClausesOf(const ruletree::Timeline& timeline, Date last) {
  SettlementOf clauses;
  for (const ruletree::PolicyPtr& policy : timeline.versions()) {
    if (policy->from > last) continue;
    for (const ruletree::Credit& credit : policy->credits) {
      clauses[credit.name] = credit.settlement;
    }
  }
  return clauses;
}

class Closing {
 public:
  Closing(store::Store& store, const ruletree::Timeline& timeline, store::Close close,
          std::optional<store::Close> before, const CloseOptions& options)
      : store_(store),
        stop_(options.stop),
        timeline_(timeline),
        origin_(options.origin),
        clauses_(ClausesOf(timeline, close.period.range.last())),
        spoken_(Spoken::Of(timeline)),
        before_(std::move(before)),
        rules_changed_(before_ && before_->digest != close.digest),
        settles_earlier_(SettlesEarlier(clauses_, close.period)) {
    summary_.close = std::move(close);
  }

  absl::StatusOr<CloseSummary> Run() {
    const auto any = store_.IsAnyLearnt(close().after, close().known);
    if (!any.ok()) return any.status();
    any_learnt_ = *any;
    std::string after;
    for (;;) {
      const auto customers = store_.Roots(after, kNamesAtATime, close().known);
      if (!customers.ok()) return customers.status();
      absl::Status taken;
      for (const std::string& customer : *customers) {
        taken = Take(customer);
        if (taken.ok()) continue;
        if (absl::IsCancelled(taken) || absl::IsDeadlineExceeded(taken)) break;  // told already
        taken = absl::Status(
            taken.code(), ToAbsl("customer `" + customer + "`: " + std::string(taken.message())));
        break;
      }
      // Those before one that cannot be decided are posted all the same.
      const absl::Status posted = store_.PostAll(close(), std::exchange(decided_, {}));
      if (!taken.ok()) return taken;
      if (!posted.ok()) return posted;
      if (customers->size() < kNamesAtATime) break;
      after = customers->back();
    }
    if (absl::Status status = store_.Issue(close()); !status.ok()) return status;
    summary_.close.issued = true;
    return summary_;
  }

 private:
  const store::Close& close() const { return summary_.close; }

  // How far it came, for whoever asks for it again.
  absl::Status Stopped() const {
    return stop_->Why(
        "after " + std::to_string(summary_.customers) +
        " customers, which stay decided; asked for again the close goes on from there");
  }

  absl::Status Take(const std::string& customer) {
    if (stop_ != nullptr && stop_->Look()) return Stopped();
    ++summary_.customers;
    const absl::StatusOr<bool> posted = store_.IsPosted(close(), customer);
    if (!posted.ok()) return posted.status();
    if (*posted) {
      ++summary_.posted_before;
      return absl::OkStatus();
    }
    absl::StatusOr<std::vector<store::Learnt>> learnt = std::vector<store::Learnt>();
    if (!IsFirst() && any_learnt_) learnt = store_.LearntOf(customer, close().after, close().known);
    if (!learnt.ok()) return learnt.status();
    const absl::StatusOr<bool> was_held = WasHeld(customer);
    if (!was_held.ok()) return was_held.status();
    const bool again = !learnt->empty() || *was_held || rules_changed_;
    // Nothing of it has changed, and the period was closed before.
    if (reclosed() && !again) {
      decided_.push_back({.customer = customer, .record = {.origin = origin_}});
      return absl::OkStatus();
    }
    return DecideAndPost(
        customer, *learnt,
        again || settles_earlier_ ? close().first.range.begin : close().period.range.begin);
  }

  bool IsFirst() const { return !before_; }
  bool reclosed() const { return before_ && before_->period == close().period; }

  // What the close before held is decided again, so that it waits on or is posted, and is never
  // lost from sight.
  absl::StatusOr<bool> WasHeld(const std::string& customer) {
    if (!before_) return false;
    const auto held = store_.HeldOf(*before_, customer, /*after=*/0, /*limit=*/1);
    if (!held.ok()) return held.status();
    return !held->empty();
  }

  absl::Status DecideAndPost(const std::string& customer, const std::vector<store::Learnt>& learnt,
                             Date from) {
    const auto known = store_.FactsOf(customer, close().known);
    if (!known.ok()) return known.status();
    const absl::StatusOr<facts::Case> the_case = CaseOf(customer, *known, spoken_);
    if (!the_case.ok()) return the_case.status();
    const DateRange days{from, close().period.range.end};
    const engine::Decided decided =
        engine::Decide(timeline_, *the_case,
                       {.days = days,
                        .through = days.last(),
                        .resolutions = ResolutionsIn(*known, close().policy),
                        .explain = false,
                        .refusals = false,
                        .stop = stop_});
    if (decided.stopped) {
      --summary_.customers;
      return Stopped();
    }
    if (!decided.ok()) {
      std::string message = "its facts do not fit the rules";
      for (const facts::Fault& fault : decided.faults) {
        message += "; " + fault.field + ": " + fault.message;
      }
      return InvalidArgumentError(message);
    }
    const Entitlements entitlements = EntitlementsOf(*decided.decision);
    absl::StatusOr<PostedLines> before = PostedIn(customer, days);
    if (!before.ok()) return before.status();
    const book::Settled settled = Settle(entitlements, *before, clauses_, close().period);
    summary_.kept_back += settled.kept_back.size();
    AddPosting({.customer = customer,
                .record = {.digest = Sha256Hex(engine::Print(*decided.decision)),
                           .facts = DigestOf(*known),
                           .origin = origin_}},
               entitlements, settled, learnt);
    return absl::OkStatus();
  }

  // What was posted to a customer for periods that were decided.
  absl::StatusOr<PostedLines> PostedIn(const std::string& customer, const DateRange& days) {
    const auto posted = store_.PostedFor(close().policy, customer);
    if (!posted.ok()) return posted.status();
    PostedLines lines;
    for (const store::PostedLine& line : *posted) {
      if (line.key.period.range.Intersect(days).empty()) continue;
      lines[line.key] = {line.type, line.sum};
    }
    return lines;
  }

  void AddPosting(store::PostedDecision posted, const Entitlements& entitlements,
                  const book::Settled& settled, const std::vector<store::Learnt>& learnt) {
    for (const Posting& posting : settled.postings) {
      const Entitlement* entitled = entitlements.Find(posting.key);
      const ruletree::PolicyPtr by = entitled != nullptr
                                         ? entitled->policy
                                         : timeline_.InForce(posting.key.period.range.last());
      posted.entries.push_back(
          {.policy = close().policy,
           .version = by == nullptr ? "" : by->version,
           .customer = posted.customer,
           .key = posting.key,
           .type = posting.type,
           .amount = posting.amount,
           .entitled = posting.entitled,
           .before = posting.before,
           .adjustment = posting.adjustment,
           .provisional = posting.provisional,
           .learnt = posting.adjustment ? ToText(learnt, posting.key.partner) : "",
           .rules = entitled != nullptr ? Lines(entitled->rules) : ""});
      if (posting.adjustment) ++summary_.adjustments;
    }
    for (const HeldResult& one : entitlements.held) {
      posted.held.push_back({.customer = posted.customer,
                             .key = one.key,
                             .reason = std::string(HeldReasonName(one.held.reason)),
                             .between = one.held.between,
                             .text = one.held.text});
    }
    summary_.entries += posted.entries.size();
    summary_.held += posted.held.size();
    decided_.push_back(std::move(posted));
  }

  store::Store& store_;
  Stop* const stop_;
  const ruletree::Timeline& timeline_;
  const store::DecisionOrigin origin_;
  SettlementOf clauses_;
  Spoken spoken_;
  std::optional<store::Close> before_;  // the last that was issued
  bool rules_changed_;
  bool settles_earlier_;
  bool any_learnt_ = true;                      // of anybody, since the close before
  std::vector<store::PostedDecision> decided_;  // and not yet posted
  CloseSummary summary_;
};

}  // namespace

absl::StatusOr<CloseSummary> CloseBook(store::Store& store, const ruletree::PolicySet& policies,
                                       const CloseOptions& options) {
  const ruletree::Timeline* timeline = policies.Find(options.policy);
  if (timeline == nullptr) {
    return NotFoundError("there is no policy `" + options.policy + "` to close by");
  }
  absl::StatusOr<std::optional<store::Close>> before = store.LastIssued(options.policy);
  if (!before.ok()) return before.status();
  absl::StatusOr<store::Close> close = store.BeginClose({.policy = options.policy,
                                                         .period = options.period,
                                                         .known = options.known,
                                                         .digest = policies.digest});
  if (!close.ok()) return close.status();
  for (const ruletree::PolicyPtr& policy : timeline->versions()) {
    absl::Status kept =
        store.KeepPolicyText(policy->text_digest, policy->source->name(), policy->source->text());
    if (kept.ok()) {
      const ruletree::Vocabulary& vocabulary = *policy->vocabulary;
      kept = store.KeepPolicyText(vocabulary.text_digest, vocabulary.source->name(),
                                  vocabulary.source->text());
    }
    if (!kept.ok()) return kept;
  }
  return Closing(store, *timeline, *std::move(close), *std::move(before), options).Run();
}

}  // namespace credence::book
