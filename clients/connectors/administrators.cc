#include "clients/connectors/administrators.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/row_values.h"

namespace credence::connectors {

namespace {

enum : size_t { kCustomer, kAdministrator, kFrom, kThrough, kStated };

constexpr Column kColumns[] = {
    {"customer|CustomerId|CustomerTenantId|tenant", Column::kRequired},
    {"administrator|UserPrincipalName|admin", Column::kRequired},
    {"from|start|StartDate|since", Column::kRequiredDate},
    {"through|end|EndDate|until", Column::kDate},
    {"stated|modified|LastModified|LastModifiedDateTime", Column::kDate},
};
constexpr ExportShape kShape{.what = "an export of administrators", .columns = kColumns};

void TakeRow(const Row& row, Intake& intake) {
  RowValues values(row, kShape);
  const std::string customer = values.Id(kCustomer);
  const std::string person(values.Said(kAdministrator));
  const std::optional<Date> from = values.Day(kFrom);
  const std::optional<Date> through = values.Day(kThrough);
  std::string stated = values.Stated(kStated);
  if (auto backwards = BackwardsFault(from, through)) values.Fault(*std::move(backwards));
  if (!values.ok()) return intake.Reject(values.reason());

  intake.Stated(std::move(stated));
  intake.Subject("customer", customer);
  intake.Evidence(
      {.id = absl::StrCat("administrator/", customer, "/", person, "/", from->ToString()),
       .kind = "administrator",
       .partner = person,
       .subject = customer,
       .from = from,
       .through = through});
  intake.Used();
}

}  // namespace

absl::StatusOr<ImportSummary> ImportAdministrators(std::istream& input,
                                                   const ConnectorOptions& options,
                                                   const Takers& takers) {
  return ReadExport(input, options, takers, kShape, TakeRow);
}

}  // namespace credence::connectors
