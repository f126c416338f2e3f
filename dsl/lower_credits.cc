// Credits: what there is to give, to how many, in what order, rounded and settled how.
#include <algorithm>
#include <set>
#include <utility>

#include "core/limits.h"
#include "dsl/lower_declarations.h"

namespace credence::dsl {
namespace {

using State = Checked::State;

ruletree::Sharing SharingOf(SharingKind kind) {
  switch (kind) {
    case SharingKind::kOne:
      return ruletree::Sharing::kOne;
    case SharingKind::kUpTo:
      return ruletree::Sharing::kUpTo;
    case SharingKind::kEvery:
      return ruletree::Sharing::kEvery;
    case SharingKind::kShared:
      return ruletree::Sharing::kShared;
  }
  return ruletree::Sharing::kEvery;
}

ruletree::TieRule TieRuleOf(TieRule rule) {
  switch (rule) {
    case TieRule::kUnwritten:
      return ruletree::TieRule::kUnwritten;
    case TieRule::kHold:
      return ruletree::TieRule::kHold;
    case TieRule::kShareEvenly:
      return ruletree::TieRule::kShareEvenly;
    case TieRule::kLowestPartnerId:
      return ruletree::TieRule::kLowestPartnerId;
  }
  return ruletree::TieRule::kUnwritten;
}

ruletree::Combine CombineOf(Combine combine) {
  switch (combine) {
    case Combine::kUnwritten:
      return ruletree::Combine::kUnwritten;
    case Combine::kSum:
      return ruletree::Combine::kSum;
    case Combine::kHighest:
      return ruletree::Combine::kHighest;
    case Combine::kLowest:
      return ruletree::Combine::kLowest;
  }
  return ruletree::Combine::kUnwritten;
}

std::optional<PeriodUnit> SettledUnit(SettledEach each) {
  switch (each) {
    case SettledEach::kUnwritten:
      return std::nullopt;
    case SettledEach::kMonth:
      return PeriodUnit::kMonth;
    case SettledEach::kQuarter:
      return PeriodUnit::kQuarter;
    case SettledEach::kYear:
      return PeriodUnit::kYear;
  }
  return std::nullopt;
}

class CreditLowering {
 public:
  CreditLowering(PolicyDraft& draft, const Credit& declared)
      : draft_(draft), declared_(declared), checked_{.declared = &declared} {}

  void Lower() {
    credit_.name = declared_.name.text;
    credit_.span = declared_.span;
    credit_.each = declared_.each;
    credit_.sharing = SharingOf(declared_.sharing);
    credit_.by_account = declared_.party == Party::kAccount;
    credit_.if_tied = TieRuleOf(declared_.if_tied);
    credit_.combine = CombineOf(declared_.combine);
    LowerType();
    LowerSubject();
    CheckAccount();
    LowerUpTo();
    // The clauses below are asked of the credit's own scope.
    draft_.credits.push_back(checked_);
    draft_.policy->credits.push_back(credit_);
    ruletree::Credit& kept = draft_.policy->credits.back();
    for (const Rank& rank : declared_.prefer) LowerRank(rank, kept);
    LowerRounding(kept);
    LowerSettlement(kept);
  }

 private:
  Faults& faults() { return draft_.faults; }
  std::string Quoted() const { return "`" + declared_.name.text + "`"; }

  void LowerType() {
    credit_.type = declared_.type.type;
    const TypeName& written = declared_.type;
    checked_.faulty_type = true;
    if (written.any_currency) {
      return faults().Add(codes::kUnit, written.span, "`money` has no currency here",
                          {.why = "Amounts of two currencies cannot be added or compared.",
                           .help = "Write `money in USD`, or the currency that is paid."});
    }
    const bool amount = written.symbols.empty() && !written.subject && credit_.type.is_numeric() &&
                        credit_.type.kind != TypeKind::kDays;
    if (!amount) {
      return faults().Add(codes::kUnit, written.span, "a credit is an amount of something",
                          {.why = "Partners get money, a count, points, a percent or a number.",
                           .help = "Write `money in USD`, `count` or `points`."});
    }
    checked_.faulty_type = false;
  }

  void LowerSubject() {
    const ruletree::Vocabulary& vocabulary = draft_.symbols.vocabulary();
    credit_.per = vocabulary.FindSubject(declared_.per.text);
    checked_.faulty_per = credit_.per == ruletree::kNone;
    if (!checked_.faulty_per || draft_.symbols.IsBroken(declared_.per.text)) return;
    std::vector<std::string> subjects;
    for (const auto& subject : vocabulary.subjects) subjects.push_back(subject.name);
    faults().AddUnknown(declared_.per, "subject", subjects, draft_.symbols.checked().DeclaredIn(),
                        "Nobody could say for what the credit is given.");
  }

  void CheckAccount() {
    if (!credit_.by_account) return;
    const bool per_partner = credit_.per == ruletree::kPartner;
    if (!per_partner && draft_.symbols.vocabulary().account != ruletree::kNone) return;
    checked_.faulty_per = true;
    if (per_partner) {
      return faults().Add(codes::kSharingMismatch, declared_.sharing_span,
                          Quoted() + " is per partner, so no other partner of its account has it",
                          {.why = "Partners of one account are one only where they could meet.",
                           .help = "Write `for every partner`."});
    }
    faults().Add(codes::kUnknownName, declared_.sharing_span,
                 "Nothing says to which account a partner belongs",
                 {.why = "The vocabulary has no attribute `partner.account`.",
                  .help = "Declare in the vocabulary:\n    subject account\n    attribute "
                          "partner.account : account, optional"});
  }

