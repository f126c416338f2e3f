#include "dsl/check_sharing.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "dsl/evidence_kinds.h"

namespace credence::dsl {
namespace {

bool Chooses(const Credit& credit) {
  return credit.sharing == SharingKind::kOne || credit.sharing == SharingKind::kUpTo;
}

class SharingCheck {
 public:
  explicit SharingCheck(PolicyDraft& draft) : draft_(draft) {
    kinds_.resize(draft.credits.size());
    is_given_.resize(draft.credits.size());
  }

  void Run() {
    for (uint32_t id = 0; id < draft_.awards.size(); ++id) {
      const Award* award = draft_.awards[id];
      const Split* split = draft_.splits[id];
      if (award == nullptr && split == nullptr) continue;
      const ruletree::Rule& rule = draft_.policy->rules[id];
      const ruletree::CreditId credit = rule.credits.front();
      is_given_[credit] = true;
      AddKinds(*draft_.policy, rule.evidence, kinds_[credit]);
      const Credit& declared = *draft_.credits[credit].declared;
      if (award != nullptr) CheckParty(declared, *award);
      if (split != nullptr) CheckPool(declared, split->credit);
    }
    for (uint32_t id = 0; id < draft_.credits.size(); ++id) {
      CheckAwarded(id);
      CheckOrder(id);
      CheckRanks(id);
      CheckRounded(id);
    }
  }

 private:
  std::string Quoted(uint32_t credit) const {
    return "`" + draft_.credits[credit].declared->name.text + "`";
  }

  // A split divides a pool, and nothing else does.
  void CheckPool(const Credit& credit, const Name& name) {
    if (credit.sharing == SharingKind::kShared) return;
    draft_.faults.Add(codes::kSharingMismatch, name.span,
                      "`" + credit.name.text + "` is no pool, and a split divides one",
                      {.why = "Of this credit each partner has an amount of its own.",
                       .help = "Write `shared by partners` on the credit, or an `award` here.",
                       .related = {draft_.faults.At(credit.sharing_span, "decided here")}});
  }

  void CheckParty(const Credit& credit, const Award& award) {
    if (credit.sharing == SharingKind::kShared) {
      draft_.faults.Add(codes::kSharingMismatch, award.credit.span,
                        "`" + credit.name.text +
                            "` is a pool that partners share, and an award "
                            "gives each an amount of its own",
                        {.why = "What all of them get would not add up to the pool.",
                         .help = "Write a `split`, or `for every partner` on the credit.",
                         .related = {draft_.faults.At(credit.sharing_span, "decided here")}});
      return;
    }
    // Of `up to N` either is true: who wins is one of the few, and each is awarded by itself. So
    // winner takes all becomes a few winners by one line, the credit's.
    if (credit.sharing == SharingKind::kUpTo) return;
    if (award.to_every == (credit.sharing != SharingKind::kOne)) return;
    const std::string name = "`" + credit.name.text + "`";
    const bool one = credit.sharing == SharingKind::kOne;
    const std::string wanted = one ? "to the partner" : "to every partner";
    draft_.faults.Add(codes::kSharingMismatch, award.to_span,
                      name + (one ? " goes to one partner" : " can go to several partners") +
                          ", and this says `" + draft_.faults.TextOf(award.to_span) + "`",
                      {.why = "Each rule can be read alone, so it must say the same as its credit.",
                       .help = "Write `" + wanted + "`, or change the credit.",
                       .fix = wanted,
                       .related = {draft_.faults.At(credit.sharing_span, "decided here")}});
  }

