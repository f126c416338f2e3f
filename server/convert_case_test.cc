// Tests server/convert_case.h: a case arrives whole, and all that is wrong with one is found in
// one pass, each at its own field, with nothing that only follows from it.
#include "server/convert_case.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "core/limits.h"
#include "tests/support/small_programme.h"

namespace credence::server {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Case CaseOf(const std::string& text) {
  v1::Case message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

std::vector<facts::Fault> FaultsOf(const std::string& text) {
  std::vector<facts::Fault> faults;
  EXPECT_FALSE(ReadCase(CaseOf(text), FieldPath("case"), faults).has_value());
  return faults;
}

auto FaultAt(const std::string& field, const std::string& words) {
  return AllOf(Field(&facts::Fault::field, field), Field(&facts::Fault::message, HasSubstr(words)));
}

TEST(ReadCase, AGoodCaseArrivesWhole) {
  std::vector<facts::Fault> faults;
  const auto read = ReadCase(CaseOf(testing::kSmallCase), FieldPath("case"), faults);
  EXPECT_THAT(faults, IsEmpty());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->id, "northwind");
  EXPECT_EQ(read->subjects.size(), 4u);
  EXPECT_EQ(read->measures.size(), 2u);
  ASSERT_EQ(read->evidence.size(), 1u);
  EXPECT_EQ(read->evidence.valid[0], (DateRange{*Date::Parse("2015-07-01"), DateRange().end}));
  EXPECT_EQ(read->evidence.field_value[0].value, Value(*Date::Parse("2015-07-01")));
}

TEST(ReadCase, ADateThatDoesNotExistIsNamedByItsField) {
  EXPECT_THAT(FaultsOf(R"pb(
                subjects { type: "partner" id: "adatum" }
                evidence {
                  id: "e1"
                  kind: "eligible"
                  partner: "adatum"
                  from { year: 2015 month: 2 day: 29 }
                }
              )pb"),
              ElementsAre(FaultAt("case.evidence[0].from", "there is no 2015-02-29")));
}

TEST(ReadCase, AnUndeclaredPartnerIsNamedWithANearOne) {
  EXPECT_THAT(FaultsOf(R"pb(
                subjects { type: "partner" id: "contoso" }
                evidence {
                  id: "e1"
                  kind: "eligible"
                  partner: "contosa"
                  from { year: 2016 month: 1 day: 1 }
                }
              )pb"),
              ElementsAre(FaultAt("case.evidence[0].partner", "`contoso`")));
}

TEST(ReadCase, OneFaultOfAFieldHidesNoOtherOfItsRow) {
  EXPECT_THAT(FaultsOf(R"pb(
                subjects { type: "partner" id: "adatum" }
                evidence {
                  id: "e1"
                  kind: "eligible"
                  partner: "nobody"
                  from { year: 2015 month: 2 day: 30 }
                  through { year: 2015 month: 2 day: 31 }
                  fields {
                    key: "since"
                    value { decimal: "12,40" }
                  }
                }
              )pb"),
              ElementsAre(FaultAt("case.evidence[0].from", "2015-02-30"),
                          FaultAt("case.evidence[0].through", "2015-02-31"),
                          FaultAt("case.evidence[0].fields.since.decimal", "12,40"),
                          FaultAt("case.evidence[0].partner", "nobody")));
}

TEST(ReadCase, AMeasureWithoutAValueIsTold) {
  EXPECT_THAT(FaultsOf(R"pb(
                subjects { type: "subscription" id: "ea1" }
                measures { measure: "seats" subject: "ea1" period: "February" }
              )pb"),
              ElementsAre(FaultAt("case.measures[0].period", "February"),
                          FaultAt("case.measures[0].value", "the value is missing")));
}

TEST(ReadCase, AFeedWithoutItsDayIsTold) {
  EXPECT_THAT(FaultsOf(R"pb(feeds { kind: "dpor" })pb"),
              ElementsAre(FaultAt("case.feeds[0].loaded_through", "the day is missing")));
}

TEST(CheckCaseLimits, ManySubjectsAreFineAndOneMoreIsNot) {
  v1::Case message;
  for (size_t i = 0; i < limits::kSubjectsMax; ++i) message.add_subjects();
  EXPECT_TRUE(CheckCaseLimits(message).ok());
  message.add_subjects();
  const absl::Status status = CheckCaseLimits(message);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("case.subjects: 10,001 subjects; at most 10,000 are allowed"));
}

}  // namespace
}  // namespace credence::server
