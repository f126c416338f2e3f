#include "engine/lookup.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "engine/condition_text.h"
#include "engine/operate.h"
#include "engine/title.h"

namespace credence::engine {

using ruletree::Cell;
using ruletree::CellKind;
using ruletree::kNone;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

namespace {

// The nodes of a table's inputs, in order.
std::vector<NodeId> InputsOf(const Evaluator& evaluator, const Node& table) {
  std::vector<NodeId> inputs;
  for (NodeId list = table.a; list != kNone; list = evaluator.node(list).b) {
    inputs.push_back(evaluator.node(list).a);
  }
  return inputs;
}

class RowTest {
 public:
  RowTest(const Evaluator& evaluator, Scope& scope) : evaluator_(evaluator), scope_(scope) {}

  bool Fits(const Cell& cell, const Value& value) {
    switch (cell.kind) {
      case CellKind::kAny:
      case CellKind::kOtherwise:
        return true;
      case CellKind::kRange:
        return IsIn(cell, value);
      case CellKind::kValues:
        return IsOneOf(cell, value);
    }
    CREDENCE_CHECK(false);
  }

  const Value& At(NodeId leaf) { return evaluator_.Evaluate(leaf, scope_).value(); }

 private:
  bool IsIn(const Cell& cell, const Value& value) {
    if (cell.from != kNone && Compare(value, At(cell.from)) < 0) return false;
    if (cell.to == kNone) return true;
    const int order = Compare(value, At(cell.to));
    return order < 0 || (cell.to_included && order == 0);
  }

  bool IsOneOf(const Cell& cell, const Value& value) {
    if (const auto* symbol = std::get_if<std::string>(&value)) {
      return std::find(cell.symbols.begin(), cell.symbols.end(), *symbol) != cell.symbols.end();
    }
    return std::any_of(cell.values.begin(), cell.values.end(),
                       [&](NodeId leaf) { return Compare(value, At(leaf)) == 0; });
  }

