// Tests server/log_reader.h: what is read of files that grow, are put aside, torn and taken away,
// and that a reader goes on where another stopped.
#include "server/log_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/log_lines.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::credence::testing::LineOf;
using ::credence::testing::LinesOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LogReaderTest : public ::testing::Test {
 protected:
  std::unique_ptr<LogReader> Open(LogReading reading = {}) const {
    auto reader = LogReader::Open(path_, std::move(reading));
    EXPECT_TRUE(reader.ok()) << reader.status();
    return reader.ok() ? *std::move(reader) : nullptr;
  }
  absl::Status StatusOf(const LogPlace& from) const {
    return LogReader::Open(path_, {.from = from}).status();
  }

  // The numbers of what is left: "r-7" is 7.
  static std::string Rest(LogReader& reader) {
    std::string numbers;
    while (const std::optional<LogLine> line = reader.Next()) {
      numbers += line->record.id().substr(2) + " ";
    }
    return numbers;
  }

  void PutAside(const std::string& number) const {
    std::filesystem::rename(path_, path_ + "." + number);
  }

  testing::TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("log");
};

TEST_F(LogReaderTest, AnotherGoesOnWhereOneStopped) {
  folder_.Write("log", LinesOf(1, 3));
  folder_.Write("log.000001", LinesOf(4, 6));
  const auto first = Open();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(first->Next().has_value());
  const LogPlace place = first->place();
  EXPECT_EQ(place.number, 0u);
  EXPECT_EQ(place.offset, LinesOf(1, 1).size());
  EXPECT_EQ(Rest(*Open({.from = place})), "2 3 ");
  EXPECT_EQ(Rest(*first), "2 3 ");
  EXPECT_TRUE(first->at_end());
}

TEST_F(LogReaderTest, AFilePutAsideMeanwhileIsFoundByHowItBegins) {
  folder_.Write("log", LinesOf(1, 3));
  const auto first = Open();
  ASSERT_TRUE(first->Next().has_value());
  const LogPlace place = first->place();
  PutAside("000007");
  EXPECT_EQ(Rest(*Open({.from = place})), "2 3 ");
  folder_.Write("log", LinesOf(4, 5));
  EXPECT_EQ(Rest(*Open({.from = place})), "2 3 4 5 ");
  // And who has it open reads on.
  EXPECT_EQ(Rest(*first), "2 3 ");
  PutAside("000008");
  std::filesystem::rename(path_ + ".000007", path_ + ".000009");
  EXPECT_EQ(Rest(*Open({.from = place})), "2 3 ");
  std::filesystem::remove(path_ + ".000009");
  EXPECT_TRUE(absl::IsOutOfRange(StatusOf(place)));
}

TEST_F(LogReaderTest, AFileThatWasCutOrIsAnotherIsNotTheOneThatWasRead) {
  folder_.Write("log", LinesOf(1, 3));
  const auto first = Open();
  EXPECT_TRUE(first->Next() && first->Next());
  const LogPlace place = first->place();
  folder_.Write("log", LinesOf(1, 1));
  EXPECT_TRUE(absl::IsOutOfRange(StatusOf(place)));
  folder_.Write("log", LinesOf(5, 9));
  EXPECT_TRUE(absl::IsOutOfRange(StatusOf(place)));
  folder_.Remove("log");
  EXPECT_TRUE(absl::IsNotFound(StatusOf(place)));
}

TEST_F(LogReaderTest, TheFileThatIsWrittenMayBeGoneAndAnotherNameOfItIsNoFileMore) {
  folder_.Write("log", LinesOf(1, 2));
  std::filesystem::create_hard_link(path_, path_ + ".000001");
  EXPECT_EQ(Rest(*Open()), "1 2 ");
  folder_.Remove("log");
  EXPECT_EQ(Rest(*Open()), "1 2 ");
}

