// Splits and limits.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/check.h"
#include "core/limits.h"
#include "dsl/builder.h"

namespace credence::dsl {
namespace {

// Where a clause of a split belongs: in the order in which a reader asks.
enum Stage : int { kOrder, kMethod, kCap, kConditions, kReason };

// What a clause that comes too late must stand above, by the stage that was met.
constexpr const char* kClauses[] = {"the order", "how the pool is divided", "`at most`",
                                    "`when` and `unless`", "`because`"};

constexpr const char* kMethods =
    "`evenly`, `weighted by ...`, `halving every 7 days before ...` or shares such as "
    "`40% to first, 20% to middle evenly, 40% to last`";

}  // namespace

SplitPosition Builder::PositionOf(Node node) {
  SplitPosition position;
  position.span = SpanOf(node);
  for (const Node child : ChildrenOf(node)) {
    switch (KindOf(child)) {
      case SyntaxKind::kLiteral:
        position.share = OperandOf(child);
        break;
      case SyntaxKind::kPlace: {
        const Word word = WordIn(child, 0);
        position.place = word == WordOf("first")    ? Place::kFirst
                         : word == WordOf("last")   ? Place::kLast
                         : word == WordOf("middle") ? Place::kMiddle
                                                    : Place::kRest;
        break;
      }
      case SyntaxKind::kWhere:
        position.where = WhereOf(child);
        break;
      case SyntaxKind::kEvenly:
        position.evenly = true;
        break;
      default:
        CREDENCE_CHECK(false && "a part of a position");
    }
  }
  return position;
}

void Builder::BuildSplitMethod(Node clause, Split& split) {
  if (split.method != SplitMethod::kUnwritten) {
    Report(codes::kSplitShape, SpanOf(clause), "This split is divided in two ways",
           {.why = "Nothing says which of the two counts.",
            .help = "Keep the one that is meant.",
            .related = {faults_.At(split.method_span, "the other stands here")}});
    return;
  }
  split.method_span = SpanOf(clause);
  const NodeList parts = ChildrenOf(clause);
  switch (KindOf(clause)) {
    case SyntaxKind::kEvenly:
      split.method = SplitMethod::kEvenly;
      return;
    case SyntaxKind::kWeighted:
      split.method = SplitMethod::kWeighted;
      split.weight = ChainOf(parts.front());
      return;
    case SyntaxKind::kHalving:
      split.method = SplitMethod::kHalving;
      split.half_life = DurationOf(parts.front());
      split.after = !HasWord(clause, WordOf("before"));
      split.day = ChainOf(parts.back());
      return;
    default:
      split.method = SplitMethod::kPositions;
      for (const Node position : parts) split.positions.push_back(PositionOf(position));
  }
}

void Builder::BuildSplit(Node root) {
  Split split;
  split.span = SpanOf(root);
  Met met;
  int stage = kOrder;
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        split.credit = NameOf(child);
        break;
      case SyntaxKind::kAs:
        split.name = NameOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kChain:
        split.pool = ChainOf(child);
        break;
      case SyntaxKind::kEvidenceKind:
        split.over = EvidenceLeafOf(child);
        break;
      case SyntaxKind::kInOrder:
        if (!Once(met, child, "in order of")) break;
        KeepOrder(stage, kOrder, child, kClauses[stage]);
        split.order = ChainOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kEvenly:
      case SyntaxKind::kWeighted:
      case SyntaxKind::kHalving:
      case SyntaxKind::kPositions:
        KeepOrder(stage, kMethod, child, kClauses[stage]);
        BuildSplitMethod(child, split);
        break;
      case SyntaxKind::kShareCap:
        if (!Once(met, child, "at most")) break;
        KeepOrder(stage, kCap, child, kClauses[stage]);
        split.cap = ChainOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kExcess:
        if (!Once(met, child, "excess")) break;
        KeepOrder(stage, kCap, child, kClauses[stage]);
        split.excess = HasWord(child, WordOf("unpaid")) ? ExcessTo::kUnpaid : ExcessTo::kTheRest;
        split.excess_span = SpanBehindComma(child);
        break;
      case SyntaxKind::kGuard:
        KeepOrder(stage, kConditions, child, kClauses[stage]);
        split.guards.push_back(GuardOf(child));
        break;
      case SyntaxKind::kBecause:
        if (!Once(met, child, "because")) break;
        KeepOrder(stage, kReason, child, kClauses[stage]);
        split.because = BecauseOf(child);
        break;
      default:
        CREDENCE_CHECK(false && "a part of a split");
    }
  }
  if (!faulty_) CheckSplit(split);
  file_.statements.push_back(std::move(split));
}

