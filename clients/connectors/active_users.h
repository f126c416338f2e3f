// Active users by workload, from Microsoft Graph's report getOffice365ActiveUserDetail: a CSV with
// a row a user, or its JSON twin.
//
//   Report Refresh Date,User Principal Name,...,Exchange Last Activity Date,...
//   2017-09-01,a@contoso.example,...,2017-08-30,...
//
//   -> active_users of CUSTOMER/office365/exchange for 2017-09: users active within 28 days
//
// - A user is active on a workload who did something on it in the kActiveDays days that end with
//   the report's refresh date. Users who are deleted are not counted.
// - The measure is of the month of the refresh date, as stated on that date: of several reports in
//   a month the last holds.
// - Whose tenant it is does not stand in the report: ConnectorOptions::customer.
// - A workload whose column the report lacks is not measured: no column is not no users.
// - OneDrive and Teams are no families of the vocabulary: kept by name and counted as unknown.
//
// Memory: a count for each workload, whatever the number of users.
// Errors: those of connector.h. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_ACTIVE_USERS_H_
#define CREDENCE_CLIENTS_CONNECTORS_ACTIVE_USERS_H_

#include <cstdint>
#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

inline constexpr int32_t kActiveDays = 28;

absl::StatusOr<ImportSummary> ImportActiveUsers(std::istream& input,
                                                const ConnectorOptions& options,
                                                const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_ACTIVE_USERS_H_
