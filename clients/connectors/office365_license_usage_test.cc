#include "clients/connectors/office365_license_usage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace credence::connectors {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kTenant[] = "11111111-aaaa-4bbb-8ccc-000000000001";
constexpr char kHeader[] =
    "CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,"
    "PartnerAttributionType,IsDuplicateRowForPGA\n";

struct Imported {
  absl::Status status;
  ImportSummary summary;
  std::vector<ImportedCase> cases;
  std::vector<std::string> reports;
};

Imported ReadExport(const std::string& bytes, bool assume_eligible = false) {
  Imported imported;
  std::istringstream stream(bytes);
  auto summary = ImportOffice365LicenseUsage(
      stream, {.file_name = "usage.csv", .assume_eligible = assume_eligible},
      [&](const RowReport& report) { imported.reports.push_back(ToString(report)); },
      [&](ImportedCase the_case) {
        imported.cases.push_back(std::move(the_case));
        return absl::OkStatus();
      });
  imported.status = summary.status();
  if (summary.ok()) imported.summary = *std::move(summary);
  return imported;
}

// A row of the tenant above: `rest` follows its id.
std::string Row(const std::string& rest) { return absl::StrCat(kTenant, ",", rest, "\n"); }

std::vector<std::string> Evidence(const ImportedCase& the_case) {
  std::vector<std::string> lines;
  for (const facts::EvidenceInput& e : the_case.evidence) {
    std::string line = absl::StrCat(e.kind, " ", e.partner, " ", e.subject, " ", e.from->ToString(),
                                    "..", e.through->ToString());
    for (const facts::AttributeInput& field : e.fields) {
      absl::StrAppend(&line, " ", field.name, "=", ToLiteral(field.value.value, field.value.type));
    }
    lines.push_back(absl::StrCat(line, " ", e.provenance));
  }
  return lines;
}

std::vector<std::string> Measures(const ImportedCase& the_case) {
  std::vector<std::string> lines;
  for (const facts::MeasureInput& m : the_case.measures) {
    lines.push_back(absl::StrCat(m.measure, " ", m.subject, " ", m.period->ToString(), " ",
                                 ToLiteral(m.value.value, m.value.type)));
  }
  return lines;
}

TEST(Office365LicenseUsage, ARowIsACustomerWithItsWorkloadUsageAndEvidence) {
  const Imported imported =
      ReadExport(kHeader + Row("Exchange,2016-02-01,1000,800,4847383,DPOR,0"));
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.reports, IsEmpty());
  ASSERT_THAT(imported.cases, SizeIs(1));
  const ImportedCase& the_case = imported.cases[0];
  EXPECT_EQ(the_case.id, kTenant);
  EXPECT_THAT(Measures(the_case), ElementsAre("licensed_seats office365.exchange 2016-02 1000",
                                              "active_users office365.exchange 2016-02 800"));
  EXPECT_THAT(Evidence(the_case),
              ElementsAre("dpor 4847383 office365 2016-02-01..2016-02-29 since=2016-02-01 "
                          "usage.csv:2"));
}

TEST(Office365LicenseUsage, WhatItGivesIsACase) {
  Imported imported = ReadExport(kHeader + Row("Exchange,2016-02-01,1000,800,4847383,DPOR,0") +
                                     Row("Yammer,2016-02-01,1000,90,77,DAP,1"),
                                 /*assume_eligible=*/true);
  ASSERT_THAT(imported.cases, SizeIs(1));
  facts::CaseBuilder builder(imported.cases[0].id);
  for (auto& row : imported.cases[0].subjects) builder.AddSubject(row);
  for (auto& row : imported.cases[0].measures) builder.AddMeasure(row);
  for (auto& row : imported.cases[0].evidence) builder.AddEvidence(row);
  for (auto& row : imported.cases[0].feeds) builder.AddFeed(row);
  std::vector<facts::Fault> faults;
  const std::optional<facts::Case> built = std::move(builder).Build(faults);
  for (const facts::Fault& fault : faults) ADD_FAILURE() << fault.field << ": " << fault.message;
  ASSERT_TRUE(built.has_value());
  EXPECT_EQ(built->subjects.size(), 6u);  // customer, subscription, two workloads, two partners
  EXPECT_EQ(built->evidence.size(), 4u);  // two of the file, two assumed
}

