// What holds for every connector: it is found by its name, rejected rows can be fed again, a
// failure of the taker ends the import, and no bytes make it do anything but give records or say
// where the file is wrong.
#include "clients/connectors/connector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/connectors/import_for_test.h"
#include "clients/connectors/rejected_file.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Sample {
  std::string_view connector;
  std::string text;
};

// One good file of each connector, with a few of the things that go wrong in files.
std::vector<Sample> Samples() {
  return {
      {"administrators",
       "customer,administrator,from,through\n"
       "northwind,a.admin@northwind.example,7/14/2015,\n"},
      {"designations",
       "subscription,customer,partner,from,through,designated_by,role\n"
       "EA-1,northwind,4847383,1/14/2016,,a.admin,Global Administrator\n"
       "EA-2,\"fabrikam\",77,2/3/2016,3/14/2016,\"b \"\"B\"\"\",owner\n"},
      {"fasttrack",
       "{\"items\":[{\"conversation\":\"FT-1\",\"customer\":\"northwind\",\"workload\":\"Intune\","
       "\"partner\":4847383,\"on\":\"2016-01-20\",\"saidBy\":\"vendor\",\"said\":\"\\u00e9\","
       "\"confirmed\":true}]}"},
      {"graph.access_assignments",
       "{\"value\":[{\"id\":\"a1\",\"status\":\"active\",\"createdDateTime\":"
       "\"2022-03-07T22:55:18.6780449Z\",\"accessDetails\":{\"unifiedRoles\":[{"
       "\"roleDefinitionId\":\"29232cdf-9323-42fd-ade2-1d097af3e4de\"}]}}]}"},
      {"graph.active_users",
       "Report Refresh Date,User Principal Name,Is Deleted,Exchange Last Activity Date\n"
       "2017-09-01,a,False,2017-08-30\n2017-09-01,b,True,\n"},
      {"graph.delegated_admin_relationships",
       "{\"value\":[{\"id\":\"r1\",\"status\":\"active\",\"customer\":{\"tenantId\":\"t1\"},"
       "\"activatedDateTime\":\"2022-02-10T11:26:44.9941884Z\",\"endDateTime\":null,"
       "\"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":"
       "\"29232cdf-9323-42fd-ade2-1d097af3e4de\"}]}}]}"},
      {"graph.subscribed_skus",
       "{\"value\":[{\"skuPartNumber\":\"E5\",\"prepaidUnits\":{\"enabled\":25},"
       "\"subscriptionIds\":[\"S-1\"],\"servicePlans\":[{\"servicePlanName\":\"EXCHANGE_S_X\"}]}]"
       "}"},
      {"insights.office365_usage",
       "CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,"
       "PartnerAttributionType,IsDuplicateRowForPGA\n"
       "11111111-aaaa-4bbb-8ccc-000000000001,EXO,2016-02,10,5,1,DPOR,0\n"},
      {"partner_center.subscriptions",
       "{\"items\":[{\"id\":\"S-1\",\"quantity\":10,\"status\":\"active\",\"effectiveStartDate\":"
       "\"2015-11-25T06: 41: 12Z\",\"autoRenewEnabled\":true,\"partnerId\":\"77\"}]}"},
      {"partner_center.usage",
       "{\"items\":[{\"workloadName\":\"Exchange\",\"licensesActive\":1,\"licensesQualified\":2,"
       "\"usagePercent\":0.5,\"processedDateTime\":\"2017-03-09T00:00:00+00:00\"}]}"},
      {"partner_standing",
       "partner,standing,from,through\n4847383,eligible,7/14/2015,\n"
       "77,suspended,3/1/2016,3/31/2016\n"},
      {"reconciliation.license_based",
       "CustomerId,MPNID,SyndicationPartnerSubscriptionNumber,ChargeStartDate,ChargeEndDate,"
       "Subtotal,Currency\nnorthwind,4390934,SP-1,2/1/2019 0:00,2/28/2019 23:59,11.5E-1,EUR\n"},
      {"reconciliation.new_commerce",
       "CustomerId,MPNID,SubscriptionId,ChargeStartDate,ChargeEndDate,Subtotal,Currency\n"
       "northwind,4390934,S-1,9/1/2020,9/30/2020,-0.045,EUR\n"},
      {"sales",
       "agreement,type,customer,partner,from,through,amount,currency,period\n"
       "OL-77,Open,fabrikam,4999001,2016-01-15,,240.50,USD,2016-02\n"},
  };
}

