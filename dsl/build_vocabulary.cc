// The statements of a vocabulary, and types.
#include <utility>

#include "core/check.h"
#include "dsl/builder.h"

namespace credence::dsl {

TypeName Builder::TypeOf(Node node) {
  TypeName type;
  type.span = SpanOf(node);
  const NodeList children = ChildrenOf(node);
  const Word word = WordIn(node, 0);
  if (!children.empty() && KindOf(children.front()) == SyntaxKind::kSet) {
    type.type = Type::Of(TypeKind::kSymbol);
    type.symbols = NamesOf(children.front());
  } else if (!children.empty()) {
    type.type = Type::Of(TypeKind::kSubject);
    type.subject = NameOf(children.front());
  } else if (word == WordOf("money")) {
    type.any_currency = tree_[node].end - tree_[node].begin == 1;
    type.type =
        type.any_currency ? Type::Of(TypeKind::kMoney) : Type::Money(CurrencyOf(LastToken(node)));
  } else {
    type.type = Type::Of(word == WordOf("count")     ? TypeKind::kCount
                         : word == WordOf("percent") ? TypeKind::kPercent
                         : word == WordOf("points")  ? TypeKind::kPoints
                         : word == WordOf("date")    ? TypeKind::kDate
                         : word == WordOf("days")    ? TypeKind::kDays
                                                     : TypeKind::kNumber);
  }
  return type;
}

void Builder::BuildVocabularyHeader(Node root) {
  const NodeList children = ChildrenOf(root);
  file_.vocabulary =
      VocabularyHeader{NameOf(children.front()), TextOf(children.back()), SpanOf(root)};
}

void Builder::BuildSubject(Node root) {
  const NodeList children = ChildrenOf(root);
  SubjectDeclaration subject;
  subject.span = SpanOf(root);
  subject.name = NameOf(children.front());
  if (children.size() > 1) subject.in = NameOf(ChildrenOf(children.back()).front());
  file_.statements.push_back(std::move(subject));
}

void Builder::BuildEvidenceDeclaration(Node root) {
  const NodeList children = ChildrenOf(root);
  EvidenceDeclaration evidence;
  evidence.span = SpanOf(root);
  evidence.name = NameOf(children[0]);
  evidence.on = NameOf(children[1]);
  evidence.lasting = FirstToken(children[2]).word == WordOf("lasting");
  for (std::size_t i = 3; i < children.size(); ++i) {
    const NodeList parts = ChildrenOf(children[i]);
    evidence.fields.push_back({NameOf(parts.front()), TypeOf(parts.back())});
  }
  file_.statements.push_back(std::move(evidence));
}

void Builder::BuildMeasure(Node root) {
  MeasureDeclaration measure;
  measure.span = SpanOf(root);
  bool named = false;
  for (const Node child : ChildrenOf(root)) {
    switch (KindOf(child)) {
      case SyntaxKind::kName:
        (named ? measure.per : measure.name) = NameOf(child);
        named = true;
        break;
      case SyntaxKind::kType:
        measure.type = TypeOf(child);
        break;
      case SyntaxKind::kEach:
        measure.each = UnitOf(ChildrenOf(child).front());
        break;
      case SyntaxKind::kAccrual:
        measure.flow = FirstToken(child).word == WordOf("flow");
        measure.flow_written = true;
        break;
      case SyntaxKind::kOptional:
        measure.optional = true;
        break;
      default:
        CREDENCE_CHECK(false && "a part of a measure");
    }
  }
  file_.statements.push_back(std::move(measure));
}

void Builder::BuildAttribute(Node root) {
  const NodeList children = ChildrenOf(root);
  AttributeDeclaration attribute;
  attribute.span = SpanOf(root);
  const SyntaxNode& path = tree_[children.front()];
  if (path.end - path.begin != 3) {
    Report(codes::kSyntax, SpanOf(children.front()),
           "An attribute is named by its subject and one name of its own",
           {.why = "It is a fact about one subject.",
            .help = "Write it as in `attribute customer.region : date`."});
    return;
  }
  attribute.subject = NameOfToken(tokens_[path.begin]);
  attribute.name = NameOfToken(tokens_[path.begin + 2]);
  attribute.type = TypeOf(children[1]);
  attribute.optional = children.size() > 2;
  file_.statements.push_back(std::move(attribute));
}

}  // namespace credence::dsl