TEST(Office365LicenseUsage, ColumnsStandInAnyOrderUnderAnyOfTheirNames) {
  const Imported imported = ReadExport(absl::StrCat(
      "\xEF\xBB\xBF"
      "customer name\tMPNId\t MONTH \tmonthly active users\tPaidAvailableUnits\t"
      "Partner Attach Type\tworkloadname\tCustomerTenantID\r\n",
      "\"Contoso\n\"\"Ltd\"\"\"\t99\t1/1/2016\t5\t10\tCSP Tier 2\tSkype For Business\t{",
      absl::AsciiStrToUpper(kTenant), "}\r\n"));
  ASSERT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_THAT(imported.reports, IsEmpty());
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_EQ(imported.cases[0].id, kTenant);
  EXPECT_THAT(Evidence(imported.cases[0]),
              ElementsAre("csp 99 office365 2016-01-01..2016-01-31 tier=tier_2 usage.csv:2"));
}

TEST(Office365LicenseUsage, APartnersGuidIsTheSameInEitherCase) {
  const Imported imported =
      ReadExport(kHeader + Row("Exchange,2016-01,10,5,AAAAAAAA-0000-4000-8000-000000000009,DAP,0") +
                 Row("Exchange,2016-02,10,5,aaaaaaaa-0000-4000-8000-000000000009,GDAP,0"));
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_EQ(imported.summary.partners, 1);
  EXPECT_THAT(Evidence(imported.cases[0]),
              ElementsAre("delegated_admin aaaaaaaa-0000-4000-8000-000000000009 "
                          "office365.exchange 2016-01-01..2016-02-29 usage.csv:2,3"));
}

TEST(Office365LicenseUsage, ConsecutiveMonthsAreOneRecordAndAGapEndsIt) {
  const Imported imported = ReadExport(
      kHeader + Row("Exchange,2016-02,10,5,7,DPOR,0") + Row("Exchange,2015-12,10,5,7,DPOR,0") +
      Row("Exchange,2016-01,10,5,7,DPOR,0") + Row("Exchange,2016-04,10,5,7,DPOR,0"));
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_THAT(
      Evidence(imported.cases[0]),
      ElementsAre("dpor 7 office365 2015-12-01..2016-02-29 since=2015-12-01 usage.csv:3,4,2",
                  "dpor 7 office365 2016-04-01..2016-04-30 since=2016-04-01 usage.csv:5"));
}

TEST(Office365LicenseUsage, EachAttributionIsItsKindOfEvidenceInItsPlace) {
  const Imported imported =
      ReadExport(kHeader + Row("EXO,2016-02,10,5,1,DPOR,0") + Row("EXO,2016-02,10,5,2,DAP,1") +
                 Row("EXO,2016-02,10,5,3,CSP,1") + Row("EXO,2016-02,10,5,4,TPOR,1") +
                 Row("EXO,2016-02,10,5,5,Open License,1") + Row("EXO,2016-02,10,5,6,FastTrack,1"));
  ASSERT_THAT(imported.cases, SizeIs(1));
  std::vector<std::string> places;
  for (const facts::EvidenceInput& e : imported.cases[0].evidence) {
    places.push_back(absl::StrCat(e.partner, " ", e.kind, " ", e.subject));
  }
  EXPECT_THAT(places, ::testing::UnorderedElementsAre(
                          "1 dpor office365", "2 delegated_admin office365.exchange",
                          "3 csp office365", "4 enterprise_agreement office365",
                          "5 open_license office365", "6 fasttrack office365.exchange"));
  EXPECT_EQ(imported.summary.rows_used, 6);
  EXPECT_EQ(imported.summary.rows_flagged_duplicate, 5);
}

TEST(Office365LicenseUsage, AnAttributionThatIsNoEvidenceHereIsReportedAndItsUsageTaken) {
  const Imported imported = ReadExport(kHeader + Row("Yammer,2016-02,10,5,1,PAL,0"));
  EXPECT_THAT(imported.reports,
              ElementsAre("usage.csv:2: partly used: PartnerAttributionType `PAL` is no evidence "
                          "of the vocabulary; the row's usage is taken"));
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_THAT(imported.cases[0].measures, SizeIs(2));
  EXPECT_THAT(imported.cases[0].evidence, IsEmpty());
  EXPECT_EQ(imported.summary.rows_partly_used, 1);
  ASSERT_THAT(imported.summary.unknown, SizeIs(1));
  EXPECT_EQ(imported.summary.unknown[0].value, "PAL");
}

