// Imports the "Office 365 license usage" export: seats, active users and partners by workload
// and month, one row for each partner and kind of attribution.
//
//   CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,
//     PartnerAttributionType,IsDuplicateRowForPGA
//   6F0C...-01,Exchange,2016-02-01,1000,800,4847383,DPOR,0
//
//   -> case 6f0c...-01: customer 6f0c...-01 > subscription office365 > workload office365.exchange
//      licensed_seats 1000 and active_users 800 for 2016-02
//      dpor of 4847383 on office365, 2016-02-01 through 2016-02-29, from usage.csv:2
//
// Columns are found by name, in any order, capitals and blanks making no difference; the partner
// is `PartnerID` or `MPNId`. Comma, semicolon or tab, a byte order mark and either line end are
// told from the file. Other columns are ignored. GUIDs become lower case.
//
// - The export knows no subscriptions: one named `office365` stands for the tenant's.
// - Evidence holds for exactly the months reported; consecutive months become one record. `since`
//   of a partner of record is the first of them: the export does not say more.
// - DPOR, EA, TPOR, Open and CSP are evidence on the subscription; DAP, GDAP and FastTrack on the
//   workload. Any other attribution is reported, its usage is taken and its evidence is not.
// - Several rows may tell one workload's usage of a month. Equal, they count once; a row flagged a
//   duplicate is believed only where no other speaks. Different, none of them is taken, the rows
//   are reported, and what depends on it will be held.
// - A workload that is not one of the vocabulary's families is reported and left out.
// - Who is eligible is not in the export; `assume_eligible` says that every partner in it is.
//
// Memory grows with customers, months, workloads and partners, not with the bytes of the file.
// The case's limits are those of facts::CaseBuilder and are checked there.
//
// Errors: INVALID_ARGUMENT when the file as a whole is not such an export (no header, a column
// missing or given twice, not UTF-8 text); DATA_LOSS when reading stops; what take_case returned.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_OFFICE365_LICENSE_USAGE_H_
#define CREDENCE_CLIENTS_CONNECTORS_OFFICE365_LICENSE_USAGE_H_

#include <istream>
#include <string>

#include "clients/connectors/imported_case.h"

namespace credence::connectors {

struct Office365LicenseUsageOptions {
  std::string file_name;  // what reports and provenance call the file
  bool assume_eligible = false;
};

// Reads all of `input`, calling `take_report` as rows are read and then `take_case` for each
// customer by id, ascending.
absl::StatusOr<ImportSummary> ImportOffice365LicenseUsage(
    std::istream& input, const Office365LicenseUsageOptions& options, const TakeReport& take_report,
    const TakeCase& take_case);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_OFFICE365_LICENSE_USAGE_H_
