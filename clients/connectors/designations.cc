#include "clients/connectors/designations.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/office365_names.h"
#include "clients/connectors/row_values.h"

namespace credence::connectors {

namespace {

enum : size_t { kSubscription, kCustomer, kPartner, kFrom, kThrough, kBy, kRole, kId, kStated };

constexpr Column kColumns[] = {
    {"subscription|SubscriptionId", Column::kRequired},
    {"customer|CustomerId|CustomerTenantId|tenant", Column::kRequired},
    {"partner|PartnerID|MPNId|PartnerOfRecord", Column::kRequired},
    {"from|start|StartDate|since", Column::kRequiredDate},
    {"through|end|EndDate|until", Column::kDate},
    {"designated_by|DesignatedBy|by", Column::kRequired},
    {"role|DesignatedByRole|DesignatorRole", Column::kRequired},
    {"id|DesignationId", Column::kOptional},
    {"stated|modified|LastModified|LastModifiedDateTime", Column::kDate},
};
constexpr ExportShape kShape{.what = "an export of designations", .columns = kColumns};

// Names as NameKey makes them.
constexpr std::array<std::string_view, 10> kAdministrators = {
    "administrator", "admin",
    "owner",         "globaladministrator",
    "globaladmin",   "companyadministrator",
    "companyadmin",  "tenantadministrator",
    "tenantadmin",   "organizationowner"};
constexpr std::array<std::string_view, 12> kOthers = {"serviceadministrator",
                                                      "serviceadmin",
                                                      "coadministrator",
                                                      "coadmin",
                                                      "delegatedadministrator",
                                                      "delegatedadmin",
                                                      "delegatedadminpartner",
                                                      "partner",
                                                      "user",
                                                      "billingadministrator",
                                                      "globalreader",
                                                      "guest"};

template <size_t kSize>
bool Holds(const std::array<std::string_view, kSize>& names, const std::string& key) {
  return std::find(names.begin(), names.end(), key) != names.end();
}

// What is wrong with who designated, or nothing.
std::string FaultOfRole(std::string_view by, std::string_view role, Intake& intake) {
  if (role.empty()) {
    return absl::StrCat("role is empty: whether `", ShownCell(by),
                        "` may designate is not said; only the customer's administrator may");
  }
  const std::string key = NameKey(role);
  if (Holds(kAdministrators, key)) return {};
  if (!Holds(kOthers, key)) intake.Unknown("role", role);
  return absl::StrCat("designated by `", ShownCell(by), "` as `", ShownCell(role),
                      "`; only the customer's administrator designates");
}

void TakeRow(const Row& row, Intake& intake) {
  RowValues values(row, kShape);
  const std::string given = values.OptionalId(kSubscription);
  const std::string customer = values.Id(kCustomer);
  const std::string partner = values.Id(kPartner);
  const std::optional<Date> from = values.Day(kFrom);
  const std::optional<Date> through = values.Day(kThrough);
  const std::string id = values.OptionalId(kId);
  std::string stated = values.Stated(kStated);
  values.Said(kBy);
  if (auto backwards = BackwardsFault(from, through)) values.Fault(*std::move(backwards));
  if (!values.ok()) return intake.Reject(values.reason());
  std::string fault = FaultOfRole(values.Text(kBy), values.Text(kRole), intake);
  if (!fault.empty()) return intake.Reject(std::move(fault));

  intake.Stated(std::move(stated));
  const std::string subscription = intake.Subscription(customer, given);
  intake.Partner(partner);
  const std::string last =
      id.empty() ? absl::StrCat(subscription, "/", partner, "/", from->ToString()) : id;
  intake.Evidence({.id = absl::StrCat("dpor/", last),
                   .kind = "dpor",
                   .partner = partner,
                   .subject = subscription,
                   .from = from,
                   .through = through,
                   .fields = {{"since", DateValue(*from)}}});
  intake.Used();
}

}  // namespace

absl::StatusOr<ImportSummary> ImportDesignations(std::istream& input,
                                                 const ConnectorOptions& options,
                                                 const Takers& takers) {
  return ReadExport(input, options, takers, kShape, TakeRow);
}

}  // namespace credence::connectors
