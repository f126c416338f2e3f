#include "clients/connectors/report_month.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace credence::connectors {
namespace {

using ::testing::HasSubstr;

std::string Read(std::string_view text) {
  const absl::StatusOr<Period> month = ParseReportMonth(text);
  return month.ok() ? month->ToString() : std::string(month.status().message());
}

TEST(ReportMonth, IsReadInTheShapesExportsWrite) {
  for (const char* text : {"2016-02", "2016-02-01", "2016-02-29", "2016-02-01T00:00:00",
                           "2016-02-01 00:00:00", "2016-02-01T00:00:00Z", "2/1/2016", "02/01/2016",
                           "2/1/2016 0:00", "2/1/2016 12:00:00 AM"}) {
    EXPECT_EQ(Read(text), "2016-02") << text;
  }
}

TEST(ReportMonth, IsRefusedWhenTheOrderOfDayAndMonthCannotBeTold) {
  EXPECT_THAT(Read("1/2/2016"), HasSubstr("month first or the day first"));
  EXPECT_THAT(Read("31/12/2015"), HasSubstr("write it as 2015-MM-DD"));
}

TEST(ReportMonth, IsRefusedWhenItIsNone) {
  for (const char* text : {"", "2016", "2016-Q1", "2016-13", "2016-02-30", "13/1/2016", "Feb-16",
                           "2/1/16", "201602", "1/1/9999", "2016-02x", "///"}) {
    EXPECT_THAT(Read(text), HasSubstr("is no month")) << text;
  }
}

}  // namespace
}  // namespace credence::connectors
