#include "clients/connectors/reconciliation.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/row_values.h"

namespace credence::connectors {

namespace {

enum : size_t { kCustomer, kSubscription, kSeller, kReseller, kStart, kEnd, kSubtotal, kCurrency };

constexpr SlashOrder kUs = SlashOrder::kMonthFirst;
constexpr Column kLicenseBasedColumns[] = {
    {"CustomerId|CustomerTenantId", Column::kRequired},
    {"SyndicationPartnerSubscriptionNumber", Column::kRequired},
    {"MPNID|PartnerMPNID", Column::kRequired},
    {"ResellerMPNID|Tier2MPNID"},
    {"ChargeStartDate", Column::kRequiredDate, kUs},
    {"ChargeEndDate", Column::kRequiredDate, kUs},
    {"Subtotal", Column::kRequired},
    {"Currency", Column::kRequired},
};
constexpr Column kNewCommerceColumns[] = {
    {"CustomerId|CustomerTenantId", Column::kRequired},
    {"SubscriptionId", Column::kRequired},
    {"MPNID|PartnerMPNID", Column::kRequired},
    {"ResellerMPNID|Tier2MPNID"},
    {"ChargeStartDate", Column::kRequiredDate, kUs},
    {"ChargeEndDate", Column::kRequiredDate, kUs},
    {"Subtotal|PreTaxTotal", Column::kRequired},
    {"Currency|BillingCurrency", Column::kRequired},
};
constexpr ExportShape kLicenseBased{.what = "a licence-based reconciliation file",
                                    .columns = kLicenseBasedColumns};
constexpr ExportShape kNewCommerce{.what = "a new commerce reconciliation file",
                                   .columns = kNewCommerceColumns};

struct Charge {
  std::string customer, subscription, seller, reseller;
  std::optional<Date> start, end;
  Rational subtotal;
  Currency currency;
};

Charge ReadCharge(RowValues& values) {
  Charge charge{.customer = values.Id(kCustomer),
                .subscription = values.OptionalId(kSubscription),
                .seller = values.Id(kSeller),
                .reseller = values.OptionalId(kReseller),
                .start = values.Day(kStart),
                .end = values.Day(kEnd),
                .subtotal = values.Decimal(kSubtotal),
                .currency = values.Money(kCurrency)};
  if (auto fault = BackwardsFault(charge.start, charge.end)) values.Fault(*std::move(fault));
  return charge;
}

void GiveCsp(const Charge& charge, const std::string& partner, std::string_view tier,
             Intake& intake) {
  intake.Partner(partner);
  intake.Evidence({.id = absl::StrCat("csp/", charge.subscription, "/", partner, "/",
                                      charge.start->ToString(), "..", charge.end->ToString()),
                   .kind = "csp",
                   .partner = partner,
                   .subject = charge.subscription,
                   .from = charge.start,
                   .through = charge.end,
                   .fields = {{"tier", SymbolValue(tier)}}});
}

class Charges {
 public:
  explicit Charges(const ExportShape& shape) : shape_(shape) {}

  void Take(const Row& row, Intake& intake) {
    RowValues values(row, shape_);
    const Charge charge = ReadCharge(values);
    std::string reason;
    if (values.ok() && !intake.SameCurrency(charge.currency, reason)) values.Fault(reason);
    if (!values.ok()) return intake.Reject(values.reason());
    if (charge.subscription.empty()) return intake.Unused("the charge is of no subscription");
    Sum& sum = sums_[charge.subscription];
    intake.LimitTotals(sums_.size());
    const std::optional<Rational> revenue = CheckedAdd(sum.revenue, charge.subtotal);
    if (!revenue) return intake.Reject("Subtotal is too long to be added up exactly");
    sum.revenue = *revenue;
    if (sum.row == 0) sum.row = intake.row();
    last_start_ = std::max(last_start_, *charge.start);
    currency_ = charge.currency;

    intake.Subscription(charge.customer, charge.subscription);
    GiveCsp(charge, charge.seller, "tier_1", intake);
    if (!charge.reseller.empty() && charge.reseller != charge.seller) {
      GiveCsp(charge, charge.reseller, "tier_2", intake);
    }
    intake.Used();
  }

  void Finish(Intake& intake) const {
    const Period month =
        Period::Containing(PeriodUnit::kMonth, intake.options().as_of.value_or(last_start_));
    for (const auto& [subscription, sum] : sums_) {
      intake.At(sum.row);
      intake.Measure("revenue", subscription, month, MoneyValue(sum.revenue, currency_));
    }
  }

 private:
  struct Sum {
    Rational revenue;
    int64_t row = 0;  // the first of it
  };

  const ExportShape& shape_;
  std::map<std::string, Sum> sums_;  // by subscription
  Date last_start_ = kDateMin;
  Currency currency_;
};

absl::StatusOr<ImportSummary> Import(std::istream& input, const ConnectorOptions& options,
                                     const Takers& takers, const ExportShape& shape) {
  Charges charges(shape);
  return ReadExport(
      input, options, takers, shape,
      [&](const Row& row, Intake& intake) { charges.Take(row, intake); },
      [&](Intake& intake) { charges.Finish(intake); });
}

}  // namespace

absl::StatusOr<ImportSummary> ImportLicenseBasedReconciliation(std::istream& input,
                                                               const ConnectorOptions& options,
                                                               const Takers& takers) {
  return Import(input, options, takers, kLicenseBased);
}

absl::StatusOr<ImportSummary> ImportNewCommerceReconciliation(std::istream& input,
                                                              const ConnectorOptions& options,
                                                              const Takers& takers) {
  return Import(input, options, takers, kNewCommerce);
}

}  // namespace credence::connectors
