// The statements of a policy.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/check.h"
#include "dsl/builder.h"

namespace credence::dsl {
namespace {

constexpr int64_t kUpToMax = 1'000'000'000;

// Where a clause of an award or a removal belongs.
enum Stage : int { kConditions, kAmounts, kBounds, kReason };

}  // namespace

void Builder::KeepOrder(int& stage, int clause_stage, Node clause, const char* above) {
  if (clause_stage >= stage) {
    stage = clause_stage;
    return;
  }
  const std::string word(dsl::TextOf(FirstToken(clause).word));
  Report(
      codes::kSyntax, FirstToken(clause).span,
      absl::StrCat("`", word, "` comes too late in this statement"),
      {.why = "Every rule tells its parts in one order, so that rules can be compared at a glance.",
       .help = absl::StrCat("Move `", word, "` above ", above, ".")});
}

void Builder::BuildPolicyHeader(Node root) {
  PolicyHeader header;
  header.span = SpanOf(root);
  Met met;
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        header.name = NameOf(child);
        break;
      case SyntaxKind::kText:
        header.version = TextOf(child);
        break;
      case SyntaxKind::kEffective: {
        if (!Once(met, child, "effective from")) break;
        const NodeList dates = ChildrenOf(child);
        header.from = DateOf(FirstToken(dates.front()));
        header.from_span = SpanOf(dates.front());
        if (dates.size() > 1) {
          header.through = DateOf(FirstToken(dates.back()));
          CheckOrder(header.from, *header.through, Cover(header.from_span, SpanOf(dates.back())));
          // A last day that cannot be meant says nothing about the versions after it.
          if (*header.through < header.from) header.through = std::nullopt;
        }
        break;
      }
      case SyntaxKind::kStraddle:
        header.straddle =
            WordIn(child, 0) == WordOf("splitting") ? Straddle::kSplitting : Straddle::kGoverning;
        break;
      case SyntaxKind::kSupersedes:
        if (Once(met, child, "supersedes")) {
          header.supersedes = TextOf(ChildrenOf(child).front());
        }
        break;
      case SyntaxKind::kUses: {
        if (!Once(met, child, "uses")) break;
        const NodeList parts = ChildrenOf(child);
        header.vocabulary = NameOf(parts.front());
        header.vocabulary_version = TextOf(parts.back());
        break;
      }
      default:
        CREDENCE_CHECK(false && "a part of a policy header");
    }
  }
  if (header.from_span.empty()) {
    Report(codes::kSyntax, {header.version.span.end, header.version.span.end},
           "I was reading the policy header and missed `effective from`",
           {.why = "Nothing says from which day this version decides.",
            .help = "Write the first day it holds, as in `effective from 2016-01-14`."});
  }
  file_.policy = std::move(header);
}

void Builder::SharingOf(Node node, Credit& credit) {
  credit.sharing_span = SpanOf(node);
  const Word second = WordIn(node, 1);
  credit.sharing = second == WordOf("by")      ? SharingKind::kShared
                   : second == WordOf("one")   ? SharingKind::kOne
                   : second == WordOf("every") ? SharingKind::kEvery
                                               : SharingKind::kUpTo;
  const Word last = LastToken(node).word;
  const bool account = last == WordOf("account") || last == WordOf("accounts");
  credit.party = account ? Party::kAccount : Party::kPartner;
  for (const Node child : ChildrenOf(node)) {
    if (KindOf(child) == SyntaxKind::kInteger) {
      credit.up_to = WholeNumberOf(FirstToken(child), kUpToMax);
    }
  }
}

Rank Builder::RankOf(Node node) {
  Rank rank;
  rank.span = SpanOf(node);
  const NodeList children = ChildrenOf(node);
  if (KindOf(children.front()) == SyntaxKind::kChain) {
    const Word word = WordIn(node, 0);
    rank.highest = word == WordOf("highest") || word == WordOf("latest");
    rank.key = ChainOf(children.front());
  } else {
    rank.by_kind = true;
    rank.kinds = NamesOf(node);
  }
  return rank;
}

