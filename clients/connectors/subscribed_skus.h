// Seats by subscription and workload, from Microsoft Graph's /subscribedSkus.
//
//   {"value": [{"skuPartNumber": "ENTERPRISEPREMIUM", "prepaidUnits": {"enabled": 25},
//               "subscriptionIds": ["43d2..."],
//               "servicePlans": [{"servicePlanName": "EXCHANGE_S_ENTERPRISE"}]}]}
//
//   -> seats 25 of 43d2... and licensed_seats 25 of CUSTOMER/office365/exchange
//
// - Seats are prepaidUnits.enabled: what is suspended, in grace or locked out is not counted.
// - Several subscriptions behind one SKU share its seats undivided: they stand on
//   `CUSTOMER/SKUPARTNUMBER`. With one subscription they stand on that.
// - licensed_seats of a workload are those of all SKUs with a service plan of it. Service plans of
//   no family of the vocabulary are counted as unknown; their seats are those of the subscription.
// - The list bears no date and no tenant: ConnectorOptions::as_of and ::customer. The measures are
//   of the month of that day, as stated on it.
//
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_SUBSCRIBED_SKUS_H_
#define CREDENCE_CLIENTS_CONNECTORS_SUBSCRIBED_SKUS_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportSubscribedSkus(std::istream& input,
                                                   const ConnectorOptions& options,
                                                   const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_SUBSCRIBED_SKUS_H_
