// Who administers a customer's tenant: a neutral CSV, or JSON of the same names.
//
//   customer,administrator,from,through
//   northwind,a.admin@northwind.example,2015-07-01,
//
//   -> administrator a.admin@northwind.example on northwind from 2015-07-01
//
//   customer       the tenant or any id of the customer
//   administrator  the person's name as the portal signs in; also UserPrincipalName
//   from, through  the first and last day; an empty `through` holds on. Also start, end
//   stated         optional: when the directory says this, for corrections (also modified)
//
// Whoever stands here may designate a partner of record (book/designation.h). A person is named in
// the place of a partner and is none. Known by customer, name and first day: a row with another
// last day is a correction.
//
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_ADMINISTRATORS_H_
#define CREDENCE_CLIENTS_CONNECTORS_ADMINISTRATORS_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportAdministrators(std::istream& input,
                                                   const ConnectorOptions& options,
                                                   const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_ADMINISTRATORS_H_
