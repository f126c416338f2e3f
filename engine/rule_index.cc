#include "engine/rule_index.h"

#include <algorithm>
#include <map>
#include <utility>

namespace credence::engine {

using ruletree::AttributeId;
using ruletree::kNone;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;
using ruletree::Policy;
using ruletree::RuleId;

namespace {

// Fewer rules are tried faster than found.
constexpr size_t kFewRules = 8;
// Of a rule that names more combinations, what it requires is left unsaid.
constexpr size_t kCombinationsMax = 64;

// By attribute, the symbols that let the rule hold.
using Requirements = std::map<AttributeId, std::vector<std::string>>;

// Reads the guards of one rule.
class GuardReader {
 public:
  explicit GuardReader(const Policy& policy) : policy_(policy) {}

  Requirements Read(const ruletree::Rule& rule) && {
    for (const ruletree::Guard& guard : rule.guards) {
      if (!guard.unless) ReadCondition(guard.condition);
    }
    return std::move(required_);
  }

 private:
  void ReadCondition(NodeId root) {
    std::vector<NodeId> open = {root};
    while (!open.empty()) {
      const Node& node = policy_.nodes[open.back()];
      open.pop_back();
      if (node.op == Op::kAnd) open.insert(open.end(), {node.a, node.b});
      if (node.op == Op::kDefine) open.push_back(node.a);
      if (node.op == Op::kEqual) ReadEqual(node);
      if (node.op == Op::kIn) Require(node.a, policy_.symbol_sets[node.ref].symbols);
    }
  }

  void ReadEqual(const Node& node) {
    for (const auto& [attribute, symbol] : {std::pair(node.a, node.b), std::pair(node.b, node.a)}) {
      const Node& constant = policy_.nodes[symbol];
      if (constant.op != Op::kConstant) continue;
      const auto* text = std::get_if<std::string>(&policy_.constants[constant.ref]);
      if (text != nullptr) Require(attribute, {*text});
    }
  }

  void Require(NodeId id, const std::vector<std::string>& symbols) {
    const Node& node = policy_.nodes[id];
    if (node.op != Op::kAttribute || node.type.kind != TypeKind::kSymbol) return;
    const ruletree::SubjectTypeId of = policy_.vocabulary->attributes[node.ref].of;
    if (of == ruletree::kPartner || of == policy_.vocabulary->AccountType()) return;
    required_.emplace(node.ref, symbols);
  }

  const Policy& policy_;
  Requirements required_;
};

size_t CombinationsOf(const Requirements& required) {
  size_t count = 1;
  for (const auto& [attribute, symbols] : required) {
    count = std::min(count * symbols.size(), kCombinationsMax + 1);
  }
  return count;
}

}  // namespace

class RuleIndex::Builder {
 public:
  Builder(RuleIndex& index, const Policy& policy) : index_(index), policy_(policy) {}

  void Add(uint32_t place) {
    Requirements required = GuardReader(policy_).Read(policy_.rules[index_.rules_[place]]);
    // The attribute that leaves the most open is left out until the rest are few.
    while (!required.empty() && CombinationsOf(required) > kCombinationsMax) {
      required.erase(std::ranges::max_element(required, {},
                                              [](const auto& one) { return one.second.size(); }));
    }
    if (required.empty()) {
      index_.always_.push_back(place);
      return;
    }
    Group& group = GroupOf(required);
    group.all.push_back(place);
    std::vector<Symbols> combinations = {{}};
    for (const auto& [attribute, symbols] : required) {
      std::vector<Symbols> longer;
      for (const Symbols& combination : combinations) {
        for (const std::string& symbol : symbols) {
          longer.push_back(combination);
          longer.back().push_back(NumberOf(symbol));
        }
      }
      combinations = std::move(longer);
    }
    for (const Symbols& combination : combinations) {
      Places& places = group.by_symbols[combination];
      if (places.empty() || places.back() != place) places.push_back(place);
    }
  }

 private:
  Group& GroupOf(const Requirements& required) {
    std::vector<AttributeId> attributes;
    for (const auto& [attribute, symbols] : required) attributes.push_back(attribute);
    const auto found = std::ranges::find(index_.groups_, attributes, &Group::attributes);
    if (found != index_.groups_.end()) return *found;
    index_.groups_.push_back({std::move(attributes), {}, {}});
    return index_.groups_.back();
  }

  uint32_t NumberOf(const std::string& symbol) {
    return index_.symbols_.emplace(symbol, static_cast<uint32_t>(index_.symbols_.size()))
        .first->second;
  }

  RuleIndex& index_;
  const Policy& policy_;
};

RuleIndex::RuleIndex(const Policy& policy, std::vector<RuleId> rules)
    : rules_(std::move(rules)), vocabulary_(policy.vocabulary.get()) {
  if (rules_.size() <= kFewRules) return;
  Builder builder(*this, policy);
  for (uint32_t place = 0; place < rules_.size(); ++place) builder.Add(place);
}

const RuleIndex::Places& RuleIndex::Fitting(const Group& group, const BoundCase& bound,
                                            facts::SubjectIndex subject) const {
  static const Places kNobody;
  Symbols key;
  for (const AttributeId attribute : group.attributes) {
    const facts::SubjectIndex bearer =
        bound.Bearer(vocabulary_->attributes[attribute].of, subject, facts::kNone);
    const Value* value = bearer == facts::kNone ? nullptr : bound.Attribute(bearer, attribute);
    if (value == nullptr) return group.all;
    const auto number = symbols_.find(std::get<std::string>(*value));
    if (number == symbols_.end()) return kNobody;
    key.push_back(number->second);
  }
  const auto found = group.by_symbols.find(key);
  return found == group.by_symbols.end() ? kNobody : found->second;
}

std::span<const RuleId> RuleIndex::Find(const BoundCase& bound, facts::SubjectIndex subject,
                                        std::vector<RuleId>& found) const {
  if (groups_.empty()) return rules_;
  found.clear();
  // By place first: the order in which rules were given.
  found.insert(found.end(), always_.begin(), always_.end());
  for (const Group& group : groups_) {
    const Places& places = Fitting(group, bound, subject);
    found.insert(found.end(), places.begin(), places.end());
  }
  std::ranges::sort(found);
  for (RuleId& place : found) place = rules_[place];
  return found;
}

}  // namespace credence::engine
