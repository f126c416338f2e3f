#include "clients/connectors/csp_usage.h"

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

std::string Item(const std::string& product, const std::string& workload, int active,
                 int qualified) {
  return absl::StrCat("{\"productName\":\"", product, "\",\"workloadName\":\"", workload,
                      "\",\"licensesActive\":", active, ",\"licensesQualified\":", qualified,
                      ",\"usagePercent\":0.0,\"processedDateTime\":\"2017-03-09T00:00:00+00:00\"}");
}

Imported Read(const std::string& text) {
  return ImportText("partner_center.usage", text, {.file_name = {}, .customer = "northwind"});
}

TEST(CspUsage, AWorkloadsFiguresAreTheSumsOverItsProducts) {
  const Imported imported =
      Read("{\"totalCount\":3,\"items\":[" + Item("ESSENTIALS", "Exchange", 0, 1) + "," +
           Item("PLAN 1", "Exchange", 3, 5) + "," + Item("ESSENTIALS", "Skype For Business", 1, 1) +
           "],\"attributes\":{\"objectType\":\"Collection\"}}");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre("measure licensed_seats northwind/office365/exchange 2017-03 = 6 @ "
                          "2017-03-09T00:00:00.0000000Z",
                          HasSubstr("active_users northwind/office365/exchange 2017-03 = 3"),
                          HasSubstr("licensed_seats northwind/office365/skype 2017-03 = 1"),
                          HasSubstr("active_users northwind/office365/skype 2017-03 = 1")));
}

TEST(CspUsage, TheNewerShapeNamesItsCustomersAndWorkloadsByCode) {
  const Imported imported = Read(
      "{\"Value\":[{\"workloadCode\":\"SPO\",\"workloadName\":\"Sharing\",\"customerTenantId\":"
      "\"AAAAAAAA-0000-4000-8000-000000000007\",\"licenseActive\":2,\"licensesQualified\":4,"
      "\"processedDateTime\":\"2019-05-01T00:00:00\"}]}");
  EXPECT_THAT(imported.records,
              ElementsAre(HasSubstr("aaaaaaaa-0000-4000-8000-000000000007/office365/sharepoint "
                                    "2019-05 = 4"),
                          HasSubstr("= 2")));
}

TEST(CspUsage, AWorkloadThatIsNotKnownIsKeptAndCounted) {
  const Imported imported = Read("[" + Item("P", "Holograms", 1, 2) + "]");
  EXPECT_THAT(imported.records, ElementsAre(HasSubstr("office365/holograms"), HasSubstr("= 1")));
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].value, "Holograms");
}

TEST(CspUsage, WhatCannotBeReadIsRejected) {
  const Imported imported = Read(
      "[{\"workloadName\":\"Exchange\",\"licensesActive\":1.5,\"licensesQualified\":2,"
      "\"processedDateTime\":\"2017-03-09\"},{\"workloadName\":\"Exchange\",\"licensesActive\":1,"
      "\"licensesQualified\":2,\"processedDateTime\":\"0001-01-01T00:00:00\"}]");
  EXPECT_THAT(imported.reports, ElementsAre(HasSubstr("licensesActive is `1.5`"),
                                            HasSubstr("processedDateTime `0001-01-01T00:00:00` "
                                                      "means no date")));
  EXPECT_THAT(imported.all, IsEmpty());
}

TEST(CspUsage, TheOlderShapesCustomerMustBeGiven) {
  EXPECT_THAT(ImportText("partner_center.usage", "[" + Item("P", "Exchange", 1, 2) + "]").reports,
              ElementsAre(HasSubstr("the customer given is empty")));
}

}  // namespace
}  // namespace credence::connectors