  void LowerUpTo() {
    if (declared_.sharing != SharingKind::kUpTo) return;
    if (declared_.up_to >= 1 && declared_.up_to <= limits::kUpToPartnersMax) {
      credit_.up_to = static_cast<uint32_t>(declared_.up_to);
      return;
    }
    faults().Add(codes::kBadLiteral, declared_.sharing_span,
                 "`for up to " + std::to_string(declared_.up_to) + "` is no number of partners",
                 {.why = "From 1 to " + std::to_string(limits::kUpToPartnersMax) +
                         " partners can be chosen.",
                  .help = "Write such a number, or `for every partner`."});
  }

  void LowerRank(const Rank& rank, ruletree::Credit& kept) {
    ruletree::Rank made{.highest = rank.highest, .span = rank.span};
    if (rank.by_kind) {
      made.kinds = KindsOf(rank);
      if (!made.kinds.empty()) kept.prefer.push_back(std::move(made));
      return;
    }
    if (checked_.faulty_per) return;
    Scope scope = draft_.ScopeOf(static_cast<ruletree::CreditId>(draft_.credits.size() - 1));
    scope.ranking = true;
    Parts parts = draft_.Check(rank.key, scope, {Quoted(), declared_.per.span});
    if (parts.empty()) return;
    PartLowering lowering = draft_.Lowering(parts);
    const Checked key = lowering.RootWithOrder("`prefer`");
    if (!key.ok() || !HasOneKind(parts)) return;
    made.key = lowering.NodeOf(key, SpanOf(draft_.file, parts.front()));
    kept.prefer.push_back(std::move(made));
  }

  // A key is compared record by record, so it speaks of records of one kind.
  bool HasOneKind(const Parts& parts) {
    ruletree::EvidenceKindId kind = ruletree::kNone;
    for (const Part& part : parts) {
      if (part.path.kind != PathKind::kField || part.scope.record != ruletree::kNone) continue;
      if (kind != ruletree::kNone && kind != part.path.id) {
        faults().Add(codes::kGrain, SpanOf(draft_.file, part),
                     "one key of `prefer` speaks of two kinds of evidence",
                     {.why = "A partner can have several records of each, and nothing pairs them.",
                      .help = "Make it two keys, with `then` between."});
        return false;
      }
      kind = part.path.id;
    }
    return true;
  }

  std::vector<ruletree::EvidenceKindId> KindsOf(const Rank& rank) {
    std::vector<ruletree::EvidenceKindId> kinds;
    for (const Name& name : rank.kinds) {
      const auto kind = draft_.symbols.vocabulary().FindEvidence(name.text);
      if (kind == ruletree::kNone) {
        if (draft_.symbols.IsBroken(name.text)) continue;
        faults().AddUnknown(name, "evidence", draft_.symbols.EvidenceNames(),
                            draft_.symbols.checked().DeclaredIn(),
                            "It would never put a partner first.");
      } else if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) {
        faults().Add(codes::kDuplicateName, name.span,
                     "`" + name.text + "` stands twice in one order",
                     {.why = "Its first place decides.", .help = "Remove the second."});
      } else {
        kinds.push_back(kind);
      }
    }
    return kinds;
  }

  // A figure above zero of the credit's type, or nullopt with a message. What is no figure is
  // told by its shape: it has no subject of which it could be asked.
  std::optional<Rational> Unit(ExprId id, const std::string& what, bool zero_allowed) {
    if (checked_.faulty_type) return std::nullopt;
    const Expr* expr = &draft_.file.exprs[id];
    const Span span = expr->span;
    const std::string help = "Write a figure, such as `" + Example() + "`.";
    if (expr->kind == ExprKind::kNegate && expr->left != kNone) {
      expr = &draft_.file.exprs[expr->left];
    }
    if (expr->kind != ExprKind::kLiteral) {
      faults().Add(codes::kNotConstant, span, what + " is a constant",
                   {.why = "It is part of the contract, the same for every case.", .help = help});
      return std::nullopt;
    }
    Parts parts = draft_.Check(id, {}, {});
    if (parts.empty()) return std::nullopt;
    const Checked unit = draft_.Lowering(parts).RootAs(credit_.type, what);
    if (!unit.ok() || unit.state != State::kConstant) return std::nullopt;
    const Rational& value = std::get<Rational>(unit.constant);
    if (value.sign() > 0 || (zero_allowed && value.is_zero())) return value;
    faults().Add(codes::kUnit, span, what + " is above zero", {.help = help});
    return std::nullopt;
  }

  std::string Example() const {
    if (credit_.type.kind != TypeKind::kMoney) return ToLiteral(Rational(1), credit_.type);
    return ToLiteral(credit_.type.currency.minor_unit(), credit_.type);
  }

  void LowerRounding(ruletree::Credit& kept) {
    if (!declared_.rounding || declared_.rounding_unit == kNone) return;
    const auto unit = Unit(declared_.rounding_unit, "the unit of `rounded`", false);
    if (unit) kept.rounding = Rounding{*declared_.rounding, *unit};
  }

  void LowerSettlement(ruletree::Credit& kept) {
    kept.settlement.each = SettledUnit(declared_.settled);
    kept.settlement.recover_never = declared_.recover == RecoverKind::kNever;
    if (declared_.recover == RecoverKind::kUpTo) {
      kept.settlement.recover_up_to = declared_.recover_up_to;
    }
    if (declared_.waive_under == kNone) return;
    kept.settlement.waive_under = Unit(declared_.waive_under, "`waive under`", true);
  }

  PolicyDraft& draft_;
  const Credit& declared_;
  CheckedCredit checked_;
  ruletree::Credit credit_;
};

}  // namespace

void LowerCredits(PolicyDraft& draft) {
  for (const Credit* credit : draft.symbols.credits()) CreditLowering(draft, *credit).Lower();
}

}  // namespace credence::dsl
