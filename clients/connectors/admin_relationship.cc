#include "clients/connectors/admin_relationship.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/office365_names.h"
#include "clients/connectors/role_templates.h"

namespace credence::connectors {

namespace {

constexpr Column kColumns[] = {
    {"id", Column::kRequired},
    {"status", Column::kRequired},
    {"customer.tenantId|CustomerTenantId", Column::kRequired},
    {"partnerTenantId"},
    {"activatedDateTime", Column::kDate},
    {"endDateTime", Column::kDate},
    {"lastModifiedDateTime", Column::kDate},
    {"isPartnerConsentPending"},
    {"accessDetails.unifiedRoles.roleDefinitionId|roleDefinitionId", Column::kMany},
    {"accessAssignments.status", Column::kMany},
    {"accessAssignments.createdDateTime", Column::kMany},
    {"accessAssignments.lastModifiedDateTime", Column::kMany},
    {"accessAssignments.accessDetails.unifiedRoles.roleDefinitionId", Column::kMany},
};
constexpr ExportShape kShape{.what = "an export of delegated admin relationships",
                             .columns = kColumns};

enum class State : uint8_t { kNeverActive, kHolds, kExpired, kTerminated };

// Names as NameKey makes them.
constexpr std::pair<std::string_view, State> kStates[] = {
    {"created", State::kNeverActive},
    {"approvalpending", State::kNeverActive},
    {"approved", State::kNeverActive},
    {"activating", State::kNeverActive},
    {"active", State::kHolds},
    {"expiring", State::kHolds},
    {"terminationrequested", State::kHolds},
    {"terminating", State::kHolds},
    {"expired", State::kExpired},
    {"terminated", State::kTerminated},
};

std::optional<State> FindState(std::string_view status) {
  const std::string key = NameKey(status);
  for (const auto& [name, state] : kStates) {
    if (name == key) return state;
  }
  return std::nullopt;
}

std::optional<Date> Earlier(std::optional<Date> a, std::optional<Date> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

std::optional<Date> DayOf(std::string_view text) {
  const Moment moment = ReadMoment(text, SlashOrder::kUnknown);
  return moment.read == Moment::Read::kDate ? std::optional(moment.day) : std::nullopt;
}

void ReadDays(State state, RowValues& values, AdminRelationship& relationship) {
  relationship.from = values.Day(kRelationshipActivated);
  relationship.through = values.Day(kRelationshipEnd);
  if (!relationship.from) {
    values.Fault(absl::StrCat("it is ", ShownCell(values.Text(kRelationshipStatus)),
                              ", and activatedDateTime says no day"));
  }
  if (state == State::kTerminated) {
    relationship.through = Earlier(relationship.through, values.Day(kRelationshipModified));
  }
  if (state != State::kHolds && !relationship.through) {
    values.Fault(absl::StrCat("it is ", ShownCell(values.Text(kRelationshipStatus)),
                              ", and endDateTime says no day"));
  }
  if (auto fault = BackwardsFault(relationship.from, relationship.through)) {
    values.Fault(*std::move(fault));
  }
}

}  // namespace

const ExportShape& RelationshipShape() { return kShape; }

AdminRelationship ReadRelationship(const Row& row, RowValues& values) {
  AdminRelationship relationship{.id = values.Id(kRelationshipId),
                                 .customer = values.Id(kRelationshipCustomer),
                                 .partner = values.OptionalId(kRelationshipPartner),
                                 .from = {},
                                 .through = {},
                                 .never = {},
                                 .stated = values.Stated(kRelationshipModified)};
  const std::string& status = row.cells[kRelationshipStatus];
  const std::optional<State> state = FindState(status);
  if (!state) {
    values.Fault(status.empty() ? "status is empty"
                                : absl::StrCat("status `", ShownCell(status),
                                               "` is no state of a relationship known here"));
  } else if (*state == State::kNeverActive) {
    relationship.never = absl::StrCat("it is ", status, " and never was active");
  } else if (row.cells[kRelationshipConsentPending] == "true") {
    relationship.never = "the partner's consent is pending";
  } else {
    ReadDays(*state, values, relationship);
  }
  return relationship;
}

std::optional<AssignedSpan> ReadAssignedSpan(std::string_view status, std::string_view created,
                                             std::string_view modified, RowValues& values,
                                             std::string& never) {
  const std::string key = NameKey(status);
  if (key == "pending" || key == "error") {
    never = absl::StrCat("the assignment is ", key, " and gives nobody access");
    return std::nullopt;
  }
  const bool is_deleted = key == "deleted" || key == "deleting";
  const std::optional<Date> from = DayOf(created);
  const std::optional<Date> through = is_deleted ? DayOf(modified) : std::nullopt;
  if (key != "active" && !is_deleted) {
    values.Fault(
        absl::StrCat("status `", ShownCell(status), "` is no state of an assignment known here"));
  } else if (!from) {
    values.Fault(absl::StrCat("createdDateTime `", ShownCell(created), "` of the assignment is ",
                              "no date"));
  } else if (is_deleted && !through) {
    values.Fault(absl::StrCat("the assignment is ", key, ", and lastModifiedDateTime `",
                              ShownCell(modified), "` is no date"));
  } else {
    return AssignedSpan{*from, through};
  }
  return std::nullopt;
}

AdminGrants::AdminGrants(const AdminRelationship& relationship, std::string_view grant)
    : relationship_(relationship), grant_(grant) {}

void AdminGrants::Add(std::map<std::string, Reached>& into, const std::string& name, Date from,
                      std::optional<Date> through, bool read_only) {
  const auto [found, is_new] = into.emplace(name, Reached{from, through, read_only});
  if (is_new) return;
  // Several roles reach it: it is reached from the first of them through the last.
  Reached& reached = found->second;
  reached.from = std::min(reached.from, from);
  reached.through = reached.through && through ? std::optional(std::max(*reached.through, *through))
                                               : std::nullopt;
  reached.read_only = reached.read_only && read_only;
}

void AdminGrants::AddRole(std::string_view role_id, Date from, std::optional<Date> through) {
  from = std::max(from, *relationship_.from);
  through = Earlier(through, relationship_.through);
  if (through && *through < from) return;
  const std::string id = absl::AsciiStrToLower(ToAbsl(role_id));
  const Role* role = FindRole(id);
  if (role == nullptr) return Add(unknown_, id, from, through, false);
  switch (role->reach) {
    case Role::Reach::kNone:
      return;
    case Role::Reach::kWorkload:
      return Add(reached_, std::string(role->workload), from, through, role->read_only);
    case Role::Reach::kEvery:
      for (const Family family : Families()) {
        Add(reached_, std::string(FamilyName(family)), from, through, role->read_only);
      }
  }
}

void AdminGrants::GiveOne(const std::string& partner, const std::string& workload,
                          std::string_view tail, const Reached& reached, bool says_access,
                          Intake& intake) const {
  facts::EvidenceInput evidence{.id = absl::StrCat("delegated_admin/", relationship_.id, "/",
                                                   ToAbsl(grant_), "/", ToAbsl(tail)),
                                .kind = "delegated_admin",
                                .partner = partner,
                                .subject = workload,
                                .from = reached.from,
                                .through = reached.through,
                                .fields = {{"grant", SymbolValue(grant_)}}};
  if (says_access) {
    evidence.fields.push_back({"access", SymbolValue(reached.read_only ? "read_only" : "manage")});
  }
  intake.Evidence(std::move(evidence));
}

void AdminGrants::Give(const std::string& partner, Intake& intake) const {
  if (empty()) return;
  const std::string office = intake.Subscription(relationship_.customer, {});
  intake.Partner(partner);
  for (const auto& [name, reached] : reached_) {
    GiveOne(partner, intake.Workload(office, "workload", name), name, reached, true, intake);
  }
  for (const auto& [role, reached] : unknown_) {
    intake.Unknown("roleDefinitionId", role);
    const std::string tail = absl::StrCat("role-", role);
    const std::string workload = absl::StrCat(office, "/", tail);
    intake.Subject("workload", workload, office);
    GiveOne(partner, workload, tail, reached, false, intake);
  }
}

}  // namespace credence::connectors
