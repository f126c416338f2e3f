#include "engine/joint_limit.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/rounding.h"
#include "engine/held.h"
#include "engine/measured.h"
#include "engine/pool.h"

namespace credence::engine {

using ruletree::kPartner;
using ruletree::Limit;
using ruletree::Policy;

namespace {

// Awards that one limit concerns together: of one partner, of one subject of each type.
struct Key {
  std::string partner;
  std::vector<facts::SubjectIndex> subjects;
  friend auto operator<=>(const Key&, const Key&) = default;
};

struct Member {
  size_t result = 0;   // in the part
  size_t award = 0;    // in its awards
  bool first = false;  // of a credit that is cut first
};

struct Group {
  std::vector<Member> members;
  Rational spent;            // in earlier parts
  bool too_large = false;    // what was spent is
  std::string waits;         // for which held credits, in words; empty: for none
  bool waits_first = false;  // only credits that are cut first are held
  bool provisional = false;  // what one of them comes to may still change
};

// What is to become of one award.
struct Cut {
  Rational exact;
  const Limit* limit = nullptr;
  std::string text;
};

class LimitRun {
 public:
  LimitRun(const Evaluator& evaluator, const std::vector<Result*>& part,
           const EarlierResults& before, bool explain)
      : evaluator_(evaluator),
        policy_(evaluator.policy()),
        part_(part),
        before_(before),
        explain_(explain) {}

  void Run() && {
    for (const Limit& limit : policy_.limits) {
      if (Concerns(limit)) Ask(limit);
    }
    for (const auto& [place, cut] : cuts_) Apply(place, cut);
    for (const auto& [place, held] : held_) Hold(place, held);
    for (size_t i = 0; i < part_.size(); ++i) Settle(i);
  }

 private:
  using Place = std::pair<size_t, size_t>;  // result and award

  const BoundCase& bound() const { return evaluator_.bound(); }

  bool IsUnder(const Limit& limit, const Result& result) const {
    return std::any_of(limit.credits.begin(), limit.credits.end(), [&](ruletree::CreditId id) {
      return policy_.credits[id].name == result.credit;
    });
  }

  bool IsCutFirst(const Limit& limit, const Result& result) const {
    return limit.cut_first.empty() ||
           std::any_of(limit.cut_first.begin(), limit.cut_first.end(), [&](ruletree::CreditId id) {
             return policy_.credits[id].name == result.credit;
           });
  }

  bool Concerns(const Limit& limit) const {
    return std::any_of(part_.begin(), part_.end(),
                       [&](const Result* result) { return IsUnder(limit, *result); });
  }

  // Groups --------------------------------------------------------------------------

  Key KeyOf(const Limit& limit, const Result& result, const std::string& partner) {
    Key key{limit.per_partner ? partner : "", {}};
    for (const ruletree::SubjectTypeId type : limit.per) {
      const facts::SubjectIndex subject = bound().Find(result.subject);
      key.subjects.push_back(subject == facts::kNone ? facts::kNone : bound().Above(subject, type));
    }
    return key;
  }

  std::map<Key, Group> GroupsOf(const Limit& limit) {
    std::map<Key, Group> groups;
    for (size_t i = 0; i < part_.size(); ++i) {
      if (!IsUnder(limit, *part_[i])) continue;
      for (size_t j = 0; j < part_[i]->awards.size(); ++j) {
        Group& group = groups[KeyOf(limit, *part_[i], part_[i]->awards[j].partner)];
        group.members.push_back({i, j, IsCutFirst(limit, *part_[i])});
        group.provisional |= part_[i]->provisional;
      }
      AddWaiting(limit, *part_[i], groups);
    }
    const Date first = LimitDays(limit).begin;
    for (const Result* earlier : before_.results) {
      if (earlier->days.begin < first || !IsUnder(limit, *earlier)) continue;
      for (const Award& award : earlier->awards) {
        Group& group = groups[KeyOf(limit, *earlier, award.partner)];
        group.provisional |= earlier->provisional;
        const auto spent = CheckedAdd(group.spent, award.amount);
        group.too_large |= !spent;
        if (spent) group.spent = *spent;
      }
      AddWaiting(limit, *earlier, groups);
    }
    if (!before_.unknown.empty() && first < part_.front()->days.begin) {
      for (auto& [key, group] : groups) {
        group.waits_first = false;
        group.waits = "what was awarded before: " + before_.unknown;
      }
    }
    return groups;
  }

