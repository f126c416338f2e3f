// The "Office 365 license usage" export of Partner Center Insights as records, a row at a time.
//
//   CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,
//     PartnerAttributionType,IsDuplicateRowForPGA
//   6F0C...-01,Exchange,2016-02-01,1000,800,4847383,DPOR,0
//
//   -> licensed_seats 1000 and active_users 800 of 6f0c...-01/office365/exchange for 2016-02
//      dpor of 4847383 on 6f0c...-01/office365, 2016-02-01 through 2016-02-29
//
// The same export is read into cases, all of it at once, by office365_license_usage.h; this is
// the form for a store and for files of any size. What differs:
//
// - Evidence is one record a month. The report does not say since when a partner of record is
//   one, and nothing here guesses it: a designations export does.
// - Usage told again alike counts once. Of rows that differ, one that is flagged a duplicate gives
//   way to one that is not, in either order; else the first row stands and the other is reported.
//   Contradictions are found among the last kUsageRememberedMax usages.
// - An attribution that is no evidence here is kept as evidence of the kind it is named by, and a
//   workload of no family under its own name; both are counted.
//
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_OFFICE365_USAGE_H_
#define CREDENCE_CLIENTS_CONNECTORS_OFFICE365_USAGE_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

inline constexpr size_t kUsageRememberedMax = 500'000;

absl::StatusOr<ImportSummary> ImportOffice365Usage(std::istream& input,
                                                   const ConnectorOptions& options,
                                                   const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_OFFICE365_USAGE_H_
