// One row of the Office 365 license usage export, read from its cells.
//
//   auto columns = FindColumns(header);
//   auto row = ReadRow(cells, *columns);
//
// Errors: INVALID_ARGUMENT, its message the reason the header or the row cannot be used. A
// workload or an attribution that is not known is no error here: it is left empty.
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_OFFICE365_LICENSE_ROW_H_
#define CREDENCE_CLIENTS_CONNECTORS_OFFICE365_LICENSE_ROW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clients/connectors/office365_names.h"
#include "clients/connectors/rows.h"
#include "core/date.h"
#include "core/status.h"

namespace credence::connectors {

// Where each column stands.
struct LicenseUsageColumns {
  size_t count = 0;  // cells of the header, and so of every row
  size_t tenant = 0;
  size_t workload = 0;
  size_t month = 0;
  size_t seats = 0;
  size_t users = 0;
  size_t partner = 0;
  size_t attribution = 0;
  std::optional<size_t> duplicate = {};  // absent: no row is flagged
};

struct LicenseUsageRow {
  std::string tenant;   // a GUID in lower case
  std::string partner;  // an id; a GUID in lower case
  Period month;
  int64_t seats = 0;
  int64_t users = 0;
  bool duplicate = false;
  std::optional<Family> family;
  std::string workload_name;  // as the export has it
  std::optional<Attribution> attribution;
  std::string attribution_name;
};

// The same columns for rows.h, and where they stand in its rows.
const ExportShape& LicenseUsageShape();
LicenseUsageColumns ColumnsOfShape(const Row& row);

absl::StatusOr<LicenseUsageColumns> FindColumns(const std::vector<std::string>& header);

absl::StatusOr<LicenseUsageRow> ReadRow(const std::vector<std::string>& cells,
                                        const LicenseUsageColumns& columns);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_OFFICE365_LICENSE_ROW_H_
