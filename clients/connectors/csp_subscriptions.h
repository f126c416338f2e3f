// Subscriptions sold through the Cloud Solution Provider programme, from Partner Center.
//
//   {"items": [{"id": "A356...", "quantity": 10, "unitType": "Licenses", "status": "active",
//               "effectiveStartDate": "2015-11-25T06: 41: 12Z", "autoRenewEnabled": true,
//               "partnerId": "4847383"}]}
//
//   -> csp of the partner (tier_1) and of 4847383 (tier_2) on a356..., seats 10 of it
//
// - Whose customer it is: `customerTenantId` of the element, else ConnectorOptions::customer. The
//   export is that of ConnectorOptions::partner, which sells: tier_1. `partnerId` is the indirect
//   reseller behind it: tier_2.
// - csp holds from the effective start (else the creation). An active or suspended subscription
//   that renews itself is open-ended, one that does not ends with its commitment. What is deleted
//   or expired ended on its deprovisioning, its current state's end or the end of the commitment,
//   the first that is said. A status that is not known is taken as active and counted.
// - seats are the quantity of an active subscription of licences, for the month of
//   ConnectorOptions::as_of; without that day there are none.
// - attribute started_on: the day it started.
//
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_CSP_SUBSCRIPTIONS_H_
#define CREDENCE_CLIENTS_CONNECTORS_CSP_SUBSCRIPTIONS_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportCspSubscriptions(std::istream& input,
                                                     const ConnectorOptions& options,
                                                     const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_CSP_SUBSCRIPTIONS_H_
