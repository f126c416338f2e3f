// Licences assigned and used by workload, from Partner Center's analytics: the report "licenses
// usage" in its older and its newer shape.
//
//   {"items": [{"productName": "OFFICE 365 BUSINESS ESSENTIALS", "workloadName": "Exchange",
//               "licensesActive": 3, "licensesQualified": 5,
//               "processedDateTime": "2017-03-09T00:00:00+00:00"}, ...]}
//
//   -> licensed_seats and active_users of CUSTOMER/office365/exchange for 2017-03
//
// - An element is one product on one workload: a workload's figures are the sums over its
//   products, as the report counts, so that a user of two products counts twice.
// - The newer shape names the customer (`customerTenantId`) and the workload by its code (`EXO`),
//   and calls licensesActive licenseActive. The older one is about one customer:
//   ConnectorOptions::customer.
// - The measures are of the month of processedDateTime, as stated then.
//
// Memory: a sum for each customer, workload and moment of processing; at most kTotalsMax.
// Errors: those of connector.h; RESOURCE_EXHAUSTED beyond that. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_CSP_USAGE_H_
#define CREDENCE_CLIENTS_CONNECTORS_CSP_USAGE_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportCspUsage(std::istream& input, const ConnectorOptions& options,
                                             const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_CSP_USAGE_H_
