#include "dsl/guard_box.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace credence::dsl {
namespace {

using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

// Of numbers or of dates.
bool Less(const Value& a, const Value& b) {
  if (std::holds_alternative<Date>(a)) return std::get<Date>(a) < std::get<Date>(b);
  return std::get<Rational>(a) < std::get<Rational>(b);
}

class BoxBuilder {
 public:
  explicit BoxBuilder(const ruletree::Policy& policy) : policy_(policy) {}

  void Take(NodeId root, bool holds) {
    std::vector<std::pair<NodeId, bool>> waiting = {{root, holds}};
    while (!waiting.empty()) {
      const auto [id, true_here] = waiting.back();
      waiting.pop_back();
      const Node& node = policy_.nodes[id];
      if (node.op == Op::kDefine) {
        waiting.emplace_back(node.a, true_here);
      } else if (node.op == Op::kNot) {
        waiting.emplace_back(node.a, !true_here);
      } else if (node.op == (true_here ? Op::kAnd : Op::kOr)) {
        waiting.emplace_back(node.a, true_here);
        waiting.emplace_back(node.b, true_here);
      } else if (!TakeComparison(node, true_here)) {
        box_.others.emplace(id, true_here);
      }
    }
  }

  GuardBox Box() && { return std::move(box_); }

 private:
  NodeId Bare(NodeId id) const {
    while (policy_.nodes[id].op == Op::kDefine) id = policy_.nodes[id].a;
    return id;
  }

  // nullptr: not the same on every day.
  const Value* ConstantOf(NodeId id) const {
    const Node& node = policy_.nodes[Bare(id)];
    if (node.op == Op::kConstant) return &policy_.constants[node.ref];
    if (node.op != Op::kParam) return nullptr;
    const auto& values = policy_.params[node.ref].values;
    return values.size() == 1 ? &values.front().value : nullptr;
  }

  bool TakeComparison(const Node& node, bool holds) {
    if (node.op == Op::kIn || node.op == Op::kNotIn) {
      const auto& symbols = policy_.symbol_sets[node.ref].symbols;
      return TakeNames(node.a, {symbols.begin(), symbols.end()}, (node.op == Op::kIn) == holds);
    }
    if (node.b == ruletree::kNone) return false;
    const Value* constant = ConstantOf(node.b);
    if (constant != nullptr) return TakeBound(node.a, node.op, *constant, holds);
    constant = ConstantOf(node.a);
    return constant != nullptr && TakeBound(node.b, Flipped(node.op), *constant, holds);
  }

  static Op Flipped(Op op) {
    switch (op) {
      case Op::kGreater:
        return Op::kLess;
      case Op::kGreaterEqual:
        return Op::kLessEqual;
      case Op::kLess:
        return Op::kGreater;
      case Op::kLessEqual:
        return Op::kGreaterEqual;
      default:
        return op;
    }
  }

  bool TakeNames(NodeId value, std::set<std::string> names, bool among) {
    const NodeId id = Bare(value);
    const Node& node = policy_.nodes[id];
    if (!among) {
      if (node.op != Op::kAttribute) return false;
      std::set<std::string> rest;
      for (const std::string& name : policy_.vocabulary->attributes[node.ref].type.symbols) {
        if (!names.contains(name)) rest.insert(name);
      }
      names = std::move(rest);
    }
    Narrow(id, {.names = std::move(names)});
    return true;
  }

  bool TakeBound(NodeId value, Op op, const Value& constant, bool holds) {
    if (const auto* name = std::get_if<std::string>(&constant)) {
      if (op != Op::kEqual && op != Op::kNotEqual) return false;
      return TakeNames(value, {*name}, (op == Op::kEqual) == holds);
    }
    if (std::holds_alternative<bool>(constant)) return false;
    Side side;
    const bool above = op == Op::kGreater || op == Op::kGreaterEqual;
    const bool below = op == Op::kLess || op == Op::kLessEqual;
    if (above || below) {
      // not (x >= c) is x < c.
      const bool strict = (op == Op::kGreater || op == Op::kLess) == holds;
      const bool low = above == holds;
      (low ? side.low : side.high) = constant;
      (low ? side.low_open : side.high_open) = strict;
    } else if ((op == Op::kEqual && holds) || (op == Op::kNotEqual && !holds)) {
      side.low = side.high = constant;
    } else {
      return false;
    }
    Narrow(Bare(value), side);
    return true;
  }

  void Narrow(NodeId id, const Side& side) {
    const auto [entry, fresh] = box_.sides.try_emplace(id, side);
    if (!fresh) entry->second = entry->second.Intersect(side);
  }

  const ruletree::Policy& policy_;
  GuardBox box_;
};

}  // namespace

bool Side::empty() const {
  if (names && names->empty()) return true;
  if (!low || !high) return false;
  return Less(*high, *low) || (!Less(*low, *high) && (low_open || high_open));
}

bool Side::Contains(const Side& other) const {
  const Side both = Intersect(other);
  return both.names == other.names && both.low == other.low && both.high == other.high &&
         both.low_open == other.low_open && both.high_open == other.high_open;
}

Side Side::Intersect(const Side& other) const {
  Side both = *this;
  if (!names) {
    both.names = other.names;
  } else if (other.names) {
    both.names.emplace();
    std::set_intersection(names->begin(), names->end(), other.names->begin(), other.names->end(),
                          std::inserter(*both.names, both.names->end()));
  }
  if (other.low && (!low || Less(*low, *other.low))) {
    both.low = other.low;
    both.low_open = other.low_open;
  } else if (other.low && !Less(*other.low, *low)) {
    both.low_open |= other.low_open;
  }
  if (other.high && (!high || Less(*other.high, *high))) {
    both.high = other.high;
    both.high_open = other.high_open;
  } else if (other.high && !Less(*high, *other.high)) {
    both.high_open |= other.high_open;
  }
  return both;
}

std::optional<NodeId> GuardBox::Contradiction() const {
  for (const auto& [node, side] : sides) {
    if (side.empty()) return node;
  }
  for (const auto& [node, holds] : others) {
    if (holds && others.contains({node, false})) return node;
  }
  return std::nullopt;
}

GuardBox BoxOf(const ruletree::Policy& policy, const ruletree::Rule& rule) {
  BoxBuilder builder(policy);
  for (const ruletree::Guard& guard : rule.guards) {
    if (guard.condition != ruletree::kNone) builder.Take(guard.condition, !guard.unless);
  }
  return std::move(builder).Box();
}

}  // namespace credence::dsl