  void AddWaiting(const Limit& limit, const Result& result, std::map<Key, Group>& groups) {
    if (!result.held) return;
    // What an earlier part came to concerns all that is left of the limit.
    const bool first = IsCutFirst(limit, result) && result.days == part_.front()->days;
    for (const std::string& partner : result.held->between) {
      Group& group = groups[KeyOf(limit, result, partner)];
      group.waits_first = group.waits.empty() ? first : group.waits_first && first;
      const std::string what = result.credit + " of " + result.subject + " in " +
                               PeriodText(result.days) + ", which is held";
      if (group.waits.find(what) == std::string::npos) {
        group.waits += (group.waits.empty() ? "" : " and for ") + what;
      }
    }
  }

  // Asking --------------------------------------------------------------------------

  // From the beginning of the limit's period to the end of the part.
  DateRange LimitDays(const Limit& limit) const {
    const Result& any = *part_.front();
    if (limit.each == any.period.unit) return any.days;
    return {Period::Containing(limit.each, any.days.last()).range.begin, any.days.end};
  }

  void Ask(const Limit& limit) {
    for (auto& [key, group] : GroupsOf(limit)) {
      if (group.members.empty()) continue;
      if (group.provisional) {
        for (const Member& member : group.members) part_[member.result]->provisional = true;
      }
      Scope scope{.subject = SubjectAsked(limit, key), .days = LimitDays(limit)};
      if (limit.per_partner) scope.partner = bound().Find(key.partner);
      if (limit.asked == kPartner) scope.subject = scope.partner;
      const Answer& to = evaluator_.Evaluate(limit.to, scope);
      if (!to.is_defined()) {
        HoldAll(group, to.is_held() ? to.held_reason() : HeldReason::kMissingInput,
                "the amount of the limit on " + limit.name + " has no value: " + to.why());
        continue;
      }
      if (!group.waits.empty()) HoldWaiting(limit, group);
      CutTo(limit, group, to.number());
    }
  }

  facts::SubjectIndex SubjectAsked(const Limit& limit, const Key& key) const {
    for (size_t i = 0; i < limit.per.size(); ++i) {
      if (limit.per[i] == limit.asked) return key.subjects[i];
    }
    return facts::kNone;
  }

  // Cutting --------------------------------------------------------------------------

  const Award& AwardAt(const Member& member) const {
    return part_[member.result]->awards[member.award];
  }

  const ruletree::Credit& CreditOf(const Member& member) const {
    return policy_.credits[policy_.FindCredit(part_[member.result]->credit)];
  }

  // Those that are cut last first: what they keep is no room for the others.
  void CutTo(const Limit& limit, const Group& group, const Rational& to) {
    std::optional<Rational> together = group.spent;
    for (const Member& member : group.members) {
      if (together) together = CheckedAdd(*together, AwardAt(member).amount);
    }
    const std::optional<Rational> left = CheckedSubtract(to, group.spent);
    if (!together || !left || group.too_large) {
      return HoldAll(group, HeldReason::kOverflow,
                     "the amounts under the limit on " + limit.name + " are numbers too large");
    }
    if (*together <= to) return;
    std::optional<Rational> room = left;
    for (const bool first : {false, true}) {
      std::vector<Member> tier;
      for (const Member& member : group.members) {
        if (member.first == first) tier.push_back(member);
      }
      if (room) room = CutTier(limit, tier, *room, *together, to);
    }
    if (!room) {
      HoldAll(group, HeldReason::kOverflow,
              "the amounts under the limit on " + limit.name + " are numbers too large");
    }
  }

  // The room that is left when the tier has what it keeps; nullopt: a number too large.
  std::optional<Rational> CutTier(const Limit& limit, const std::vector<Member>& tier,
                                  const Rational& room, const Rational& together,
                                  const Rational& to) {
    std::optional<Rational> open = room;  // less what is below zero
    std::optional<Rational> above = Rational();
    std::optional<Rational> weight = Rational();
    for (const Member& member : tier) {
      const Award& award = AwardAt(member);
      if (award.exact.is_negative()) {
        if (open) open = CheckedSubtract(*open, award.amount);
      } else {
        if (above) above = CheckedAdd(*above, award.amount);
        if (weight) weight = CheckedAdd(*weight, award.exact);
      }
    }
    if (!open || !above || !weight) return std::nullopt;
    if (*above <= *open) return CheckedSubtract(*open, *above);
    if (open->is_negative()) open = Rational();
    for (const Member& member : tier) {
      const Award& award = AwardAt(member);
      if (award.exact.is_negative() || weight->is_zero()) continue;
      const auto share = CheckedDivide(award.exact, *weight);
      const auto kept = share ? CheckedMultiply(*open, *share) : std::nullopt;
      if (!kept) return std::nullopt;
      Keep(limit, member, std::min(*kept, award.exact), together, to);
    }
    return Rational();
  }