  // A broken award may be the one that is missing.
  void CheckAwarded(uint32_t id) {
    if (is_given_[id]) return;
    for (const BrokenStatement& broken : draft_.file.broken) {
      if (broken.word == "award" || broken.word == "split") return;
    }
    // An award may be there, with a fault of its own.
    if (draft_.unfinished || draft_.credits[id].faulty_per) return;
    const Credit& credit = *draft_.credits[id].declared;
    const std::string party = credit.sharing == SharingKind::kOne ? "the" : "every";
    std::string help = "Add an award, or remove the credit:\n    award " + credit.name.text +
                       " to " + party +
                       " partner with ...\n      amount ...\n      because \"...\"";
    if (credit.sharing == SharingKind::kShared) {
      help = "Add a split, or remove the credit:\n    split " + credit.name.text +
             " of ...\n      over ... at any time in the period\n      evenly\n      because "
             "\"...\"";
    }
    draft_.faults.Add(codes::kNoAward, credit.name.span, "nothing awards " + Quoted(id),
                      {.why = "Nobody would ever get it.", .help = std::move(help)});
  }

  void CheckOrder(uint32_t id) {
    const Credit& credit = *draft_.credits[id].declared;
    if (!Chooses(credit)) return CheckNoOrder(id, credit);
    const bool ordered = !credit.prefer.empty();
    const bool tie_rule = credit.if_tied != TieRule::kUnwritten;
    if (ordered && tie_rule) return;
    const std::string kind = SomeKind(id);
    const std::string subject = credit.per.text;
    std::string why =
        "With two partners that qualify for the same " + subject + " the result would be a guess";
    if (!kind.empty()) {
      why += ": say adatum and contoso, both with `" + kind + "` from 2015-07-01";
    }
    std::string help = "Add an order, and what to do when it is level:";
    if (ordered) help = "Say what to do when the order is level:";
    if (tie_rule) help = "Add an order:";
    if (!ordered) help += "\n    prefer " + OrderBy(kind);
    if (!tie_rule) help += "\n    if tied hold";
    const bool one = credit.sharing == SharingKind::kOne;
    std::string headline = Quoted(id);
    headline += one ? " goes to one partner, but nothing says which"
                    : " goes to some partners, but nothing says which";
    if (ordered) headline = Quoted(id) + " has an order, but nothing for two who are level in it";
    draft_.faults.Add(codes::kUndecidedTie, credit.sharing_span, std::move(headline),
                      {.why = why + ".", .help = std::move(help)});
  }

  void CheckNoOrder(uint32_t id, const Credit& credit) {
    CheckPoolCombines(id, credit);
    const bool ordered = !credit.prefer.empty();
    if (!ordered && credit.if_tied == TieRule::kUnwritten) return;
    draft_.faults.Add(codes::kSharingMismatch, ordered ? credit.prefer_span : credit.if_tied_span,
                      Quoted(id) +
                          (credit.sharing == SharingKind::kShared ? " is shared by partners"
                                                                  : " goes to every partner") +
                          ", so there is nothing to choose",
                      {.why = "An order and a word for ties would never be used.",
                       .help = "Remove it, or write `for one partner` or `for up to 4 partners`.",
                       .related = {draft_.faults.At(credit.sharing_span, "decided here")}});
  }

  // Of two pools a partner has both shares, or the rest of one would be nobody's.
  void CheckPoolCombines(uint32_t id, const Credit& credit) {
    const bool drops = credit.combine == Combine::kHighest || credit.combine == Combine::kLowest;
    if (credit.sharing != SharingKind::kShared || !drops) return;
    draft_.faults.Add(codes::kSharingMismatch, credit.combine_span,
                      Quoted(id) + " is shared by partners, so shares of two pools add up",
                      {.why = "If one of a partner's shares fell away, its pool would not be paid "
                              "out in full.",
                       .help = "Write `combine sum`."});
  }

  std::string SomeKind(uint32_t credit) const {
    const auto& kinds = kinds_[credit];
    return kinds.empty() ? "" : draft_.symbols.vocabulary().evidence[*kinds.begin()].name;
  }

