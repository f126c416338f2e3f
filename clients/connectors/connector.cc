#include "clients/connectors/connector.h"

#include <algorithm>
#include <iterator>

#include "clients/connectors/delegated_admin.h"
#include "clients/connectors/designations.h"
#include "clients/connectors/sales.h"

namespace credence::connectors {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view kDelegatedAdmin[] = {"delegated_admin"};
constexpr std::string_view kDpor[] = {"dpor"};
constexpr std::string_view kSold[] = {"enterprise_agreement", "open_license"};
constexpr std::string_view kRevenue[] = {"revenue"};
constexpr std::string_view kPartnerWanted[] = {"partner"};
constexpr std::string_view kRelationshipWanted[] = {"partner", "relationship", "relationships"};

// By name, ascending.
constexpr Connector kConnectors[] = {
    {"designations", "designations of partners of record (CSV)", kDpor, {}, {}, ImportDesignations},
    {"graph.access_assignments",
     "assignments of delegated admin roles (Graph JSON)",
     kDelegatedAdmin,
     {},
     kRelationshipWanted,
     ImportAccessAssignments},
    {"graph.delegated_admin_relationships",
     "delegated admin by workload (Graph JSON)",
     kDelegatedAdmin,
     {},
     kPartnerWanted,
     ImportDelegatedAdminRelationships},
    {"sales",
     "sales of Enterprise Agreements and Open licences (CSV)",
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
