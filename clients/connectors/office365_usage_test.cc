#include "clients/connectors/office365_usage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "clients/connectors/import_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kTenant[] = "11111111-aaaa-4bbb-8ccc-000000000001";
constexpr char kHeader[] =
    "CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,"
    "PartnerAttributionType,IsDuplicateRowForPGA\n";

Imported Read(const std::vector<std::string>& rows) {
  std::string text = kHeader;
  for (const std::string& row : rows) absl::StrAppend(&text, kTenant, ",", row, "\n");
  return ImportText("insights.office365_usage", text);
}

// Of the measures of the one workload, in the order given.
std::vector<std::string> UsersOf(const Imported& imported) {
  std::vector<std::string> users;
  for (const std::string& record : imported.records) {
    if (record.find("measure active_users") == 0) users.push_back(record.substr(record.find("= ")));
  }
  return users;
}

TEST(Office365Usage, ARowIsUsageAndEvidenceOfItsMonth) {
  const Imported imported = Read({"Exchange,2016-02-01,1000,800,4847383,DPOR,0"});
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  const std::string office = absl::StrCat(kTenant, "/office365");
  EXPECT_THAT(imported.records,
              ElementsAre(absl::StrCat("measure licensed_seats ", office,
                                       "/exchange 2016-02 = 1000 @ 2016-02-29T00:00:00.0000000Z"),
                          absl::StrCat("measure active_users ", office,
                                       "/exchange 2016-02 = 800 @ 2016-02-29T00:00:00.0000000Z"),
                          absl::StrCat("dpor/", office, "/4847383/2016-02: dpor 4847383 on ",
                                       office, " 2016-02-01..2016-02-29")));
}

TEST(Office365Usage, EachAttributionStandsInItsPlace) {
  const Imported imported = Read({"EXO,2016-02,10,5,2,DAP,0", "EXO,2016-02,10,5,3,CSP Tier 1,0"});
  ASSERT_THAT(imported.records, SizeIs(4));
  EXPECT_THAT(imported.records[2],
              HasSubstr("delegated_admin 2 on " + std::string(kTenant) + "/office365/exchange"));
  EXPECT_THAT(imported.records[3], HasSubstr("{tier=tier_1}"));
}

TEST(Office365Usage, UsageToldAgainAlikeCountsOnce) {
  EXPECT_THAT(UsersOf(Read({"EXO,2016-02,10,5,1,DPOR,0", "EXO,2016-02,10,5,2,DAP,0"})),
              ElementsAre(HasSubstr("= 5")));
}

TEST(Office365Usage, AFlaggedRowGivesWayInEitherOrder) {
  EXPECT_THAT(UsersOf(Read({"EXO,2016-02,11,6,1,DPOR,1", "EXO,2016-02,10,5,2,DAP,0"})),
              ElementsAre("= 6", "= 5 @ 2016-02-29T00:00:00.0000000Z"));
  EXPECT_THAT(UsersOf(Read({"EXO,2016-02,10,5,2,DAP,0", "EXO,2016-02,11,6,1,DPOR,1"})),
              ElementsAre("= 5 @ 2016-02-29T00:00:00.0000000Z"));
}

TEST(Office365Usage, ARowThatContradictsAnEarlierOneIsReported) {
  const Imported imported = Read({"EXO,2016-02,10,5,1,DPOR,0", "EXO,2016-02,10,6,2,DAP,0"});
  EXPECT_THAT(imported.reports, ElementsAre(HasSubstr("export:3: partly used: its 10 seats and 6 "
                                                      "active users of ")));
  EXPECT_THAT(UsersOf(imported), SizeIs(1));
  EXPECT_EQ(imported.summary.rows_partly_used, 1);
}

TEST(Office365Usage, WhatIsNotKnownIsKeptByItsNameAndCounted) {
  const Imported imported = Read({"Teams,2016-02,10,5,1,PAL,0"});
  ASSERT_THAT(imported.records, SizeIs(3));
  EXPECT_THAT(imported.records[0], HasSubstr("/office365/teams 2016-02 = 10"));
  EXPECT_THAT(imported.records[2], HasSubstr(": pal 1 on "));
  ASSERT_THAT(imported.summary.unknown, SizeIs(2));
  EXPECT_EQ(imported.summary.unknown[0].value, "PAL");
  EXPECT_EQ(imported.summary.unknown[1].value, "Teams");
}

TEST(Office365Usage, ARowThatCannotBeReadIsRejected) {
  const Imported imported = Read({"EXO,2016-02,10.5,5,1,DPOR,0", "EXO,2016-02,10,5,1,DPOR,False"});
  EXPECT_THAT(imported.reports,
              ElementsAre(HasSubstr("PaidAvailableUnits is `10.5`"), HasSubstr("expected 0 or 1")));
  EXPECT_THAT(imported.all, IsEmpty());
  EXPECT_THAT(imported.rejected, SizeIs(2));
}

}  // namespace
}  // namespace credence::connectors
