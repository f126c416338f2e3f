// The walk from one syntax tree to declarations; dsl/build.h is the way in.
//
//   build.cc              the walk itself, names, clauses
//   build_literals.cc     what figures, dates and texts are worth
//   build_expressions.cc  chains folded by precedence, operands
//   build_evidence.cc     evidence, timing, windows
//   build_policy.cc       the statements of a policy
//   build_splits.cc       splits and limits
//   build_tables.cc       tables and tiers
//   build_levels.cc       scores, standings and checks
//   build_vocabulary.cc   the statements of a vocabulary
//
// Recursion follows the tree, whose depth the grammar bounds; chains are folded in a loop.
// A faulty piece is told and replaced by some value, so that the rest is looked at too.
//
// Not thread-safe: one builder builds one statement.
#ifndef CREDENCE_DSL_BUILDER_H_
#define CREDENCE_DSL_BUILDER_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/diagnostic.h"
#include "dsl/ast.h"
#include "dsl/faults.h"
#include "dsl/syntax_tree.h"
#include "dsl/token.h"

namespace credence::dsl {

class Builder {
 public:
  Builder(std::span<const Token> tokens, const SyntaxTree& tree, File& file,
          Diagnostics& diagnostics)
      : tokens_(tokens), tree_(tree), file_(file), faults_(file.source, diagnostics) {}

  bool Run();

 private:
  using Node = uint32_t;  // index in the tree

  // The tree ------------------------------------------------------------------

  SyntaxKind KindOf(Node node) const { return tree_[node].kind; }
  NodeList ChildrenOf(Node node) const { return dsl::ChildrenOf(tree_, node); }
  const Token& TokenAt(uint32_t index) const { return tokens_[index]; }
  const Token& FirstToken(Node node) const { return tokens_[tree_[node].begin]; }
  const Token& LastToken(Node node) const { return tokens_[tree_[node].end - 1]; }
  // The word at `offset` tokens into the node; kOther beyond its end.
  Word WordIn(Node node, uint32_t offset) const;
  bool HasWord(Node node, Word word) const;
  Span SpanOf(Node node) const;
  // The same without the comma a clause may begin with.
  Span SpanBehindComma(Node clause) const;
  // The piece of the source a token is.
  std::string_view TextAt(const Token& token) const;

  // Faults --------------------------------------------------------------------

  void Report(Code code, Span span, std::string headline, Notes notes);
  // Clauses met so far, by kind. `Once` tells of a second one and is false then.
  using Met = std::vector<std::pair<SyntaxKind, Span>>;
  bool Once(Met& met, Node clause, std::string_view called);

  // Names ---------------------------------------------------------------------

  Name NameOfToken(const Token& token) const;
  Name NameOf(Node node) const { return NameOfToken(FirstToken(node)); }
  std::vector<Name> NamesOf(Node node) const;  // of its children
  // Appends names to the file's pool and says where the first stands.
  uint32_t AddNames(const std::vector<Name>& names);

  // Literals ------------------------------------------------------------------

  Rational NumberOf(const Token& token);
  int64_t WholeNumberOf(const Token& token, int64_t max);
  Date DateOf(const Token& token);
  // Tells of days that end before they begin.
  void CheckOrder(Date from, Date through, Span span);
  Duration DurationOf(Node node);
  Literal LiteralOf(Node node);
  Currency CurrencyOf(const Token& token);
  Name TextOf(Node node) const;  // without quotes and escapes

  // Expressions -----------------------------------------------------------------

  class ChainFold;

  ExprId ChainOf(Node chain);
  ExprId OperandOf(Node node);
  ExprId AggregateOf(Node node);
  ExprId CallOf(Node node);
  ExprId PathOf(Node node);
  ExprId WhereOf(Node where);
  ExprId Add(Expr expr);
  bool ChainIsShort(const NodeList& children);

  // Evidence --------------------------------------------------------------------

  EvidenceId EvidenceChainOf(Node chain);
  EvidenceId EvidenceTermOf(Node term);
  EvidenceId EvidenceLeafOf(Node node);
  Timing TimingOf(Node node);
  Window WindowOf(Node node);
  EvidenceId Add(EvidenceNode node);

  // Statements ------------------------------------------------------------------

  void BuildPolicyHeader(Node root);
  void BuildCredit(Node root);
  void BuildCreditClause(Node clause, Credit& credit);
  void BuildParam(Node root);
  void BuildSet(Node root);
  void BuildDefine(Node root);
  void BuildAward(Node root);
  void BuildRemoval(Node root);
  void BuildSplit(Node root);
  void BuildSplitMethod(Node clause, Split& split);
  SplitPosition PositionOf(Node node);
  void CheckSplit(const Split& split);
  void BuildLimit(Node root);
  void BuildTable(Node root);
  TableInput InputOf(Node node);
  TableRow RowOf(Node node, const Table& table);
  TableCell CellOf(Node node);
  void BuildTiers(Node root);
  void BuildScore(Node root);
  ScoreComponent ComponentOf(Node node);
  void BuildStanding(Node root);
  void BuildCheck(Node root);
  void BuildVocabularyHeader(Node root);
  void BuildSubject(Node root);
  void BuildEvidenceDeclaration(Node root);
  void BuildMeasure(Node root);
  void BuildAttribute(Node root);

  void SharingOf(Node node, Credit& credit);
  Rank RankOf(Node node);
  TypeName TypeOf(Node node);
  Guard GuardOf(Node node);
  Because BecauseOf(Node node) const;
  PeriodUnit UnitOf(Node node) const;
  // Tells of a clause that stands after one it must precede: `stage` is the latest met so far.
  // `above`: what it must stand above, for the message.
  void KeepOrder(int& stage, int clause_stage, Node clause, const char* above);

  std::span<const Token> tokens_;
  const SyntaxTree& tree_;
  File& file_;
  Faults faults_;
  bool faulty_ = false;
};

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_BUILDER_H_
