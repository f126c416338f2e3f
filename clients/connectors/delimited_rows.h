// The rows of an export that is delimited text, for rows.h.
//
//   subscription;partner;from
//   EA-1;4847383;2016-01-14        ->  Row{number 2, cells by column of the shape}
//
// The header is the first row. Refused as a whole: a header without a column that is needed or
// with one twice, UTF-16, and a file that ends in the middle of a row.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_DELIMITED_ROWS_H_
#define CREDENCE_CLIENTS_CONNECTORS_DELIMITED_ROWS_H_

#include <istream>
#include <string_view>

#include "clients/connectors/date_columns.h"
#include "clients/connectors/rows.h"
#include "core/status.h"

namespace credence::connectors {

absl::Status ReadDelimitedRows(std::istream& input, std::string_view file_name,
                               const ExportShape& shape, RowEvents& events, DateColumns& dates);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_DELIMITED_ROWS_H_
