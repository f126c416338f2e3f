#include "clients/connectors/subscribed_skus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/connectors/import_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Imported Read(const std::string& elements) {
  return ImportText(
      "graph.subscribed_skus", "{\"value\":[" + elements + "]}",
      {.file_name = {}, .customer = "northwind", .as_of = Date::FromCivil(2016, 2, 10)});
}

std::string Sku(const std::string& part, int seats, const std::string& subscriptions,
                const std::string& plan) {
  return "{\"skuPartNumber\":\"" + part +
         "\",\"consumedUnits\":14,\"prepaidUnits\":{\"enabled\":" + std::to_string(seats) +
         ",\"suspended\":25},\"subscriptionIds\":[" + subscriptions +
         "],\"servicePlans\":[{\"servicePlanName\":\"" + plan +
         "\",\"provisioningStatus\":\"Success\"}]}";
}

TEST(SubscribedSkus, EnabledSeatsStandOnTheSubscriptionAndItsWorkloads) {
  const Imported imported = Read(Sku("E5", 25, "\"S-1\"", "EXCHANGE_S_ENTERPRISE") + "," +
                                 Sku("E1", 10, "\"S-2\"", "EXCHANGE_S_STANDARD") + "," +
                                 Sku("CRM", 0, "\"S-3\"", "CRMSTANDARD"));
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre(HasSubstr("measure seats S-1 2016-02 = 25 @ 2016-02-10T"),
                          HasSubstr("measure seats S-2 2016-02 = 10"),
                          HasSubstr("measure seats S-3 2016-02 = 0"),
                          HasSubstr("licensed_seats northwind/office365/exchange 2016-02 = 35"),
                          HasSubstr("licensed_seats northwind/office365/crm_online 2016-02 = 0")));
}

TEST(SubscribedSkus, SeatsSharedBySubscriptionsStandOnTheSku) {
  EXPECT_THAT(Read(Sku("E5", 25, "\"S-1\",\"S-2\"", "YAMMER_ENTERPRISE")).records,
              ElementsAre(HasSubstr("measure seats northwind/E5 2016-02 = 25"),
                          HasSubstr("office365/yammer")));
}

TEST(SubscribedSkus, PlansOfNoFamilyAreCounted) {
  const Imported imported = Read(Sku("E5", 25, "\"S-1\"", "ADALLOM_S_O365"));
  EXPECT_THAT(imported.records, SizeIs(1));
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].value, "ADALLOM_S_O365");
}

TEST(SubscribedSkus, ASkuWithoutSeatsIsRejected) {
  const Imported imported = Read(
      "{\"skuPartNumber\":\"E5\"}, {\"skuPartNumber\":\"E5\","
      "\"prepaidUnits\":{\"enabled\":2.5}}");
  EXPECT_THAT(imported.reports, ElementsAre(HasSubstr("prepaidUnits.enabled is empty"),
                                            HasSubstr("prepaidUnits.enabled is `2.5`")));
  EXPECT_THAT(imported.all, IsEmpty());
}

TEST(SubscribedSkus, TheDayMustBeGiven) {
  EXPECT_THAT(ImportText("graph.subscribed_skus", "[]", {.file_name = {}, .customer = "northwind"})
                  .message(),
              HasSubstr("the list bears no date"));
}

}  // namespace
}  // namespace credence::connectors
