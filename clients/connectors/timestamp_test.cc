#include "clients/connectors/timestamp.h"

#include <gtest/gtest.h>

namespace credence::connectors {
namespace {

std::string Read(std::string_view text, SlashOrder order = SlashOrder::kUnknown) {
  const Moment moment = ReadMoment(text, order);
  switch (moment.read) {
    case Moment::Read::kDate:
      return moment.ToIso();
    case Moment::Read::kNone:
      return "none";
    case Moment::Read::kAmbiguous:
      return "ambiguous";
    case Moment::Read::kBad:
      return "bad";
  }
  return "";
}

TEST(Timestamp, DaysAndMomentsAreReadAsSystemsWriteThem) {
  EXPECT_EQ(Read("2016-02-29"), "2016-02-29T00:00:00.0000000Z");
  EXPECT_EQ(Read("2022-02-10T11:26:44.9941884Z"), "2022-02-10T11:26:44.9941884Z");
  EXPECT_EQ(Read("2022-02-10T11:26:44.994188499Z"), "2022-02-10T11:26:44.9941884Z");
  EXPECT_EQ(Read("2015-11-25T06: 41: 12Z"), "2015-11-25T06:41:12.0000000Z");
  EXPECT_EQ(Read("2016-02-04T19:29:38.037"), "2016-02-04T19:29:38.0370000Z");
  EXPECT_EQ(Read("2016-02-04 19:29"), "2016-02-04T19:29:00.0000000Z");
}

TEST(Timestamp, AZoneIsTakenIntoUtc) {
  EXPECT_EQ(Read("2016-02-01T00:30:00+02:00"), "2016-01-31T22:30:00.0000000Z");
  EXPECT_EQ(Read("2016-02-29T23:30:00-0100"), "2016-03-01T00:30:00.0000000Z");
  EXPECT_EQ(Read("2017-03-09T00:00:00+00:00"), "2017-03-09T00:00:00.0000000Z");
}

TEST(Timestamp, WithSlashesTheOrderIsKnownOrTold) {
  EXPECT_EQ(Read("2/29/2016 0:00"), "2016-02-29T00:00:00.0000000Z");
  EXPECT_EQ(Read("29/2/2016"), "2016-02-29T00:00:00.0000000Z");
  EXPECT_EQ(Read("2/2/2016"), "2016-02-02T00:00:00.0000000Z");
  EXPECT_EQ(Read("1/2/2016"), "ambiguous");
  EXPECT_EQ(Read("1/2/2016", SlashOrder::kMonthFirst), "2016-01-02T00:00:00.0000000Z");
  EXPECT_EQ(Read("1/2/2016 12:00:00 AM", SlashOrder::kDayFirst), "2016-02-01T00:00:00.0000000Z");
  EXPECT_EQ(Read("2/28/2019 11:59 PM"), "2019-02-28T23:59:00.0000000Z");
}

TEST(Timestamp, TheFirstYearMeansNoDate) {
  EXPECT_EQ(Read("0001-01-01T00:00:00"), "none");
  EXPECT_EQ(Read("1/1/0001 12:00:00 AM"), "none");
}

TEST(Timestamp, WhatIsNoDateIsNone) {
  for (const char* text : {"", "soon", "2016-02-30", "2016-2-9", "2016-02-29T", "2016-02-29T25:00",
                           "2016-02-29T10:00+99:00", "13/13/2016", "2016-02-29x", "20160229",
                           "2016-02-29T10:61", "1/2/16", "2016-02-29T10:00:00.Z"}) {
    EXPECT_EQ(Read(text), "bad") << text;
  }
}

TEST(Timestamp, AValueShowsItsOrderOnlyWhereItCanBeReadOneWay) {
  EXPECT_EQ(SlashOrderOf("2/29/2016"), SlashOrder::kMonthFirst);
  EXPECT_EQ(SlashOrderOf("29/2/2016 10:00"), SlashOrder::kDayFirst);
  EXPECT_EQ(SlashOrderOf("2/3/2016"), SlashOrder::kUnknown);
  EXPECT_EQ(SlashOrderOf("2016-02-29"), SlashOrder::kUnknown);
  EXPECT_EQ(SlashOrderOf("30/31/2016"), SlashOrder::kUnknown);
}

}  // namespace
}  // namespace credence::connectors