  void Keep(const Limit& limit, const Member& member, const Rational& exact,
            const Rational& together, const Rational& to) {
    const Place place{member.result, member.award};
    const auto known = cuts_.find(place);
    if (known != cuts_.end() && known->second.exact <= exact) return;
    const Type& type = CreditOf(member).type;
    std::string text = limit.name + ": " + ToDisplay(together, type) + " together, at most " +
                       ToDisplay(to, type) + ", cutting ";
    if (limit.cut_first.empty()) text += "proportionally";
    for (size_t i = 0; i < limit.cut_first.size(); ++i) {
      text += (i == 0 ? "" : ", ") + policy_.credits[limit.cut_first[i]].name;
    }
    if (!limit.cut_first.empty()) text += " first";
    cuts_[place] = {exact, &limit, std::move(text)};
  }

  void Apply(const Place& place, const Cut& cut) {
    Result& result = *part_[place.first];
    Award& award = result.awards[place.second];
    const ruletree::Credit& credit = policy_.credits[policy_.FindCredit(result.credit)];
    const std::optional<Rounding> rounding = PoolRounding(credit);
    std::optional<Rational> amount = cut.exact;
    if (rounding) amount = Round(cut.exact, {RoundingMode::kDown, rounding->unit});
    if (!amount) {
      held_[place] = Held{HeldReason::kOverflow,
                          {award.partner},
                          "the amount under " + cut.text + " is a number too large",
                          {}};
      return;
    }
    if (explain_) {
      std::string text = cut.text + ": " + ToDisplay(award.amount, credit.type) + " is cut to " +
                         ToDisplay(cut.exact, credit.type);
      if (*amount != cut.exact) text += ", rounded down to " + ToDisplay(*amount, credit.type);
      if (!cut.limit->because.empty()) text += " (" + cut.limit->because + ")";
      award.steps.push_back({Stage::kRound, std::move(text), policy_.LineOf(cut.limit->span), {}});
    }
    award.exact = cut.exact;
    award.amount = *amount;
  }

  // Holding --------------------------------------------------------------------------

  void HoldMember(const Member& member, HeldReason reason, const std::string& text) {
    const Award& award = AwardAt(member);
    std::optional<Held> held;
    const auto known = held_.find({member.result, member.award});
    if (known != held_.end()) held = known->second;
    MergeHeld(Held{reason, {award.partner}, text, award.rules}, held);
    held_[{member.result, member.award}] = *std::move(held);
  }

  void HoldAll(const Group& group, HeldReason reason, const std::string& text) {
    for (const Member& member : group.members) HoldMember(member, reason, text);
  }

  // What is cut first waits for everything, the others for one another.
  void HoldWaiting(const Limit& limit, const Group& group) {
    for (const Member& member : group.members) {
      if (group.waits_first && !member.first) continue;
      HoldMember(member, HeldReason::kMissingInput,
                 "the limit on " + limit.name + " waits for " + group.waits);
    }
  }

  void Hold(const Place& place, const Held& held) {
    Result& result = *part_[place.first];
    MergeHeld(held, result.held);
    gone_.insert(place);
  }

  // Takes the held awards away.
  void Settle(size_t index) {
    Result& result = *part_[index];
    size_t award = 0;
    std::erase_if(result.awards, [&](const Award&) { return gone_.contains({index, award++}); });
    if (result.held) result.outcome = Outcome::kHeld;
  }

  const Evaluator& evaluator_;
  const Policy& policy_;
  const std::vector<Result*>& part_;
  const EarlierResults& before_;
  const bool explain_;
  std::map<Place, Cut> cuts_;
  std::map<Place, Held> held_;
  std::set<Place> gone_;
};

}  // namespace

std::optional<Date> LooksBackTo(const Policy& policy, Date day) {
  std::optional<Date> first;
  for (const Limit& limit : policy.limits) {
    if (limit.each == policy.credits[limit.credits.front()].each) continue;
    const Date begin = Period::Containing(limit.each, day).range.begin;
    if (!first || begin < *first) first = begin;
  }
  return first;
}

void ApplyLimits(const Evaluator& evaluator, const std::vector<Result*>& part,
                 const EarlierResults& before, bool explain) {
  if (!evaluator.policy().limits.empty() && !part.empty()) {
    LimitRun(evaluator, part, before, explain).Run();
  }
}

}  // namespace credence::engine