// The export that access assignments are read beside.
std::string RelationshipsText() {
  const std::vector<Sample> samples = Samples();
  return std::ranges::find(samples, "graph.delegated_admin_relationships", &Sample::connector)
      ->text;
}

Imported ReadSample(const Sample& sample) {
  std::istringstream relationships(RelationshipsText());
  return ImportText(sample.connector, sample.text,
                    {.file_name = {},
                     .partner = "seller",
                     .customer = "northwind",
                     .as_of = Date::FromCivil(2016, 2, 10),
                     .relationship = "r1",
                     .relationships = &relationships});
}

TEST(Connectors, EachIsFoundByItsNameAndReadsItsSample) {
  const std::vector<Sample> samples = Samples();
  ASSERT_EQ(samples.size(), Connectors().size());
  for (size_t i = 0; i < samples.size(); ++i) {
    const Connector& connector = Connectors()[i];
    EXPECT_EQ(connector.name, samples[i].connector);
    EXPECT_EQ(FindConnector(connector.name), &connector);
    EXPECT_TRUE(i == 0 || Connectors()[i - 1].name < connector.name);
    const Imported imported = ReadSample(samples[i]);
    EXPECT_TRUE(imported.status.ok()) << connector.name << ": " << imported.status;
    EXPECT_THAT(imported.reports, SizeIs(0)) << connector.name;
    EXPECT_GT(imported.summary.records, 0) << connector.name;
  }
  EXPECT_EQ(FindConnector("crystal_ball"), nullptr);
}

// The kinds and measures a connector says it gives are those it gives.
TEST(Connectors, WhatTheyGiveIsWhatTheySay) {
  for (const Sample& sample : Samples()) {
    const Connector& connector = *FindConnector(sample.connector);
    for (const std::string& record : ReadSample(sample).records) {
      const auto says = [&](std::span<const std::string_view> names, const std::string& before) {
        return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
          return absl::StrContains(record, absl::StrCat(before, std::string(name), " "));
        });
      };
      EXPECT_TRUE(absl::StartsWith(record, "measure ") ? says(connector.measures, "measure ")
                                                       : says(connector.kinds, ": "))
          << connector.name << ": " << record;
    }
  }
}

TEST(Connectors, TheSameFileTwiceSaysTheSame) {
  for (const Sample& sample : Samples()) {
    EXPECT_EQ(ReadSample(sample).all, ReadSample(sample).all) << sample.connector;
  }
}

TEST(Connectors, AFailureToTakeARecordEndsTheImport) {
  for (const Sample& sample : Samples()) {
    std::istringstream stream(sample.text);
    std::istringstream relationships(RelationshipsText());
    const Takers takers{.record = [](facts::Record) { return UnavailableError("no disk"); }};
    const auto summary = FindConnector(sample.connector)
                             ->read(stream,
                                    {.file_name = "export",
                                     .partner = "seller",
                                     .customer = "northwind",
                                     .as_of = Date::FromCivil(2016, 2, 10),
                                     .relationship = "r1",
                                     .relationships = &relationships},
                                    takers);
    EXPECT_EQ(summary.status().message(), "no disk") << sample.connector;
  }
}

