#include "dsl/check_overlap.h"

#include <algorithm>
#include <set>
#include <utility>

#include "dsl/evidence_kinds.h"
#include "dsl/guard_box.h"

namespace credence::dsl {
namespace {

using ruletree::Op;

// Pairs of awards looked at in one policy; beyond it the check is silent.
constexpr int kPairsMax = 300'000;

using Kinds = std::set<ruletree::EvidenceKindId>;

struct Candidate {
  ruletree::RuleId rule;
  GuardBox box;
  Kinds required = {};
  Kinds forbidden = {};
  bool asks_for_evidence = false;  // a guard kept whole does, so what it allows is not known
};

class OverlapCheck {
 public:
  explicit OverlapCheck(PolicyDraft& draft)
      : draft_(draft),
        policy_(*draft.policy),
        candidates_(policy_.credits.size()),
        exclusions_(policy_.credits.size()) {}

  void Run() {
    for (ruletree::RuleId id = 0; id < policy_.rules.size(); ++id) {
      const ruletree::Rule& rule = policy_.rules[id];
      if (!IsSound(id)) continue;
      Candidate candidate{.rule = id, .box = BoxOf(policy_, rule)};
      if (const auto node = candidate.box.Contradiction()) {
        ReportNever(rule, *node);
        continue;
      }
      if (rule.kind == ruletree::RuleKind::kForfeit) continue;
      AddKinds(policy_, rule.evidence, candidate.required, &candidate.forbidden);
      candidate.asks_for_evidence = AsksForEvidence(candidate.box);
      auto& kept = rule.kind == ruletree::RuleKind::kExclude ? exclusions_ : candidates_;
      for (const auto credit : rule.credits) kept[credit].push_back(candidate);
    }
    FindReplaced();
    FindAlwaysTaken();
    for (uint32_t credit = 0; credit < candidates_.size(); ++credit) {
      const bool combines = policy_.credits[credit].combine != ruletree::Combine::kUnwritten;
      if (!combines) CheckCredit(credit);
    }
  }

 private:
  // Without one of its conditions a rule would seem to hold where it does not.
  bool IsSound(ruletree::RuleId id) const {
    const ruletree::Rule& rule = policy_.rules[id];
    const Award* award = draft_.awards[id];
    const bool replaces_known = award == nullptr || award->replacing.size() == rule.replaces.size();
    return (award == nullptr || rule.evidence != ruletree::kNone) && replaces_known &&
           std::all_of(rule.guards.begin(), rule.guards.end(), [](const ruletree::Guard& guard) {
             return guard.condition != ruletree::kNone;
           });
  }

  void ReportNever(const ruletree::Rule& rule, ruletree::NodeId node) {
    std::vector<Label> related;
    for (const ruletree::Guard& guard : rule.guards) {
      related.push_back(draft_.faults.At(guard.span, "with the others never true"));
    }
    if (related.empty()) return;
    const Span span = rule.guards.front().span;
    related.erase(related.begin());
    const std::string value = policy_.TextOf(policy_.nodes[node].span);
    draft_.faults.Add(
        codes::kUnreachableRule, span, "`" + rule.name + "` never holds",
        {.why = "Its guards ask for values of `" + value + "` that exclude each other.",
         .help = "Join them by `or`, or make them rules of their own.",
         .related = std::move(related)});
  }

  void FindReplaced() {
    is_replaced_.resize(policy_.rules.size());
    for (const ruletree::Rule& rule : policy_.rules) {
      for (const ruletree::RuleId target : rule.replaces) is_replaced_[target] = true;
    }
  }

  // An award that holds nowhere but where an exclusion or its own exception holds too.
  void FindAlwaysTaken() {
    for (const std::vector<Candidate>& awards : candidates_) {
      if (awards.empty()) continue;
      const uint32_t credit = policy_.rules[awards.front().rule].credits.front();
      for (const Candidate& award : awards) {
        for (const Candidate& exclusion : exclusions_[credit]) {
          if (++pairs_ > kPairsMax) return;
          if (AlwaysHoldsWith(award.rule, exclusion.rule)) ReportTaken(award.rule, exclusion.rule);
        }
      }
    }
    if (draft_.replaces_in_circle) return;
    for (ruletree::RuleId id = 0; id < policy_.rules.size(); ++id) {
      if (!IsSound(id)) continue;
      for (const ruletree::RuleId target : policy_.rules[id].replaces) {
        if (IsSound(target) && AlwaysHoldsWith(target, id)) ReportTaken(target, id);
      }
    }
  }

