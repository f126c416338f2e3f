#include "engine/prepared.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "engine/feeds.h"

namespace credence::engine {

using ruletree::CreditId;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;
using ruletree::Policy;
using ruletree::RuleId;
using ruletree::RuleKind;

namespace {

bool TakesRecords(const ruletree::Policy& policy, const Node& node) {
  return node.op == Op::kPartnerWith ||
         (IsFold(node.op) && policy.folds[node.ref].evidence != ruletree::kNone);
}

// By node: whether it or a node below it `is` so.
template <typename Is>
std::vector<bool> AtOrBelow(const ruletree::Policy& policy, Is is) {
  std::vector<bool> found(policy.nodes.size());
  for (NodeId id = 0; id < policy.nodes.size(); ++id) {
    const Node& node = policy.nodes[id];
    found[id] = is(policy, node) || (node.a != ruletree::kNone && found[node.a]) ||
                (node.b != ruletree::kNone && found[node.b]);
  }
  return found;
}

bool IsDeep(const Policy& policy) {
  // Records of a split and of `prefer` are a level too.
  constexpr int kDeep = limits::kNestingMax - 2;
  std::vector<int> levels(policy.nodes.size());
  for (NodeId id = 0; id < levels.size(); ++id) {
    const Node& node = policy.nodes[id];
    const auto take = [&](NodeId below) {
      if (below != ruletree::kNone) {
        levels[id] = std::max(levels[id], below < id ? levels[below] : kDeep);
      }
    };
    take(node.a);
    take(node.b);
    if (node.op == Op::kEvidenceTest) {
      const ruletree::EvidenceTest& test = policy.tests[node.ref];
      for (const NodeId below : {test.where, test.timing.day, test.timing.recorded_by}) take(below);
    }
    if (IsFold(node.op) || node.op == Op::kEvidenceTest) ++levels[id];
    if (levels[id] >= kDeep) return true;
  }
  return false;
}

// By itself, whatever its operands do. What other nodes than operands a node asks is unknown here,
// so those that ask any are taken to depend on all there is.
uint8_t OwnDependsOn(const Policy& policy, const Node& node) {
  const ruletree::Vocabulary& vocabulary = *policy.vocabulary;
  const uint8_t partner = ruletree::AsksPartner(policy, node) ? kOnPartner : 0;
  const auto of = [&](ruletree::SubjectTypeId type) -> uint8_t {
    return type == ruletree::kPartner ? partner : partner | kOnSubject;
  };
  switch (node.op) {
    case Op::kMeasure:
      return of(vocabulary.measures[node.ref].per);
    case Op::kAttribute:
      return of(vocabulary.attributes[node.ref].of);
    case Op::kSubjectId:
      return of(node.ref);
    case Op::kEvidenceField:
      return partner | kOnRecord;
    case Op::kEvidenceTest: {
      const ruletree::EvidenceTest& test = policy.tests[node.ref];
      const ruletree::Timing& timing = test.timing;
      const bool asks_nothing =
          test.where == ruletree::kNone && timing.recorded_by == ruletree::kNone &&
          (timing.day == ruletree::kNone || policy.nodes[timing.day].op == Op::kPeriodStart ||
           policy.nodes[timing.day].op == Op::kPeriodEnd);
      const bool of_partners = std::all_of(
          test.kinds.begin(), test.kinds.end(),
          [&](ruletree::EvidenceKindId kind) { return vocabulary.evidence[kind].on == 0; });
      if (!asks_nothing) return kOnSubject | kOnPartner | kOnRecord;
      return of_partners ? partner : partner | kOnSubject;
    }
    case Op::kAward:
    case Op::kTable:
    case Op::kTiers:
      return partner | kOnSubject;
    default:
      return IsFold(node.op) ? partner | kOnSubject | kOnRecord : partner;
  }
}

std::vector<uint8_t> DependenciesOf(const Policy& policy) {
  std::vector<uint8_t> depends_on(policy.nodes.size());
  for (NodeId id = 0; id < policy.nodes.size(); ++id) {
    const Node& node = policy.nodes[id];
    depends_on[id] = OwnDependsOn(policy, node);
    if (node.a != ruletree::kNone) depends_on[id] |= depends_on[node.a];
    if (node.b != ruletree::kNone) depends_on[id] |= depends_on[node.b];
  }
  return depends_on;
}

std::vector<CreditRules> RulesOf(const Policy& policy) {
  std::vector<RuleId> by_name(policy.rules.size());
  for (RuleId id = 0; id < by_name.size(); ++id) by_name[id] = id;
  std::ranges::sort(by_name, {},
                    [&](RuleId id) -> const std::string& { return policy.rules[id].name; });
  struct Lists {
    std::vector<RuleId> awards, exclusions, forfeits, all;
  };
  std::vector<Lists> lists(policy.credits.size());
  for (const RuleId id : by_name) {
    const ruletree::Rule& rule = policy.rules[id];
    for (const CreditId credit : rule.credits) {
      Lists& of = lists[credit];
      const bool gives = rule.kind == RuleKind::kAward || rule.kind == RuleKind::kSplit;
      if (gives) of.awards.push_back(id);
      if (rule.kind == RuleKind::kExclude) of.exclusions.push_back(id);
      if (rule.kind == RuleKind::kForfeit) of.forfeits.push_back(id);
      of.all.push_back(id);
    }
  }
  std::vector<CreditRules> rules;
  for (CreditId credit = 0; credit < lists.size(); ++credit) {
    Lists& of = lists[credit];
    std::vector<std::string> feeds = FeedsOf(policy, policy.credits[credit], of.all);
    rules.push_back({RuleIndex(policy, std::move(of.awards)),
                     RuleIndex(policy, std::move(of.exclusions)),
                     RuleIndex(policy, std::move(of.forfeits)), std::move(feeds)});
  }
  return rules;
}

}  // namespace

const Prepared& PreparedOf(const Policy& policy) {
  return policy.memo.Get<Prepared>([&] {
    return Prepared{.depends_on = DependenciesOf(policy),
                    .is_deep = IsDeep(policy),
                    .rests_on_records = AtOrBelow(policy, TakesRecords),
                    .credits = RulesOf(policy),
                    .lowered = {}};
  });
}

}  // namespace credence::engine
