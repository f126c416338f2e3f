#include "clients/connectors/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "clients/connectors/import_for_test.h"
#include "clients/connectors/remembered_hashes.h"

namespace credence::connectors {
namespace {

using ::testing::Contains;
using ::testing::SizeIs;

TEST(Intake, NamesThatAreNotKnownAreToldApartUpToAHundred) {
  std::string text = "agreement,type,customer,partner,from\n";
  for (int i = 0; i < 150; ++i) {
    absl::StrAppend(&text, "A-", i, ",type", i, ",northwind,77,2016-01-01\n");
  }
  const Imported imported = ImportText("sales", text);
  EXPECT_EQ(imported.summary.rows_used, 150);
  ASSERT_THAT(imported.summary.unknown, SizeIs(101));
  EXPECT_THAT(
      imported.summary.unknown,
      Contains(::testing::AllOf(::testing::Field(&ImportSummary::Unknown::value, "and other names"),
                                ::testing::Field(&ImportSummary::Unknown::rows, 50))));
}

TEST(Intake, SumsAreLimited) {
  const ConnectorOptions options{.file_name = "export"};
  const Takers takers{.record = [](facts::Record) { return absl::OkStatus(); }};
  const Intake::TakeRow nothing = [](const Row&, Intake&) {};
  Intake intake(options, takers, nothing);
  intake.At(7);
  intake.LimitTotals(kTotalsMax);
  EXPECT_TRUE(intake.status().ok());
  intake.LimitTotals(kTotalsMax + 1);
  EXPECT_EQ(intake.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(intake.status().message(),
            "export:7: more than 500000 sums of customers, subscriptions and workloads; split the "
            "file by customer");
}

TEST(Intake, ASubjectIsGivenOnceAndEachCustomersOfficeApart) {
  const Imported imported = ImportText("sales",
                                       "agreement,type,customer,partner,from\n"
                                       "A-1,EA,northwind,77,2016-01-01\n"
                                       "A-2,EA,northwind,77,2016-01-01\n"
                                       "A-3,EA,fabrikam,77,2016-01-01\n");
  EXPECT_THAT(
      imported.all,
      ::testing::ElementsAre(
          "subject northwind: customer", "subject northwind/office365: subscription in northwind",
          "subject 77: partner", ::testing::HasSubstr("/A-1/northwind/office365: "),
          ::testing::HasSubstr("/A-2/northwind/office365: "), "subject fabrikam: customer",
          "subject fabrikam/office365: subscription in fabrikam",
          ::testing::HasSubstr("/A-3/fabrikam/office365: ")));
  EXPECT_EQ(imported.summary.partners, 1);
}

TEST(RememberedHashes, AThingIsNewOnceUntilTheMemoryIsEmptied) {
  RememberedHashes seen;
  EXPECT_TRUE(seen.Add(2));
  EXPECT_FALSE(seen.Add(2));
  EXPECT_TRUE(seen.Add(2 + 1024));  // Where the first stood among the last few.
  EXPECT_FALSE(seen.Add(2));
  for (uint64_t i = 0; i < kHashesRememberedMax; ++i) seen.Add(1'000'000 + 2 * i);
  EXPECT_TRUE(seen.Add(2));
}

}  // namespace
}  // namespace credence::connectors
