// What Cloud Solution Provider partners are invoiced: Partner Center's reconciliation files, as a
// CSV with a row a charge.
//
//   reconciliation.license_based   the older file of licence-based subscriptions
//   reconciliation.new_commerce    the file of the new commerce experience
//
//   CustomerId,MPNID,ResellerMPNID,SyndicationPartnerSubscriptionNumber,ChargeStartDate,
//     ChargeEndDate,Subtotal,Currency
//   12AB...,4390934,,FB97...,2/1/2019 0:00,2/28/2019 23:59,11,EUR
//
//   -> csp of 4390934 (tier_1) on fb97..., 2019-02-01 through 2019-02-28
//      revenue 11 EUR of fb97... for 2019-02
//
// - The subscription of a licence-based file is SyndicationPartnerSubscriptionNumber, which is what
//   the portal calls it; its SubscriptionId is another number. A charge of no subscription is not
//   used.
// - MPNID sells (tier_1), ResellerMPNID is the indirect reseller behind it (tier_2).
// - revenue is the sum of Subtotal, which is before tax, over the charges of a subscription:
// refunds
//   and credits count against it. A file is one invoice and its revenue of one month, that of the
//   latest start of a charge, or of ConnectorOptions::as_of where that is given: what is charged
//   late counts in the month it is invoiced, and no file changes what another said.
// - Amounts are exact to the last digit, and a file has one currency: rows in another are rejected.
// - Dates have the month first, as the documents say, unless they are written 2019-02-01.
//
// Memory: a sum for each subscription; at most kTotalsMax.
// Errors: those of connector.h; RESOURCE_EXHAUSTED beyond that. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_RECONCILIATION_H_
#define CREDENCE_CLIENTS_CONNECTORS_RECONCILIATION_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportLicenseBasedReconciliation(std::istream& input,
                                                               const ConnectorOptions& options,
                                                               const Takers& takers);

absl::StatusOr<ImportSummary> ImportNewCommerceReconciliation(std::istream& input,
                                                              const ConnectorOptions& options,
                                                              const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_RECONCILIATION_H_