PeriodUnit Builder::UnitOf(Node node) const {
  const Word word = FirstToken(node).word;
  return word == WordOf("day")       ? PeriodUnit::kDay
         : word == WordOf("month")   ? PeriodUnit::kMonth
         : word == WordOf("quarter") ? PeriodUnit::kQuarter
                                     : PeriodUnit::kYear;
}

void Builder::BuildCredit(Node root) {
  Credit credit;
  credit.span = SpanOf(root);
  Met met;
  bool named = false;
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        (named ? credit.per : credit.name) = NameOf(child);
        named = true;
        break;
      case SyntaxKind::kType:
        credit.type = TypeOf(child);
        break;
      case SyntaxKind::kSharing:
        SharingOf(child, credit);
        break;
      case SyntaxKind::kUnit:
        credit.each = UnitOf(child);
        break;
      default:
        if (Once(met, child, dsl::TextOf(WordIn(child, 0)))) BuildCreditClause(child, credit);
    }
  }
  file_.statements.push_back(std::move(credit));
}

void Builder::BuildCreditClause(Node clause, Credit& credit) {
  const Word second = WordIn(clause, 1);
  const Word third = WordIn(clause, 2);
  const NodeList children = ChildrenOf(clause);
  switch (KindOf(clause)) {
    case SyntaxKind::kPrefer:
      credit.prefer_span = SpanOf(clause);
      for (const Node rank : children) credit.prefer.push_back(RankOf(rank));
      break;
    case SyntaxKind::kIfTied:
      credit.if_tied_span = SpanOf(clause);
      credit.if_tied = third == WordOf("hold")    ? TieRule::kHold
                       : third == WordOf("share") ? TieRule::kShareEvenly
                                                  : TieRule::kLowestPartnerId;
      break;
    case SyntaxKind::kCombine:
      credit.combine_span = SpanOf(clause);
      credit.combine = second == WordOf("sum")       ? Combine::kSum
                       : second == WordOf("highest") ? Combine::kHighest
                                                     : Combine::kLowest;
      break;
    case SyntaxKind::kRounded: {
      credit.rounding_span = SpanOf(clause);
      const bool even = WordIn(clause, 3) == WordOf("even");
      credit.rounding = second == WordOf("up")     ? RoundingMode::kUp
                        : second == WordOf("down") ? RoundingMode::kDown
                        : even                     ? RoundingMode::kNearestEven
                                                   : RoundingMode::kNearest;
      credit.rounding_unit = ChainOf(children.front());
      break;
    }
    case SyntaxKind::kSettled:
      credit.settled = second == WordOf("monthly")     ? SettledEach::kMonth
                       : second == WordOf("quarterly") ? SettledEach::kQuarter
                                                       : SettledEach::kYear;
      break;
    case SyntaxKind::kRecover:
      credit.recover = second == WordOf("fully")   ? RecoverKind::kFully
                       : second == WordOf("never") ? RecoverKind::kNever
                                                   : RecoverKind::kUpTo;
      if (!children.empty()) credit.recover_up_to = DurationOf(children.front());
      break;
    case SyntaxKind::kWaive:
      credit.waive_under = OperandOf(children.front());
      break;
    default:
      CREDENCE_CHECK(false && "a clause of a credit");
  }
}

void Builder::BuildParam(Node root) {
  Param param;
  param.span = SpanOf(root);
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        param.name = NameOf(child);
        break;
      case SyntaxKind::kType:
        param.type = TypeOf(child);
        break;
      case SyntaxKind::kChain:
        param.values.push_back({ChainOf(child), std::nullopt, {}});
        break;
      case SyntaxKind::kDatedValue: {
        const NodeList parts = ChildrenOf(child);
        const ExprId value = ChainOf(parts.front());
        param.values.push_back({value, DateOf(FirstToken(parts.back())), SpanOf(parts.back())});
        break;
      }
      default:
        CREDENCE_CHECK(false && "a part of a param");
    }
  }
  file_.statements.push_back(std::move(param));
}

void Builder::BuildSet(Node root) {
  const NodeList children = ChildrenOf(root);
  file_.statements.push_back(
      SetDeclaration{NameOf(children.front()), NamesOf(children.back()), SpanOf(root)});
}

