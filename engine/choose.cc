#include "engine/choose.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/explain.h"
#include "engine/pool.h"
#include "engine/prefer.h"
#include "engine/trace.h"

namespace credence::engine {

using ruletree::Credit;
using ruletree::Sharing;
using ruletree::TieRule;

namespace {

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

// Places for fewer than there are candidates. The candidates stand in order.
class Contest {
 public:
  Contest(const Evaluator& evaluator, const Credit& credit, const Resolution* resolution,
          std::vector<Ranked> ranked)
      : evaluator_(evaluator), credit_(credit), ranked_(std::move(ranked)) {
    std::stable_sort(ranked_.begin(), ranked_.end(),
                     [&](const Ranked& a, const Ranked& b) { return ComesBefore(credit_, a, b); });
    const Ranked& last = ranked_[credit_.up_to - 1];
    tied_begin_ = tied_end_ = credit_.up_to;
    while (tied_begin_ > 0 && !ComesBefore(credit_, ranked_[tied_begin_ - 1], last)) --tied_begin_;
    while (tied_end_ < ranked_.size() && !ComesBefore(credit_, last, ranked_[tied_end_])) {
      ++tied_end_;
    }
    if (resolution != nullptr) Resolve(*resolution);
  }

  std::optional<Held> Settle() {
    const bool tied = tied_end_ > credit_.up_to;
    TieRule rule = tied && resolution_ == nullptr ? credit_.if_tied : TieRule::kLowestPartnerId;
    size_t chosen = tied_begin_;
    if (rule == TieRule::kLowestPartnerId) chosen = credit_.up_to;
    if (rule == TieRule::kShareEvenly) chosen = tied_end_;
    for (size_t i = 0; i < chosen; ++i) MarkChosen(ranked_[i]);
    if (rule == TieRule::kShareEvenly) {
      std::optional<Held> held = ShareTheTie();
      if (held) return held;
    }
    const bool held = rule == TieRule::kHold || rule == TieRule::kUnwritten;
    if (tied) NoteDecided(ranked_[credit_.up_to - 1], ranked_[credit_.up_to]);
    for (size_t i = held ? tied_end_ : chosen; i < ranked_.size(); ++i) Refuse(ranked_[i]);
    return held ? std::optional(HoldTheTie()) : std::nullopt;
  }

 private:
  bool IsHeld() const {
    return tied_end_ > credit_.up_to &&
           (credit_.if_tied == TieRule::kHold || credit_.if_tied == TieRule::kUnwritten);
  }

  // Puts the one who is named first of those tied.
  void Resolve(const Resolution& resolution) {
    if (!IsHeld() || credit_.up_to - tied_begin_ != 1) return;
    const auto begin = ranked_.begin() + static_cast<std::ptrdiff_t>(tied_begin_);
    const auto end = ranked_.begin() + static_cast<std::ptrdiff_t>(tied_end_);
    const auto named = std::find_if(
        begin, end, [&](const Ranked& one) { return IdOf(one) == resolution.partner; });
    if (named == end) return;
    std::rotate(begin, named, named + 1);
    resolution_ = &resolution;
  }

  const std::string& IdOf(const Ranked& ranked) const {
    return evaluator_.bound().IdOf(ranked.candidate->partner);
  }

