#include "clients/connectors/connector.h"

#include <algorithm>
#include <iterator>

#include "clients/connectors/active_users.h"
#include "clients/connectors/administrators.h"
#include "clients/connectors/csp_subscriptions.h"
#include "clients/connectors/csp_usage.h"
#include "clients/connectors/delegated_admin.h"
#include "clients/connectors/designations.h"
#include "clients/connectors/fasttrack.h"
#include "clients/connectors/office365_names.h"
#include "clients/connectors/office365_usage.h"
#include "clients/connectors/partner_standing.h"
#include "clients/connectors/reconciliation.h"
#include "clients/connectors/sales.h"
#include "clients/connectors/subscribed_skus.h"

namespace credence::connectors {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view kAdministrator[] = {"administrator"};
constexpr std::string_view kStanding[] = {"eligible", "suspended"};
constexpr std::string_view kCsp[] = {"csp"};
constexpr std::string_view kFastTrack[] = {"fasttrack", "fasttrack_unconfirmed"};
constexpr std::string_view kSeatsOnly[] = {"seats"};
constexpr std::string_view kSellerWanted[] = {"as_of", "customer", "partner"};
constexpr std::string_view kDelegatedAdmin[] = {"delegated_admin"};
constexpr std::string_view kDpor[] = {"dpor"};
constexpr std::string_view kSold[] = {"enterprise_agreement", "open_license"};
constexpr std::string_view kRevenue[] = {"revenue"};
constexpr std::string_view kActiveUsers[] = {"active_users"};
constexpr std::string_view kUsage[] = {"active_users", "licensed_seats"};
constexpr std::string_view kSeats[] = {"licensed_seats", "seats"};
constexpr std::string_view kCustomerWanted[] = {"customer"};
constexpr std::string_view kSkusWanted[] = {"as_of", "customer"};
constexpr std::string_view kPartnerWanted[] = {"partner"};
constexpr std::string_view kRelationshipWanted[] = {"partner", "relationship", "relationships"};

// By name, ascending.
const Connector kConnectors[] = {
    {"administrators",
     "administrators of customers, who may designate (CSV or JSON)",
     kAdministrator,
     {},
     {},
     ImportAdministrators},
    {"designations",
     "designations of partners of record (CSV or JSON)",
     kDpor,
     {},
     {},
     ImportDesignations},
    {"fasttrack",
     "conversations of the onboarding centre (CSV or JSON)",
     kFastTrack,
     {},
     {},
     ImportFastTrack},
    {"graph.access_assignments",
     "assignments of delegated admin roles (Graph JSON)",
     kDelegatedAdmin,
     {},
     kRelationshipWanted,
     ImportAccessAssignments},
    {"graph.active_users",
     "active user detail (Graph CSV or JSON)",
     {},
     kActiveUsers,
     kCustomerWanted,
     ImportActiveUsers},
    {"graph.delegated_admin_relationships",
     "delegated admin by workload (Graph JSON)",
     kDelegatedAdmin,
     {},
     kPartnerWanted,
     ImportDelegatedAdminRelationships},
    {"graph.subscribed_skus",
     "seats of subscribed SKUs (Graph JSON)",
     {},
     kSeats,
     kSkusWanted,
     ImportSubscribedSkus},
    {"insights.office365_usage",
     "Office 365 license usage (Insights CSV)",
     AttributedKinds(),
     kUsage,
     {},
     ImportOffice365Usage},
    {"partner_center.subscriptions", "subscriptions sold as CSP (Partner Center JSON)", kCsp,
     kSeatsOnly, kSellerWanted, ImportCspSubscriptions},
    {"partner_center.usage",
     "licences used, by workload (Partner Center JSON)",
     {},
     kUsage,
     kCustomerWanted,
     ImportCspUsage},
    {"partner_standing",
     "partners eligible or suspended, and when (CSV or JSON)",
     kStanding,
     {},
     {},
     ImportPartnerStanding},
    {"reconciliation.license_based",
     "CSP invoices, licence-based (CSV)",
     kCsp,
     kRevenue,
     {},
     ImportLicenseBasedReconciliation},
    {"reconciliation.new_commerce",
     "CSP invoices, new commerce (CSV)",
     kCsp,
     kRevenue,
     {},
     ImportNewCommerceReconciliation},
    {"sales",
     "sales of Enterprise Agreements and Open licences (CSV or JSON)",
     kSold,
     kRevenue,
     {},
     ImportSales},
};

}  // namespace

std::span<const Connector> Connectors() { return kConnectors; }

const Connector* FindConnector(std::string_view name) {
  const auto* found = std::find_if(std::begin(kConnectors), std::end(kConnectors),
                                   [&](const Connector& one) { return one.name == name; });
  return found == std::end(kConnectors) ? nullptr : found;
}

}  // namespace credence::connectors
