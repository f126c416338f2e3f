// Designations of a partner of record: a neutral CSV (or JSON of the same names).
//
//   subscription,customer,partner,from,through,designated_by,role
//   EA-1,northwind,4847383,2016-01-14,,a.admin,Global Administrator
//
//   -> dpor of 4847383 on EA-1 from 2016-01-14, since 2016-01-14
//
//   subscription   its id; empty: the customer's Office 365 as a whole (connector.h)
//   customer       the tenant or any id of the customer
//   partner        also PartnerID, MPNId
//   from, through  the first and last day; an empty `through` holds on. Also start, end
//   designated_by  who did it, at the customer
//   role           as what: owner, or global, company or tenant administrator
//   id             optional: the portal's number of the designation. Without it a designation is
//                  known by its subscription, partner and first day: a row with another first day
//                  is then another designation
//   stated         optional: when the portal says this, for corrections (also modified)
//
// Only the customer's administrator designates: service and co-administrators, delegated
// administrators of a partner and users do not. Such a row, and one whose role is empty or not
// known, is rejected; a role that is not known is counted as well.
//
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_DESIGNATIONS_H_
#define CREDENCE_CLIENTS_CONNECTORS_DESIGNATIONS_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportDesignations(std::istream& input,
                                                 const ConnectorOptions& options,
                                                 const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_DESIGNATIONS_H_