void Builder::BuildDefine(Node root) {
  Define define{};
  define.span = SpanOf(root);
  for (const Node child : ChildrenOf(root)) {
    if (KindOf(child) == SyntaxKind::kName) define.name = NameOf(child);
    if (KindOf(child) == SyntaxKind::kPer) define.per = NameOf(ChildrenOf(child).front());
    if (KindOf(child) == SyntaxKind::kChain) define.value = ChainOf(child);
  }
  file_.statements.push_back(std::move(define));
}

Guard Builder::GuardOf(Node node) {
  return {WordIn(node, 0) == WordOf("unless"), ChainOf(ChildrenOf(node).front()), SpanOf(node)};
}

Because Builder::BecauseOf(Node node) const {
  Because because;
  because.span = SpanOf(node);
  for (const Node child : ChildrenOf(node)) because.text += TextOf(child).text;
  return because;
}

void Builder::BuildAward(Node root) {
  Award award{};
  award.span = SpanOf(root);
  award.evidence = kNone;
  award.amount = kNone;
  Met met;
  int stage = kConditions;
  uint32_t reason_begin = tree_[root].end;
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        award.credit = NameOf(child);
        break;
      case SyntaxKind::kAs:
        award.name = NameOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kReplacing:
        award.replacing = NamesOf(child);
        break;
      case SyntaxKind::kTo:
        award.to_every = WordIn(child, 1) == WordOf("every");
        award.to_span = SpanOf(child);
        break;
      case SyntaxKind::kEvidenceChain:
        award.evidence = EvidenceChainOf(child);
        break;
      case SyntaxKind::kGuard:
        KeepOrder(stage, kConditions, child, stage == kReason ? "`because`" : "`amount`");
        award.guards.push_back(GuardOf(child));
        break;
      case SyntaxKind::kAmount:
        if (!Once(met, child, "amount")) break;
        KeepOrder(stage, kAmounts, child, "`because`");
        award.amount = ChainOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kBound:
        KeepOrder(stage, kBounds, child, "`because`");
        award.bounds.push_back(
            {HasWord(child, WordOf("most")), ChainOf(ChildrenOf(child).front()), SpanOf(child)});
        break;
      case SyntaxKind::kBecause:
        if (!Once(met, child, "because")) break;
        KeepOrder(stage, kReason, child, "");
        reason_begin = tree_[child].begin;
        award.because = BecauseOf(child);
        break;
      default:
        CREDENCE_CHECK(false && "a part of an award");
    }
  }
  if (award.amount == kNone && !faulty_) {
    const uint32_t at = tokens_[reason_begin - 1].span.end;
    Report(
        codes::kSyntax, {at, at}, "I was reading an award and missed `amount`",
        {.why = "Nothing says how much the partner is credited.",
         .help = "Write what is awarded, as in `amount 5% of sum of revenue`, before `because`."});
  }
  file_.statements.push_back(std::move(award));
}

void Builder::BuildRemoval(Node root) {
  Removal removal;
  removal.span = SpanOf(root);
  removal.forfeit = KindOf(root) == SyntaxKind::kForfeit;
  Met met;
  int stage = kConditions;
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kCredits:
        removal.credits = NamesOf(child);
        removal.all_credits = removal.credits.empty();
        break;
      case SyntaxKind::kAs:
        removal.name = NameOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kEvidenceChain:
        removal.evidence = EvidenceChainOf(child);
        break;
      case SyntaxKind::kGuard:
        KeepOrder(stage, kConditions, child, stage == kReason ? "`because`" : "`amount`");
        removal.guards.push_back(GuardOf(child));
        break;
      case SyntaxKind::kBecause:
        if (!Once(met, child, "because")) break;
        KeepOrder(stage, kReason, child, "");
        removal.because = BecauseOf(child);
        break;
      default:
        CREDENCE_CHECK(false && "a part of an exclude or a forfeit");
    }
  }
  file_.statements.push_back(std::move(removal));
}

}  // namespace credence::dsl
