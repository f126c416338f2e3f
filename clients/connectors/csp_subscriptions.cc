#include "clients/connectors/csp_subscriptions.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/office365_names.h"
#include "clients/connectors/row_values.h"
#include "clients/connectors/timestamp.h"

namespace credence::connectors {

namespace {

enum : size_t {
  kId,
  kCustomer,
  kReseller,
  kStatus,
  kQuantity,
  kUnit,
  kRenews,
  kCreated,
  kStarts,
  kDeprovisioned,
  kStateEnds,
  kCommitmentEnds
};
constexpr Column kColumns[] = {
    {"id|SubscriptionId", Column::kRequired},
    {"customerTenantId|customerId"},
    {"partnerId|MPNId|ResellerMPNID"},
    {"status", Column::kRequired},
    {"quantity|licenseCount"},
    {"unitType"},
    {"autoRenewEnabled"},
    {"creationDate", Column::kDate},
    {"effectiveStartDate", Column::kDate},
    {"deprovisionedDate", Column::kDate},
    {"currentStateEndDate", Column::kDate},
    {"commitmentEndDate", Column::kDate},
};
constexpr ExportShape kShape{.what = "an export of CSP subscriptions", .columns = kColumns};

enum class State : uint8_t { kActive, kSuspended, kEnded, kPending, kUnknown };

State StateOf(std::string_view status) {
  const std::string key = NameKey(status);
  if (key == "active") return State::kActive;
  if (key == "suspended" || key == "warning") return State::kSuspended;
  if (key == "deleted" || key == "expired" || key == "deprovisioned" || key == "disabled") {
    return State::kEnded;
  }
  return key == "pending" || key == "none" ? State::kPending : State::kUnknown;
}

struct Sold {
  std::string id, customer, seller, reseller;
  std::optional<Date> from, through;
  State state = State::kUnknown;
  std::optional<int64_t> seats;
};

std::string Given(std::string_view what, const std::string& given, RowValues& values) {
  absl::StatusOr<std::string> id = ReadId(what, given);
  if (id.ok()) return *std::move(id);
  values.Fault(std::string(id.status().message()));
  return {};
}

void ReadDays(RowValues& values, Sold& sold) {
  const std::optional<Date> created = values.Day(kCreated);
  const std::optional<Date> starts = values.Day(kStarts);
  const std::optional<Date> deprovisioned = values.Day(kDeprovisioned);
  const std::optional<Date> state_ends = values.Day(kStateEnds);
  const std::optional<Date> commitment_ends = values.Day(kCommitmentEnds);
  sold.from = starts ? starts : created;
  if (!sold.from) values.Fault("neither effectiveStartDate nor creationDate says a day");
  if (sold.state == State::kEnded) {
    sold.through = deprovisioned ? deprovisioned : state_ends ? state_ends : commitment_ends;
    if (!sold.through) values.Fault("it ended, and no date says when");
  } else if (!values.Text(kRenews).empty() && !values.Truth(kRenews)) {
    sold.through = commitment_ends;
  }
  if (auto fault = BackwardsFault(sold.from, sold.through)) values.Fault(*std::move(fault));
}

Sold ReadSold(RowValues& values, const ConnectorOptions& options) {
  Sold sold{.id = values.Id(kId),
            .customer = values.OptionalId(kCustomer),
            .seller = Given("the partner given", options.partner, values),
            .reseller = values.OptionalId(kReseller),
            .from = {},
            .through = {},
            .seats = {}};
  if (sold.customer.empty()) {
    sold.customer = Given("the customer given", options.customer, values);
  }
  sold.state = StateOf(values.Said(kStatus));
  const std::string unit = NameKey(values.Text(kUnit));
  const bool is_licences = unit.empty() || unit == "licenses" || unit == "licences";
  if (is_licences && !values.Text(kQuantity).empty()) sold.seats = values.Count(kQuantity);
  if (sold.state != State::kPending) ReadDays(values, sold);
  return sold;
}

void GiveCsp(const Sold& sold, const std::string& partner, std::string_view tier, Intake& intake) {
  intake.Partner(partner);
  intake.Evidence({.id = absl::StrCat("csp/", sold.id, "/", partner),
                   .kind = "csp",
                   .partner = partner,
                   .subject = sold.id,
                   .from = sold.from,
                   .through = sold.through,
                   .fields = {{"tier", SymbolValue(tier)}}});
}

void TakeRow(const Row& row, Intake& intake) {
  RowValues values(row, kShape);
  const Sold sold = ReadSold(values, intake.options());
  if (!values.ok()) return intake.Reject(values.reason());
  if (sold.state == State::kPending) return intake.Unused("it is pending and was never active");
  if (sold.state == State::kUnknown) intake.Unknown("status", values.Text(kStatus));
  const std::optional<Date> as_of = intake.options().as_of;
  if (as_of) intake.Stated(Moment{.read = Moment::Read::kDate, .day = *as_of}.ToIso());
  intake.Subscription(sold.customer, sold.id);
  intake.Attribute(sold.id, "started_on", DateValue(*sold.from));
  GiveCsp(sold, sold.seller, "tier_1", intake);
  if (!sold.reseller.empty() && sold.reseller != sold.seller) {
    GiveCsp(sold, sold.reseller, "tier_2", intake);
  }
  if (as_of && sold.seats && sold.state == State::kActive) {
    intake.Measure("seats", sold.id, Period::Containing(PeriodUnit::kMonth, *as_of),
                   CountValue(*sold.seats));
  }
  intake.Used();
}

}  // namespace

absl::StatusOr<ImportSummary> ImportCspSubscriptions(std::istream& input,
                                                     const ConnectorOptions& options,
                                                     const Takers& takers) {
  return ReadExport(input, options, takers, kShape, TakeRow);
}

}  // namespace credence::connectors
