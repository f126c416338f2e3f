// Sales of Enterprise Agreements and Open licences: a neutral CSV (or JSON of the same names).
// There is no public format of these, so this one is ours.
//
//   agreement,type,customer,partner,from,through,subscription,amount,currency
//   EA-1001,enterprise_agreement,northwind,4847383,2015-07-01,2018-06-30,,36000.00,USD
//   OL-77,open_license,fabrikam,4999001,2016-01-15,,OL-77-A,240,USD
//
//   -> enterprise_agreement of 4847383 on northwind/office365, 2015-07-01 through 2018-06-30
//
//   agreement       its number, the same in every file that speaks of it
//   type            enterprise_agreement or open_license; EA, TPOR, Open and the like are the same
//   customer        the tenant or any id of the customer
//   partner         who transacted it; also PartnerID, MPNId, reseller
//   from, through   its first and last day; an empty `through` holds on. Also start, end
//   subscription    optional: the online subscription under it; empty: the customer's Office 365
//   amount,         optional, together: what was billed for the month of `period`, a decimal with
//   currency        a point. One currency a file
//   period          the month of the amount (2016-02); without it a row with an amount is rejected
//   stated          optional: when the system says this, for corrections (also modified)
//
// A type that is not known is kept as evidence of the kind it is named by and counted.
//
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_SALES_H_
#define CREDENCE_CLIENTS_CONNECTORS_SALES_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportSales(std::istream& input, const ConnectorOptions& options,
                                          const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_SALES_H_
