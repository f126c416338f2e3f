// Scores, standings and checks.
#include <utility>

#include "core/check.h"
#include "dsl/builder.h"

namespace credence::dsl {
namespace {

constexpr int64_t kOutOfMax = 1'000'000'000;

}  // namespace

ScoreComponent Builder::ComponentOf(Node node) {
  const NodeList children = ChildrenOf(node);
  ScoreComponent component;
  component.span = SpanOf(node);
  component.points = OperandOf(children[0]);
  if (children.size() == 2) {
    component.when = ChainOf(children[1]);
  } else {
    component.value = ChainOf(children[1]);
    component.target = ChainOf(children[2]);
  }
  return component;
}

void Builder::BuildScore(Node root) {
  Score score;
  score.span = SpanOf(root);
  bool named = false;
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        (named ? score.per : score.name) = NameOf(child);
        named = true;
        break;
      case SyntaxKind::kInteger:
        score.out_of = WholeNumberOf(FirstToken(child), kOutOfMax);
        score.out_of_span = SpanOf(child);
        break;
      case SyntaxKind::kCategory: {
        const NodeList parts = ChildrenOf(child);
        ScoreCategory category{NameOf(parts.front()), {}, SpanOf(child)};
        for (size_t i = 1; i < parts.size(); ++i) {
          category.components.push_back(ComponentOf(parts[i]));
        }
        score.categories.push_back(std::move(category));
        break;
      }
      default:
        CREDENCE_CHECK(false && "a part of a score");
    }
  }
  file_.statements.push_back(std::move(score));
}

void Builder::BuildStanding(Node root) {
  Standing standing;
  standing.span = SpanOf(root);
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        standing.name = NameOf(child);
        break;
      case SyntaxKind::kIn:
        standing.family = NameOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kChain:
        standing.condition = ChainOf(child);
        break;
      case SyntaxKind::kHeldFor:
        standing.held_for = DurationOf(ChildrenOf(child).front());
        standing.held_for_span = SpanOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kBecause:
        standing.because = BecauseOf(child);
        break;
      default:
        CREDENCE_CHECK(false && "a part of a standing");
    }
  }
  file_.statements.push_back(std::move(standing));
}

void Builder::BuildCheck(Node root) {
  const NodeList children = ChildrenOf(root);
  Check check;
  check.span = SpanOf(root);
  check.name = NameOf(children.front());
  const Node promise = children.back();
  const NodeList parts = ChildrenOf(promise);
  switch (KindOf(promise)) {
    case SyntaxKind::kAlways:
    case SyntaxKind::kNever:
      check.kind = KindOf(promise) == SyntaxKind::kAlways ? CheckKind::kAlways : CheckKind::kNever;
      check.condition = ChainOf(parts.front());
      break;
    case SyntaxKind::kRaising:
      check.kind = CheckKind::kRaising;
      check.raised = PathOf(parts.front());
      check.credit = NameOf(parts.back());
      check.lowers = HasWord(promise, WordOf("lowers"));
      break;
    case SyntaxKind::kLoses:
    case SyntaxKind::kSame:
      check.kind = KindOf(promise) == SyntaxKind::kLoses ? CheckKind::kLoses : CheckKind::kSame;
      check.credit = NameOf(parts[0]);
      check.version = TextOf(parts[1]);
      if (parts.size() > 2) check.except = ChainOf(ChildrenOf(parts[2]).front());
      break;
    default:
      CREDENCE_CHECK(false && "a promise of a check");
  }
  file_.statements.push_back(std::move(check));
}

}  // namespace credence::dsl
