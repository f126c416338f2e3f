#include "ruletree/compare_readers.h"

#include <algorithm>

namespace credence::ruletree {
namespace {

class Reading {
 public:
  explicit Reading(const Policy& policy) : policy_(policy) {}

  std::vector<Reader> Find(Op op, const std::string& name) const {
    std::vector<char> reads(policy_.nodes.size(), 0);
    for (NodeId id = 0; id < policy_.nodes.size(); ++id) {
      const Node& node = policy_.nodes[id];
      reads[id] = Reads(node, op, name) || (node.a != kNone && reads[node.a]) ||
                  (node.b != kNone && reads[node.b]);
      if (node.op == Op::kEvidenceTest) reads[id] = reads[id] || TestReads(node, reads);
    }
    const auto has = [&](NodeId id) { return id != kNone && reads[id]; };
    std::vector<Reader> readers;
    for (const Rule& rule : policy_.rules) {
      if (std::ranges::any_of(RootsOf(rule), has)) readers.push_back({rule.name, rule.credits});
    }
    for (const Limit& limit : policy_.limits) {
      if (has(limit.to)) readers.push_back({limit.name, limit.credits});
    }
    for (CreditId id = 0; id < policy_.credits.size(); ++id) {
      const Credit& credit = policy_.credits[id];
      const bool found =
          std::ranges::any_of(credit.prefer, [&](const Rank& rank) { return has(rank.key); });
      if (found) readers.push_back({credit.name, {id}});
    }
    for (const Score& score : policy_.scores) {
      if (has(score.points)) readers.push_back({score.name, {}});
    }
    for (const Standing& standing : policy_.standings) {
      if (has(standing.condition)) readers.push_back({standing.name, {}});
    }
    for (const Check& check : policy_.checks) {
      if (has(check.condition) || has(check.except)) readers.push_back({check.name, {}});
    }
    return readers;
  }

 private:
  bool TestReads(const Node& node, const std::vector<char>& reads) const {
    const EvidenceTest& test = policy_.tests[node.ref];
    for (const NodeId id : {test.where, test.timing.day, test.timing.recorded_by}) {
      if (id != kNone && reads[id]) return true;
    }
    return false;
  }

  bool Reads(const Node& node, Op op, const std::string& name) const {
    switch (op) {
      case Op::kParam:
        if (node.op == Op::kTable) return TableReads(policy_.tables[node.ref], name);
        if (node.op == Op::kTiers) return TiersRead(policy_.tiers[node.ref], name);
        return node.op == op && policy_.params[node.ref].name == name;
      case Op::kDefine:
        return node.op == op && policy_.defines[node.ref].name == name;
      case Op::kTable:
        return node.op == op && policy_.tables[node.ref].name == name;
      case Op::kTiers:
        return node.op == op && policy_.tiers[node.ref].name == name;
      default:  // a set
        if (node.op == Op::kEvidenceTest) return policy_.tests[node.ref].set_name == name;
        return (node.op == Op::kIn || node.op == Op::kNotIn) &&
               policy_.symbol_sets[node.ref].name == name;
    }
  }

  bool IsParam(NodeId id, const std::string& name) const {
    return id != kNone && Reads(policy_.nodes[id], Op::kParam, name);
  }

  bool TableReads(const Table& table, const std::string& name) const {
    for (const TableRow& row : table.rows) {
      for (const NodeId id : row.results) {
        if (IsParam(id, name)) return true;
      }
      for (const Cell& cell : row.cells) {
        if (IsParam(cell.from, name) || IsParam(cell.to, name)) return true;
      }
    }
    return false;
  }

  bool TiersRead(const Tiers& tiers, const std::string& name) const {
    return std::ranges::any_of(tiers.tiers, [&](const Tier& tier) {
      return IsParam(tier.from, name) || IsParam(tier.pays, name);
    });
  }

  const Policy& policy_;
};

}  // namespace

std::vector<Reader> ReadersOf(const Policy& policy, Op op, const std::string& name) {
  return Reading(policy).Find(op, name);
}

}  // namespace credence::ruletree
