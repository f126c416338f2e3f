#include "engine/split.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/apportion.h"
#include "engine/evidence_text.h"
#include "engine/explain.h"
#include "engine/pool.h"
#include "engine/touch.h"

namespace credence::engine {

using ruletree::Credit;
using ruletree::Rule;
using ruletree::RuleId;

namespace {

// Touches told one by one for a partner; more are counted.
constexpr size_t kTouchesShownMax = 12;

// One partner's part in a pool.
struct Party {
  Candidate* candidate = nullptr;
  Claim* claim = nullptr;
  Rational weight;
  std::vector<std::string> touches;  // why it weighs so
};

class Division {
 public:
  Division(const Evaluator& evaluator, const Credit& credit, RuleId rule,
           std::vector<Candidate>& candidates, bool explain)
      : evaluator_(evaluator),
        credit_(credit),
        id_(rule),
        rule_(evaluator.policy().rules[rule]),
        candidates_(candidates),
        explain_(explain) {}

  void Run() && {
    if (std::optional<Doubt> doubt = Divide()) {
      for (Candidate& candidate : candidates_) {
        for (Claim& claim : candidate.claims) {
          if (claim.rule == id_) claim.doubt = *doubt;
        }
      }
    }
  }

 private:
  std::optional<Doubt> Divide() {
    Touches touches = FindTouches(evaluator_, id_, candidates_);
    if (touches.doubt) return touches.doubt;
    if (touches.all.empty()) return std::nullopt;
    if (std::optional<Doubt> doubt = Weigh(evaluator_, id_, touches.all)) return doubt;
    if (!Gather(touches.all)) return TooLarge();
    Scope& scope = parties_.front().candidate->scope;
    const Answer& pool = evaluator_.Evaluate(rule_.amount, scope);
    if (!pool.is_defined()) return DoubtOf(evaluator_, pool, rule_.amount, id_);
    const std::optional<Rounding> rounding = PoolRounding(credit_);
    const std::optional<Rational> rounded = Round(pool.number(), *rounding);
    if (!rounded) return TooLarge();
    if (total_.is_zero()) {
      return Doubt{
          HeldReason::kMissingInput,
          "nothing says who has " + ToDisplay(*rounded, credit_.type) + ": every record weighs 0",
          {id_}};
    }
    return Part(*rounded, rounding->unit, scope);
  }

  // The parties in the order in which level remainders go.
  bool Gather(const std::vector<Touch>& touches) {
    std::map<Candidate*, size_t> known;
    for (const Touch& touch : touches) {
      const auto [entry, fresh] = known.try_emplace(touch.candidate, parties_.size());
      if (fresh) parties_.push_back({touch.candidate, ClaimOf(*touch.candidate), Rational(), {}});
      Party& party = parties_[entry->second];
      const auto weight = CheckedAdd(party.weight, touch.weight);
      const auto total = CheckedAdd(total_, touch.weight);
      if (!weight || !total) return false;
      party.weight = *weight;
      total_ = *total;
      party.touches.push_back(touch.text.empty() ? evaluator_.bound().RecordId(touch.record) +
                                                       " at no place with a share"
                                                 : touch.text);
    }
    return true;
  }

  Claim* ClaimOf(Candidate& candidate) const {
    return &*std::find_if(candidate.claims.begin(), candidate.claims.end(),
                          [this](const Claim& claim) { return claim.rule == id_; });
  }

