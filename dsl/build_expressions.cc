// Expressions: chains folded by precedence, and what stands between the operators.
#include <string>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "core/check.h"
#include "core/limits.h"
#include "dsl/builder.h"
#include "dsl/operators.h"

namespace credence::dsl {
namespace {

dsl::Fold FoldOf(Word word) {
  if (word == WordOf("count")) return Fold::kCount;
  if (word == WordOf("highest")) return Fold::kHighest;
  if (word == WordOf("lowest")) return Fold::kLowest;
  if (word == WordOf("average")) return Fold::kAverage;
  if (word == WordOf("latest")) return Fold::kLatest;
  if (word == WordOf("earliest")) return Fold::kEarliest;
  return Fold::kSum;
}

}  // namespace

// The shunting yard of one chain. What waits for its right side stands in `pending_`, loosest
// below; `is known` waits there too, having none, so that nothing can bind to it by mistake.
class Builder::ChainFold {
 public:
  explicit ChainFold(Builder& builder) : builder_(builder) {}

  void Operand(ExprId expr, Span outer) { operands_.push_back({expr, outer}); }

  void Prefix(Span span, bool is_not) {
    const Precedence level = is_not ? kNotLevel : kMinusLevel;
    if (is_not && !pending_.empty() && pending_.back().level > kNotLevel) {
      builder_.Report(codes::kSyntax, span, "I was reading an expression and stopped at `not`",
                      {.why = "`not` takes a whole comparison, so it cannot stand inside one.",
                       .help = "Put parentheses around `not` and what it denies."});
    }
    pending_.push_back(
        {span, level, Operator::kOr, is_not ? ExprKind::kNot : ExprKind::kNegate, false});
  }

  void Infix(Span span, Operator op, Precedence level) {
    while (!pending_.empty() && pending_.back().level >= level) {
      if (!MayFollow(span, level)) return;
      Reduce();
    }
    if (!pending_.empty() && pending_.back().kind == ExprKind::kIsKnown) MayFollow(span, level);
    pending_.push_back({span, level, op, ExprKind::kBinary, false});
  }

  void KnownTest(Span span, bool negated) {
    while (!pending_.empty() && pending_.back().level >= kComparisonLevel) {
      if (!MayFollow(span, kComparisonLevel)) return;
      Reduce();
    }
    pending_.push_back({span, kComparisonLevel, Operator::kOr, ExprKind::kIsKnown, negated});
  }

  ExprId Finish() {
    while (!pending_.empty()) Reduce();
    return operands_.empty() ? kNone : operands_.back().expr;
  }

 private:
  struct Side {
    ExprId expr;
    Span outer;  // with its parentheses
  };
  struct Waiting {
    Span span;
    Precedence level;
    Operator op;
    ExprKind kind;
    bool negated;
  };

  // A comparison answers yes or no, so nothing but `and`, `or` and `not` can follow it.
  bool MayFollow(Span span, Precedence level) {
    if (reported_ || level < kComparisonLevel) return !reported_;
    if (pending_.back().level != kComparisonLevel) return true;
    reported_ = true;
    const bool two = level == kComparisonLevel;
    builder_.Report(
        codes::kSyntax, span,
        two ? "Two comparisons stand in one chain"
            : "I was reading an expression and stopped after `known`",
        {.why = "A comparison answers yes or no, and that cannot be compared or counted.",
         .help = two ? "Write two comparisons and `and` between them: `a <= b and b <= c`."
                     : "Put parentheses around what belongs together."});
    return false;
  }

  void Reduce() {
    const Waiting top = pending_.back();
    pending_.pop_back();
    if (reported_) return;
    Expr expr{};
    expr.kind = top.kind;
    expr.op = top.op;
    expr.negated = top.negated;
    expr.op_span = top.span;
    const Side right = operands_.back();
    operands_.pop_back();
    if (top.kind == ExprKind::kBinary) {
      const Side left = operands_.back();
      operands_.pop_back();
      expr.left = left.expr;
      expr.right = right.expr;
      expr.span = Cover(left.outer, right.outer);
    } else {
      expr.left = right.expr;
      expr.span = Cover(top.span, right.outer);
    }
    const Span outer = expr.span;
    operands_.push_back({builder_.Add(std::move(expr)), outer});
  }