TEST(Connectors, RejectedRowsAreAFileToMendAndFeedAgain) {
  for (const auto& [connector, text, mend] :
       {std::tuple(
            std::string("sales"),
            std::string("agreement,type,customer,partner,from\nA-1,EA,northwind,7 7,2016-01-01"
                        "\nA-2,EA,northwind,78,2016-01-01\nA-3,EA,northwind,7 7,2016-01-01\n"),
            std::string("A-1,EA,northwind,7 7,2016-01-01\nA-3")),
        std::tuple(std::string("sales"),
                   std::string("[{\"agreement\":\"A-1\",\"type\":\"EA\",\"customer\":\"n\",\n"
                               "\"partner\":\"7 7\",\"from\":\"2016-01-01\"}]"),
                   std::string("[\n{\"agreement\":\"A-1\""))}) {
    const Imported first = ImportText(connector, text);
    std::ostringstream out;
    RejectedFile file(out);
    for (const RejectedRow& row : first.rejected) file.Add(row);
    file.Finish();
    EXPECT_THAT(out.str(), HasSubstr(mend));
    std::string mended = out.str();
    for (size_t at; (at = mended.find("7 7")) != std::string::npos;) mended.replace(at, 3, "77");
    const Imported again = ImportText(connector, mended);
    EXPECT_EQ(again.summary.rows_used, static_cast<int64_t>(first.rejected.size()));
    EXPECT_THAT(again.rejected, SizeIs(0));
  }
}

TEST(Connectors, ProgressIsToldWhileALongFileIsRead) {
  std::string text = "agreement,type,customer,partner,from\n";
  for (int i = 0; i < 20'000; ++i) absl::StrAppend(&text, "A-", i, ",EA,northwind,77,2016-01-01\n");
  std::istringstream stream(text);
  std::vector<Progress> told;
  const Takers takers{.record = [](facts::Record) { return absl::OkStatus(); },
                      .progress = [&](const Progress& progress) { told.push_back(progress); }};
  const auto summary = FindConnector("sales")->read(stream, {.file_name = "export"}, takers);
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->rows_used, 20'000);
  ASSERT_THAT(told, SizeIs(3));
  EXPECT_EQ(told[2].rows, 16'384);
  EXPECT_GT(told[2].bytes, told[1].bytes);
}

// Breaks `text` in one of the ways files are broken.
std::string Mutated(std::string text, std::mt19937& random) {
  const auto below = [&](size_t end) {
    return std::uniform_int_distribution<size_t>(0, end == 0 ? 0 : end - 1)(random);
  };
  static constexpr std::string_view kPieces[] = {
      "\"",         ",",
      ";",          "\n",
      "\r\n",       "{",
      "}",          "[",
      "]",          "\xEF\xBB\xBF",
      "\xFF",       "0001-01-01",
      "13/13/2016", "1e999",
      "-",          "null",
      "\\u0000",    "99999999999999999999999999999999999999"};
  for (size_t times = 1 + below(3); times > 0; --times) {
    const size_t at = below(text.size() + 1);
    switch (below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        text.insert(at, kPieces[below(std::size(kPieces))]);
        break;
      case 3:
        text.resize(at);
        break;
      case 4:
        text.insert(at, text.substr(below(text.size() + 1), below(40)));
        break;
      default:
        text.insert(at, 1, '\0');
    }
  }
  return text;
}

TEST(Connectors, NoBytesDoAnythingButGiveRecordsOrALocatedFault) {
  std::mt19937 random(2016);
  for (const Sample& sample : Samples()) {
    for (int i = 0; i < 400; ++i) {
      const Sample broken{sample.connector, Mutated(sample.text, random)};
      const Imported imported = ReadSample(broken);
      const ImportSummary& summary = imported.summary;
      if (imported.status.ok()) {
        EXPECT_EQ(summary.rows_used + summary.rows_partly_used + summary.rows_unused,
                  summary.rows_read)
            << sample.connector << "\n"
            << broken.text;
        EXPECT_EQ(summary.rows_rejected, static_cast<int64_t>(imported.rejected.size()));
      } else {
        EXPECT_TRUE(absl::StartsWith(imported.message(), "export:")) << imported.status;
      }
      for (const std::string& report : imported.reports) {
        EXPECT_TRUE(absl::StartsWith(report, "export:")) << report;
      }
    }
  }
}

}  // namespace
}  // namespace credence::connectors
