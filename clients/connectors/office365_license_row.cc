#include "clients/connectors/office365_license_row.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/report_month.h"

namespace credence::connectors {

namespace {

// A column by any of its names, the one to write in messages first.
struct ColumnNames {
  std::vector<std::string_view> names;
};

absl::StatusOr<std::optional<size_t>> FindColumn(const std::vector<std::string>& keys,
                                                 const ColumnNames& wanted) {
  std::optional<size_t> found;
  for (size_t i = 0; i < keys.size(); ++i) {
    const bool matches =
        std::any_of(wanted.names.begin(), wanted.names.end(),
                    [&](std::string_view name) { return NameKey(name) == keys[i]; });
    if (!matches) continue;
    if (found) {
      return InvalidArgumentError(absl::StrCat("columns ", *found + 1, " and ", i + 1,
                                               " of the header are both ",
                                               ToAbsl(wanted.names.front())));
    }
    found = i;
  }
  return found;
}

absl::Status ReadNumbers(const std::vector<std::string>& cells, const LicenseUsageColumns& columns,
                         LicenseUsageRow& row) {
  const absl::StatusOr<Period> month = ParseReportMonth(TrimmedCell(cells[columns.month]));
  if (!month.ok()) {
    return InvalidArgumentError(absl::StrCat("Month ", month.status().message()));
  }
  row.month = *month;
  const absl::StatusOr<int64_t> seats =
      ReadCount("PaidAvailableUnits", TrimmedCell(cells[columns.seats]));
  if (!seats.ok()) return seats.status();
  row.seats = *seats;
  const absl::StatusOr<int64_t> users =
      ReadCount("MonthlyActiveUsers", TrimmedCell(cells[columns.users]));
  if (!users.ok()) return users.status();
  row.users = *users;
  if (columns.duplicate) {
    const std::string_view flag = TrimmedCell(cells[*columns.duplicate]);
    if (flag != "0" && flag != "1") {
      return InvalidArgumentError(
          absl::StrCat("IsDuplicateRowForPGA is `", ShownCell(flag), "`; expected 0 or 1"));
    }
    row.duplicate = flag == "1";
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LicenseUsageColumns> FindColumns(const std::vector<std::string>& header) {
  LicenseUsageColumns columns{.count = header.size()};
  std::optional<size_t> tenant, workload, month, seats, users, partner, attribution;
  const std::pair<std::optional<size_t>*, ColumnNames> wanted[] = {
      {&tenant, {{"CustomerTenantId"}}},
      {&workload, {{"WorkloadName"}}},
      {&month, {{"Month"}}},
      {&seats, {{"PaidAvailableUnits"}}},
      {&users, {{"MonthlyActiveUsers"}}},
      {&partner, {{"PartnerID", "MPNId"}}},
      {&attribution, {{"PartnerAttributionType", "PartnerAttachType", "PartnerAssociationType"}}},
      {&columns.duplicate, {{"IsDuplicateRowForPGA"}}},
  };
  std::vector<std::string> keys;
  for (const std::string& name : header) keys.push_back(NameKey(name));
  std::vector<absl::string_view> missing;
  for (const auto& [column, names] : wanted) {
    const absl::StatusOr<std::optional<size_t>> found = FindColumn(keys, names);
    if (!found.ok()) return found.status();
    *column = *found;
    if (!*found && column != &columns.duplicate) missing.push_back(ToAbsl(names.names.front()));
  }
  if (!missing.empty()) {
    return InvalidArgumentError(absl::StrCat("the header has no column ",
                                             absl::StrJoin(missing, ", "),
                                             "; this is no Office 365 license usage export"));
  }
  columns.tenant = *tenant;
  columns.workload = *workload;
  columns.month = *month;
  columns.seats = *seats;
  columns.users = *users;
  columns.partner = *partner;
  columns.attribution = *attribution;
  return columns;
}

absl::StatusOr<LicenseUsageRow> ReadRow(const std::vector<std::string>& cells,
                                        const LicenseUsageColumns& columns) {
  if (cells.size() != columns.count) {
    return InvalidArgumentError(
        absl::StrCat("the row has ", cells.size(), " cells and the header ", columns.count));
  }
  LicenseUsageRow row;
  row.tenant = ReadGuid(TrimmedCell(cells[columns.tenant]));
  if (row.tenant.empty()) {
    return InvalidArgumentError(absl::StrCat(
        "CustomerTenantId `", ShownCell(TrimmedCell(cells[columns.tenant])), "` is no GUID"));
  }
  absl::StatusOr<std::string> partner = ReadId("PartnerID", TrimmedCell(cells[columns.partner]));
  if (!partner.ok()) return partner.status();
  row.partner = *std::move(partner);
  if (absl::Status numbers = ReadNumbers(cells, columns, row); !numbers.ok()) return numbers;
  row.workload_name = ShownCell(TrimmedCell(cells[columns.workload]));
  row.family = FindFamily(row.workload_name);
  row.attribution_name = ShownCell(TrimmedCell(cells[columns.attribution]));
  row.attribution = FindAttribution(row.attribution_name);
  return row;
}

}  // namespace credence::connectors