TEST(Office365LicenseUsage, AWorkloadThatIsNotKnownIsReportedAndLeftOut) {
  const Imported imported = ReadExport(kHeader + Row("Holograms,2016-02,10,5,1,DPOR,0"));
  EXPECT_THAT(imported.reports, ElementsAre(HasSubstr("usage.csv:2: not used: WorkloadName "
                                                      "`Holograms` is no workload")));
  EXPECT_THAT(imported.cases, IsEmpty());
  EXPECT_EQ(imported.summary.rows_unused, 1);
}

TEST(Office365LicenseUsage, UsageToldByManyPartnersCountsOnce) {
  const Imported imported =
      ReadExport(kHeader + Row("Exchange,2016-02,10,5,1,DPOR,0") +
                 Row("Exchange,2016-02,10,5,2,DAP,0") + Row("Exchange,2016-02,11,6,1,TPOR,1"));
  EXPECT_THAT(imported.reports, IsEmpty());
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_THAT(Measures(imported.cases[0]),
              ElementsAre("licensed_seats office365.exchange 2016-02 10",
                          "active_users office365.exchange 2016-02 5"));
}

TEST(Office365LicenseUsage, UsageOfFlaggedRowsIsTakenWhereNoOtherSpeaks) {
  const Imported imported = ReadExport(kHeader + Row("Exchange,2016-02,10,5,1,DPOR,1"));
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_THAT(imported.cases[0].measures, SizeIs(2));
  EXPECT_EQ(imported.summary.rows_used, 1);
}

TEST(Office365LicenseUsage, RowsThatContradictEachOtherAreReportedAndNeitherIsTaken) {
  const Imported imported =
      ReadExport(kHeader + Row("Exchange,2016-02,10,5,1,DPOR,0") +
                 Row("Exchange,2016-02,10,6,2,DAP,0") + Row("Exchange,2016-02,10,5,3,DAP,0"));
  EXPECT_THAT(imported.reports,
              ElementsAre(AllOf(HasSubstr("usage.csv:2: partly used"), HasSubstr("row 3")),
                          AllOf(HasSubstr("usage.csv:3: partly used"), HasSubstr("row 2"))));
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_THAT(imported.cases[0].measures, IsEmpty());
  EXPECT_THAT(imported.cases[0].evidence, SizeIs(3));
  EXPECT_EQ(imported.summary.rows_partly_used, 2);
  EXPECT_EQ(imported.summary.rows_used, 1);
}

TEST(Office365LicenseUsage, FlaggedRowsThatDifferAreReportedWhenNoOtherSpeaks) {
  const Imported imported = ReadExport(kHeader + Row("Exchange,2016-02,10,5,1,DPOR,1") +
                                       Row("Exchange,2016-02,10,6,2,DAP,1"));
  EXPECT_THAT(imported.reports, ElementsAre(HasSubstr("they differ")));
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_THAT(imported.cases[0].measures, IsEmpty());
}

TEST(Office365LicenseUsage, ARowThatCannotBeUsedSaysWhichAndWhy) {
  const Imported imported = ReadExport(
      kHeader + Row("Exchange,2016-02,\"1,000\",5,1,DPOR,0") +
      Row("Exchange,2016-02,10,-5,1,DPOR,0") + Row("Exchange,2016-02,,5,1,DPOR,0") +
      Row("Exchange,1/2/2016,10,5,1,DPOR,0") + Row("Exchange,2016-02,10,5,,DPOR,0") +
      Row("Exchange,2016-02,10,5,1,DPOR,False") + "unknown,Exchange,2016-02,10,5,1,DPOR,0\n" +
      Row("Exchange,2016-02,10,5,1,DPOR") + Row("Exchange,2016-02,10,5,1\"2,DPOR,0") +
      Row("Exchange,2016-02,10,5,a b,DPOR,0"));
  EXPECT_THAT(
      imported.reports,
      ElementsAre(
          HasSubstr("usage.csv:2: not used: PaidAvailableUnits is `1,000`; expected a whole number "
                    "without separators"),
          HasSubstr("usage.csv:3: not used: MonthlyActiveUsers is `-5`, below zero"),
          HasSubstr("usage.csv:4: not used: PaidAvailableUnits is empty"),
          HasSubstr("usage.csv:5: not used: Month `1/2/2016` may be read"),
          HasSubstr("usage.csv:6: not used: PartnerID is empty"),
          HasSubstr("usage.csv:7: not used: IsDuplicateRowForPGA is `False`; expected 0 or 1"),
          HasSubstr("usage.csv:8: not used: CustomerTenantId `unknown` is no GUID"),
          HasSubstr("usage.csv:9: not used: the row has 7 cells and the header 8"),
          HasSubstr("usage.csv:10: not used: cell 6 holds a quote"),
          HasSubstr("usage.csv:11: not used: PartnerID `a b` is no id")));
  EXPECT_EQ(imported.summary.rows_read, 10);
  EXPECT_EQ(imported.summary.rows_unused, 10);
  EXPECT_THAT(imported.cases, IsEmpty());
}

