#include "clients/connectors/office365_license_row.h"

#include <iterator>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/report_month.h"

namespace credence::connectors {

namespace {

enum : size_t { kTenant, kWorkload, kMonth, kSeats, kUsers, kPartner, kAttribution, kDuplicate };
constexpr Column kColumns[] = {
    {"CustomerTenantId", Column::kRequired},
    {"WorkloadName", Column::kRequired},
    {"Month", Column::kRequired},
    {"PaidAvailableUnits", Column::kRequired},
    {"MonthlyActiveUsers", Column::kRequired},
    {"PartnerID|MPNId", Column::kRequired},
    {"PartnerAttributionType|PartnerAttachType|PartnerAssociationType", Column::kRequired},
    {"IsDuplicateRowForPGA"},
};
constexpr ExportShape kShape{.what = "an Office 365 license usage export", .columns = kColumns};

absl::StatusOr<std::optional<size_t>> FindColumn(const std::vector<std::string>& keys,
                                                 const Column& wanted) {
  std::optional<size_t> found;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!IsNamed(wanted, keys[i])) continue;
    if (found) {
      return InvalidArgumentError(absl::StrCat("columns ", *found + 1, " and ", i + 1,
                                               " of the header are both ", ToAbsl(wanted.name())));
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

const ExportShape& LicenseUsageShape() { return kShape; }

LicenseUsageColumns ColumnsOfShape(const Row& row) {
  return {.count = std::size(kColumns),
          .tenant = kTenant,
          .workload = kWorkload,
          .month = kMonth,
          .seats = kSeats,
          .users = kUsers,
          .partner = kPartner,
          .attribution = kAttribution,
          .duplicate = row.present[kDuplicate] ? std::optional<size_t>(kDuplicate) : std::nullopt};
}

absl::StatusOr<LicenseUsageColumns> FindColumns(const std::vector<std::string>& header) {
  std::vector<std::string> keys;
  for (const std::string& name : header) keys.push_back(NameKey(name));
  std::vector<std::optional<size_t>> places;
  std::vector<absl::string_view> missing;
  for (const Column& column : kColumns) {
    const absl::StatusOr<std::optional<size_t>> found = FindColumn(keys, column);
    if (!found.ok()) return found.status();
    if (!*found && column.required()) missing.push_back(ToAbsl(column.name()));
    places.push_back(*found);
  }
  if (!missing.empty()) {
    return InvalidArgumentError(absl::StrCat("the header has no column ",
                                             absl::StrJoin(missing, ", "),
                                             "; this is no Office 365 license usage export"));
  }
  return LicenseUsageColumns{.count = header.size(),
                             .tenant = *places[kTenant],
                             .workload = *places[kWorkload],
                             .month = *places[kMonth],
                             .seats = *places[kSeats],
                             .users = *places[kUsers],
                             .partner = *places[kPartner],
                             .attribution = *places[kAttribution],
                             .duplicate = places[kDuplicate]};
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
