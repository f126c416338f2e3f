// Folds: the rows below and the stretches of days they are taken over.
#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "engine/batch/node_steps.h"

namespace credence::engine::batch {

using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

NodeSteps::FoldRows NodeSteps::RowsOfFold(const Node& node, uint32_t place) {
  const Asked asked = asked_[place];
  const ruletree::Fold& fold = policy_.folds[node.ref];
  FoldRows rows{.rows = asked.rows, .to = asked.rows};
  const auto refuse = [&](const std::string& what) {
    builder_.Fail("`" + policy_.TextOf(node.span) + "` " + what);
    return FoldRows();
  };
  if (fold.evidence != kNone || fold.all_partners) return refuse("is taken over records");
  if (asked.depth + 2 >= limits::kNestingMax) return refuse("stands in too many others");
  if (fold.all_subjects) rows.to = Grain::kCase;
  const bool is_own =
      fold.rows == kNone || (asked.rows == Grain::kCase && fold.rows == ruletree::kPartner);
  if (!is_own) {
    const bool is_below =
        fold.all_subjects ||
        (asked.rows != Grain::kCase && policy_.vocabulary->IsSelfOrAbove(asked.rows, fold.rows));
    if (!is_below || fold.rows == ruletree::kPartner) return refuse("has no rows here");
    rows.rows = fold.rows;
  } else if (fold.all_subjects) {
    return refuse("has no rows here");
  }
  std::vector<DateRange> stretches = {asked.days};
  if (fold.over_time) {
    const DateRange window = ResolveWindow(fold.window, asked.days);
    const std::vector<Period> periods = PeriodsTouching(fold.each, window);
    if (!periods.empty() && periods.back().range.end < window.end) {
      return refuse("looks at too many periods");
    }
    stretches.clear();
    for (const Period& period : periods) stretches.push_back(period.range.Intersect(window));
  }
  for (const DateRange& days : stretches) {
    rows.places.push_back(PlaceOf({rows.rows, days, asked.depth + 1}));
  }
  return rows;
}

ColumnId NodeSteps::AnyOf(ColumnId truth, const FoldRows& rows) {
  const ColumnId of_rows = builder_.SpreadTo({rows.rows, false}, truth);
  if (rows.rows == rows.to) return of_rows;
  return builder_.Add(
      {.what = Do::kAny, .a = of_rows, .grain = {rows.to, builder_.GrainOf(of_rows).by_partner}});
}

// Over one stretch of days.
Number NodeSteps::FoldOnce(NodeId id, const FoldRows& rows, uint32_t place) {
  const Node& node = policy_.nodes[id];
  Number operand = At(node.a, place).number;
  Truth where{builder_.Always(true), kNone};
  if (node.b != kNone) where = At(node.b, place).truth;
  const bool counts = node.op == Op::kCount;
  const bool ends = node.op == Op::kHighest || node.op == Op::kLowest;
  if (operand.divisor != kNone && !counts) Fail(id, "is taken of quotients");

  // A row whose condition or value is lacking leaves the whole without one; a count passes it by.
  ColumnId lacks = kNone;
  ColumnId taken = where.value;
  if (counts) taken = builder_.AndOf(taken, operand.has);
  if (!counts && operand.has != kNone) {
    lacks = builder_.AndOf(where.value, builder_.NotOf(operand.has));
  }
  if (where.has != kNone) {
    const ColumnId unknown = builder_.NotOf(where.has);
    lacks = lacks == kNone ? unknown : builder_.OrOf(lacks, unknown);
  }
  if (counts) operand = builder_.Whole(1);
  if (node.op == Op::kLowest) operand = builder_.Negate(operand);

  // Of a row itself there is nothing to add up.
  const Step& always = builder_.program().steps[taken];
  const bool is_own =
      rows.rows == rows.to && lacks == kNone && always.what == Do::kAlways && always.immediate != 0;
  if (is_own && !counts) return operand;
  taken = builder_.SpreadTo({rows.rows, false}, taken);
  const Grain from = builder_.Meet(builder_.GrainOf(operand.value), {rows.rows, false});
  Number folded{.value = builder_.Add(
                    {.what = ends ? Do::kHighest : Do::kSum,
                     .a = builder_.SpreadTo(from, operand.value),
                     .b = taken,
                     .grain = {rows.to, from.by_partner || builder_.GrainOf(taken).by_partner}}),
                .scale = operand.scale};
  if (lacks != kNone) folded.has = builder_.NotOf(AnyOf(lacks, rows));
  return folded;
}

NodeSteps::Made NodeSteps::Fold(NodeId id, uint32_t place) {
  const Node& node = policy_.nodes[id];
  const FoldRows rows = RowsOfFold(node, place);
  if (rows.places.empty()) {
    Fail(id, "has no rows");
    return {.number = builder_.Whole(0)};
  }
  const bool ends = node.op == Op::kHighest || node.op == Op::kLowest;
  if (node.op == Op::kAverage) {
    Fail(id, "is an average");
    return {.number = builder_.Whole(0)};
  }
  std::optional<Number> total;
  for (const uint32_t row_place : rows.places) {
    const Number part = FoldOnce(id, rows, row_place);
    if (!total) {
      total = part;
    } else if (ends) {
      if (total->scale != part.scale) Fail(id, "is taken of parts of periods");
      total = builder_.Bounded(*total, part, /*at_most=*/false);
    } else {
      total = builder_.Add(*total, part);
    }
  }
  if (!ends) return {.number = *total};
  // Of nothing there is none, and what reads the value is not to meet its mark.
  const ColumnId is_number = builder_.Add(
      {.what = Do::kIsNumber, .a = total->value, .grain = builder_.GrainOf(total->value)});
  Number found = builder_.Either(*total, builder_.Whole(0), is_number);
  found.has = builder_.AndOf(total->has, is_number);
  if (node.op == Op::kLowest) found = builder_.Negate(found);
  return {.number = found};
}

}  // namespace credence::engine::batch
