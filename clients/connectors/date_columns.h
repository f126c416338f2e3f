// Decides for each column of dates whether 1/2/2016 is January or February, and lets rows wait
// until it is known.
//
//   DateColumns dates(shape, events);
//   dates.Feed(row);   // given to events.Taken now, or once a later row shows the order
//   dates.Finish();    // gives what still waits; its dates stay ambiguous
//
// A value that contradicts what its column showed before makes its row a rejected one.
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CONNECTORS_DATE_COLUMNS_H_
#define CREDENCE_CLIENTS_CONNECTORS_DATE_COLUMNS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clients/connectors/rows.h"

namespace credence::connectors {

class DateColumns {
 public:
  // REQUIRES: both outlive this.
  DateColumns(const ExportShape& shape, RowEvents& events);

  // `row` is left without meaning when it waits.
  void Feed(Row& row);
  void Finish();

 private:
  struct Decided {
    size_t column = 0;
    SlashOrder order = SlashOrder::kUnknown;
    int64_t by_row = 0;  // 0: by the documents of the format
  };

  bool Learn(const Row& row);
  bool MustWait(const Row& row) const;
  void Give(Row& row);
  void Release();
  std::optional<std::string> Contradiction(const Row& row) const;

  const ExportShape& shape_;
  RowEvents& events_;
  std::vector<Decided> dates_;
  std::vector<Row> held_;
  bool gave_up_ = false;
};

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_DATE_COLUMNS_H_
