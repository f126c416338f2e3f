// Tables and tiers.
#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/batch/node_steps.h"

namespace credence::engine::batch {

using ruletree::Cell;
using ruletree::CellKind;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

namespace {

constexpr int64_t kTableScaleMax = 1'000'000'000;
constexpr int64_t kRateScaleMax = 1'000'000;

}  // namespace

std::vector<NodeId> NodeSteps::InputsOf(const Node& table) const {
  std::vector<NodeId> inputs;
  for (NodeId list = table.a; list != kNone; list = policy_.nodes[list].b) {
    inputs.push_back(policy_.nodes[list].a);
  }
  return inputs;
}

Truth NodeSteps::CellFits(const Cell& cell, const Number& input, NodeId node, const Asked& asked) {
  const auto leaf = [&](NodeId id) {
    const Value* value = ConstantAt(id, asked);
    if (value != nullptr) return ValueOf(id, *value);
    Fail(node, "has a row without a value");
    return builder_.Whole(0);
  };
  Truth fits{builder_.Always(true), kNone};
  if (cell.kind == CellKind::kRange) {
    if (cell.from != kNone) fits = builder_.Compare(Op::kGreaterEqual, input, leaf(cell.from));
    if (cell.to == kNone) return fits;
    const Op below = cell.to_included ? Op::kLessEqual : Op::kLess;
    return builder_.And(fits, builder_.Compare(below, input, leaf(cell.to)));
  }
  if (cell.kind != CellKind::kValues) return fits;
  fits = {builder_.Always(false), kNone};
  for (const NodeId value : cell.values) {
    fits = builder_.Or(fits, builder_.Compare(Op::kEqual, input, leaf(value)));
  }
  if (!cell.symbols.empty()) fits = builder_.Or(fits, InSymbols(cell.symbols, input));
  return fits;
}

// Rows without `otherwise` come first; where several fit, or none, there is no value.
Number NodeSteps::Table(NodeId id, uint32_t place) {
  const Node& node = policy_.nodes[id];
  const Asked asked = asked_[place];
  const ruletree::Table& table = policy_.tables[node.ref];
  const std::vector<NodeId> inputs = InputsOf(node);
  ColumnId has = kNone;
  for (const NodeId input : inputs) has = builder_.AndOf(has, At(input, place).number.has);

  Pick pick;
  std::vector<Rational> results;
  std::vector<size_t> closing;
  ColumnId usual = builder_.Always(false);
  for (const ruletree::TableRow& row : table.rows) {
    Truth fits{builder_.Always(true), kNone};
    bool closes = false;
    for (size_t i = 0; i < inputs.size(); ++i) {
      closes = closes || row.cells[i].kind == CellKind::kOtherwise;
      fits = builder_.And(fits, CellFits(row.cells[i], At(inputs[i], place).number, id, asked));
    }
    const std::optional<Rational> result = NumberAt(row.results[node.first], asked);
    const bool is_short = result && builder_.Constant(*result).scale <= kTableScaleMax;
    if (!is_short) Fail(id, "has a row whose result is no number of few decimals");
    results.push_back(is_short ? *result : Rational(0));
    if (closes) closing.push_back(pick.when.size());
    if (!closes) usual = builder_.OrOf(usual, fits.value);
    pick.when.push_back(fits.value);
  }
  for (const size_t row : closing) {
    pick.when[row] = builder_.AndOf(pick.when[row], builder_.NotOf(usual));
  }

  Grain grain;
  int64_t scale = 1;
  for (const Rational& result : results) {
    scale = std::lcm(scale, builder_.Constant(result).scale);
    if (scale > kTableScaleMax) Fail(id, "has results of too many decimals");
    if (scale > kTableScaleMax) scale = 1;
  }
  for (const Rational& result : results) {
    const Number constant = builder_.Scaled(builder_.Constant(result), scale);
    pick.values.push_back(builder_.program().steps[constant.value].immediate);
  }
  for (const ColumnId when : pick.when) grain = builder_.Meet(grain, builder_.GrainOf(when));
  for (ColumnId& when : pick.when) when = builder_.SpreadTo(grain, when);

  has = builder_.AndOf(has, builder_.ExactlyOne(pick.when));
  std::vector<Pick>& picks = builder_.program().picks;
  const auto ref = static_cast<uint32_t>(std::ranges::find(picks, pick) - picks.begin());
  if (ref == picks.size()) picks.push_back(std::move(pick));
  return {.value = builder_.Add({.what = Do::kPick, .ref = ref, .grain = grain}),
          .scale = scale,
          .has = has};
}

std::optional<Rational> NodeSteps::NumberAt(NodeId leaf, const Asked& asked) {
  const Value* value = ConstantAt(leaf, asked);
  const auto* number = value == nullptr ? nullptr : std::get_if<Rational>(value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

// As engine/lookup.h says. The result is in parts of the base's times the rates'.
Number NodeSteps::Tiers(NodeId id, const Asked& asked, const Number& base) {
  const ruletree::Tiers& tiers = policy_.tiers[policy_.nodes[id].ref];
  if (base.divisor != kNone) {
    Fail(id, "is paid on a quotient");
    return base;
  }
  int64_t base_scale = base.scale;
  int64_t rate_scale = 1;
  std::vector<std::pair<Number, Number>> rows;
  for (const ruletree::Tier& tier : tiers.tiers) {
    const std::optional<Rational> from = NumberAt(tier.from, asked);
    const std::optional<Rational> pays = NumberAt(tier.pays, asked);
    if (!from || !pays) {
      Fail(id, "has a row without a value");
      return base;
    }
    rows.emplace_back(builder_.Constant(*from), builder_.Constant(*pays));
    if (rows.back().first.scale > kRateScaleMax || rows.back().second.scale > kRateScaleMax) break;
    base_scale = std::lcm(base_scale, rows.back().first.scale);
    rate_scale = std::lcm(rate_scale, rows.back().second.scale);
  }
  if (rows.size() < tiers.tiers.size() || base_scale > kRateScaleMax ||
      rate_scale > kRateScaleMax) {
    Fail(id, "has numbers of too many decimals");
    return base;
  }
  const auto parts = [&](const Number& constant, int64_t scale) {
    return builder_.program().steps[builder_.Scaled(constant, scale).value].immediate;
  };
  TierSteps steps{.by_slices = tiers.by_slices};
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool is_share = policy_.nodes[tiers.tiers[i].pays].type.kind == TypeKind::kPercent;
    steps.from.push_back(parts(rows[i].first, base_scale));
    steps.pays.push_back(is_share ? parts(rows[i].second, rate_scale) : 0);
    steps.amounts.push_back(is_share ? 0 : parts(rows[i].second, base_scale * rate_scale));
  }
  std::vector<TierSteps>& known = builder_.program().tiers;
  const auto ref = static_cast<uint32_t>(std::ranges::find(known, steps) - known.begin());
  if (ref == known.size()) known.push_back(std::move(steps));
  const ColumnId of = builder_.Scaled(base, base_scale).value;
  return {.value = builder_.Add(
              {.what = Do::kTiers, .a = of, .ref = ref, .grain = builder_.GrainOf(of)}),
          .scale = base_scale * rate_scale,
          .has = base.has};
}

}  // namespace credence::engine::batch
