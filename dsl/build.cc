#include "dsl/build.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/check.h"
#include "dsl/builder.h"

namespace credence::dsl {

bool BuildStatement(std::span<const Token> tokens, const SyntaxTree& tree, File& file,
                    Diagnostics& diagnostics) {
  const std::size_t exprs = file.exprs.size();
  const std::size_t evidence = file.evidence.size();
  const std::size_t literals = file.literals.size();
  const std::size_t texts = file.texts.size();
  const std::size_t names = file.names.size();
  const std::size_t aggregates = file.aggregates.size();
  const std::size_t statements = file.statements.size();
  if (Builder(tokens, tree, file, diagnostics).Run()) return true;

  // Nothing of a faulty statement stays behind.
  file.exprs.resize(exprs);
  file.evidence.erase(file.evidence.begin() + static_cast<std::ptrdiff_t>(evidence),
                      file.evidence.end());
  file.literals.resize(literals);
  file.texts.resize(texts);
  file.names.resize(names);
  file.aggregates.resize(aggregates);
  file.statements.erase(file.statements.begin() + static_cast<std::ptrdiff_t>(statements),
                        file.statements.end());
  return false;
}

bool Builder::Run() {
  CREDENCE_CHECK(!tree_.empty());
  const Node root = static_cast<Node>(tree_.size() - 1);
  switch (KindOf(root)) {
    case SyntaxKind::kPolicyHeader:
      BuildPolicyHeader(root);
      break;
    case SyntaxKind::kVocabularyHeader:
      BuildVocabularyHeader(root);
      break;
    case SyntaxKind::kCredit:
      BuildCredit(root);
      break;
    case SyntaxKind::kParam:
      BuildParam(root);
      break;
    case SyntaxKind::kSetDeclaration:
      BuildSet(root);
      break;
    case SyntaxKind::kDefine:
      BuildDefine(root);
      break;
    case SyntaxKind::kAward:
      BuildAward(root);
      break;
    case SyntaxKind::kExclude:
    case SyntaxKind::kForfeit:
      BuildRemoval(root);
      break;
    case SyntaxKind::kSplit:
      BuildSplit(root);
      break;
    case SyntaxKind::kLimit:
      BuildLimit(root);
      break;
    case SyntaxKind::kTable:
      BuildTable(root);
      break;
    case SyntaxKind::kTiers:
      BuildTiers(root);
      break;
    case SyntaxKind::kScore:
      BuildScore(root);
      break;
    case SyntaxKind::kStanding:
      BuildStanding(root);
      break;
    case SyntaxKind::kCheck:
      BuildCheck(root);
      break;
    case SyntaxKind::kSubjectDeclaration:
      BuildSubject(root);
      break;
    case SyntaxKind::kEvidenceDeclaration:
      BuildEvidenceDeclaration(root);
      break;
    case SyntaxKind::kMeasureDeclaration:
      BuildMeasure(root);
      break;
    case SyntaxKind::kAttributeDeclaration:
      BuildAttribute(root);
      break;
    default:
      CREDENCE_CHECK(false && "the root of a tree is a statement");
  }
  return !faulty_;
}

Word Builder::WordIn(Node node, uint32_t offset) const {
  const uint32_t index = tree_[node].begin + offset;
  return index < tree_[node].end ? tokens_[index].word : Word::kOther;
}

bool Builder::HasWord(Node node, Word word) const {
  for (uint32_t i = tree_[node].begin; i < tree_[node].end; ++i) {
    if (tokens_[i].word == word) return true;
  }
  return false;
}

Span Builder::SpanOf(Node node) const { return Cover(FirstToken(node).span, LastToken(node).span); }

Span Builder::SpanBehindComma(Node clause) const {
  const bool comma = TextAt(FirstToken(clause)) == ",";
  return Cover(TokenAt(tree_[clause].begin + (comma ? 1 : 0)).span, LastToken(clause).span);
}

std::string_view Builder::TextAt(const Token& token) const {
  return file_.source->text(token.span);
}

void Builder::Report(Code code, Span span, std::string headline, Notes notes) {
  faulty_ = true;
  faults_.Add(code, span, std::move(headline), std::move(notes));
}

bool Builder::Once(Met& met, Node clause, std::string_view called) {
  const SyntaxKind kind = KindOf(clause);
  const auto earlier =
      std::find_if(met.begin(), met.end(), [&](const auto& entry) { return entry.first == kind; });
  if (earlier == met.end()) {
    met.emplace_back(kind, SpanOf(clause));
    return true;
  }
  Report(codes::kRepeatedClause, SpanOf(clause),
         absl::StrCat("`", std::string(called), "` stands twice in one statement"),
         {.why = "Nothing says which of the two counts.",
          .help = "Keep the one that is meant.",
          .related = {faults_.At(earlier->second, "it stands here already")}});
  return false;
}

Name Builder::NameOfToken(const Token& token) const {
  std::string_view text = TextAt(token);
  if (token.kind == TokenKind::kEscapedName) text = text.substr(1, text.size() - 2);
  return {std::string(text), token.span};
}

std::vector<Name> Builder::NamesOf(Node node) const {
  std::vector<Name> names;
  for (const Node child : ChildrenOf(node)) {
    if (KindOf(child) == SyntaxKind::kName) names.push_back(NameOf(child));
  }
  return names;
}

uint32_t Builder::AddNames(const std::vector<Name>& names) {
  const auto first = static_cast<uint32_t>(file_.names.size());
  file_.names.insert(file_.names.end(), names.begin(), names.end());
  return first;
}

}  // namespace credence::dsl
