// Delegated administration per workload, from Microsoft Graph: the relationships that customers
// granted, and the assignments by which a partner's people can use them.
//
// graph.delegated_admin_relationships reads /tenantRelationships/delegatedAdminRelationships:
//
//   {"value": [{"id": "5d02...", "status": "active", "customer": {"tenantId": "52ea..."},
//               "activatedDateTime": "2022-02-10T11:26:44.9941884Z",
//               "endDateTime": "2024-02-10T11:24:42.3148266Z",
//               "lastModifiedDateTime": "2022-02-10T11:26:44.9941884Z",
//               "accessDetails": {"unifiedRoles": [{"roleDefinitionId": "2923..."}]}}]}
//
//   -> delegated_admin of the partner on 52ea.../office365/exchange, 2022-02-10 through
//      2024-02-10, with access = manage and grant = granted
//
// A relationship is one record for each workload its roles reach. Where the element holds its
// `accessAssignments` ($expand), each workload that an active one of them reaches is a record with
// grant = assigned besides: what is granted is what the customer allowed, what is assigned is what
// somebody can use. graph.access_assignments gives the same from the list of one relationship's
// assignments: ConnectorOptions::relationship names it (it is not in that file) and
// ConnectorOptions::relationships is the export it stands in.
//
// - The partner's tenant is not in the file: ConnectorOptions::partner, unless an element has a
//   `partnerTenantId`.
// - States: active, expiring, terminationRequested and terminating hold from the activation through
//   the end date; expired through it; terminated through it or the last change, whichever is first.
//   What was never active (created, approvalPending, approved, activating) is no evidence. The end
//   date is believed as it stands, it is not computed from the duration.
// - access is `read_only` where every role that reaches the workload only reads; what that counts
//   for is the policy's to say.
// - A role that is no known template is kept on a workload of its own, `.../role-GUID`, and
// counted.
//   A global role reaches every family of the vocabulary.
//
// Errors: those of connector.h; INVALID_ARGUMENT where an option is missing, NOT_FOUND where the
// relationship is not in its export. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_DELEGATED_ADMIN_H_
#define CREDENCE_CLIENTS_CONNECTORS_DELEGATED_ADMIN_H_

#include <istream>

#include "clients/connectors/connector.h"

namespace credence::connectors {

absl::StatusOr<ImportSummary> ImportDelegatedAdminRelationships(std::istream& input,
                                                                const ConnectorOptions& options,
                                                                const Takers& takers);

absl::StatusOr<ImportSummary> ImportAccessAssignments(std::istream& input,
                                                      const ConnectorOptions& options,
                                                      const Takers& takers);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_DELEGATED_ADMIN_H_