  std::optional<Doubt> Part(const Rational& pool, const Rational& unit, Scope& scope) {
    std::vector<Rational> weights;
    for (const Party& party : parties_) weights.push_back(party.weight);
    std::vector<Rational> parts;
    std::optional<Rational> cap;
    if (rule_.split->cap == ruletree::kNone) {
      absl::StatusOr<std::vector<Rational>> whole = Apportion(pool, weights, unit);
      if (!whole.ok()) return TooLarge();
      parts = *std::move(whole);
    } else {
      const Answer& most = evaluator_.Evaluate(rule_.split->cap, scope);
      if (!most.is_defined()) return DoubtOf(evaluator_, most, rule_.split->cap, id_);
      if (most.number().is_negative()) {
        return Doubt{HeldReason::kMissingInput,
                     "the cap of " + rule_.name +
                         " is below zero: " + ToDisplay(most.number(), credit_.type),
                     {id_}};
      }
      cap = most.number();
      absl::StatusOr<CappedParts> capped =
          ApportionWithin(pool, weights, *cap, rule_.split->excess, unit);
      if (!capped.ok()) return TooLarge();
      parts = std::move(capped->parts);
    }
    for (size_t i = 0; i < parties_.size(); ++i) {
      if (parties_[i].weight.is_zero()) {
        RefuseShare(parties_[i], pool);
        continue;
      }
      parties_[i].claim->amount = parts[i];
      if (explain_) parties_[i].claim->divided = Explain(parties_[i], pool, unit, cap, parts[i]);
    }
    return std::nullopt;
  }

  // What weighs nothing has no part, rather than one of nothing.
  void RefuseShare(const Party& party, const Rational& pool) const {
    Candidate& candidate = *party.candidate;
    std::erase_if(candidate.claims, [this](const Claim& claim) { return claim.rule == id_; });
    if (!candidate.claims.empty()) return;
    Refusal refusal;
    refusal.partner = evaluator_.bound().IdOf(candidate.partner);
    refusal.stage = Stage::kChoose;
    refusal.rule = Refer(evaluator_.policy(), id_);
    refusal.reason = "no share of the pool of " + ToDisplay(pool, credit_.type) + ": ";
    for (size_t i = 0; i < party.touches.size() && i < kTouchesShownMax; ++i) {
      refusal.reason += (i == 0 ? "" : ", ") + party.touches[i];
    }
    refusal.evidence = RecordsAskedFor(evaluator_, rule_.evidence, candidate.scope);
    candidate.removal = std::move(refusal);
  }

  std::vector<std::string> Explain(const Party& party, const Rational& pool, const Rational& unit,
                                   const std::optional<Rational>& cap, const Rational& part) const {
    std::vector<std::string> texts;
    for (size_t i = 0; i < party.touches.size() && i < kTouchesShownMax; ++i) {
      texts.push_back(party.touches[i]);
    }
    if (party.touches.size() > kTouchesShownMax) {
      texts.push_back("and " + std::to_string(party.touches.size() - kTouchesShownMax) + " more");
    }
    const std::string& partner = evaluator_.bound().IdOf(party.candidate->partner);
    texts.push_back(partner + " weighs " + party.weight.ToDisplay() + " of " + total_.ToDisplay() +
                    " in all");
    std::string divided = "the pool of " + ToDisplay(pool, credit_.type) +
                          " is parted in steps of " + ToDisplay(unit, credit_.type);
    if (cap) {
      divided += ", at most " + ToDisplay(*cap, credit_.type) + " each, excess ";
      divided += rule_.split->excess == Excess::kUnpaid ? "unpaid" : "to the rest";
    }
    texts.push_back(divided + ": " + ToDisplay(part, credit_.type) + " for " + partner);
    return texts;
  }

  Doubt TooLarge() const {
    return {HeldReason::kOverflow, "the shares are numbers too large to be kept exactly", {id_}};
  }

  const Evaluator& evaluator_;
  const Credit& credit_;
  const RuleId id_;
  const Rule& rule_;
  std::vector<Candidate>& candidates_;
  const bool explain_;
  std::vector<Party> parties_;
  Rational total_;
};

}  // namespace

void DivideCandidates(const Evaluator& evaluator, const Credit& credit, RuleId rule,
                      std::vector<Candidate>& candidates, bool explain) {
  Division(evaluator, credit, rule, candidates, explain).Run();
}

}  // namespace credence::engine
