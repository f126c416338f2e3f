// Evidence: kinds and quantifiers folded by `and` and `or`, and the days they are asked about.
#include <string>
#include <utility>

#include "core/check.h"
#include "dsl/builder.h"

namespace credence::dsl {

EvidenceId Builder::Add(EvidenceNode node) {
  file_.evidence.push_back(std::move(node));
  return static_cast<EvidenceId>(file_.evidence.size() - 1);
}

// `and` binds tighter than `or`: terms are joined by `and` as they come, and a join is handed
// on to `or` when one follows.
EvidenceId Builder::EvidenceChainOf(Node chain) {
  const NodeList children = ChildrenOf(chain);
  if (!ChainIsShort(children)) return kNone;
  struct Side {
    EvidenceId id = kNone;
    Span outer;
  };
  const auto join = [this](EvidenceNodeKind kind, const Side& left, const Side& right) {
    if (left.id == kNone) return right;
    EvidenceNode node{};
    node.kind = kind;
    node.span = Cover(left.outer, right.outer);
    node.left = left.id;
    node.right = right.id;
    const Span outer = node.span;
    return Side{Add(std::move(node)), outer};
  };

  Side any;  // what stands left of the last `or`
  Side all;  // what `and` joins since
  for (const Node child : children) {
    if (KindOf(child) == SyntaxKind::kOperator) {
      if (FirstToken(child).word != WordOf("or")) continue;
      any = join(EvidenceNodeKind::kOr, any, all);
      all = {};
    } else {
      all = join(EvidenceNodeKind::kAnd, all, {EvidenceTermOf(child), SpanOf(child)});
    }
  }
  return join(EvidenceNodeKind::kOr, any, all).id;
}

EvidenceId Builder::EvidenceTermOf(Node term) {
  if (KindOf(term) == SyntaxKind::kEvidenceGroup) return EvidenceChainOf(ChildrenOf(term).front());
  if (KindOf(term) != SyntaxKind::kEvidenceNo) return EvidenceLeafOf(term);
  EvidenceNode node{};
  node.kind = EvidenceNodeKind::kNo;
  node.span = SpanOf(term);
  node.left = EvidenceTermOf(ChildrenOf(term).front());
  return Add(std::move(node));
}

EvidenceId Builder::EvidenceLeafOf(Node leaf) {
  EvidenceNode node{};
  node.kind = KindOf(leaf) == SyntaxKind::kQuantified ? EvidenceNodeKind::kQuantified
                                                      : EvidenceNodeKind::kKind;
  node.span = SpanOf(leaf);
  for (const Node child : ChildrenOf(leaf)) {
    switch (KindOf(child)) {
      case SyntaxKind::kQuantifier:
        if (WordIn(child, 0) == WordOf("at")) {
          node.quantifier = Quantifier::kAtLeast;
          node.at_least = WholeNumberOf(LastToken(child), 1'000'000);
        } else {
          node.quantifier = WordIn(child, 0) == WordOf("any")   ? Quantifier::kAny
                            : WordIn(child, 0) == WordOf("all") ? Quantifier::kAll
                                                                : Quantifier::kNoneOf;
        }
        break;
      case SyntaxKind::kSet:
        node.names = NamesOf(child);
        break;
      case SyntaxKind::kName:
        node.names = {NameOf(child)};
        node.named_set = node.kind == EvidenceNodeKind::kQuantified;
        break;
      case SyntaxKind::kWhere:
        node.where = WhereOf(child);
        break;
      case SyntaxKind::kTiming:
        node.timing = TimingOf(child);
        break;
      default:
        CREDENCE_CHECK(false && "a part of evidence");
    }
  }
  return Add(std::move(node));
}

Timing Builder::TimingOf(Node node) {
  Timing timing;
  timing.span = SpanOf(node);
  const Word word = WordIn(node, 0);
  const bool after = WordIn(node, 3) == WordOf("after");  // within 90 days after
  timing.kind = word == WordOf("on")           ? TimingKind::kOn
                : word == WordOf("throughout") ? TimingKind::kThroughout
                : word == WordOf("at")         ? TimingKind::kAtAnyTime
                : word == WordOf("for")        ? TimingKind::kForAtLeast
                : after                        ? TimingKind::kWithinAfter
                                               : TimingKind::kWithinBefore;
  for (const Node child : ChildrenOf(node)) {
    switch (KindOf(child)) {
      case SyntaxKind::kDuration:
        timing.duration = DurationOf(child);
        break;
      case SyntaxKind::kWindow:
        timing.window = WindowOf(child);
        break;
      case SyntaxKind::kRecorded:
        timing.recorded_by = ChainOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kChain:
        timing.day = ChainOf(child);
        break;
      default:
        CREDENCE_CHECK(false && "a part of timing");
    }
  }
  return timing;
}

Window Builder::WindowOf(Node node) {
  Window window;
  window.span = SpanOf(node);
  const NodeList children = ChildrenOf(node);
  if (children.empty()) {
    const Word word = WordIn(node, 0);
    window.kind = word == WordOf("the") ? WindowKind::kThePeriod : WindowKind::kToDate;
    window.unit = word == WordOf("month")     ? PeriodUnit::kMonth
                  : word == WordOf("quarter") ? PeriodUnit::kQuarter
                                              : PeriodUnit::kYear;
  } else if (KindOf(children.front()) == SyntaxKind::kDuration) {
    window.kind =
        HasWord(node, WordOf("before")) ? WindowKind::kDurationBefore : WindowKind::kDuration;
    window.duration = DurationOf(children.front());
  } else {
    window.kind = WindowKind::kDates;
    window.from = DateOf(FirstToken(children.front()));
    window.through = DateOf(FirstToken(children.back()));
    CheckOrder(window.from, window.through, window.span);
  }
  return window;
}

}  // namespace credence::dsl
