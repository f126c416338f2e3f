#include "engine/pipeline.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/check.h"
#include "core/rounding.h"
#include "engine/choose.h"
#include "engine/citation.h"
#include "engine/claims.h"
#include "engine/evidence_text.h"
#include "engine/held.h"
#include "engine/pool.h"
#include "engine/split.h"

namespace credence::engine {

using ruletree::Credit;
using ruletree::CreditId;
using ruletree::Policy;
using ruletree::RuleId;

namespace {

// Answers of a large case that are kept for the next result: two megabytes, more or less.
constexpr size_t kAnswersKeptMax = 16'384;

// Rounds as the credit says; where that would pass the award's own cap, down instead.
std::optional<Rational> RoundWithin(const Rational& exact, const Rounding& rounding,
                                    const std::optional<Rational>& cap) {
  const std::optional<Rational> rounded = Round(exact, rounding);
  if (!rounded || !cap || *rounded <= *cap) return rounded;
  // "Up" and "down" are from and to zero, so below zero they change sides.
  const RoundingMode lower = exact.is_negative() ? RoundingMode::kUp : RoundingMode::kDown;
  return Round(exact, {lower, rounding.unit});
}

std::string RoundingText(const Credit& credit, const Stand& stand, const Rational& amount) {
  std::string text = "rounded " + std::string(RoundingModeText(credit.rounding->mode)) + " " +
                     ToDisplay(credit.rounding->unit, credit.type) + " = " +
                     ToDisplay(amount, credit.type);
  if (stand.cap && Round(stand.amount, *credit.rounding) != amount) {
    text += ", down, to stay within " + ToDisplay(*stand.cap, credit.type);
  }
  return text;
}

// "the pool of 100.01 USD is parted in steps of 0.01 USD: 50.01 USD for adatum"
std::string PoolText(const Credit& credit, const PoolShare& share, const std::string& partner) {
  return "the pool of " + ToDisplay(share.pool, credit.type) + " is parted in steps of " +
         ToDisplay(PoolRounding(credit)->unit, credit.type) + ": " +
         ToDisplay(share.part, credit.type) + (share.level ? " each" : " for " + partner);
}

}  // namespace

Pipeline::Pipeline(ruletree::PolicyPtr policy, const BoundCase& bound, ParamValues params,
                   const Telling& telling)
    : policy_(std::move(policy)),
      bound_(bound),
      evaluator_(*policy_, bound, std::move(params)),
      telling_(telling) {}

void Pipeline::FindRules(CreditId id, facts::SubjectIndex subject, Rules& rules) const {
  const CreditRules& all = evaluator_.prepared().credits[id];
  if (telling_.refusals || is_traced_) {
    rules.awards = all.awards.rules();
    rules.exclusions = all.exclusions.rules();
    rules.forfeits = all.forfeits.rules();
    return;
  }
  rules.awards = all.awards.Find(bound_, subject, rules.found[0]);
  rules.exclusions = all.exclusions.Find(bound_, subject, rules.found[1]);
  rules.forfeits = all.forfeits.Find(bound_, subject, rules.found[2]);
}

bool Pipeline::IsProvisional(CreditId id, const DateRange& days) const {
  if (bound_.facts().feeds.size() == 0) return false;
  const std::vector<std::string>& feeds = evaluator_.prepared().credits[id].feeds;
  return std::ranges::any_of(feeds, [&](const std::string& feed) {
    const Date* loaded_through = bound_.LoadedThrough(feed);
    return loaded_through != nullptr && *loaded_through < days.last();
  });
}

std::vector<Candidate> Pipeline::Candidates(const Credit& credit, Scope& for_all_partners) const {
  std::vector<Candidate> candidates;
  const auto add = [&](facts::SubjectIndex partner) {
    Candidate& candidate = candidates.emplace_back();
    candidate.partner = partner;
    candidate.scope = {.subject = for_all_partners.subject,
                       .partner = partner,
                       .days = for_all_partners.days,
                       .shared = for_all_partners.shared,
                       .for_all_partners = &for_all_partners};
  };
  if (credit.per == ruletree::kPartner) {
    add(for_all_partners.subject);
    return candidates;
  }
  const std::span<const facts::SubjectIndex> partners = bound_.SubjectsOf(ruletree::kPartner);
  candidates.reserve(partners.size());
  if (!credit.by_account) {
    for (const facts::SubjectIndex partner : partners) add(partner);
    return candidates;
  }
  std::set<facts::SubjectIndex> parties;
  for (const facts::SubjectIndex partner : partners) {
    const facts::SubjectIndex party = bound_.PartyOf(partner);
    if (parties.insert(party).second) add(party);
  }
  std::sort(candidates.begin(), candidates.end(), [this](const Candidate& a, const Candidate& b) {
    return bound_.IdOf(a.partner) < bound_.IdOf(b.partner);
  });
  return candidates;
}

// A partner whose account ought to be given, and is not, may be one with another.
void Pipeline::DoubtAccount(const Credit& credit, Candidate& candidate) const {
  const ruletree::AttributeId account = bound_.vocabulary().account;
  const bool may_have_none = bound_.vocabulary().attributes[account].optional;
  if (candidate.claims.empty() || may_have_none) return;
  if (bound_.TypeOf(candidate.partner) != ruletree::kPartner) return;
  candidate.doubt = Doubt{HeldReason::kMissingInput,
                          "the account of " + bound_.IdOf(candidate.partner) + " is missing, and " +
                              credit.name + " goes to accounts",
                          {candidate.claims.front().rule}};
}

void Pipeline::Exclude(const Rules& rules, Candidate& candidate) const {
  if (candidate.claims.empty()) return;
  RemovalTrial removal = TryRemovals(evaluator_, rules.exclusions, candidate);
  if (removal.rule != ruletree::kNone) {
    candidate.removal = RemovalBy(Stage::kExclude, removal.rule, candidate);
  } else {
    if (removal.doubt) candidate.doubt = std::move(removal.doubt);
  }
}

void Pipeline::Divide(const Credit& credit, const Rules& rules,
                      std::vector<Candidate>& candidates) const {
  // A doubt about one claim is one about every share.
  for (const Candidate& candidate : candidates) {
    if (candidate.removal) continue;
    for (const Claim& claim : candidate.claims) {
      if (claim.doubt) return;
    }
  }
  for (const RuleId split : rules.awards) {
    DivideCandidates(evaluator_, credit, split, candidates, telling_.steps);
  }
}

void Pipeline::Forfeit(const Rules& rules, std::vector<Candidate>& candidates) const {
  for (Candidate& candidate : candidates) {
    if (!candidate.chosen) continue;
    RemovalTrial removal = TryRemovals(evaluator_, rules.forfeits, candidate);
    if (removal.rule != ruletree::kNone) {
      candidate.removal = RemovalBy(Stage::kForfeit, removal.rule, candidate);
      candidate.chosen = false;
    } else if (removal.doubt) {
      candidate.doubt = std::move(removal.doubt);
      candidate.chosen = false;
    }
  }
}

bool Pipeline::MakeAward(const Credit& credit, Candidate& candidate, Award& award) const {
  const Stand& stand = *candidate.stand;
  std::optional<Rational> amount = stand.amount;
  if (stand.share) {
    amount = stand.share->part;
  } else if (credit.rounding) {
    amount = RoundWithin(stand.amount, *credit.rounding, stand.cap);
  }
  if (!amount) {
    candidate.doubt =
        Doubt{HeldReason::kOverflow, "the rounded amount is a number too large to be kept exactly",
              stand.rules};
    return false;
  }
  award.partner = bound_.IdOf(candidate.partner);
  award.exact = stand.amount;
  award.amount = *amount;
  for (const RuleId rule : stand.rules) award.rules.push_back(Refer(*policy_, rule));
  award.evidence = Cite(bound_, stand.evidence);
  if (!telling_.steps) return true;
  award.steps = ExplainStand(evaluator_, candidate);
  std::move(candidate.choice.begin(), candidate.choice.end(), std::back_inserter(award.steps));
  // A split has told how its pool was rounded.
  if (credit.sharing == ruletree::Sharing::kShared) return true;
  if (stand.share || credit.rounding) {
    std::string text = stand.share ? PoolText(credit, *stand.share, award.partner)
                                   : RoundingText(credit, stand, *amount);
    award.steps.push_back({Stage::kRound, std::move(text), policy_->LineOf(credit.span), {}});
  }
  return true;
}

Refusal Pipeline::RemovalBy(Stage stage, RuleId rule, Candidate& candidate) const {
  return telling_.refusals ? ExplainRemoval(evaluator_, stage, rule, candidate) : Refusal();
}

void Pipeline::Refuse(const Credit& credit, Candidate& candidate, Result& result) const {
  if (!telling_.refusals) return;
  if (candidate.removal) {
    result.refusals.push_back(std::move(*candidate.removal));
    return;
  }
  std::vector<Refusal> misses = ExplainMisses(evaluator_, candidate);
  if (misses.empty()) {
    Refusal refusal;
    refusal.partner = bound_.IdOf(candidate.partner);
    refusal.reason = "no rule awards " + credit.name;
    misses.push_back(std::move(refusal));
  }
  std::move(misses.begin(), misses.end(), std::back_inserter(result.refusals));
}

void Pipeline::Conclude(const Credit& credit, std::vector<Candidate>& candidates,
                        Result& result) const {
  std::vector<const Candidate*> doubtful;
  for (Candidate& candidate : candidates) {
    if (evaluator_.IsStopped()) return;
    Award award;
    if (candidate.chosen && MakeAward(credit, candidate, award)) {
      result.awards.push_back(std::move(award));
    } else if (!candidate.is_live()) {
      Refuse(credit, candidate, result);
    } else if (candidate.doubt) {
      doubtful.push_back(&candidate);
    }
  }
  // What held the choice named everyone it concerns; doubts that came after it join them.
  if (!doubtful.empty()) MergeHeld(HeldBy(evaluator_, doubtful), result.held);
  result.outcome = result.held             ? Outcome::kHeld
                   : result.awards.empty() ? Outcome::kNone
                                           : Outcome::kAwarded;
}

const Resolution* Pipeline::ResolutionOf(const Result& result) const {
  if (resolutions_ == nullptr) return nullptr;
  const auto found = std::ranges::find_if(*resolutions_, [&result](const Resolution& one) {
    return one.credit == result.credit && one.subject == result.subject &&
           one.period == result.period;
  });
  return found == resolutions_->end() ? nullptr : &*found;
}

Result Pipeline::ResultOf(CreditId id, facts::SubjectIndex subject, const Period& period,
                          const DateRange& days) const {
  const Credit& credit = policy_->credits[id];
  Result result;
  result.credit = credit.name;
  result.type = credit.type;
  result.subject_type = bound_.vocabulary().subjects[credit.per].name;
  result.subject = bound_.IdOf(subject);
  result.period = period;
  result.days = days;
  result.policy = policy_;
  result.provisional = IsProvisional(id, days);
  return result;
}

Award Pipeline::AwardOf(const Found& found, facts::SubjectIndex subject, const DateRange& days,
                        Answers& answers) const {
  Award award;
  award.partner = bound_.IdOf(found.partner);
  award.exact = found.exact;
  award.amount = found.amount;
  Scope scope{.subject = subject, .partner = found.partner, .days = days, .shared = &answers};
  std::vector<facts::EvidenceIndex> records;
  for (const RuleId id : found.rules) {
    award.rules.push_back(Refer(*policy_, id));
    const std::vector<facts::EvidenceIndex> behind =
        RecordsBehind(evaluator_, policy_->rules[id], scope);
    records.insert(records.end(), behind.begin(), behind.end());
  }
  if (found.rules.size() > 1) SortById(bound_, records);
  award.evidence = Cite(bound_, records);
  return award;
}

Result Pipeline::Decide(CreditId id, facts::SubjectIndex subject, const Period& period,
                        const DateRange& days, Answers* answers) const {
  const Credit& credit = policy_->credits[id];
  Rules rules;
  FindRules(id, subject, rules);
  Result result = ResultOf(id, subject, period, days);
  if (answers != nullptr && answers->size() > kAnswersKeptMax) answers->Clear();
  Scope for_all_partners{.subject = subject, .days = days, .shared = answers};
  std::vector<Candidate> candidates = Candidates(credit, for_all_partners);
  for (Candidate& candidate : candidates) {
    if (evaluator_.IsStopped()) return result;
    Qualify(evaluator_, rules.awards, candidate);
    if (credit.by_account) DoubtAccount(credit, candidate);
    Exclude(rules, candidate);
    if (!candidate.removal) Replace(*policy_, candidate);
  }
  if (credit.sharing == ruletree::Sharing::kShared) Divide(credit, rules, candidates);
  for (Candidate& candidate : candidates) {
    if (!candidate.removal) CombineClaims(evaluator_, credit, candidate);
  }
  result.held = Choose(evaluator_, credit, ResolutionOf(result), candidates);
  Forfeit(rules, candidates);
  Conclude(credit, candidates, result);
  return result;
}

}  // namespace credence::engine