TEST(Office365LicenseUsage, EveryRowEndsInOneCount) {
  const ImportSummary summary =
      ReadExport(kHeader + Row("Exchange,2016-02,10,5,1,DPOR,0") +
                 Row("Exchange,2016-02,10,6,2,PAL,0") + Row("Exchange,2016-02,x,6,2,DAP,0") +
                 Row("Teams,2016-02,10,6,2,DAP,0") + Row("Yammer,2016-02,10,6,2,DAP,1"))
          .summary;
  EXPECT_EQ(summary.rows_read, 5);
  EXPECT_EQ(summary.rows_used + summary.rows_partly_used + summary.rows_unused, 5);
}

TEST(Office365LicenseUsage, AFileThatIsNoSuchExportIsRefusedAsAWhole) {
  EXPECT_THAT(std::string(ReadExport("").status.message()), HasSubstr("empty"));
  EXPECT_THAT(
      std::string(ReadExport("CustomerTenantId,Month\n").status.message()),
      HasSubstr("no column WorkloadName, PaidAvailableUnits, MonthlyActiveUsers, PartnerID, "
                "PartnerAttributionType"));
  EXPECT_THAT(
      std::string(ReadExport(absl::StrReplaceAll(kHeader, {{"PartnerID", "PartnerID,MPNID"}}))
                      .status.message()),
      HasSubstr("columns 6 and 7 of the header are both PartnerID"));
  EXPECT_THAT(std::string(ReadExport("\xFF\xFE" + std::string("C\0u\0", 4)).status.message()),
              HasSubstr("UTF-16"));
}

TEST(Office365LicenseUsage, EligibilityIsAssumedOnlyWhenAskedAndSaysSo) {
  const std::string bytes = kHeader + Row("Exchange,2016-02,10,5,1,DPOR,0");
  EXPECT_THAT(Evidence(ReadExport(bytes).cases.at(0)), SizeIs(1));
  EXPECT_THAT(Evidence(ReadExport(bytes, true).cases.at(0)),
              ElementsAre(HasSubstr("dpor 1"),
                          "eligible 1  2016-02-01..2016-02-29 assumed: usage.csv does not say"));
}

TEST(Office365LicenseUsage, EveryFeedIsLoadedToTheLastMonthOfTheFile) {
  const Imported imported = ReadExport(kHeader + Row("Exchange,2016-02,10,5,1,DPOR,0") +
                                       Row("Exchange,2016-01,10,5,1,DPOR,0"));
  ASSERT_THAT(imported.cases, SizeIs(1));
  EXPECT_THAT(imported.cases[0].feeds, SizeIs(8));
  for (const facts::FeedInput& feed : imported.cases[0].feeds) {
    EXPECT_EQ(feed.loaded_through.ToString(), "2016-02-29") << feed.kind;
  }
}

TEST(Office365LicenseUsage, TheOrderOfRowsMakesNoDifferenceToTheFacts) {
  const std::string a = Row("Exchange,2016-01,10,5,1,DPOR,0");
  const std::string b = Row("Yammer,2016-02,20,6,2,DAP,0");
  const std::string c = Row("Yammer,2016-02,21,7,3,EA,1");
  const Imported forward = ReadExport(kHeader + a + b + c);
  const Imported backward = ReadExport(kHeader + c + b + a);
  EXPECT_EQ(Measures(forward.cases.at(0)), Measures(backward.cases.at(0)));
  EXPECT_EQ(forward.cases[0].evidence.size(), backward.cases.at(0).evidence.size());
}

TEST(Office365LicenseUsage, AFailureToTakeACaseEndsTheImport) {
  std::istringstream stream(kHeader + Row("Exchange,2016-02,10,5,1,DPOR,0"));
  const auto summary = ImportOffice365LicenseUsage(
      stream, {.file_name = "usage.csv"}, [](const RowReport&) {},
      [](ImportedCase) { return UnavailableError("the disk is full"); });
  EXPECT_EQ(summary.status().message(), "the disk is full");
}

}  // namespace
}  // namespace credence::connectors