  const Evaluator& evaluator_;
  Scope& scope_;
};

bool Closes(const ruletree::TableRow& row) {
  return std::any_of(row.cells.begin(), row.cells.end(),
                     [](const Cell& cell) { return cell.kind == CellKind::kOtherwise; });
}

// "partner.region emea, attainment 92%"
std::string InputsText(const Evaluator& evaluator, const Node& node, Scope& scope) {
  std::string text;
  const ruletree::Table& table = evaluator.policy().tables[node.ref];
  const std::vector<NodeId> inputs = InputsOf(evaluator, node);
  for (size_t i = 0; i < inputs.size(); ++i) {
    text += (i > 0 ? ", " : "") + table.inputs[i] + " " +
            ShownAnswer(evaluator.Evaluate(inputs[i], scope), evaluator.node(inputs[i]).type);
  }
  return text;
}

// One slice of the base and what it pays.
struct Slice {
  Rational base;
  const ruletree::Tier* tier = nullptr;
};

// The slices above zero; by highest tier the whole base in the tier it reaches. nullopt: a number
// past the limits.
std::optional<std::vector<Slice>> SlicesOf(const Evaluator& evaluator, const ruletree::Tiers& tiers,
                                           const Rational& base, Scope& scope) {
  std::vector<Slice> slices;
  const auto from = [&](size_t i) -> const Rational& {
    return evaluator.Evaluate(tiers.tiers[i].from, scope).number();
  };
  for (size_t i = 0; i < tiers.tiers.size(); ++i) {
    if (base < from(i)) break;
    if (!tiers.by_slices) {
      slices = {{base, &tiers.tiers[i]}};
      continue;
    }
    const bool last = i + 1 == tiers.tiers.size() || base < from(i + 1);
    const std::optional<Rational> part = CheckedSubtract(last ? base : from(i + 1), from(i));
    if (!part) return std::nullopt;
    if (part->sign() > 0) slices.push_back({*part, &tiers.tiers[i]});
  }
  return slices;
}

// What a slice pays: its share, or the tier's own amount.
std::optional<Rational> PaidFor(const Evaluator& evaluator, const Slice& slice, Scope& scope) {
  const Rational& pays = evaluator.Evaluate(slice.tier->pays, scope).number();
  if (evaluator.node(slice.tier->pays).type.kind != TypeKind::kPercent) return pays;
  return CheckedMultiply(pays, slice.base);
}

}  // namespace

FoundRow FindRow(const Evaluator& evaluator, const Node& node, Scope& scope) {
  const ruletree::Table& table = evaluator.policy().tables[node.ref];
  const std::vector<NodeId> inputs = InputsOf(evaluator, node);
  RowTest test(evaluator, scope);
  std::vector<size_t> fitting;
  std::vector<size_t> closing;
  for (size_t row = 0; row < table.rows.size(); ++row) {
    bool fits = true;
    for (size_t i = 0; i < inputs.size() && fits; ++i) {
      fits = test.Fits(table.rows[row].cells[i], test.At(inputs[i]));
    }
    if (fits) (Closes(table.rows[row]) ? closing : fitting).push_back(row);
  }
  if (fitting.empty()) fitting = std::move(closing);
  if (fitting.size() == 1) return {fitting.front(), fitting};
  return {std::nullopt, std::move(fitting)};
}

Answer LookUp(const Evaluator& evaluator, const Node& node, Scope& scope) {
  const ruletree::Policy& policy = evaluator.policy();
  const ruletree::Table& table = policy.tables[node.ref];
  const FoundRow found = FindRow(evaluator, node, scope);
  if (found.row) {
    return evaluator.Evaluate(table.rows[*found.row].results[node.first], scope);
  }
  const std::string asked = " for " + InputsText(evaluator, node, scope);
  if (found.fitting.empty()) return Answer::Missing(table.name + " has no row" + asked);
  std::string lines;
  for (const size_t row : found.fitting) {
    lines += (lines.empty() ? "" : ", ") + std::to_string(policy.LineOf(table.rows[row].span));
  }
  return Answer::Missing(table.name + " has several rows" + asked + ": lines " + lines);
}

std::string LookUpText(const Evaluator& evaluator, const Node& node, Scope& scope) {
  const ruletree::Table& table = evaluator.policy().tables[node.ref];
  const FoundRow found = FindRow(evaluator, node, scope);
  if (!found.row) return LookUp(evaluator, node, scope).why();
  return table.name + " row " + std::to_string(*found.row + 1) + ": " +
         InputsText(evaluator, node, scope) + " -> " + table.columns[node.first] + " " +
         ShownAnswer(LookUp(evaluator, node, scope), node.type);
}

Answer Tiered(const Evaluator& evaluator, const Node& node, Scope& scope) {
  const ruletree::Policy& policy = evaluator.policy();
  const Rational base = evaluator.Evaluate(node.a, scope).number();
  const auto slices = SlicesOf(evaluator, policy.tiers[node.ref], base, scope);
  if (!slices) return OverflowAt(policy, node);
  Rational sum;
  for (const Slice& slice : *slices) {
    const std::optional<Rational> paid = PaidFor(evaluator, slice, scope);
    const std::optional<Rational> more = paid ? CheckedAdd(sum, *paid) : std::nullopt;
    if (!more) return OverflowAt(policy, node);
    sum = *more;
  }
  return Answer::Of(sum);
}

std::vector<std::string> TierTexts(const Evaluator& evaluator, const Node& node, Scope& scope) {
  const ruletree::Tiers& tiers = evaluator.policy().tiers[node.ref];
  const Type& base_type = evaluator.node(node.a).type;
  const Rational base = evaluator.Evaluate(node.a, scope).number();
  std::vector<std::string> texts;
  const auto slices = SlicesOf(evaluator, tiers, base, scope);
  if (!slices) return texts;
  for (const Slice& slice : *slices) {
    const Node& pays = evaluator.node(slice.tier->pays);
    const std::optional<Rational> paid = PaidFor(evaluator, slice, scope);
    if (!paid) return {};
    const std::string from =
        tiers.name + " from " + ShownAnswer(evaluator.Evaluate(slice.tier->from, scope), base_type);
    const std::string rate = ShownAnswer(evaluator.Evaluate(slice.tier->pays, scope), pays.type);
    const bool share = pays.type.kind == TypeKind::kPercent;
    texts.push_back(from + ": " +
                    (share ? rate + " of " + ToDisplay(slice.base, base_type) + " = " +
                                 ToDisplay(*paid, node.type)
                           : rate));
  }
  if (texts.empty()) {
    texts.push_back(ToDisplay(base, base_type) + " is below the first tier of " + tiers.name);
  }
  if (texts.size() > 1) {
    texts.push_back(tiers.name + " = " + ShownAnswer(Tiered(evaluator, node, scope), node.type));
  }
  return texts;
}

}  // namespace credence::engine
