#include "clients/connectors/delegated_admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/connectors/import_for_test.h"
#include "clients/connectors/role_templates.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kExchange[] = "29232cdf-9323-42fd-ade2-1d097af3e4de";
constexpr char kSharepoint[] = "f28a1f50-f6e7-4571-818b-6a12f2af6b6c";
constexpr char kGlobalReader[] = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
constexpr char kUserAdministrator[] = "fe930be7-5e62-47db-91af-98c3a49a38b1";
constexpr char kNoTemplate[] = "00000000-1111-4222-8333-444444444444";
constexpr char kPartner[] = "99999999-0000-4000-8000-000000000001";

std::string Roles(const std::vector<std::string>& ids) {
  std::string list;
  for (const std::string& id : ids) {
    absl::StrAppend(&list, list.empty() ? "" : ",", "{\"roleDefinitionId\":\"", id, "\"}");
  }
  return absl::StrCat("\"accessDetails\":{\"unifiedRoles\":[", list, "]}");
}

// `days`: members of the relationship such as its activation, as JSON.
std::string Relationship(const std::string& status, const std::string& days,
                         const std::vector<std::string>& roles, const std::string& more = "") {
  return absl::StrCat("{\"id\":\"r1\",\"status\":\"", status,
                      "\",\"customer\":{\"tenantId\":\"AAAAAAAA-0000-4000-8000-000000000007\",",
                      "\"displayName\":\"Northwind\"},", days, ",", Roles(roles), more, "}");
}
constexpr char kHeld[] =
    "\"activatedDateTime\":\"2022-02-10T11:26:44.9941884Z\","
    "\"endDateTime\":\"2024-02-10T11:24:42.3148266Z\","
    "\"lastModifiedDateTime\":\"2023-01-05T01:02:03.4567891Z\"";

Imported Read(const std::string& elements) {
  return ImportText("graph.delegated_admin_relationships", "{\"value\":[" + elements + "]}",
                    {.file_name = {}, .partner = kPartner});
}

constexpr char kOnTenant[] = " on aaaaaaaa-0000-4000-8000-000000000007/office365/";
constexpr char kStated[] = " @ 2023-01-05T01:02:03.4567891Z";

TEST(DelegatedAdmin, ARelationshipIsARecordForEachWorkloadItsRolesReach) {
  const Imported imported = Read(Relationship("active", kHeld, {kExchange, kSharepoint}));
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre(absl::StrCat("delegated_admin/r1/granted/exchange: delegated_admin ",
                                       kPartner, kOnTenant, "exchange 2022-02-10..2024-02-10 ",
                                       "{grant=granted, access=manage}", kStated),
                          absl::StrCat("delegated_admin/r1/granted/sharepoint: delegated_admin ",
                                       kPartner, kOnTenant, "sharepoint 2022-02-10..2024-02-10 ",
                                       "{grant=granted, access=manage}", kStated)));
  EXPECT_THAT(imported.all,
              ::testing::Contains("attribute aaaaaaaa-0000-4000-8000-000000000007/office365/"
                                  "exchange.family = exchange"));
  EXPECT_EQ(imported.summary.rows_used, 1);
}

TEST(DelegatedAdmin, StatesAndEndDatesAreHonoured) {
  const auto days = [](const std::string& status, const std::string& members) {
    const Imported imported = Read(Relationship(status, members, {kExchange}));
    if (imported.records.empty()) return imported.reports.at(0);
    const size_t at = imported.records[0].find("exchange 20");
    return imported.records[0].substr(at + 9, 24);
  };
  for (const char* status : {"active", "expiring", "terminationRequested", "terminating"}) {
    EXPECT_THAT(days(status, kHeld), HasSubstr("2022-02-10..2024-02-10")) << status;
  }
  EXPECT_THAT(days("expired", kHeld), HasSubstr("2022-02-10..2024-02-10"));
  EXPECT_THAT(days("terminated", kHeld), HasSubstr("2022-02-10..2023-01-05"));
  EXPECT_THAT(days("active", "\"activatedDateTime\":\"2022-02-10T11:26:44Z\",\"endDateTime\":null"),
              HasSubstr("2022-02-10.. {"));
  for (const char* status : {"created", "approvalPending", "approved", "activating"}) {
    EXPECT_EQ(days(status, "\"activatedDateTime\":null,\"endDateTime\":null"),
              absl::StrCat("export:1: not used: it is ", status, " and never was active"));
  }
}

TEST(DelegatedAdmin, WhatAStateDoesNotSayIsARejectedElement) {
  const Imported imported = Read(
      Relationship("unknownFutureValue", kHeld, {kExchange}) + "," +
      Relationship("active", "\"activatedDateTime\":null", {kExchange}) + "," +
      Relationship("expired", "\"activatedDateTime\":\"2022-02-10\"", {kExchange}) + "," +
      Relationship("active", "\"activatedDateTime\":\"2022-02-10\",\"endDateTime\":\"2022-02-09\"",
                   {kExchange}));
  EXPECT_THAT(imported.reports,
              ElementsAre(HasSubstr("export:1: not used: status `unknownFutureValue` is no state"),
                          HasSubstr("export:2: not used: it is active, and activatedDateTime says"),
                          HasSubstr("export:3: not used: it is expired, and endDateTime says"),
                          HasSubstr("2022-02-09 is the last day and comes before")));
  EXPECT_THAT(imported.rejected, SizeIs(4));
  EXPECT_EQ(imported.rejected[1].raw,
            Relationship("active", "\"activatedDateTime\":null", {kExchange}));
  EXPECT_THAT(imported.all, IsEmpty());
}

