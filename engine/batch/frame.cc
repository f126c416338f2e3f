#include "engine/batch/frame.h"

#include <algorithm>

namespace credence::engine::batch {

void Frame::Set(const Columns& columns, uint32_t first_case, uint32_t case_count) {
  columns_ = &columns;
  first_ = first_case;
  count_ = case_count;
  kinds_ = columns.rows.size() + 2;
  up_.resize(kinds_ * kinds_);
  pairs_.resize(kinds_);
  partners_.resize(kinds_);
  for (auto& kept : up_) kept.valid = false;
  for (auto& kept : pairs_) kept.valid = false;
  for (auto& kept : partners_) kept.valid = false;
}

uint32_t Frame::RowCount(uint32_t rows) const {
  if (rows == Grain::kOne) return 1;
  if (rows == Grain::kCase) return count_;
  const std::vector<Row>& begin = columns_->rows[rows].begin;
  return begin[first_ + count_] - begin[first_];
}

Row Frame::FirstRow(uint32_t rows) const {
  if (rows == Grain::kOne) return 0;
  return rows == Grain::kCase ? first_ : columns_->rows[rows].begin[first_];
}

uint32_t Frame::ValueCount(const Grain& grain) {
  const uint32_t rows = RowCount(grain.rows);
  return grain.by_partner ? PairBegin(grain.rows)[rows] : rows;
}

const uint32_t* Frame::Up(uint32_t rows, uint32_t to) {
  Kept<uint32_t>& kept = up_[IndexOf(rows) * kinds_ + IndexOf(to)];
  if (!kept.valid) {
    kept.valid = true;
    MakeUp(rows, to, kept.items);
  }
  return kept.items.data();
}

void Frame::MakeUp(uint32_t rows, uint32_t to, std::vector<uint32_t>& up) {
  up.resize(RowCount(rows));
  if (to == Grain::kOne) {
    std::ranges::fill(up, 0);
    return;
  }
  if (rows == to) {
    for (uint32_t i = 0; i < up.size(); ++i) up[i] = i;
    return;
  }
  const Row first = FirstRow(rows);
  if (to == Grain::kCase) {
    const Row* begin = columns_->rows[rows].begin.data() + first_;
    for (uint32_t at = 0; at < count_; ++at) {
      for (Row row = begin[at]; row < begin[at + 1]; ++row) up[row - first] = at;
    }
    return;
  }
  const uint32_t parent = columns_->vocabulary().subjects[rows].parent;
  const Row* parents = columns_->rows[rows].parent.data() + first;
  const Row first_parent = FirstRow(parent);
  for (uint32_t i = 0; i < up.size(); ++i) up[i] = parents[i] - first_parent;
  if (parent == to) return;
  const uint32_t* further = Up(parent, to);
  for (uint32_t& row : up) row = further[row];
}

const uint32_t* Frame::PairBegin(uint32_t rows) {
  Kept<uint32_t>& kept = pairs_[IndexOf(rows)];
  if (kept.valid) return kept.items.data();
  kept.valid = true;
  const uint32_t count = RowCount(rows);
  kept.items.resize(count + 1);
  uint32_t next = 0;
  if (rows == Grain::kCase) {
    for (uint32_t at = 0; at <= count; ++at) kept.items[at] = PartnerBegin(at) - PartnerBegin(0);
    return kept.items.data();
  }
  const uint32_t* case_of = Up(rows, Grain::kCase);
  for (uint32_t row = 0; row < count; ++row) {
    kept.items[row] = next;
    next += PartnerBegin(case_of[row] + 1) - PartnerBegin(case_of[row]);
  }
  kept.items[count] = next;
  return kept.items.data();
}

const uint64_t* Frame::AllPartners(uint32_t rows) {
  Kept<uint64_t>& kept = partners_[IndexOf(rows)];
  if (kept.valid) return kept.items.data();
  kept.valid = true;
  const uint32_t count = RowCount(rows);
  kept.items.resize(count);
  const auto of_case = [this](uint32_t at) {
    const uint32_t partners = PartnerBegin(at + 1) - PartnerBegin(at);
    return partners >= kPartnersOfMask ? ~uint64_t{0} : (uint64_t{1} << partners) - 1;
  };
  if (rows == Grain::kCase) {
    for (uint32_t at = 0; at < count; ++at) kept.items[at] = of_case(at);
    return kept.items.data();
  }
  const uint32_t* case_of = Up(rows, Grain::kCase);
  for (uint32_t row = 0; row < count; ++row) kept.items[row] = of_case(case_of[row]);
  return kept.items.data();
}

}  // namespace credence::engine::batch