  // A key that fits the evidence: a date of it that the programme declared, or its first day.
  std::string OrderBy(const std::string& kind) const {
    const ruletree::Vocabulary& vocabulary = draft_.symbols.vocabulary();
    const auto id = vocabulary.FindEvidence(kind);
    if (id == ruletree::kNone) return "latest ...";
    for (const auto& field : vocabulary.evidence[id].fields) {
      if (field.type.type.kind == TypeKind::kDate) return "latest " + kind + "." + field.name;
    }
    return "latest " + kind + (vocabulary.evidence[id].lasting ? ".from" : ".on");
  }

  void CheckRanks(uint32_t id) {
    const Credit& credit = *draft_.credits[id].declared;
    if (kinds_[id].empty()) return;
    const ruletree::Vocabulary& vocabulary = draft_.symbols.vocabulary();
    for (const Rank& rank : credit.prefer) {
      for (const Name& name : rank.kinds) {
        const auto kind = vocabulary.FindEvidence(name.text);
        if (kind == ruletree::kNone || kinds_[id].contains(kind)) continue;
        draft_.faults.Add(codes::kNeverMatches, name.span,
                          "no award of " + Quoted(id) + " asks for `" + name.text + "`",
                          {.why = "A partner is ranked by the evidence it qualified by, so this "
                                  "place in the order is never taken.",
                           .help = "Remove it, or award by it."});
      }
    }
  }

  void CheckRounded(uint32_t id) {
    const Credit& credit = *draft_.credits[id].declared;
    const Type& type = credit.type.type;
    if (draft_.credits[id].faulty_type || credit.rounding) return;
    if (credit.sharing == SharingKind::kShared && type.kind != TypeKind::kCount) {
      const Rational unit =
          type.kind == TypeKind::kMoney ? type.currency.minor_unit() : Rational(1);
      draft_.faults.Add(codes::kUnroundedMoney, credit.sharing_span,
                        Quoted(id) + " is divided, and nothing says into what steps",
                        {.why = "A third of 100 has no end of digits; the parts must add up.",
                         .help = "Add the rounding of the contract:\n    rounded to nearest " +
                                 ToLiteral(unit, type)});
      return;
    }
    if (type.kind != TypeKind::kMoney) return;
    draft_.faults.Add(codes::kUnroundedMoney, credit.type.span,
                      Quoted(id) + " is money, and nothing says how it is rounded",
                      {.why = "An exact amount such as 617.2835 " +
                              std::string(type.currency.code()) + " cannot be paid.",
                       .help = "Add the rounding of the contract:\n    rounded to nearest " +
                               ToLiteral(type.currency.minor_unit(), type)});
  }

  PolicyDraft& draft_;
  std::vector<std::set<ruletree::EvidenceKindId>> kinds_;  // by credit: what its rules ask for
  std::vector<bool> is_given_;                             // by credit: an award or split does
};

class ReplacingCheck {
 public:
  explicit ReplacingCheck(PolicyDraft& draft) : draft_(draft), rules_(draft.policy->rules) {
    for (ruletree::RuleId id = 0; id < rules_.size(); ++id)
      by_name_.try_emplace(rules_[id].name, id);
  }

  void Run() {
    for (ruletree::RuleId id = 0; id < rules_.size(); ++id) {
      if (draft_.awards[id] == nullptr) continue;
      for (const Name& name : draft_.awards[id]->replacing) Resolve(id, name);
    }
    FindCircles();
  }

