#include "clients/connectors/sales.h"

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
    "agreement,type,customer,partner,from,through,subscription,amount,currency,period\n";

Imported Read(const std::string& rows) { return ImportText("sales", kHeader + rows); }

TEST(Sales, AnAgreementIsEvidenceOnTheSubscriptionUnderIt) {
  const Imported imported = Read(
      "EA-1001,enterprise_agreement,northwind,4847383,2015-07-01,2018-06-30,,,,\n"
      "OL-77,Open License,fabrikam,4999001,2016-01-15,,OL-77-A,240.50,USD,2016-02\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre("enterprise_agreement/EA-1001/northwind/office365: enterprise_agreement "
                          "4847383 on northwind/office365 2015-07-01..2018-06-30",
                          "open_license/OL-77/OL-77-A: open_license 4999001 on OL-77-A "
                          "2016-01-15..",
                          "measure revenue OL-77-A 2016-02 = 240.5 USD"));
  EXPECT_EQ(imported.summary.rows_used, 2);
}

TEST(Sales, ATypeThatIsNotKnownIsKeptAndCounted) {
  const Imported imported = Read("S-1,Select Plus,northwind,77,2015-07-01,,,,,\n");
  EXPECT_THAT(imported.records, ElementsAre(HasSubstr("selectplus 77 on northwind/office365")));
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].column, "type");
  EXPECT_EQ(imported.summary.unknown[0].value, "Select Plus");
  EXPECT_EQ(imported.summary.unknown[0].rows, 1);
}

TEST(Sales, AFileHasOneCurrency) {
  const Imported imported = Read(
      "OL-1,open,northwind,77,2016-01-15,,,100,USD,2016-02\n"
      "OL-2,open,northwind,77,2016-01-15,,,100,EUR,2016-02\n");
  EXPECT_THAT(imported.reports,
              ElementsAre("export:3: not used: the amount is in EUR, and row 2 began the file in "
                          "USD; a file has one currency"));
  EXPECT_THAT(imported.records, SizeIs(2));
}

TEST(Sales, AnAmountIsADecimalWithItsCurrencyAndMonth) {
  const Imported imported = Read(
      "OL-1,open,northwind,77,2016-01-15,,,\"1,000.00\",USD,2016-02\n"
      "OL-1,open,northwind,77,2016-01-15,,,$100,USD,2016-02\n"
      "OL-1,open,northwind,77,2016-01-15,,,100,dollars,2016-02\n"
      "OL-1,open,northwind,77,2016-01-15,,,100,USD,\n");
  EXPECT_THAT(imported.reports, ElementsAre(HasSubstr("amount is `1,000.00`; expected a decimal"),
                                            HasSubstr("amount is `$100`"),
                                            HasSubstr("currency `dollars` is no currency's"),
                                            HasSubstr("period `` is no month")));
  EXPECT_THAT(imported.all, IsEmpty());
}

TEST(Sales, SmallAmountsWithAnExponentAreExact) {
  EXPECT_THAT(Read("OL-1,open,northwind,77,2016-01-15,,,5E-05,USD,2016-02\n").records,
              ElementsAre(HasSubstr("open_license"),
                          "measure revenue northwind/office365 2016-02 = 0.00005 USD"));
}

}  // namespace
}  // namespace credence::connectors
