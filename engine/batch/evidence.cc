#include <algorithm>
#include <tuple>

#include "engine/batch/runs.h"

namespace credence::engine::batch {

void EvidenceRun::Run(ColumnId column) {
  if (IsTruth(machine_.step(column).what)) return Holds(column);
  Latest(column);
}

namespace {

bool Meets(const DateRange& valid, const DateRange& window) {
  return valid.begin < window.end && window.begin < valid.end && valid.begin < valid.end;
}

}  // namespace

// `take` of each record in the window: the record, the row it stands on, and its partner's place.
template <typename Take>
void EvidenceRun::ForEachRecord(ColumnId column, Take take) {
  const Step& step = machine_.step(column);
  const Demand& demand = machine_.program().demands[step.ref];
  if (demand.window.empty()) return;
  Frame& frame = machine_.frame();
  const Columns& columns = frame.columns();
  const Records& records = columns.records[demand.kind];
  const uint32_t* begin = records.begin.data() + frame.first_case();
  if (step.grain.rows == Grain::kCase) {
    for (uint32_t at = 0; at < frame.case_count(); ++at) {
      for (uint32_t record = begin[at]; record < begin[at + 1]; ++record) {
        if (!Meets(records.valid[record], demand.window)) continue;
        take(record, at, records.place[record]);
      }
    }
    return;
  }
  const Row first_row = frame.FirstRow(step.grain.rows);
  for (uint32_t record = begin[0]; record < begin[frame.case_count()]; ++record) {
    if (!Meets(records.valid[record], demand.window)) continue;
    take(record, records.subject[record] - first_row, records.place[record]);
  }
}

void EvidenceRun::Holds(ColumnId column) {
  const Step& step = machine_.step(column);
  const Demand& demand = machine_.program().demands[step.ref];
  uint64_t* out = machine_.MakeTruths(column);
  std::fill_n(out, machine_.frame().RowCount(step.grain.rows), 0);
  if (demand.days == 1) {
    ForEachRecord(column,
                  [out](uint32_t, uint32_t row, uint32_t bit) { out[row] |= uint64_t{1} << bit; });
    return;
  }
  machine_.covered_.clear();
  const std::vector<DateRange>& valid = machine_.frame().columns().records[demand.kind].valid;
  ForEachRecord(column, [&](uint32_t record, uint32_t row, uint32_t bit) {
    const DateRange days = valid[record].Intersect(demand.window);
    if (days.length_days() >= demand.days) out[row] |= uint64_t{1} << bit;
    if (days.length_days() < demand.days) machine_.covered_.push_back({row, bit, days});
  });
  if (!machine_.covered_.empty()) AddUp(demand, out);
}

// Days that several records cover together.
void EvidenceRun::AddUp(const Demand& demand, uint64_t* truths) {
  std::vector<Machine::Covered>& covered = machine_.covered_;
  const auto order = [](const Machine::Covered& one) {
    return std::tuple(one.row, one.bit, one.days.begin);
  };
  std::ranges::sort(covered, {}, order);
  for (size_t i = 0; i < covered.size();) {
    const Machine::Covered& first = covered[i];
    int32_t days = 0;
    Date end = demand.window.begin;
    for (; i < covered.size() && covered[i].row == first.row && covered[i].bit == first.bit; ++i) {
      const DateRange& range = covered[i].days;
      days += DateRange{std::max(range.begin, end), range.end}.length_days();
      end = std::max(end, range.end);
    }
    if (days >= demand.days) truths[first.row] |= uint64_t{1} << first.bit;
  }
}

void EvidenceRun::Latest(ColumnId column) {
  const Step& step = machine_.step(column);
  const Demand& demand = machine_.program().demands[step.ref];
  const Records& records = machine_.frame().columns().records[demand.kind];
  int64_t* out = machine_.MakeNumbers(column, ~uint64_t{0});
  std::fill_n(out, machine_.frame().ValueCount(step.grain), kNoNumber);
  const uint32_t* begin = machine_.frame().PairBegin(step.grain.rows);
  const bool is_first_day = demand.field == ruletree::kFromField;
  ForEachRecord(column, [&](uint32_t record, uint32_t row, uint32_t bit) {
    int64_t value = records.valid[record].begin.days;
    if (!is_first_day) {
      const Column& field = records.fields[demand.field];
      value = field.values[record];
      if (field.present[record] == 0) machine_.FaultAt({step.grain.rows, false}, row);
    }
    int64_t& highest = out[begin[row] + bit];
    highest = std::max(highest, demand.lowest ? -value : value);
  });
}

}  // namespace credence::engine::batch
