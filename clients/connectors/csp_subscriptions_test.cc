#include "clients/connectors/csp_subscriptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/connectors/import_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Imported Read(const std::string& elements,
              std::optional<Date> as_of = Date::FromCivil(2016, 2, 10)) {
  return ImportText(
      "partner_center.subscriptions", "{\"totalCount\":1,\"items\":[" + elements + "]}",
      {.file_name = {}, .partner = "seller", .customer = "northwind", .as_of = as_of});
}

std::string Subscription(const std::string& status, const std::string& more) {
  return "{\"id\":\"S-1\",\"quantity\":10,\"unitType\":\"Licenses\",\"status\":\"" + status +
         "\",\"effectiveStartDate\":\"2015-11-25T06: 41: 12Z\"," +
         "\"commitmentEndDate\":\"2016-11-24T00:00:00\"," + more + "}";
}

TEST(CspSubscriptions, ASubscriptionIsOfItsSellerAndItsReseller) {
  const Imported imported =
      Read(Subscription("active", "\"autoRenewEnabled\":true,\"partnerId\":\"77\""));
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre("csp/S-1/seller: csp seller on S-1 2015-11-25.. {tier=tier_1} @ "
                          "2016-02-10T00:00:00.0000000Z",
                          HasSubstr("csp/S-1/77: csp 77 on S-1 2015-11-25.. {tier=tier_2}"),
                          HasSubstr("measure seats S-1 2016-02 = 10")));
  EXPECT_THAT(imported.all,
              ::testing::Contains(HasSubstr("attribute S-1.started_on = 2015-11-25")));
}

TEST(CspSubscriptions, AnEndIsWhereTheStateSaysOne) {
  const auto days = [](const std::string& status, const std::string& more) {
    return Read(Subscription(status, more)).records.at(0);
  };
  EXPECT_THAT(days("active", "\"autoRenewEnabled\":false"), HasSubstr("2015-11-25..2016-11-24 "));
  EXPECT_THAT(days("deleted", "\"deprovisionedDate\":\"2016-01-31T10:00:00\""),
              HasSubstr("2015-11-25..2016-01-31 "));
  EXPECT_THAT(days("expired", "\"deprovisionedDate\":\"0001-01-01T00:00:00\""),
              HasSubstr("2015-11-25..2016-11-24 "));
}

TEST(CspSubscriptions, SeatsAreThoseOfActiveLicencesOnADay) {
  EXPECT_THAT(Read(Subscription("suspended", "\"x\":1")).records, SizeIs(1));
  EXPECT_THAT(Read(Subscription("active", "\"x\":1"), std::nullopt).records, SizeIs(1));
  EXPECT_THAT(Read("{\"id\":\"S-2\",\"quantity\":1,\"unitType\":\"Usage\",\"status\":\"active\","
                   "\"creationDate\":\"2016-01-01\"}")
                  .records,
              SizeIs(1));
}

TEST(CspSubscriptions, AStatusThatIsNotKnownIsKeptAndCounted) {
  const Imported imported = Read(Subscription("dreaming", "\"x\":1"));
  EXPECT_THAT(imported.records, SizeIs(1));
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].value, "dreaming");
}

TEST(CspSubscriptions, WhatCannotBeReadIsRejected) {
  const Imported imported = Read(
      "{\"id\":\"S-1\",\"status\":\"active\"},{\"id\":\"S-1\",\"status\":\"deleted\","
      "\"creationDate\":\"2016-01-01\"},{\"id\":\"S-1\",\"status\":\"pending\"}");
  EXPECT_THAT(imported.reports,
              ElementsAre(HasSubstr("neither effectiveStartDate nor creationDate says a day"),
                          HasSubstr("it ended, and no date says when"),
                          HasSubstr("it is pending and was never active")));
  EXPECT_THAT(imported.all, IsEmpty());
}

}  // namespace
}  // namespace credence::connectors