TEST_F(LogReaderTest, WhatIsTornIsLeftOutAndWhatIsNoRecordCounted) {
  folder_.Write("log.000001", LineOf({.number = 1}) + "{\"id\":\"r-2\",");
  folder_.Write("log", "not json\n" + LineOf({.number = 3}) + "{}\n\n{\"id\":");
  std::vector<std::string> told;
  const auto reader = Open({.complain = [&](const std::string& place, std::string_view what) {
    told.push_back(place.substr(place.rfind('/') + 1) + ": " + std::string(what));
  }});
  EXPECT_EQ(Rest(*reader), "1 3 ");
  EXPECT_TRUE(reader->at_end());
  EXPECT_EQ(reader->damaged(), 3u);
  EXPECT_THAT(told, ElementsAre(HasSubstr("log.000001:2: the last line is not whole"),
                                HasSubstr("log:1: this line is no record"), HasSubstr("log:3: "),
                                HasSubstr("log:4: "), HasSubstr("log:5: the last line")));
}

TEST_F(LogReaderTest, ABudgetEndsItBehindALineWhateverIsFound) {
  folder_.Write("log", LinesOf(1, 30));
  const LogReading reading{.query = {.customer = "c30"}, .budget = {.bytes = 1'000}};
  std::string found;
  LogPlace place;
  int readers = 0;
  for (bool at_end = false; !at_end; ++readers) {
    LogReading next = reading;
    next.from = place;
    const auto reader = Open(next);
    found += Rest(*reader);
    EXPECT_LT(reader->bytes(), 1'400u);
    at_end = reader->at_end();
    if (!at_end) place = reader->place();
  }
  EXPECT_EQ(found, "30 ");
  EXPECT_GT(readers, 2);
  const auto parsing = Open({.budget = {.parsed_bytes = LinesOf(1, 2).size() - 2}});
  EXPECT_EQ(Rest(*parsing), "1 2 ");
  EXPECT_FALSE(parsing->at_end());
}

TEST_F(LogReaderTest, WhatStandsAfterARecordIsFoundByReadersInTurn) {
  folder_.Write("log.000001", LinesOf(1, 10));
  folder_.Write("log", LinesOf(11, 20));
  const LogReading reading{.query = {.after = "r-12"}, .budget = {.bytes = 1'000}};
  std::string found;
  LogPlace place;
  for (bool at_end = false; !at_end;) {
    LogReading next = reading;
    next.from = place;
    const auto reader = Open(next);
    found += Rest(*reader);
    at_end = reader->at_end();
    if (!at_end) place = reader->place();
  }
  EXPECT_EQ(found, "13 14 15 16 17 18 19 20 ");
}

TEST_F(LogReaderTest, ItStopsWhenNobodyWaits) {
  folder_.Write("log", LinesOf(1, 300));
  bool gone = false;
  Stop stop({.is_gone = [&] { return gone; }, .turns = 1});
  const auto reader = Open({.budget = {.stop = &stop}});
  ASSERT_TRUE(reader->Next().has_value());
  gone = true;
  // It looks now and then.
  EXPECT_LE(Rest(*reader).size(), std::string("2 ").size());
  EXPECT_FALSE(reader->at_end());
  EXPECT_EQ(stop.cause(), Stop::Cause::kGone);
}

TEST_F(LogReaderTest, AStreamIsReadAsAFileIs) {
  std::istringstream in(LinesOf(1, 2) + "{");
  const auto reader = LogReader::Of(in, "<stdin>", {});
  EXPECT_EQ(Rest(*reader), "1 2 ");
  EXPECT_TRUE(reader->at_end());
}

TEST_F(LogReaderTest, WhatCannotBeReadIsTold) {
  EXPECT_TRUE(absl::IsNotFound(LogReader::Open(path_, {}).status()));
  std::filesystem::create_directory(path_);
  const absl::Status folder = LogReader::Open(path_, {}).status();
  EXPECT_THAT(std::string(folder.message()), HasSubstr("this is a folder"));
}

}  // namespace
}  // namespace credence::server