  Builder& builder_;
  absl::InlinedVector<Side, 4> operands_;
  absl::InlinedVector<Waiting, 4> pending_;
  bool reported_ = false;
};

ExprId Builder::Add(Expr expr) {
  file_.exprs.push_back(expr);
  return static_cast<ExprId>(file_.exprs.size() - 1);
}

// Chains and prefixes have limits of their own: they are long or deep without any bracket.
bool Builder::ChainIsShort(const NodeList& children) {
  int operators = 0;
  int prefixes = 0;
  for (const Node child : children) {
    if (KindOf(child) == SyntaxKind::kPrefix) {
      if (++prefixes <= limits::kNestingMax) continue;
      Report(codes::kTooDeep, SpanOf(child),
             absl::StrCat("More than ", limits::kNestingMax, " signs stand before one value"),
             {.help = "Write the value itself."});
      return false;
    }
    prefixes = 0;
    if (KindOf(child) != SyntaxKind::kOperator || ++operators <= limits::kChainTermsMax) continue;
    Report(codes::kChainTooLong, SpanOf(child),
           absl::StrCat("This expression has more than ", limits::kChainTermsMax, " operators"),
           {.why = "Nobody could check such a line by reading it.",
            .help = "Give its parts names of their own with `define`."});
    return false;
  }
  return true;
}

ExprId Builder::ChainOf(Node chain) {
  const NodeList children = ChildrenOf(chain);
  if (!ChainIsShort(children)) return kNone;
  ChainFold fold(*this);
  for (const Node child : children) {
    const Token& first = FirstToken(child);
    if (KindOf(child) == SyntaxKind::kPrefix) {
      fold.Prefix(first.span, first.word == WordOf("not"));
    } else if (KindOf(child) != SyntaxKind::kOperator) {
      fold.Operand(OperandOf(child), SpanOf(child));
    } else if (LastToken(child).word == WordOf("known")) {
      fold.KnownTest(SpanOf(child), HasWord(child, WordOf("not")));
    } else {
      const InfixOperator infix = InfixOf(first, HasWord(child, WordOf("not")));
      fold.Infix(SpanOf(child), infix.op, infix.level);
    }
  }
  return fold.Finish();
}

ExprId Builder::OperandOf(Node node) {
  Expr expr{};
  expr.span = SpanOf(node);
  expr.op_span = FirstToken(node).span;
  switch (KindOf(node)) {
    case SyntaxKind::kLiteral:
      expr.kind = ExprKind::kLiteral;
      expr.ref = static_cast<uint32_t>(file_.literals.size());
      file_.literals.push_back(LiteralOf(node));
      return Add(expr);
    case SyntaxKind::kText:
      expr.kind = ExprKind::kText;
      expr.ref = static_cast<uint32_t>(file_.texts.size());
      file_.texts.push_back(TextOf(node).text);
      return Add(expr);
    case SyntaxKind::kParenthesised:
      return ChainOf(ChildrenOf(node).front());
    case SyntaxKind::kAggregate:
      return AggregateOf(node);
    case SyntaxKind::kCall:
      return CallOf(node);
    case SyntaxKind::kPath:
      return PathOf(node);
    case SyntaxKind::kPartnerWith:
      expr.kind = ExprKind::kPartnerWith;
      expr.ref = EvidenceTermOf(ChildrenOf(node).front());
      return Add(expr);
    case SyntaxKind::kSet:
    case SyntaxKind::kPartnerHolds:
    case SyntaxKind::kEveryMetric: {
      std::vector<Name> names = NamesOf(node);
      if (KindOf(node) == SyntaxKind::kEveryMetric) names.push_back(NameOfToken(LastToken(node)));
      expr.kind = KindOf(node) == SyntaxKind::kSet            ? ExprKind::kSet
                  : KindOf(node) == SyntaxKind::kPartnerHolds ? ExprKind::kPartnerHolds
                                                              : ExprKind::kEveryMetric;
      expr.count = static_cast<uint32_t>(names.size());
      expr.first = AddNames(names);
      return Add(expr);
    }
    default:
      CREDENCE_CHECK(false && "an operand of a chain");
      return kNone;
  }
}

ExprId Builder::PathOf(Node node) {
  std::vector<Name> names;
  // Every other token is a dot.
  for (uint32_t i = tree_[node].begin; i < tree_[node].end; i += 2) {
    names.push_back(NameOfToken(tokens_[i]));
  }
  Expr expr{};
  expr.kind = ExprKind::kPath;
  expr.span = SpanOf(node);
  expr.count = static_cast<uint32_t>(names.size());
  expr.first = AddNames(names);
  return Add(expr);
}

ExprId Builder::CallOf(Node node) {
  const NodeList children = ChildrenOf(node);
  Expr expr{};
  expr.kind = ExprKind::kCall;
  expr.span = SpanOf(node);
  expr.op_span = FirstToken(node).span;
  if (children.size() > 3) {
    Report(codes::kSyntax, SpanOf(children[3]),
           absl::StrCat("`", NameOf(children[0]).text, "` is given more than two values"),
           {.help = "Write a value and, where one is wanted, a unit: `round(x, 1 USD)`."});
    return kNone;
  }
  expr.left = ChainOf(children[1]);
  if (children.size() > 2) expr.right = ChainOf(children[2]);
  expr.count = 1;
  expr.first = AddNames({NameOf(children[0])});
  return Add(expr);
}

ExprId Builder::WhereOf(Node where) { return ChainOf(ChildrenOf(where).front()); }

ExprId Builder::AggregateOf(Node node) {
  Aggregate aggregate{};
  aggregate.fold = FoldOf(FirstToken(node).word);
  for (const Node child : ChildrenOf(node)) {
    if (KindOf(child) == SyntaxKind::kWhere) {
      aggregate.where = WhereOf(child);
    } else if (KindOf(child) == SyntaxKind::kWindow) {
      aggregate.over = WindowOf(child);
    } else {
      aggregate.operand = OperandOf(child);
    }
  }
  Expr expr{};
  expr.kind = ExprKind::kAggregate;
  expr.span = SpanOf(node);
  expr.op_span = FirstToken(node).span;
  expr.ref = static_cast<uint32_t>(file_.aggregates.size());
  file_.aggregates.push_back(aggregate);
  return Add(expr);
}

}  // namespace credence::dsl
