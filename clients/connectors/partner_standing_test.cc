#include "clients/connectors/partner_standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/connectors/import_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kHeader[] = "partner,standing,from,through\n";

Imported Read(const std::string& rows) { return ImportText("partner_standing", kHeader + rows); }

TEST(PartnerStanding, EligibleAndSuspendedAreEvidenceOnThePartner) {
  const Imported imported = Read(
      "4847383,eligible,2015-07-01,\n"
      "4847383,Suspended,2016-03-01,2016-03-31\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  ASSERT_THAT(imported.records, SizeIs(2));
  EXPECT_THAT(imported.records[0],
              HasSubstr("eligible/4847383/2015-07-01: eligible 4847383 2015-07-01.."));
  EXPECT_THAT(imported.records[1], HasSubstr("suspended/4847383/2016-03-01: suspended 4847383"));
  EXPECT_EQ(imported.summary.partners, 1);
}

TEST(PartnerStanding, AnotherStandingIsRejectedAndCounted) {
  const Imported imported = Read("77,on holiday,2015-07-01,\n");
  ASSERT_THAT(imported.rejected, SizeIs(1));
  EXPECT_THAT(imported.rejected[0].reason, HasSubstr("`on holiday`; it is eligible or suspended"));
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].value, "on holiday");
}

}  // namespace
}  // namespace credence::connectors
