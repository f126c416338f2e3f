#include "clients/connectors/partner_standing.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/office365_names.h"
#include "clients/connectors/row_values.h"

namespace credence::connectors {

namespace {

enum : size_t { kPartner, kStanding, kFrom, kThrough, kStated };

constexpr Column kColumns[] = {
    {"partner|PartnerID|MPNId", Column::kRequired},
    {"standing|status", Column::kRequired},
    {"from|start|StartDate|since", Column::kRequiredDate},
    {"through|end|EndDate|until", Column::kDate},
    {"stated|modified|LastModified|LastModifiedDateTime", Column::kDate},
};
constexpr ExportShape kShape{.what = "an export of partners' standing", .columns = kColumns};

void TakeRow(const Row& row, Intake& intake) {
  RowValues values(row, kShape);
  const std::string partner = values.Id(kPartner);
  const std::string_view said = values.Said(kStanding);
  const std::optional<Date> from = values.Day(kFrom);
  const std::optional<Date> through = values.Day(kThrough);
  std::string stated = values.Stated(kStated);
  if (auto backwards = BackwardsFault(from, through)) values.Fault(*std::move(backwards));
  if (!values.ok()) return intake.Reject(values.reason());
  const std::string standing = NameKey(said);
  if (standing != "eligible" && standing != "suspended") {
    intake.Unknown("standing", said);
    return intake.Reject(
        absl::StrCat("standing is `", ShownCell(said), "`; it is eligible or suspended"));
  }

  intake.Stated(std::move(stated));
  intake.Partner(partner);
  intake.Evidence({.id = absl::StrCat(standing, "/", partner, "/", from->ToString()),
                   .kind = standing,
                   .partner = partner,
                   .from = from,
                   .through = through});
  intake.Used();
}

}  // namespace

absl::StatusOr<ImportSummary> ImportPartnerStanding(std::istream& input,
                                                    const ConnectorOptions& options,
                                                    const Takers& takers) {
  return ReadExport(input, options, takers, kShape, TakeRow);
}

}  // namespace credence::connectors