 private:
  void Resolve(ruletree::RuleId id, const Name& name) {
    const auto found = by_name_.find(name.text);
    if (found == by_name_.end()) return ReportUnknown(id, name);
    const ruletree::RuleId target = found->second;
    ruletree::Rule& rule = rules_[id];
    if (target == id) {
      return Add(name, "`" + name.text + "` cannot replace itself",
                 {.help = "Name the award it is an exception to."});
    }
    if (rules_[target].kind != ruletree::RuleKind::kAward) {
      return Add(name, "`" + name.text + "` is no award, so there is nothing to replace",
                 {.why = "Exclusions and forfeits always apply.",
                  .help = "Say in its guards when it does not hold.",
                  .related = {draft_.faults.At(rules_[target].span, "declared here")}});
    }
    if (rules_[target].credits != rule.credits) {
      const auto credit_of = [this](const ruletree::Rule& of) {
        return "`" + draft_.policy->credits[of.credits.front()].name + "`";
      };
      return Add(
          name,
          "`" + name.text + "` awards " + credit_of(rules_[target]) + ", not " + credit_of(rule),
          {.why = "An award takes the place of another of the same credit; those of "
                  "different credits never meet.",
           .help = "Name an award of " + credit_of(rule) + ", or leave out `replacing`.",
           .related = {draft_.faults.At(draft_.awards[target]->credit.span, "this one")}});
    }
    if (std::find(rule.replaces.begin(), rule.replaces.end(), target) != rule.replaces.end()) {
      return Add(name, "`" + name.text + "` is named twice", {.help = "Remove one of them."});
    }
    rule.replaces.push_back(target);
  }

  void ReportUnknown(ruletree::RuleId id, const Name& name) {
    if (draft_.symbols.IsBroken(name.text)) return;
    std::vector<std::string> awards;
    for (const ruletree::Rule& rule : rules_) {
      if (!draft_.faults.Suggests()) break;
      const bool same = rule.kind == ruletree::RuleKind::kAward &&
                        rule.credits == rules_[id].credits && &rule != &rules_[id];
      if (same) awards.push_back(rule.name);
    }
    draft_.faults.AddUnknown(name, "award", awards, "of this credit",
                             "Nothing would be replaced, and two awards could meet.");
  }

  void Add(const Name& name, std::string headline, Notes notes) {
    draft_.faults.Add(codes::kReplacing, name.span, std::move(headline), std::move(notes));
  }

  // Depth first with a list of its own; an award met again while it is open closes a circle.
  void FindCircles() {
    enum : uint8_t { kUnseen, kOpen, kDone };
    std::vector<uint8_t> state(rules_.size(), kUnseen);
    struct Frame {
      ruletree::RuleId rule;
      size_t next = 0;
    };
    std::vector<Frame> path;
    for (ruletree::RuleId root = 0; root < rules_.size(); ++root) {
      if (state[root] != kUnseen) continue;
      state[root] = kOpen;
      path.push_back({root});
      while (!path.empty()) {
        Frame& top = path.back();
        const auto& replaces = rules_[top.rule].replaces;
        if (top.next == replaces.size()) {
          state[top.rule] = kDone;
          path.pop_back();
          continue;
        }
        const ruletree::RuleId target = replaces[top.next++];
        if (state[target] == kOpen) {
          std::vector<ruletree::RuleId> circle;
          for (const Frame& frame : path) circle.push_back(frame.rule);
          circle.erase(circle.begin(), std::find(circle.begin(), circle.end(), target));
          ReportCircle(circle);
        } else if (state[target] == kUnseen) {
          state[target] = kOpen;
          path.push_back({target});
        }
      }
    }
  }

  void ReportCircle(const std::vector<ruletree::RuleId>& circle) {
    draft_.replaces_in_circle = true;
    std::string text;
    for (const ruletree::RuleId rule : circle) text += "`" + rules_[rule].name + "` replaces ";
    const std::string& first = rules_[circle.front()].name;
    // At the `replacing` that closes the circle.
    const Award& last = *draft_.awards[circle.back()];
    for (const Name& name : last.replacing) {
      if (name.text != first) continue;
      Add(name, "these awards replace each other in a circle",
          {.why = text + "`" + first + "`: when all hold, none would be left.",
           .help = "Remove one `replacing`; the most general award replaces nothing."});
    }
  }

  PolicyDraft& draft_;
  std::vector<ruletree::Rule>& rules_;
  std::unordered_map<std::string_view, ruletree::RuleId> by_name_;
};

}  // namespace

void CheckSharing(PolicyDraft& draft) { SharingCheck(draft).Run(); }

void CheckReplacing(PolicyDraft& draft) { ReplacingCheck(draft).Run(); }

}  // namespace credence::dsl
