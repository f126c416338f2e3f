// Conversations of the onboarding centre: who said what when about which workload, and whether it
// was confirmed. A neutral CSV, or JSON of the same names; there is no public format of these.
//
//   conversation,customer,workload,partner,on,said_by,said,confirmed,through
//   FT-1,northwind,Exchange,4847383,2016-01-20,customer,Adatum moves our mailboxes,yes,
//
//   {"items": [{"conversation": "FT-1", "customer": "northwind", "workload": "Exchange",
//               "partner": "4847383", "on": "2016-01-20", "saidBy": "customer",
//               "said": "Adatum moves our mailboxes", "confirmed": true}]}
//
//   -> fasttrack of 4847383 on northwind/office365/exchange from 2016-01-20
//
//   conversation   its number. One conversation may speak of several workloads and partners
//   customer       the tenant or any id of the customer
//   workload       as FindFamily knows it; others are kept by name and counted
//   partner        whom it names; also PartnerID, MPNId
//   on             the day it was said
//   said_by, said  who said it, and what. Not evaluated: the row stays the evidence's source
//   confirmed      yes or no (true, false, 1, 0)
//   subscription   optional: the subscription of the workload; empty: the customer's Office 365
//   through        optional: the last day the partner worked on it
//   stated         optional: when the centre says this, for corrections (also modified)
//
// What nobody confirmed is evidence of the kind `fasttrack_unconfirmed`, so that nothing counts
// for it until a policy says so. Confirmed later it is the same record, and a correction.
//
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_FASTTRACK_H_
#define CREDENCE_CLIENTS_CONNECTORS_FASTTRACK_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportFastTrack(std::istream& input, const ConnectorOptions& options,
                                              const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_FASTTRACK_H_