  // Surely: `other` asks for nothing that `rule` does not ask for as well.
  bool AlwaysHoldsWith(ruletree::RuleId rule, ruletree::RuleId other) const {
    const ruletree::Rule& a = policy_.rules[rule];
    const ruletree::Rule& b = policy_.rules[other];
    if (b.evidence != ruletree::kNone && b.evidence != a.evidence) return false;
    return std::all_of(b.guards.begin(), b.guards.end(), [&a](const ruletree::Guard& wanted) {
      return std::any_of(a.guards.begin(), a.guards.end(), [&wanted](const ruletree::Guard& own) {
        return own.condition == wanted.condition && own.unless == wanted.unless;
      });
    });
  }

  void ReportTaken(ruletree::RuleId rule, ruletree::RuleId other) {
    const bool excludes = policy_.rules[other].kind == ruletree::RuleKind::kExclude;
    const std::string& name = policy_.rules[rule].name;
    const std::string& by = policy_.rules[other].name;
    draft_.faults.Add(
        codes::kUnreachableRule, CreditSpan(rule),
        "`" + name + "` never gives anything: `" + by + "` always " +
            (excludes ? "excludes" : "replaces") + " it",
        {.why =
             "Wherever `" + name + "` holds, `" + by + "` holds as well: it asks for nothing more.",
         .help = "Remove `" + name + "`, or let `" + by + "` ask for something that it does not.",
         .related = {draft_.faults.At(policy_.rules[other].span, "this one")}});
  }

  // An exclusion may take away exactly where two awards would meet. A partner of both surely
  // escapes it only when it asks for none of the evidence that they ask for, and for the lack
  // of none that they ask to lack.
  bool MayBeExcluded(const Candidate& a, const Candidate& b) const {
    const std::vector<Candidate>& exclusions = exclusions_[policy_.rules[a.rule].credits.front()];
    return std::any_of(exclusions.begin(), exclusions.end(), [&](const Candidate& exclusion) {
      return policy_.rules[exclusion.rule].evidence == ruletree::kNone ||
             Share(exclusion.required, a.required) || Share(exclusion.required, b.required) ||
             Share(exclusion.forbidden, a.forbidden) || Share(exclusion.forbidden, b.forbidden);
    });
  }

  static bool Share(const Kinds& a, const Kinds& b) {
    return std::any_of(a.begin(), a.end(), [&b](const auto kind) { return b.contains(kind); });
  }

  // Whether a guard that is kept whole asks for evidence, which may contradict the other rule's.
  bool AsksForEvidence(const GuardBox& box) const {
    std::vector<ruletree::NodeId> waiting;
    for (const auto& [node, holds] : box.others) waiting.push_back(node);
    std::set<ruletree::NodeId> seen;
    while (!waiting.empty()) {
      const ruletree::NodeId id = waiting.back();
      waiting.pop_back();
      if (id == ruletree::kNone || !seen.insert(id).second) continue;
      if (policy_.nodes[id].op == Op::kPartnerWith) return true;
      waiting.push_back(policy_.nodes[id].a);
      waiting.push_back(policy_.nodes[id].b);
    }
    return false;
  }

  // One pair is enough: what mends it is said on the credit.
  void CheckCredit(uint32_t credit) {
    const std::vector<Candidate>& awards = candidates_[credit];
    for (size_t i = 0; i < awards.size(); ++i) {
      for (size_t j = i + 1; j < awards.size(); ++j) {
        if (++pairs_ > kPairsMax) return;
        if (SurelyMeet(awards[i], awards[j])) return Report(credit, awards[i], awards[j]);
      }
    }
  }

  bool SurelyMeet(const Candidate& a, const Candidate& b) const {
    // Whatever replaces one of them may hold whenever both do.
    if (is_replaced_[a.rule] || is_replaced_[b.rule]) return false;
    if (a.asks_for_evidence || b.asks_for_evidence) return false;
    if (!SidesMeet(a.box, b.box) || MayBeExcluded(a, b)) return false;
    return EvidenceMeets(a, b) && (Implies(a.box, b.box) || Implies(b.box, a.box));
  }

  static bool SidesMeet(const GuardBox& a, const GuardBox& b) {
    for (const auto& [node, side] : a.sides) {
      const auto other = b.sides.find(node);
      if (other != b.sides.end() && side.Intersect(other->second).empty()) return false;
    }
    return true;
  }

  static bool EvidenceMeets(const Candidate& a, const Candidate& b) {
    for (const Candidate* one : {&a, &b}) {
      for (const auto kind : one->forbidden) {
        if (a.required.contains(kind) || b.required.contains(kind)) return false;
      }
    }
    return true;
  }

