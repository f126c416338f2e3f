// Types and lowering of one expression or evidence test: each part gets its type, what is
// wrong with it is reported once, and what is right becomes nodes of the rule tree.
//
//   5% of sum of revenue     0 measure revenue : money in USD
//                            1 sum #0          : money in USD
//                            2 constant 5%     : percent
//                            3 multiply #2 #1  : money in USD
//
// REQUIRES: CheckGrain has given the parts their scopes and folds.
//
// Thread-safety: one policy is lowered by one thread.
#ifndef CREDENCE_DSL_LOWER_PARTS_H_
#define CREDENCE_DSL_LOWER_PARTS_H_

#include <string>
#include <vector>

#include "dsl/expression.h"
#include "dsl/node_pool.h"

namespace credence::dsl {

// A param as far as it could be read; faulty ones are silent wherever they are used.
struct CheckedParam {
  bool faulty = false;
  Type type = {};
  bool never_zero = false;  // no value of it is zero
};

using CheckedParams = std::vector<CheckedParam>;

// A table or tiers as far as they could be read; faulty ones are silent wherever they are used.
struct CheckedTable {
  bool faulty = false;
  bool untyped = false;  // faulty since what it is asked of has no type by itself
  Type type = {};        // of tiers
};

// What lookups read; null while tables themselves are still being read.
struct LookUps {
  const ruletree::Policy* policy = nullptr;
  const std::vector<CheckedTable>* tables = nullptr;
  const std::vector<CheckedTable>* tiers = nullptr;
};

class PartLowering {
 public:
  PartLowering(Symbols& symbols, const CheckedParams& params, NodePool& pool, Faults& faults,
               Parts& parts, const LookUps& look_ups = {})
      : symbols_(symbols),
        vocabulary_(symbols.vocabulary()),
        params_(params),
        pool_(pool),
        faults_(faults),
        parts_(parts),
        look_ups_(look_ups) {}

  // Fills Part::checked from the leaves to the root.
  void Run();

  // The root as a value of `wanted` (a bare figure takes its type), or faulty with a message.
  // `what` says what it is: "`amount`".
  Checked RootAs(const Type& wanted, const std::string& what);
  // The root as whatever value it is.
  Checked RootAsAny();
  // The root as a condition.
  Checked RootAsTruth(const std::string& what);
  // The root as any value that has an order.
  Checked RootWithOrder(const std::string& what);
  // The node of a value, made now when it is a constant.
  ruletree::NodeId NodeOf(const Checked& value, Span span);

 private:
  using Op = ruletree::Op;

  Checked Lower(PartId id);

  // Results, for standings and checks (lower_results.cc); leaves (lower_path.cc).
  Checked LowerPath(const Part& part, const Expr& expr);
  Checked LowerLiteral(const Expr& expr);
  Checked LowerDefine(const Part& part);
  Checked LowerInput(const Part& part);
  Checked LowerTable(const Part& part, const Expr& expr);
  Checked LowerTiers(const Part& part, const Expr& expr);
  Checked ReportUntyped(const Part& part, const Expr& expr,
                        const std::vector<CheckedTable>* tables);
  Checked LowerCredit(const Part& part, const Expr& expr);
  Checked LowerScore(const Part& part, const Expr& expr);
  Checked LowerHolds(const Part& part, const Expr& expr);
  Checked LowerEvery(const Part& part, const Expr& expr);
  Checked CompareEvery(const Part& part, const Expr& expr);
  // What is awarded of the credit, nothing being no value; kNone for any other part.
  ruletree::NodeId AwardNode(PartId id);
  Checked ReadDomain(const ruletree::DomainType& domain, ruletree::Node node);
  void ReportUnknownPath(const Part& part);
  void ReportUnknownFirst(const Expr& expr);
  std::vector<std::string> ValueNames() const;

  // Operators (lower_operator.cc).
  Checked LowerUnary(const Part& part, const Expr& expr);
  Checked LowerBinary(const Part& part, const Expr& expr);
  Checked LowerLogic(const Part& part, const Expr& expr);
  Checked LowerArithmetic(const Part& part, const Expr& expr);
  Checked LowerOf(const Part& part, const Expr& expr);
  Checked LowerElse(const Part& part, const Expr& expr);
  bool ReportElseInWhere(const Part& part, const Expr& expr);
  Checked LowerCall(const Part& part, const Expr& expr);
  Checked ArithmeticNode(Op op, const Type& type, PartId a, PartId b, Span span);
  void ReportArithmetic(const Part& part, const Expr& expr);

  // Comparisons (lower_comparison.cc).
  Checked LowerComparison(const Part& part, const Expr& expr);
  Checked LowerIn(const Part& part, const Expr& expr);
  bool IsOneOf(PartId id, const std::vector<std::string>& symbols) const;
  bool Explain(PartId bare, const Checked& by, const Part& described);
  bool CheckSymbol(const Name& name, const Checked& by, const Part& described,
                   std::vector<Label> related);
  void ReportIncomparable(const Part& part, const Checked& left, const Checked& right);

  // Folds (lower_fold.cc).
  Checked LowerAggregate(const Part& part, const Aggregate& aggregate);
  Checked LowerCount(const Part& part, ruletree::NodeId where);
  bool CheckQuotients(PartId operand, const std::string& word);
  Checked CountOfTotals(const Part& part, ruletree::NodeId total, ruletree::NodeId where);
  std::optional<Type> FoldedType(Fold fold, const Type& operand) const;
  ruletree::NodeId And(ruletree::NodeId a, ruletree::NodeId b, Span span);

  // Evidence (lower_evidence.cc).
  Checked LowerEvidence(const Part& part, const EvidenceNode& node);
  Checked LowerTest(const Part& part, const EvidenceNode& node);
  void ReportAtLeast(const EvidenceNode& node, int64_t count);
  std::optional<std::vector<ruletree::EvidenceKindId>> KindsOf(const Part& part,
                                                               const EvidenceNode& node);
  std::optional<ruletree::Timing> TimingOf(const Part& part, const EvidenceNode& node);
  ruletree::NodeId DateOf(PartId id, const std::string& what);
  bool CheckTiming(const EvidenceNode& node);
  bool CheckWindow(const Window& window);

  // Shared.
  const File& file() const { return symbols_.file(); }
  const Expr& ExprOf(PartId id) const { return file().exprs[parts_[id].id]; }
  Span At(const Part& part) const { return SpanOf(file(), part); }
  Span At(PartId id) const { return SpanOf(file(), parts_[id]); }
  std::string Text(PartId id) const { return faults_.TextOf(At(id)); }
  bool HasChild(PartId id) const { return id != kNone; }

  // The part as a value; reports a bare name that nothing explained. Not ok: say no more.
  const Checked& Settle(PartId id);
  // The part as a condition, or kNone with a message.
  ruletree::NodeId TruthOf(PartId id, const std::string& what);
  // A bare figure takes the unit of what it stands beside.
  static void Adapt(Checked& figure, const Type& wanted);
  void Report(Code code, PartId id, std::string headline, Notes notes = {});
  Checked Value(ruletree::Node node);
  Checked Truth(ruletree::Node node);

  Symbols& symbols_;
  const ruletree::Vocabulary& vocabulary_;
  const CheckedParams& params_;
  NodePool& pool_;
  Faults& faults_;
  Parts& parts_;
  LookUps look_ups_;
};

// What `window` means to the engine; kThePeriod when nothing is written.
ruletree::Window WindowOf(const Window& window);
ruletree::Op ComparisonOp(Operator op);
// "money in USD", with a sentence's article: "a percent".
std::string Describe(const Type& type);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_LOWER_PARTS_H_
