#include "clients/connectors/administrators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/connectors/import_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kHeader[] = "customer,administrator,from,through\n";

Imported Read(const std::string& rows) { return ImportText("administrators", kHeader + rows); }

TEST(Administrators, APersonIsNamedOnTheCustomerAndIsNoPartner) {
  const Imported imported = Read("northwind,a.admin@northwind.example,2015-07-01,\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre("administrator/northwind/a.admin@northwind.example/2015-07-01: "
                          "administrator a.admin@northwind.example on northwind 2015-07-01.."));
  EXPECT_THAT(imported.all, Not(::testing::Contains(HasSubstr("subject/a.admin"))));
  EXPECT_EQ(imported.summary.partners, 0);
}

TEST(Administrators, WhoIsNoneAnyMoreHasALastDay) {
  EXPECT_THAT(Read("northwind,a.admin,2015-07-01,2016-02-29\n").records,
              ElementsAre(HasSubstr("2015-07-01..2016-02-29")));
}

TEST(Administrators, ARowWithoutANameOrADayIsRejected) {
  const Imported imported = Read(
      "northwind,,2015-07-01,\n"
      "northwind,a.admin,,\n"
      "northwind,a.admin,2016-02-29,2015-07-01\n");
  EXPECT_THAT(imported.records, SizeIs(0));
  ASSERT_THAT(imported.rejected, SizeIs(3));
  EXPECT_THAT(imported.rejected[0].reason, HasSubstr("administrator"));
  EXPECT_THAT(imported.rejected[1].reason, HasSubstr("from"));
}

}  // namespace
}  // namespace credence::connectors
