#include "clients/connectors/designations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/connectors/import_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kHeader[] = "subscription,customer,partner,from,through,designated_by,role\n";

Imported Read(const std::string& rows) { return ImportText("designations", kHeader + rows); }

TEST(Designations, ARowIsAPartnerOfRecordOnASubscription) {
  const Imported imported =
      Read("EA-1,northwind,4847383,2016-01-14,,a.admin,Global Administrator\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.all,
              ElementsAre("subject northwind: customer", "subject EA-1: subscription in northwind",
                          "subject 4847383: partner",
                          "dpor/EA-1/4847383/2016-01-14: dpor 4847383 on EA-1 2016-01-14.. "
                          "{since=2016-01-14}"));
  EXPECT_THAT(imported.reports, IsEmpty());
  EXPECT_EQ(imported.summary.rows_read, 1);
  EXPECT_EQ(imported.summary.rows_used, 1);
  EXPECT_EQ(imported.summary.records, 4);
  EXPECT_EQ(imported.summary.partners, 1);
}

TEST(Designations, WithoutASubscriptionTheTenantsOfficeIsMeant) {
  const Imported imported =
      Read(",{AAAAAAAA-0000-4000-8000-000000000001},77,2016-01-14,2016-03-31,o,owner\n");
  EXPECT_THAT(imported.records,
              ElementsAre(HasSubstr("dpor 77 on aaaaaaaa-0000-4000-8000-000000000001/office365 "
                                    "2016-01-14..2016-03-31 ")));
}

TEST(Designations, ThePortalsNumberIsItsKeyAndTheTimeOfTheStatementIsKept) {
  const Imported imported = ImportText(
      "designations",
      "Designation ID;Tenant;MPN ID;Subscription ID;Start Date;End Date;Designated By;Role;"
      "Last Modified\nd-9;northwind;77;EA-1;14/01/2016;;o;Owner;2016-04-02T09:30:00.1234567Z\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records, ElementsAre("dpor/d-9: dpor 77 on EA-1 2016-01-14.. "
                                            "{since=2016-01-14} @ 2016-04-02T09:30:00.1234567Z"));
}

TEST(Designations, SomeoneWhoIsNoAdministratorDesignatesNobody) {
  const Imported imported = Read(
      "EA-1,northwind,77,2016-01-14,,b.user,User\n"
      "EA-1,northwind,77,2016-01-14,,s.admin,Service Administrator\n"
      "EA-1,northwind,77,2016-01-14,,p.partner,Delegated Admin\n"
      "EA-1,northwind,77,2016-01-14,,x,\n"
      "EA-1,northwind,77,2016-01-14,,y,Chief Executive\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.all, IsEmpty());
  EXPECT_THAT(imported.reports,
              ElementsAre("export:2: not used: designated by `b.user` as `User`; only the "
                          "customer's administrator designates",
                          HasSubstr("export:3: not used: designated by `s.admin`"),
                          HasSubstr("export:4: not used: designated by `p.partner`"),
                          HasSubstr("export:5: not used: role is empty"),
                          HasSubstr("as `Chief Executive`")));
  ASSERT_THAT(imported.rejected, SizeIs(5));
  EXPECT_EQ(imported.rejected[0].raw, "EA-1,northwind,77,2016-01-14,,b.user,User");
  EXPECT_EQ(imported.rejected[0].header + "\n", kHeader);
  EXPECT_EQ(imported.rejected[0].row, 2);
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].value, "Chief Executive");
  EXPECT_EQ(imported.summary.rows_rejected, 5);
  EXPECT_EQ(imported.summary.rows_unused, 5);
}

TEST(Designations, ARowThatCannotBeReadSaysWhichCellAndWhy) {
  const Imported imported = Read(
      "EA-1,,77,2016-01-14,,o,owner\n"
      "EA-1,northwind,7 7,2016-01-14,,o,owner\n"
      "EA-1,northwind,77,0001-01-01T00:00:00,,o,owner\n"
      "EA-1,northwind,77,14.1.2016,,o,owner\n"
      "EA-1,northwind,77,2016-02-14,2016-02-13,o,owner\n"
      "EA-1,northwind,77,2016-02-14,,,owner\n");
  EXPECT_THAT(imported.reports,
              ElementsAre("export:2: not used: customer is empty",
                          HasSubstr("export:3: not used: partner `7 7` is no id"),
                          HasSubstr("export:4: not used: from `0001-01-01T00:00:00` means no date"),
                          HasSubstr("export:5: not used: from `14.1.2016` is no date"),
                          HasSubstr("2016-02-13 is the last day and comes before"),
                          HasSubstr("designated_by is empty")));
  EXPECT_THAT(imported.all, IsEmpty());
}

TEST(Designations, AnEndThatMeansNoDateIsAnOpenEnd) {
  EXPECT_THAT(Read("EA-1,northwind,77,2016-01-14,0001-01-01T00:00:00,o,owner\n").records,
              ElementsAre(HasSubstr("2016-01-14.. ")));
}

TEST(Designations, AFileThatIsNoSuchExportIsRefusedAsAWhole) {
  EXPECT_EQ(ImportText("designations", "").message(), "export:1: the file is empty");
  EXPECT_EQ(ImportText("designations", "subscription,customer,partner\n").message(),
            "export:1: the header has no column from, designated_by, role; this is not an export "
            "of designations");
}

}  // namespace
}  // namespace credence::connectors