  std::vector<std::string> Ids(size_t begin, size_t end) const {
    std::vector<std::string> ids;
    for (size_t i = begin; i < end; ++i) ids.push_back(IdOf(ranked_[i]));
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  // "latest dpor.since 2015-07-01, contoso 2014-03-01"
  std::string Difference(const Ranked& winner, const Ranked& loser) const {
    const std::optional<size_t> at = FirstDifference(winner, loser);
    if (!at && resolution_ != nullptr) return "level in every key, and " + resolution_->text;
    if (!at) return "level in every key, and the lowest partner id goes first";
    const ruletree::Rank& rank = credit_.prefer[*at];
    const ruletree::Policy& policy = evaluator_.policy();
    return RankTitle(policy, rank) + " " + KeyText(policy, rank, winner.keys[*at]) + ", " +
           IdOf(loser) + " " + KeyText(policy, rank, loser.keys[*at]);
  }

  // "adatum wins: latest dpor.since 2015-07-01, contoso 2014-03-01"
  std::string Comparison(const Ranked& winner, const Ranked& loser) const {
    const std::string lead = credit_.up_to == 1
                                 ? IdOf(winner) + " wins: "
                                 : "the " + std::to_string(credit_.up_to) +
                                       " places are taken, the last by " + IdOf(winner) + ": ";
    return lead + Difference(winner, loser);
  }

  std::vector<NamedValue> Keys(const Ranked& ranked) const {
    std::vector<NamedValue> values;
    for (size_t i = 0; i < ranked.keys.size(); ++i) {
      const ruletree::Rank& rank = credit_.prefer[i];
      values.push_back({RankTitle(evaluator_.policy(), rank),
                        KeyText(evaluator_.policy(), rank, ranked.keys[i])});
    }
    return values;
  }

  void NoteDecided(const Ranked& winner, const Ranked& loser) const {
    if (evaluator_.trace() == nullptr) return;
    evaluator_.trace()->Decided(credit_, FirstDifference(winner, loser));
  }

  void MarkChosen(Ranked& ranked) {
    Candidate& candidate = *ranked.candidate;
    candidate.chosen = true;
    const Ranked& next = ranked_[std::min<size_t>(credit_.up_to, ranked_.size() - 1)];
    std::string text;
    if (credit_.up_to == 1) {
      text = &next == &ranked ? "" : Comparison(ranked, next);
    } else {
      text = "among the first " + std::to_string(credit_.up_to) + " of " +
             std::to_string(ranked_.size()) + ": " + Difference(ranked, next);
    }
    if (text.empty()) return;
    candidate.choice.push_back(
        {Stage::kChoose, std::move(text), evaluator_.policy().LineOf(credit_.span), Keys(ranked)});
  }

  void Refuse(const Ranked& loser) {
    Candidate& candidate = *loser.candidate;
    Refusal refusal;
    refusal.partner = IdOf(loser);
    refusal.stage = Stage::kChoose;
    refusal.rule = Refer(evaluator_.policy(), candidate.stand->rules.front());
    const size_t last = std::min<size_t>(credit_.up_to, tied_end_) - 1;
    refusal.reason = Comparison(ranked_[last], loser);
    refusal.values = Keys(loser);
    NoteDecided(ranked_[last], loser);
    candidate.removal = std::move(refusal);
  }

  std::optional<Held> ShareTheTie() {
    std::vector<Candidate*> sharers;
    for (size_t i = tied_begin_; i < tied_end_; ++i) sharers.push_back(ranked_[i].candidate);
    const size_t places = credit_.up_to - tied_begin_;
    if (!ShareEvenly(credit_, places, sharers)) {
      for (Candidate* sharer : sharers) sharer->chosen = false;
      Held held{HeldReason::kOverflow,
                Ids(tied_begin_, tied_end_),
                "the shares are numbers too large to be kept exactly",
                {}};
      for (size_t i = tied_end_; i < ranked_.size(); ++i) Refuse(ranked_[i]);
      return held;
    }
    const std::string text = "shared evenly by " + Joined(Ids(tied_begin_, tied_end_)) + ": " +
                             std::to_string(places) + " of " + std::to_string(sharers.size()) +
                             (sharers.size() == 1 ? " place" : " places");
    for (Candidate* sharer : sharers) {
      sharer->choice = {{Stage::kChoose,
                         text + ", " + ToDisplay(sharer->stand->amount, credit_.type),
                         evaluator_.policy().LineOf(credit_.span),
                         {}}};
    }
    return std::nullopt;
  }

  Held HoldTheTie() const {
    Held held{HeldReason::kTied, Ids(tied_begin_, tied_end_), "", {}};
    held.text = Joined(held.between) + " are level";
    std::string by;
    for (const NamedValue& key : Keys(ranked_[tied_begin_])) {
      by += (by.empty() ? " by " : ", ") + key.name + " " + key.value;
    }
    held.text += by;
    std::set<ruletree::RuleId> rules;
    for (size_t i = tied_begin_; i < tied_end_; ++i) {
      for (const ruletree::RuleId rule : ranked_[i].candidate->stand->rules) rules.insert(rule);
    }
    for (const ruletree::RuleId rule : rules)
      held.rules.push_back(Refer(evaluator_.policy(), rule));
    std::sort(held.rules.begin(), held.rules.end(),
              [](const RuleRef& a, const RuleRef& b) { return a.name < b.name; });
    return held;
  }

  const Evaluator& evaluator_;
  const Credit& credit_;
  std::vector<Ranked> ranked_;
  const Resolution* resolution_ = nullptr;  // that settles the tie
  size_t tied_begin_ = 0;                   // those level with the last place
  size_t tied_end_ = 0;
};

}  // namespace

Held HeldBy(const Evaluator& evaluator, const std::vector<const Candidate*>& concerned) {
  Held held;
  std::set<std::string> texts;
  std::set<std::string> rules;
  bool first = true;
  for (const Candidate* candidate : concerned) {
    held.between.push_back(evaluator.bound().IdOf(candidate->partner));
    if (!candidate->doubt) continue;
    const Doubt& doubt = *candidate->doubt;
    if (std::exchange(first, false)) held.reason = doubt.reason;
    if (texts.insert(doubt.text).second) held.text += (held.text.empty() ? "" : "; ") + doubt.text;
    for (const ruletree::RuleId rule : doubt.rules) {
      RuleRef reference = Refer(evaluator.policy(), rule);
      if (rules.insert(reference.name).second) held.rules.push_back(std::move(reference));
    }
  }
  std::sort(held.between.begin(), held.between.end());
  std::sort(held.rules.begin(), held.rules.end(),
            [](const RuleRef& a, const RuleRef& b) { return a.name < b.name; });
  return held;
}

std::optional<Held> Choose(const Evaluator& evaluator, const Credit& credit,
                           const Resolution* resolution, std::vector<Candidate>& candidates) {
  std::vector<Ranked> ranked;
  std::vector<const Candidate*> live;
  bool in_doubt = false;
  for (Candidate& candidate : candidates) {
    if (!candidate.is_live()) continue;
    live.push_back(&candidate);
    ranked.push_back({&candidate, {}});
    in_doubt = in_doubt || candidate.doubt;
  }
  if (credit.sharing == Sharing::kEvery) {
    std::vector<const Candidate*> doubtful;
    for (Ranked& one : ranked) {
      one.candidate->chosen = !one.candidate->doubt;
      if (one.candidate->doubt) doubtful.push_back(one.candidate);
    }
    return doubtful.empty() ? std::nullopt : std::optional(HeldBy(evaluator, doubtful));
  }
  if (in_doubt) return HeldBy(evaluator, live);
  if (credit.sharing == Sharing::kShared || ranked.size() <= credit.up_to) {
    for (Ranked& one : ranked) one.candidate->chosen = true;
    return std::nullopt;
  }
  std::optional<Doubt> doubt = RankCandidates(evaluator, credit, ranked);
  if (doubt) {
    ranked.front().candidate->doubt = std::move(doubt);
    return HeldBy(evaluator, live);
  }
  return Contest(evaluator, credit, resolution, std::move(ranked)).Settle();
}

}  // namespace credence::engine
