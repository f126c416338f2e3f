#include "clients/connectors/date_columns.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"

namespace credence::connectors {

namespace {

bool HasSlash(const std::string& text) { return text.find('/') != std::string::npos; }

std::string_view OrderWords(SlashOrder order) {
  return order == SlashOrder::kDayFirst ? "day first" : "month first";
}

}  // namespace

DateColumns::DateColumns(const ExportShape& shape, RowEvents& events)
    : shape_(shape), events_(events) {
  for (size_t i = 0; i < shape.columns.size(); ++i) {
    if (shape.columns[i].is_date()) dates_.push_back({i, shape.columns[i].order, 0});
  }
}

// Takes what the row shows; true when a column became decided by it.
bool DateColumns::Learn(const Row& row) {
  bool learnt = false;
  for (Decided& date : dates_) {
    const std::string& text = row.cells[date.column];
    if (date.order != SlashOrder::kUnknown || !HasSlash(text)) continue;
    date.order = SlashOrderOf(text);
    date.by_row = row.number;
    learnt = learnt || date.order != SlashOrder::kUnknown;
  }
  return learnt;
}

bool DateColumns::MustWait(const Row& row) const {
  return std::any_of(dates_.begin(), dates_.end(), [&](const Decided& date) {
    const std::string& text = row.cells[date.column];
    return date.order == SlashOrder::kUnknown && HasSlash(text) &&
           ReadMoment(text, SlashOrder::kUnknown).read == Moment::Read::kAmbiguous;
  });
}

std::optional<std::string> DateColumns::Contradiction(const Row& row) const {
  for (const Decided& date : dates_) {
    const std::string& text = row.cells[date.column];
    if (!HasSlash(text)) continue;
    const SlashOrder shown = SlashOrderOf(text);
    if (shown == SlashOrder::kUnknown || shown == date.order) continue;
    return absl::StrCat(ToAbsl(shape_.columns[date.column].name()), " `", ShownCell(text),
                        "` has the ", ToAbsl(OrderWords(shown)), ", and ",
                        date.by_row == 0 ? "this format's documents write"
                                         : absl::StrCat("row ", date.by_row, " showed"),
                        " the ", ToAbsl(OrderWords(date.order)), "; write dates as 2016-02-29");
  }
  return std::nullopt;
}

void DateColumns::Give(Row& row) {
  if (std::optional<std::string> fault = Contradiction(row)) {
    events_.Rejected(row, *std::move(fault));
    return;
  }
  row.orders.assign(shape_.columns.size(), SlashOrder::kUnknown);
  for (const Decided& date : dates_) row.orders[date.column] = date.order;
  events_.Taken(row);
}

void DateColumns::Release() {
  std::vector<Row> held = std::exchange(held_, {});
  for (Row& row : held) Give(row);
}

void DateColumns::Feed(Row& row) {
  const bool learnt = Learn(row);
  const bool waits = !gave_up_ && (!held_.empty() || MustWait(row));
  if (!waits) return Give(row);
  held_.push_back(std::exchange(row, {}));
  const auto waits_on = [&](const Row& held) { return MustWait(held); };
  if (learnt && std::none_of(held_.begin(), held_.end(), waits_on)) return Release();
  if (held_.size() < kHeldRowsMax) return;
  gave_up_ = true;
  Release();
}

void DateColumns::Finish() { Release(); }

}  // namespace credence::connectors
