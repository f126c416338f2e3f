#include "clients/connectors/fasttrack.h"

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
    "conversation,customer,workload,partner,on,said_by,said,confirmed,through\n";

Imported Read(const std::string& rows) { return ImportText("fasttrack", kHeader + rows); }

TEST(FastTrack, AConfirmedStatementIsEvidenceOnTheWorkload) {
  const Imported imported = Read(
      "FT-1,northwind,Exchange,4847383,2016-01-20,customer,\"They move our mailboxes, "
      "all\",yes,\n");
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.records,
              ElementsAre("fasttrack/FT-1/northwind/office365/exchange/4847383: fasttrack 4847383 "
                          "on northwind/office365/exchange 2016-01-20.."));
}

TEST(FastTrack, WhatNobodyConfirmedIsKeptApart) {
  EXPECT_THAT(Read("FT-1,northwind,Exchange,77,2016-01-20,partner,We do,no,2016-03-31\n").records,
              ElementsAre(HasSubstr(": fasttrack_unconfirmed 77 on northwind/office365/exchange "
                                    "2016-01-20..2016-03-31")));
}

TEST(FastTrack, TheJsonOfTheSameNamesReadsAlike) {
  const Imported imported = ImportText(
      "fasttrack",
      "{\"items\":[{\"conversation\":\"FT-1\",\"customer\":\"northwind\",\"workload\":\"Intune\","
      "\"partner\":4847383,\"on\":\"2016-01-20\",\"saidBy\":\"vendor\",\"said\":\"x\","
      "\"confirmed\":true,\"lastModified\":\"2016-02-01T10:00:00Z\"}]}");
  EXPECT_THAT(imported.records,
              ElementsAre(HasSubstr("fasttrack 4847383 on northwind/office365/intune 2016-01-20.. "
                                    "@ 2016-02-01T10:00:00.0000000Z")));
}

TEST(FastTrack, AWorkloadThatIsNotKnownIsKeptAndCounted) {
  const Imported imported = Read("FT-1,northwind,Holograms,77,2016-01-20,customer,x,1,\n");
  EXPECT_THAT(imported.records, ElementsAre(HasSubstr("northwind/office365/holograms")));
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].value, "Holograms");
}

TEST(FastTrack, WhatIsNotSaidIsRejected) {
  const Imported imported = Read(
      "FT-1,northwind,Exchange,77,2016-01-20,customer,x,perhaps,\n"
      "FT-1,northwind,Exchange,77,2016-01-20,,x,yes,\n"
      "FT-1,northwind,Exchange,77,2016-01-20,customer,,yes,\n"
      "FT-1,northwind,,77,2016-01-20,customer,x,yes,\n");
  EXPECT_THAT(imported.reports,
              ElementsAre(HasSubstr("confirmed is `perhaps`; expected yes or no"),
                          HasSubstr("said_by is empty"), HasSubstr("said is empty"),
                          HasSubstr("workload is empty")));
  EXPECT_THAT(imported.all, IsEmpty());
}

}  // namespace
}  // namespace credence::connectors
