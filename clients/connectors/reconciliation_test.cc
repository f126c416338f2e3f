#include "clients/connectors/reconciliation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/connectors/import_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kLicenseBased[] =
    "PartnerId,CustomerId,MPNID,ResellerMPNID,SubscriptionId,SyndicationPartnerSubscriptionNumber,"
    "ChargeStartDate,ChargeEndDate,ChargeType,Amount,Subtotal,Currency\n";

Imported Read(const std::string& rows) {
  return ImportText("reconciliation.license_based", kLicenseBased + rows);
}

TEST(Reconciliation, AChargeIsASaleOfItsDaysAndItsRevenue) {
  const Imported imported = Read(
      "p,northwind,4390934,77,usCBM,SP-1,2/1/2019 0:00,2/28/2019 23:59,Cycle fee,13.32,11,EUR\n"
      "p,northwind,4390934,77,usCBM,SP-1,2/1/2019 0:00,2/28/2019 23:59,Credit,-1,-0.335,EUR\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre("csp/SP-1/4390934/2019-02-01..2019-02-28: csp 4390934 on SP-1 "
                          "2019-02-01..2019-02-28 {tier=tier_1}",
                          HasSubstr("csp 77 on SP-1 2019-02-01..2019-02-28 {tier=tier_2}"),
                          HasSubstr("csp/SP-1/4390934/"), HasSubstr("csp/SP-1/77/"),
                          "measure revenue SP-1 2019-02 = 10.665 EUR"));
}

TEST(Reconciliation, WhatIsChargedLateCountsInTheMonthOfTheInvoice) {
  const std::string rows =
      "p,northwind,4390934,,x,SP-1,1/20/2019,1/31/2019,Prorate,2,2,EUR\n"
      "p,northwind,4390934,,x,SP-1,2/1/2019,2/28/2019,Cycle fee,10,10,EUR\n"
      "p,northwind,4390934,,x,SP-2,1/20/2019,1/31/2019,Prorate,3,3,EUR\n";
  const auto revenue = [](const Imported& imported) {
    return std::vector<std::string>(imported.records.end() - 2, imported.records.end());
  };
  EXPECT_THAT(revenue(Read(rows)), ElementsAre("measure revenue SP-1 2019-02 = 12 EUR",
                                               "measure revenue SP-2 2019-02 = 3 EUR"));
  EXPECT_THAT(revenue(ImportText("reconciliation.license_based", kLicenseBased + rows,
                                 {.file_name = {}, .as_of = Date::FromCivil(2019, 3, 1)})),
              ElementsAre(HasSubstr("SP-1 2019-03 = 12"), HasSubstr("SP-2 2019-03 = 3")));
}

TEST(Reconciliation, TheNewCommerceFileHasItsOwnColumns) {
  const Imported imported = ImportText(
      "reconciliation.new_commerce",
      "CustomerId,MPNID,ResellerMPNID,OrderId,Subtotal,Currency,PriceAdjustmentDescription,"
      "SubscriptionId,ChargeStartDate,ChargeEndDate\n"
      "northwind,6034453,,\"a, b\",0.01,EUR,\"[\"\"15.0% Partner earned credit\"\"]\",S-1,9/1/2020,"
      "9/30/2020\nnorthwind,6034453,,c,5E-05,EUR,,S-1,2020-09-02,2020-09-30\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  ASSERT_THAT(imported.records, SizeIs(3));
  EXPECT_EQ(imported.records[2], "measure revenue S-1 2020-09 = 0.01005 EUR");
}

TEST(Reconciliation, AFileHasOneCurrencyAndUsDates) {
  const Imported imported = Read(
      "p,northwind,4390934,,x,SP-1,2/1/2019,2/28/2019,Cycle fee,1,1,EUR\n"
      "p,northwind,4390934,,x,SP-1,2/1/2019,2/28/2019,Cycle fee,1,1,USD\n"
      "p,northwind,4390934,,x,SP-1,28/2/2019,2/28/2019,Cycle fee,1,1,EUR\n"
      "p,northwind,4390934,,x,SP-1,2/1/2019,2/28/2019,Cycle fee,1,\"1,5\",EUR\n"
      "p,northwind,4390934,,x,,2/1/2019,2/28/2019,Cycle fee,1,1,EUR\n");
  EXPECT_THAT(imported.reports,
              ElementsAre(HasSubstr("export:3: not used: the amount is in USD, and row 2 began"),
                          HasSubstr("export:4: not used: ChargeStartDate `28/2/2019` has the day "
                                    "first, and this format's documents write the month first"),
                          HasSubstr("export:5: not used: Subtotal is `1,5`"),
                          "export:6: not used: the charge is of no subscription"));
}

}  // namespace
}  // namespace credence::connectors
