#include "clients/connectors/active_users.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/connectors/import_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kHeader[] =
    "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Exchange Last Activity Date,"
    "SharePoint Last Activity Date,Assigned Products\n";

Imported Read(const std::string& text) {
  return ImportText("graph.active_users", text, {.file_name = {}, .customer = "northwind"});
}

TEST(ActiveUsers, UsersActiveWithin28DaysAreCountedByWorkload) {
  const Imported imported = Read(std::string("\xEF\xBB\xBF") + kHeader +
                                 "2017-09-01,a,A,False,2017-09-01,2017-08-05,E5+E3\n"
                                 "2017-09-01,b,B,False,2017-08-04,,E5\n"
                                 "2017-09-01,c,C,False,2017-08-03,2017-09-02,E5\n"
                                 "2017-09-01,d,D,True,2017-08-31,2017-08-31,\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre("measure active_users northwind/office365/exchange 2017-09 = 1 @ "
                          "2017-09-01T00:00:00.0000000Z",
                          "measure active_users northwind/office365/sharepoint 2017-09 = 1 @ "
                          "2017-09-01T00:00:00.0000000Z"));
  EXPECT_EQ(imported.summary.rows_used, 4);
}

TEST(ActiveUsers, The28thDayBackIsTheFirstThatCounts) {
  const auto users = [](const std::string& day) {
    return Read(kHeader + ("2017-09-29,a,A,False," + day + ",,\n")).records.at(0);
  };
  EXPECT_THAT(users("2017-09-02"), HasSubstr("= 1"));
  EXPECT_THAT(users("2017-09-01"), HasSubstr("= 0"));
}

TEST(ActiveUsers, TheJsonTwinReadsAlike) {
  const Imported imported = Read(
      "{\"value\":[{\"reportRefreshDate\":\"2017-09-01\",\"userPrincipalName\":\"u\","
      "\"isDeleted\":false,\"deletedDate\":null,\"exchangeLastActivityDate\":\"2017-08-30\","
      "\"oneDriveLastActivityDate\":null,\"assignedProducts\":[\"E5\"]}]}");
  EXPECT_THAT(imported.records, ElementsAre(HasSubstr("office365/exchange 2017-09 = 1"),
                                            HasSubstr("office365/onedrive 2017-09 = 0")));
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].value, "OneDrive");
}

TEST(ActiveUsers, AReportHasOneDate) {
  EXPECT_THAT(
      Read(std::string(kHeader) + "2017-09-01,a,A,False,,,\n2017-09-02,b,B,False,,,\n").reports,
      ElementsAre("export:3: not used: the row is of 2017-09-02, and the report of "
                  "2017-09-01"));
}

TEST(ActiveUsers, UsDatesAreReadAsTheirColumnShows) {
  EXPECT_THAT(Read(std::string(kHeader) + "9/1/2017,a,A,False,8/5/2017,,\n"
                                          "9/1/2017,b,B,False,8/31/2017,,\n")
                  .reports,
              ElementsAre(HasSubstr("Report Refresh Date `9/1/2017` may be read with the month "
                                    "first or the day first"),
                          HasSubstr("Report Refresh Date `9/1/2017`")));
  EXPECT_THAT(Read(std::string(kHeader) + "9/30/2017,a,A,False,9/5/2017,,\n"
                                          "9/30/2017,b,B,False,9/29/2017,,\n")
                  .records,
              ElementsAre(HasSubstr("exchange 2017-09 = 2"), HasSubstr("sharepoint 2017-09 = 0")));
}

TEST(ActiveUsers, TheTenantMustBeGiven) {
  EXPECT_EQ(ImportText("graph.active_users", kHeader).message(), "the customer given is empty");
  EXPECT_THAT(Read(kHeader).records, IsEmpty());
}

}  // namespace
}  // namespace credence::connectors