// What one clause needs of another.
void Builder::CheckSplit(const Split& split) {
  const Span over = file_.evidence[split.over].span;
  if (split.method == SplitMethod::kUnwritten) {
    Report(codes::kSplitShape, {over.end, over.end}, "This split does not say how it is divided",
           {.why = "Nothing says what share each partner has.",
            .help = absl::StrCat("Write ", kMethods, ".")});
  }
  const std::string kind = file_.evidence[split.over].names.front().text;
  if (split.method == SplitMethod::kPositions && split.order == kNone) {
    Report(codes::kSplitShape, split.method_span,
           "Shares by position need an order, and nothing says which",
           {.why = "Without an order there is no first and no last.",
            .help = absl::StrCat("Write `in order of ", kind, ".on` before the shares.")});
  }
  if (split.cap != kNone && split.excess == ExcessTo::kUnwritten) {
    Report(codes::kSplitShape, file_.exprs[split.cap].span,
           "Nothing says where goes what is over the cap",
           {.why = "It can stay unpaid, or be divided again among those below the cap.",
            .help = "Write `, excess unpaid` or `, excess to the rest` behind `each`."});
  }
  if (split.cap == kNone && split.excess != ExcessTo::kUnwritten) {
    Report(codes::kSplitShape, split.excess_span, "There is no excess without a cap",
           {.why = "Nothing is cut from a share that has no cap.",
            .help = "Leave it out, or write the cap before it: `at most 10_000 USD each`."});
  }
  if (split.positions.size() > limits::kSplitPositionsMax) {
    Report(codes::kTooLarge, split.method_span,
           absl::StrCat("This split has more than ", limits::kSplitPositionsMax, " shares"),
           {.help = "Leave out those that nobody can tell apart."});
  }
  for (const SplitPosition& position : split.positions) {
    const bool several = position.place == Place::kMiddle || position.place == Place::kRest;
    if (!several || position.evenly) continue;
    Report(codes::kSplitShape, position.span,
           absl::StrCat("`", std::string(file_.source->text(position.span)),
                        "` does not say how several divide it"),
           {.why = "The middle and the rest can be several.",
            .help = "Write `evenly` behind it: they have this share together."});
  }
}

void Builder::BuildLimit(Node root) {
  Limit limit;
  limit.span = SpanOf(root);
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        limit.credits.push_back(NameOf(child));
        break;
      case SyntaxKind::kPerEach:
        limit.per = NamesOf(child);
        break;
      case SyntaxKind::kUnit:
        limit.each = UnitOf(child);
        break;
      case SyntaxKind::kChain:
        limit.to = ChainOf(child);
        break;
      case SyntaxKind::kCutting:
        limit.cut_first = NamesOf(child);
        break;
      case SyntaxKind::kBecause:
        limit.because = BecauseOf(child);
        break;
      default:
        CREDENCE_CHECK(false && "a part of a limit");
    }
  }
  if (limit.credits.size() > limits::kLimitCreditsMax) {
    Report(codes::kTooLarge, limit.span,
           absl::StrCat("This limit is on more than ", limits::kLimitCreditsMax, " credits"),
           {.help = "Make them parts of one credit, or part the limit."});
  }
  file_.statements.push_back(std::move(limit));
}

}  // namespace credence::dsl
