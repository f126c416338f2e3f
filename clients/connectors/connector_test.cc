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
#include "clients/connectors/samples_for_test.h"

namespace credence::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

Imported ReadSample(const Sample& sample) {
  std::istringstream relationships{std::string(SampleOf("graph.delegated_admin_relationships"))};
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
    std::istringstream relationships{std::string(SampleOf("graph.delegated_admin_relationships"))};
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
