#include "engine/title.h"

#include "engine/operate.h"
#include "ruletree/words.h"

namespace credence::engine {

using ruletree::Node;
using ruletree::Op;
using ruletree::Policy;

std::string FoldWord(const Policy& policy, const Node& node) {
  const bool dates = policy.nodes[node.a].type.kind == TypeKind::kDate;
  switch (node.op) {
    case Op::kSum:
      return "sum";
    case Op::kCount:
      return "count";
    case Op::kHighest:
      return dates ? "latest" : "highest";
    case Op::kLowest:
      return dates ? "earliest" : "lowest";
    default:
      return "average";
  }
}

bool HasOwnName(Op op) {
  switch (op) {
    case Op::kDefine:
    case Op::kParam:
    case Op::kMeasure:
    case Op::kAttribute:
    case Op::kEvidenceField:
    case Op::kTable:
    case Op::kTiers:
    case Op::kAward:
      return true;
    default:
      return IsFold(op);
  }
}

std::string TitleOf(const Policy& policy, ruletree::NodeId id) {
  // A fold's title holds its operand's; folds of folds are followed by a loop.
  std::string words;
  const Node* node = &policy.nodes[id];
  while (IsFold(node->op)) {
    words += FoldWord(policy, *node) + " of ";
    node = &policy.nodes[node->a];
  }
  const ruletree::Vocabulary& vocabulary = *policy.vocabulary;
  switch (node->op) {
    case Op::kAward:
    case Op::kAwardTotal:
      return words + policy.credits[node->ref].name;
    case Op::kConstant:
      return words + ToDisplay(policy.constants[node->ref], node->type);
    case Op::kParam:
      return words + policy.params[node->ref].name;
    case Op::kDefine:
      return words + policy.defines[node->ref].name;
    case Op::kTable:
      return words + policy.tables[node->ref].name + "." +
             policy.tables[node->ref].columns[node->first];
    case Op::kTiers:
      return words + policy.tiers[node->ref].name;
    case Op::kMeasure:
      return words + vocabulary.measures[node->ref].name;
    case Op::kAttribute: {
      const ruletree::Attribute& attribute = vocabulary.attributes[node->ref];
      return words + vocabulary.subjects[attribute.of].name + "." + attribute.name;
    }
    case Op::kSubjectId:
    case Op::kSubjectRow:
      return words + vocabulary.subjects[node->ref].name;
    case Op::kEvidenceField:
      return words + FieldText(vocabulary, *node);
    case Op::kPeriodStart:
      return words + "period.start";
    case Op::kPeriodEnd:
      return words + "period.end";
    default:
      return words + policy.TextOf(node->span);
  }
}

}  // namespace credence::engine