  // Names of a set and plain measures can be chosen freely; what is worked out cannot.
  bool IsFree(ruletree::NodeId node, const Side& side) const {
    const Op op = policy_.nodes[node].op;
    return op == Op::kAttribute || (op == Op::kMeasure && !side.names);
  }

  // Whether a case that meets `narrow` meets all of `wide` but its free sides too.
  bool Implies(const GuardBox& narrow, const GuardBox& wide) const {
    const bool worked_out =
        !narrow.others.empty() ||
        std::any_of(narrow.sides.begin(), narrow.sides.end(),
                    [this](const auto& side) { return !IsFree(side.first, side.second); });
    for (const auto& [node, side] : wide.sides) {
      const auto own = narrow.sides.find(node);
      if (own != narrow.sides.end() && side.Contains(own->second)) continue;
      // Numbers may hang together with what is worked out of them; names do not.
      if (!IsFree(node, side) || (worked_out && !side.names)) return false;
    }
    return std::includes(narrow.others.begin(), narrow.others.end(), wide.others.begin(),
                         wide.others.end());
  }

  std::string SideText(ruletree::NodeId node, const Side& side) const {
    const std::string value = policy_.TextOf(policy_.nodes[node].span);
    const Type& type = policy_.nodes[node].type;
    if (side.names) return value + " is " + *side.names->begin();
    if (side.low && !side.low_open) return value + " is " + ToDisplay(*side.low, type);
    if (side.high && !side.high_open) return value + " is " + ToDisplay(*side.high, type);
    if (side.low) return value + " is above " + ToDisplay(*side.low, type);
    return value + " is below " + ToDisplay(*side.high, type);
  }

  // "a partner with `dpor` and `csp`, where customer.segment is education".
  std::string Example(const Candidate& a, const Candidate& b) const {
    std::vector<std::string> kinds;
    for (const Candidate* one : {&a, &b}) {
      for (const auto kind : one->required) {
        const std::string& name = policy_.vocabulary->evidence[kind].name;
        if (std::find(kinds.begin(), kinds.end(), name) == kinds.end()) kinds.push_back(name);
      }
    }
    std::string text = "a partner with " + QuotedList(kinds);
    std::map<ruletree::NodeId, Side> sides = a.box.sides;
    for (const auto& [node, side] : b.box.sides) {
      const auto [entry, fresh] = sides.try_emplace(node, side);
      if (!fresh) entry->second = entry->second.Intersect(side);
    }
    bool first = true;
    for (const auto& [node, side] : sides) {
      text += (first ? ", where " : " and ") + SideText(node, side);
      first = false;
    }
    return text;
  }

  Span CreditSpan(ruletree::RuleId rule) const {
    const Award* award = draft_.awards[rule];
    return award != nullptr ? award->credit.span : draft_.splits[rule]->credit.span;
  }

  std::string Mending(uint32_t credit, const std::string& first, const std::string& second) const {
    const std::string& name = policy_.credits[credit].name;
    if (policy_.credits[credit].sharing == ruletree::Sharing::kShared) {
      return "Say on the credit that the shares of both pools add up, `combine sum`, or let the "
             "guards of `" +
             first + "` and `" + second + "` exclude each other.";
    }
    return "Say on the credit what holds then, `combine highest` or `combine sum`, or make one "
           "the exception: `award " +
           name + " as " + second + " replacing " + first + "`.";
  }

  void Report(uint32_t credit, const Candidate& a, const Candidate& b) {
    const std::string& first = policy_.rules[a.rule].name;
    const std::string& second = policy_.rules[b.rule].name;
    const std::string name = "`" + policy_.credits[credit].name + "`";
    draft_.faults.Add(
        codes::kTwoAwards, CreditSpan(b.rule),
        "`" + first + "` and `" + second + "` can both award " + name + " to one partner",
        {.why = "Example found: " + Example(a, b) + ". The result would be held, not paid.",
         .help = Mending(credit, first, second),
         .related = {
             draft_.faults.At(CreditSpan(a.rule), "the first of them"),
             draft_.faults.At(draft_.credits[credit].declared->name.span, "no `combine` here")}});
  }

  PolicyDraft& draft_;
  const ruletree::Policy& policy_;
  std::vector<std::vector<Candidate>> candidates_;  // awards, by credit
  std::vector<std::vector<Candidate>> exclusions_;  // by credit
  std::vector<bool> is_replaced_;                   // by another award
  int pairs_ = 0;
};

}  // namespace

void CheckOverlap(PolicyDraft& draft) { OverlapCheck(draft).Run(); }

}  // namespace credence::dsl
