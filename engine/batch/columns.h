// Many cases of one vocabulary in columns: what the batch evaluator reads.
//
//   Columns columns(policy.vocabulary);
//   columns.Append(bound);                       // a case after Bind; or fill the vectors yourself
//   columns.rows(workload).begin                 -> 0, 12, 25: the second case has rows 12 to 24
//   columns.attribute(family).values[12]         -> the symbol's number
//
// Rows of a subject type stand case after case; a row names the row above it. Partners of a case
// stand by id, so that the lowest bit of a mask is the lowest id. Records of a kind of evidence are
// those known at the moment of knowledge.
//
// Values are whole numbers. A number is kept in parts of its type (Scale: money in 1/10,000), a
// date as its days since 1970, a symbol by its place in Symbols, a reference to a subject as its
// row. A case whose values do not fit so is marked odd, and is for the plain evaluator; so is one
// of more partners than a mask has bits, which has no rows at all.
//
// Filled by hand, what is in a Columns is believed only after Check, which finds columns of unequal
// length and references past their end.
//
// Thread-safety: many may read; one writes.
#ifndef CREDENCE_ENGINE_BATCH_COLUMNS_H_
#define CREDENCE_ENGINE_BATCH_COLUMNS_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/status.h"
#include "engine/bound_case.h"

namespace credence::engine::batch {

using Row = uint32_t;

// Bits of a mask of partners.
inline constexpr uint32_t kPartnersOfMask = 64;
// Values are kept below it, so that thousands of them add up.
inline constexpr int64_t kColumnValueMax = int64_t{1} << 50;

// In how many parts a whole of the type is kept: 10,000 for money, 1 for counts and dates.
int64_t Scale(const Type& type);
// The product as a column keeps it; nullopt: it is past kColumnValueMax.
std::optional<int64_t> Kept(int64_t value, int64_t factor);

// The symbols of a vocabulary, numbered.
class Symbols {
 public:
  explicit Symbols(const ruletree::Vocabulary& vocabulary);
  // -1: the vocabulary has no such symbol.
  int64_t Find(std::string_view symbol) const;
  // REQUIRES: a number that Find gave.
  std::string Name(int64_t number) const {
    return std::string(names_[static_cast<size_t>(number)]);
  }
  size_t size() const { return names_.size(); }

 private:
  std::unordered_map<std::string_view, int64_t> numbers_;
  std::vector<std::string_view> names_;
};

struct Column {
  std::vector<int64_t> values;   // 0 where absent
  std::vector<uint8_t> present;  // 1 or 0
  uint64_t bits = 0;             // of all magnitudes together: none is above it

  void Add(int64_t value) {
    values.push_back(value);
    present.push_back(1);
    bits |= static_cast<uint64_t>(value ^ (value >> 63));
  }
  void Resize(size_t rows) {
    values.resize(rows);
    present.resize(rows);
    if (rows == 0) bits = 0;
  }
};

// Of one subject type.
struct Rows {
  std::vector<Row> begin = {0};  // by case, and the end of all
  std::vector<Row> parent;       // by row; of a type that is in nothing it is empty
  size_t size() const { return begin.back(); }
};

// Of one kind of evidence.
struct Records {
  std::vector<uint32_t> begin = {0};  // by case, and the end of all
  std::vector<uint8_t> place;         // of its partner among those of the case
  std::vector<Row> subject;           // a row of the type the kind stands on
  std::vector<DateRange> valid;
  std::vector<Column> fields;  // as the kind declares them
};

class Columns {
 public:
  // A measure over one period, or over all time.
  struct Measured {
    ruletree::MeasureId measure = ruletree::kNone;
    Date begin;
    Column column;
  };

  explicit Columns(std::shared_ptr<const ruletree::Vocabulary> vocabulary);

  const ruletree::Vocabulary& vocabulary() const { return *vocabulary_; }
  const Symbols& symbols() const { return symbols_; }
  size_t cases() const { return odd.size(); }

  // REQUIRES: bound to the vocabulary.
  void Append(const BoundCase& bound);
  // Leaves no case, and keeps the memory.
  void Clear();

  // The measured values of a period that begins on the day; kDateMin: for all time. `Find` is
  // null where no case has any; `Measure` adds the column then.
  const Column* FindMeasure(ruletree::MeasureId measure, Date begin) const;
  Column& Measure(ruletree::MeasureId measure, Date begin);
  const std::deque<Measured>& measures() const { return measures_; }

  // One case again as names and values, for the plain evaluator. Its subjects are named by type and
  // place, "workload/2", and partners so that their order stays: "partner/00".
  // REQUIRES: columns that are fit, and a case that is not odd.
  facts::Case CaseAt(uint32_t at) const;

  // INVALID_ARGUMENT: names the first column that does not fit the others.
  absl::Status Check() const;

  std::vector<uint8_t> odd;        // by case: not fit for columns
  std::vector<Rows> rows;          // by subject type
  std::vector<Column> attributes;  // by attribute, a value for each row of its type
  std::vector<Records> records;    // by kind

 private:
  class Appending;
  std::shared_ptr<const ruletree::Vocabulary> vocabulary_;
  Symbols symbols_;
  std::deque<Measured> measures_;  // columns stay where they are
};

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_COLUMNS_H_
