// The rows of an export that is JSON, for rows.h: the elements of one array, one at a time.
//
//   {"@odata.context": "...", "value": [{"id": "a", "customer": {"tenantId": "b"}}, ...]}
//      ->  Row{number 1, cells by column: `id`, `customerTenantId`}
//
// Numbers come as they are written, digit by digit: "0.045" is never a floating-point number.
// The array is the document itself or its member `value` or `items`; an object without one is a
// single row where it has a column of the shape. A document that names a next
// page (`@odata.nextLink`) is one of several, which is remarked.
//
// Refused as a whole, with line and column: what is no JSON, and a document that ends early.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_JSON_ROWS_H_
#define CREDENCE_CLIENTS_CONNECTORS_JSON_ROWS_H_

#include <istream>
#include <string_view>

#include "clients/connectors/date_columns.h"
#include "clients/connectors/rows.h"
#include "core/status.h"

namespace credence::connectors {

absl::Status ReadJsonRows(std::istream& input, std::string_view file_name, const ExportShape& shape,
                          RowEvents& events, DateColumns& dates);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_JSON_ROWS_H_
