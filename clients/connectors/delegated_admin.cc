#include "clients/connectors/delegated_admin.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/admin_relationship.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/row_values.h"

namespace credence::connectors {

namespace {

// The partner that a relationship is of, or a fault.
std::string PartnerOf(const AdminRelationship& relationship, const ConnectorOptions& options,
                      RowValues& values) {
  if (!relationship.partner.empty()) return relationship.partner;
  absl::StatusOr<std::string> given = ReadId("the partner given", options.partner);
  if (given.ok()) return *std::move(given);
  values.Fault(std::string(given.status().message()));
  return {};
}

// One of an element's accessAssignments, its texts as they came.
struct Inside {
  std::string status, created, modified;
  std::vector<std::string> roles;
};

std::map<size_t, Inside> AssignmentsInside(const Row& row) {
  std::map<size_t, Inside> inside;
  for (const Row::Value& value : row.many) {
    switch (value.column) {
      case kAssignmentStatusInside:
        inside[value.group].status = value.text;
        break;
      case kAssignmentCreatedInside:
        inside[value.group].created = value.text;
        break;
      case kAssignmentModifiedInside:
        inside[value.group].modified = value.text;
        break;
      case kAssignmentRoleInside:
        inside[value.group].roles.push_back(value.text);
        break;
      default:
        break;
    }
  }
  return inside;
}

void AddRoles(const Row& row, AdminGrants& granted, const AdminRelationship& relationship) {
  for (const Row::Value& value : row.many) {
    if (value.column != kRelationshipRole) continue;
    granted.AddRole(value.text, *relationship.from, relationship.through);
  }
}

void AddAssigned(const Row& row, RowValues& values, AdminGrants& assigned) {
  for (const auto& [group, inside] : AssignmentsInside(row)) {
    std::string never;
    const std::optional<AssignedSpan> span =
        ReadAssignedSpan(inside.status, inside.created, inside.modified, values, never);
    if (!span) continue;
    for (const std::string& role : inside.roles) assigned.AddRole(role, span->from, span->through);
  }
}

void TakeRelationship(const Row& row, Intake& intake) {
  RowValues values(row, RelationshipShape());
  AdminRelationship relationship = ReadRelationship(row, values);
  const std::string partner = PartnerOf(relationship, intake.options(), values);
  if (!values.ok()) return intake.Reject(values.reason());
  if (!relationship.from) return intake.Unused(relationship.never);
  AdminGrants granted(relationship, "granted");
  AdminGrants assigned(relationship, "assigned");
  AddRoles(row, granted, relationship);
  AddAssigned(row, values, assigned);
  if (!values.ok()) return intake.Reject(values.reason());
  if (granted.empty() && assigned.empty()) {
    return intake.Unused("none of its roles administers a workload");
  }
  intake.Stated(relationship.stated);
  granted.Give(partner, intake);
  assigned.Give(partner, intake);
  intake.Used();
}

enum : size_t { kId, kStatus, kCreated, kModified, kRole };
constexpr Column kAssignmentColumns[] = {
    {"id", Column::kRequired},
    {"status", Column::kRequired},
    {"createdDateTime", Column::kRequiredDate},
    {"lastModifiedDateTime", Column::kDate},
    {"accessDetails.unifiedRoles.roleDefinitionId", Column::kMany},
};
constexpr ExportShape kAssignmentShape{.what = "an export of access assignments",
                                       .columns = kAssignmentColumns};

// Looks the relationship up in its export.
absl::StatusOr<AdminRelationship> FindRelationship(const ConnectorOptions& options) {
  if (options.relationships == nullptr || options.relationship.empty()) {
    return InvalidArgumentError(
        absl::StrCat(options.file_name,
                     ":1: which relationship the assignments belong to is not in the file; give "
                     "its id and the export of the relationships"));
  }
  std::optional<AdminRelationship> found;
  std::string reason;
  const ConnectorOptions there{.file_name = "the export of the relationships"};
  const Takers nobody{.record = [](facts::Record) { return absl::OkStatus(); }};
  const auto look = [&](const Row& row, Intake&) {
    if (row.cells[kRelationshipId] != options.relationship) return;
    RowValues values(row, RelationshipShape());
    found = ReadRelationship(row, values);
    if (!values.ok()) reason = values.reason();
  };
  const absl::StatusOr<ImportSummary> read =
      ReadExport(*options.relationships, there, nobody, RelationshipShape(), look);
  if (!read.ok()) return read.status();
  if (!reason.empty()) {
    return InvalidArgumentError(
        absl::StrCat("relationship `", ShownCell(options.relationship), "`: ", reason));
  }
  if (found) return *std::move(found);
  return NotFoundError(absl::StrCat("no relationship `", ShownCell(options.relationship),
                                    "` in the export of the relationships"));
}

// The assignments of one relationship are few: they are gathered, since several may reach one
// workload.
class Assignments {
 public:
  explicit Assignments(AdminRelationship relationship)
      : relationship_(std::move(relationship)), assigned_(relationship_, "assigned") {}

  void Take(const Row& row, Intake& intake) {
    if (!relationship_.from) {
      return intake.Unused(absl::StrCat("of its relationship: ", relationship_.never));
    }
    RowValues values(row, kAssignmentShape);
    values.Id(kId);
    std::string never;
    const std::optional<AssignedSpan> span = ReadAssignedSpan(
        values.Text(kStatus), values.Text(kCreated), values.Text(kModified), values, never);
    const std::string stated = values.Stated(kModified);
    if (!values.ok()) return intake.Reject(values.reason());
    if (!span) return intake.Unused(never);
    for (const Row::Value& value : row.many) {
      assigned_.AddRole(value.text, span->from, span->through);
    }
    stated_ = std::max(stated_, stated);
    intake.Used();
  }

  void Finish(const std::string& partner, Intake& intake) const {
    intake.Stated(std::max(stated_, relationship_.stated));
    assigned_.Give(partner, intake);
  }

 private:
  AdminRelationship relationship_;
  AdminGrants assigned_;
  std::string stated_;
};

}  // namespace

absl::StatusOr<ImportSummary> ImportDelegatedAdminRelationships(std::istream& input,
                                                                const ConnectorOptions& options,
                                                                const Takers& takers) {
  return ReadExport(input, options, takers, RelationshipShape(), TakeRelationship);
}

absl::StatusOr<ImportSummary> ImportAccessAssignments(std::istream& input,
                                                      const ConnectorOptions& options,
                                                      const Takers& takers) {
  absl::StatusOr<AdminRelationship> relationship = FindRelationship(options);
  if (!relationship.ok()) return relationship.status();
  const absl::StatusOr<std::string> partner = ReadId(
      "the partner given", relationship->partner.empty() ? options.partner : relationship->partner);
  if (!partner.ok()) return partner.status();
  Assignments assignments(*std::move(relationship));
  return ReadExport(
      input, options, takers, kAssignmentShape,
      [&](const Row& row, Intake& intake) { assignments.Take(row, intake); },
      [&](Intake& intake) { assignments.Finish(*partner, intake); });
}

}  // namespace credence::connectors
