#include "clients/connectors/sales.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/office365_names.h"
#include "clients/connectors/report_month.h"
#include "clients/connectors/row_values.h"

namespace credence::connectors {

namespace {

enum : size_t {
  kAgreement,
  kType,
  kCustomer,
  kPartner,
  kFrom,
  kThrough,
  kSubscription,
  kAmount,
  kCurrency,
  kPeriod,
  kStated
};

constexpr Column kColumns[] = {
    {"agreement|AgreementNumber|AgreementId|Enrollment", Column::kRequired},
    {"type|AgreementType|Program", Column::kRequired},
    {"customer|CustomerId|CustomerTenantId|tenant", Column::kRequired},
    {"partner|PartnerID|MPNId|reseller", Column::kRequired},
    {"from|start|StartDate", Column::kRequiredDate},
    {"through|end|EndDate", Column::kDate},
    {"subscription|SubscriptionId", Column::kOptional},
    {"amount|BilledAmount", Column::kOptional},
    {"currency|CurrencyCode", Column::kOptional},
    {"period|month|BilledMonth", Column::kOptional},
    {"stated|modified|LastModified|LastModifiedDateTime", Column::kDate},
};
constexpr ExportShape kShape{.what = "an export of sales", .columns = kColumns};

struct Billed {
  Rational amount;
  Currency currency;
  Period month;
};

std::optional<Billed> ReadBilled(RowValues& values, Intake& intake) {
  if (values.Text(kAmount).empty()) return std::nullopt;
  Billed billed{values.Decimal(kAmount), values.Money(kCurrency), {}};
  const absl::StatusOr<Period> month = ParseReportMonth(values.Text(kPeriod));
  if (!month.ok()) {
    values.Fault(absl::StrCat("period ", month.status().message()));
    return std::nullopt;
  }
  billed.month = *month;
  std::string reason;
  if (values.ok() && !intake.SameCurrency(billed.currency, reason)) values.Fault(std::move(reason));
  return billed;
}

// The kind of evidence that a type of agreement is.
std::string KindOf(std::string_view type, Intake& intake) {
  const std::optional<Attribution> known = FindAttribution(type);
  const bool is_sale =
      known && (known->kind == "enterprise_agreement" || known->kind == "open_license");
  if (is_sale) return std::string(known->kind);
  intake.Unknown("type", type);
  return NameKey(type);
}

void TakeRow(const Row& row, Intake& intake) {
  RowValues values(row, kShape);
  const std::string agreement = values.Id(kAgreement);
  const std::string customer = values.Id(kCustomer);
  const std::string partner = values.Id(kPartner);
  const std::optional<Date> from = values.Day(kFrom);
  const std::optional<Date> through = values.Day(kThrough);
  const std::string given = values.OptionalId(kSubscription);
  std::string stated = values.Stated(kStated);
  const std::string_view type = values.Name(kType);
  if (auto backwards = BackwardsFault(from, through)) values.Fault(*std::move(backwards));
  const std::optional<Billed> billed = ReadBilled(values, intake);
  if (!values.ok()) return intake.Reject(values.reason());

  intake.Stated(std::move(stated));
  const std::string kind = KindOf(type, intake);
  const std::string subscription = intake.Subscription(customer, given);
  intake.Partner(partner);
  intake.Evidence({.id = absl::StrCat(kind, "/", agreement, "/", subscription),
                   .kind = kind,
                   .partner = partner,
                   .subject = subscription,
                   .from = from,
                   .through = through});
  if (billed) {
    intake.Measure("revenue", subscription, billed->month,
                   MoneyValue(billed->amount, billed->currency));
  }
  intake.Used();
}

}  // namespace

absl::StatusOr<ImportSummary> ImportSales(std::istream& input, const ConnectorOptions& options,
                                          const Takers& takers) {
  return ReadExport(input, options, takers, kShape, TakeRow);
}

}  // namespace credence::connectors