TEST(DelegatedAdmin, AReadOnlyRoleIsKeptAndSaysSo) {
  const Imported imported = Read(Relationship("active", kHeld, {kGlobalReader, kExchange}));
  ASSERT_THAT(imported.records, SizeIs(6));  // every family
  int read_only = 0;
  for (const std::string& record : imported.records) {
    const bool only = record.find("access=read_only") != std::string::npos;
    read_only += only;
    EXPECT_EQ(only, record.find("/granted/exchange") == std::string::npos) << record;
  }
  EXPECT_EQ(read_only, 5);
}

TEST(DelegatedAdmin, ARoleThatIsNotKnownIsKeptAndCounted) {
  const Imported imported = Read(Relationship("active", kHeld, {kNoTemplate}));
  EXPECT_THAT(imported.records,
              ElementsAre(HasSubstr(absl::StrCat(kOnTenant, "role-", kNoTemplate, " 2022-02-10"))));
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].column, "roleDefinitionId");
  EXPECT_EQ(imported.summary.unknown[0].value, kNoTemplate);
}

TEST(DelegatedAdmin, RolesOfTheDirectoryAreNoEvidence) {
  EXPECT_THAT(Read(Relationship("active", kHeld, {kUserAdministrator})).reports,
              ElementsAre("export:1: not used: none of its roles administers a workload"));
}

TEST(DelegatedAdmin, AssignmentsInsideSayWhatCanBeUsed) {
  const std::string assignments = absl::StrCat(
      ",\"accessAssignments\":[{\"status\":\"active\",\"createdDateTime\":\"2022-03-07T22:55:"
      "18Z\",",
      Roles({kExchange}), "},{\"status\":\"pending\",\"createdDateTime\":\"2022-03-07T22:55:18Z\",",
      Roles({kSharepoint}), "},{\"status\":\"deleted\",\"createdDateTime\":\"2022-01-01\",",
      "\"lastModifiedDateTime\":\"2022-06-30T10:00:00Z\",", Roles({kSharepoint}), "}]");
  const Imported imported =
      Read(Relationship("active", kHeld, {kExchange, kSharepoint}, assignments));
  ASSERT_THAT(imported.records, SizeIs(4)) << imported.status;
  EXPECT_THAT(imported.records[2], HasSubstr("/assigned/exchange: delegated_admin"));
  EXPECT_THAT(imported.records[2], HasSubstr("exchange 2022-03-07..2024-02-10 {grant=assigned"));
  EXPECT_THAT(imported.records[3], HasSubstr("sharepoint 2022-02-10..2022-06-30 {grant=assigned"));
}

TEST(DelegatedAdmin, TheOwnPartnersTenantMustBeGiven) {
  const Imported imported =
      ImportText("graph.delegated_admin_relationships",
                 "{\"value\":[" + Relationship("active", kHeld, {kExchange}) + "]}");
  EXPECT_THAT(imported.reports, ElementsAre(HasSubstr("the partner given is empty")));
}

std::string Assignment(const std::string& status, const std::vector<std::string>& roles) {
  return absl::StrCat("{\"id\":\"a1\",\"status\":\"", status,
                      "\",\"createdDateTime\":\"2022-03-07T22:55:18.6780449Z\",",
                      "\"lastModifiedDateTime\":\"2023-03-11T23:50:35.8970153Z\",", Roles(roles),
                      "}");
}

Imported ReadAssignments(const std::string& elements, const std::string& relationship = "r1") {
  std::istringstream relationships("{\"value\":[" + Relationship("active", kHeld, {kExchange}) +
                                   "]}");
  return ImportText("graph.access_assignments", "{\"value\":[" + elements + "]}",
                    {.file_name = {},
                     .partner = kPartner,
                     .customer = {},
                     .as_of = {},
                     .relationship = relationship,
                     .relationships = &relationships});
}

TEST(AccessAssignments, TheyHoldWithinTheirRelationship) {
  const Imported imported = ReadAssignments(Assignment("active", {kExchange}) + "," +
                                            Assignment("deleted", {kSharepoint}) + "," +
                                            Assignment("pending", {kSharepoint}));
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  ASSERT_THAT(imported.records, SizeIs(2));
  EXPECT_THAT(imported.records[0], HasSubstr("delegated_admin/r1/assigned/exchange: "));
  EXPECT_THAT(imported.records[0],
              HasSubstr("exchange 2022-03-07..2024-02-10 {grant=assigned, access=manage} @ "
                        "2023-03-11T23:50:35.8970153Z"));
  EXPECT_THAT(imported.records[1], HasSubstr("sharepoint 2022-03-07..2023-03-11 "));
  EXPECT_THAT(imported.reports,
              ElementsAre("export:3: not used: the assignment is pending and gives nobody access"));
}

TEST(AccessAssignments, TheirRelationshipMustBeGivenAndThere) {
  EXPECT_THAT(ImportText("graph.access_assignments", "[]").message(),
              HasSubstr("which relationship the assignments belong to is not in the file"));
  EXPECT_EQ(ReadAssignments("", "r2").message(),
            "no relationship `r2` in the export of the relationships");
}

TEST(RoleTemplates, EveryFamilysAdministratorIsKnown) {
  EXPECT_EQ(FindRole(kExchange)->workload, "exchange");
  EXPECT_EQ(FindRole("810a2642-a034-447f-a5e8-41beaa378541")->workload, "yammer");
  EXPECT_EQ(FindRole("62e90394-69f5-4237-9190-012177145e10")->reach, Role::Reach::kEvery);
  EXPECT_TRUE(FindRole(kGlobalReader)->read_only);
  EXPECT_EQ(FindRole(kNoTemplate), nullptr);
}

}  // namespace
}  // namespace credence::connectors
