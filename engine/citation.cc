#include "engine/citation.h"

#include <algorithm>
#include <iterator>

#include "engine/evidence.h"
#include "engine/fold.h"
#include "engine/operate.h"

namespace credence::engine {

using facts::EvidenceIndex;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

namespace {

class Citer {
 public:
  explicit Citer(const Evaluator& evaluator) : evaluator_(evaluator) {}

  void CiteTest(NodeId evidence, Scope& scope) {
    const std::vector<EvidenceIndex> cited = RecordsCited(evaluator_, evidence, scope);
    records_.insert(records_.end(), cited.begin(), cited.end());
  }

  // Goes as deep as folds stand in folds, which evaluation has bounded.
  void CiteBelow(NodeId root, Scope& scope) {
    if (root == ruletree::kNone || !evaluator_.RestsOnRecords(root)) return;
    evaluator_.Evaluate(root, scope);
    for (const NodeId id : RecordsNeededBelow(evaluator_, root, scope)) {
      const Node& node = evaluator_.node(id);
      if (node.op == Op::kPartnerWith) CiteTest(node.a, scope);
      if (IsFold(node.op)) CiteRows(id, scope);
    }
  }

  std::vector<EvidenceIndex> Take() && {
    SortById(evaluator_.bound(), records_);
    return std::move(records_);
  }

 private:
  void CiteRows(NodeId id, const Scope& scope) {
    const Node& node = evaluator_.node(id);
    if (!evaluator_.RestsOnRecords(id)) return;
    const ruletree::Fold& fold = evaluator_.policy().folds[node.ref];
    for (Scope& row : RowsOf(evaluator_, fold, scope)) {
      if (node.b != ruletree::kNone) {
        const Answer& where = evaluator_.Evaluate(node.b, row);
        if (!where.is_defined() || !where.truth()) continue;
        CiteBelow(node.b, row);
      }
      if (fold.evidence != ruletree::kNone) records_.push_back(row.record);
      CiteBelow(node.a, row);
    }
  }

  const Evaluator& evaluator_;
  std::vector<EvidenceIndex> records_;
};

}  // namespace

std::vector<EvidenceIndex> RecordsCited(const Evaluator& evaluator, NodeId evidence, Scope& scope) {
  std::vector<EvidenceIndex> cited;
  std::vector<NodeId> open = {evidence};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    const Answer& answer = evaluator.Evaluate(id, scope);
    if (!answer.is_defined() || !answer.truth()) continue;
    const ruletree::Node& node = evaluator.node(id);
    if (node.op == Op::kEvidenceAnd || node.op == Op::kEvidenceOr) {
      open.push_back(node.a);
      open.push_back(node.b);
    } else if (node.op == Op::kEvidenceTest) {
      AddRecordsHolding(evaluator, evaluator.policy().tests[node.ref], scope, cited);
    }
  }
  SortById(evaluator.bound(), cited);
  return cited;
}

std::vector<EvidenceIndex> RecordsBehind(const Evaluator& evaluator, const ruletree::Rule& rule,
                                         Scope& scope) {
  Citer citer(evaluator);
  if (rule.evidence != ruletree::kNone) citer.CiteTest(rule.evidence, scope);
  for (const ruletree::Guard& guard : rule.guards) {
    if (!guard.unless) citer.CiteBelow(guard.condition, scope);
  }
  citer.CiteBelow(rule.amount, scope);
  return std::move(citer).Take();
}

void SortById(const BoundCase& bound, std::vector<EvidenceIndex>& records) {
  std::sort(records.begin(), records.end(), [&](EvidenceIndex a, EvidenceIndex b) {
    return bound.RecordId(a) < bound.RecordId(b);
  });
  records.erase(std::unique(records.begin(), records.end()), records.end());
}

}  // namespace credence::engine
