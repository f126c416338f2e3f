// One delegated admin relationship as Graph states it, and the evidence it is.
//
//   std::optional<AdminRelationship> relationship = ReadRelationship(row, values);
//   AdminGrants grants(*relationship, partner, "granted");
//   grants.AddRole("29232cdf-9323-42fd-ade2-1d097af3e4de", relationship->held.begin);
//   grants.Give(intake);   // one record a workload
//
// The rules are those of delegated_admin.h.
//
// Thread-safety: values.
#ifndef CREDENCE_CLIENTS_CONNECTORS_ADMIN_RELATIONSHIP_H_
#define CREDENCE_CLIENTS_CONNECTORS_ADMIN_RELATIONSHIP_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "clients/connectors/intake.h"
#include "clients/connectors/row_values.h"
#include "clients/connectors/rows.h"

namespace credence::connectors {

// Columns of a relationship; the assignments' are of the kind kMany and told apart by group.
enum RelationshipColumn : size_t {
  kRelationshipId,
  kRelationshipStatus,
  kRelationshipCustomer,
  kRelationshipPartner,
  kRelationshipActivated,
  kRelationshipEnd,
  kRelationshipModified,
  kRelationshipConsentPending,
  kRelationshipRole,
  kAssignmentStatusInside,
  kAssignmentCreatedInside,
  kAssignmentModifiedInside,
  kAssignmentRoleInside,
};
const ExportShape& RelationshipShape();

struct AdminRelationship {
  std::string id;
  std::string customer;
  std::string partner;  // empty: the file does not say
  // Absent: it was never active, and `never` says why.
  std::optional<Date> from;
  std::optional<Date> through;
  std::string never;
  std::string stated;
};

// A fault is left in `values`.
AdminRelationship ReadRelationship(const Row& row, RowValues& values);

// What an assignment of roles was good for: from its creation, through its last change when it is
// deleted; nullopt when it never was, `never` then says why. A fault is put into `values`.
struct AssignedSpan {
  Date from;
  std::optional<Date> through;
};
std::optional<AssignedSpan> ReadAssignedSpan(std::string_view status, std::string_view created,
                                             std::string_view modified, RowValues& values,
                                             std::string& never);

// Gathers the roles of one relationship by the workloads they reach.
class AdminGrants {
 public:
  // REQUIRES: relationship.from is given, and `relationship` outlives this.
  AdminGrants(const AdminRelationship& relationship, std::string_view grant);

  // A role that is held on these days; they are cut to the relationship's own.
  void AddRole(std::string_view role_id, Date from, std::optional<Date> through);
  bool empty() const { return reached_.empty() && unknown_.empty(); }
  void Give(const std::string& partner, Intake& intake) const;

 private:
  struct Reached {
    Date from;
    std::optional<Date> through;
    bool read_only = true;
  };

  void Add(std::map<std::string, Reached>& into, const std::string& name, Date from,
           std::optional<Date> through, bool read_only);
  void GiveOne(const std::string& partner, const std::string& workload, std::string_view tail,
               const Reached& reached, bool says_access, Intake& intake) const;

  const AdminRelationship& relationship_;
  std::string_view grant_;
  std::map<std::string, Reached> reached_;  // by the workload's name
  std::map<std::string, Reached> unknown_;  // by the role's id
};

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_ADMIN_RELATIONSHIP_H_
