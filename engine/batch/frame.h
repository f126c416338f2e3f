// The rows of some cases that stand beside each other in Columns, and how they hang together.
//
//   frame.Set(columns, 256, 64);                          // 64 cases from the 257th on
//   frame.RowCount(workload)                              -> 771
//   frame.Up(workload, subscription)[i]                   -> the subscription of the i-th of them
//   frame.PairBegin(workload)[i]                          -> where its pairs with partners begin
//
// Rows are counted from the first of these cases. What is asked for is worked out once for them,
// and its memory is used again for the next.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_ENGINE_BATCH_FRAME_H_
#define CREDENCE_ENGINE_BATCH_FRAME_H_

#include <cstdint>
#include <vector>

#include "engine/batch/columns.h"
#include "engine/batch/program.h"

namespace credence::engine::batch {

class Frame {
 public:
  // REQUIRES: columns that are fit (Columns::Check), and outlive its use.
  void Set(const Columns& columns, uint32_t first_case, uint32_t case_count);

  const Columns& columns() const { return *columns_; }
  uint32_t first_case() const { return first_; }
  uint32_t case_count() const { return count_; }

  // `rows` is a subject type, Grain::kCase or Grain::kOne.
  uint32_t RowCount(uint32_t rows) const;
  // Where rows of the type begin in the columns.
  Row FirstRow(uint32_t rows) const;
  uint32_t ValueCount(const Grain& grain);

  // By row, the row of coarser rows. REQUIRES: they are coarser.
  const uint32_t* Up(uint32_t rows, uint32_t to);
  // By row and at the end of all, where its values for each partner begin.
  const uint32_t* PairBegin(uint32_t rows);
  // By row, a bit for each partner of its case.
  const uint64_t* AllPartners(uint32_t rows);
  // By case and at the end of all.
  Row PartnerBegin(uint32_t at) const {
    return columns_->rows[ruletree::kPartner].begin[first_ + at];
  }

 private:
  template <typename Item>
  struct Kept {
    bool valid = false;
    std::vector<Item> items = {};
  };
  // The place of rows in what is kept.
  size_t IndexOf(uint32_t rows) const {
    if (rows == Grain::kOne) return kinds_ - 1;
    return rows == Grain::kCase ? kinds_ - 2 : rows;
  }
  void MakeUp(uint32_t rows, uint32_t to, std::vector<uint32_t>& up);

  const Columns* columns_ = nullptr;
  uint32_t first_ = 0;
  uint32_t count_ = 0;
  size_t kinds_ = 0;                   // of rows
  std::vector<Kept<uint32_t>> up_;     // by kind of rows, and kind of coarser rows
  std::vector<Kept<uint32_t>> pairs_;  // by kind of rows
  std::vector<Kept<uint64_t>> partners_;
};

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_FRAME_H_
