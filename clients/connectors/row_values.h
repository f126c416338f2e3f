// Reads one row's cells as what they should be, and remembers the first that is not.
//
//   RowValues values(row, kShape);
//   const std::string partner = values.Id(kPartner);          // columns by their index in the
//   shape const std::optional<Date> from = values.Day(kFrom); if (!values.ok()) return
//   intake.Reject(values.reason());  // "from is empty"
//
// After a fault the values read are of no meaning and further faults are not looked for.
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CONNECTORS_ROW_VALUES_H_
#define CREDENCE_CLIENTS_CONNECTORS_ROW_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clients/connectors/rows.h"
#include "core/currency.h"
#include "core/date.h"
#include "core/rational.h"

namespace credence::connectors {

class RowValues {
 public:
  // REQUIRES: both outlive this.
  RowValues(const Row& row, const ExportShape& shape) : row_(row), shape_(shape) {}

  // A name of a thing, such as a workload: there must be something to know it by (NameKey).
  std::string_view Name(size_t column);
  // A text that must be there.
  std::string_view Said(size_t column);
  std::string_view Text(size_t column) const { return row_.cells[column]; }
  std::string Id(size_t column);
  std::string OptionalId(size_t column);  // empty when the cell is
  int64_t Count(size_t column);
  Rational Decimal(size_t column);
  Currency Money(size_t column);  // "USD"
  // nullopt when the cell is empty or says that there is none (0001-01-01); of a column that is
  // required that is a fault.
  std::optional<Date> Day(size_t column);
  // As Record::stated is written; empty when the cell says none.
  std::string Stated(size_t column);
  // The value of a cell that must be one of two.
  bool Truth(size_t column);

  void Fault(std::string reason);
  bool ok() const { return reason_.empty(); }
  const std::string& reason() const { return reason_; }

 private:
  std::optional<Moment> MomentOf(size_t column);

  const Row& row_;
  const ExportShape& shape_;
  std::string reason_;
};

// "2016-01-14 is the last day and comes before 2016-02-01": of a span of days that ends before it
// begins; nullopt when it does not.
std::optional<std::string> BackwardsFault(std::optional<Date> from, std::optional<Date> through);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_ROW_VALUES_H_
