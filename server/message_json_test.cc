// Tests server/message_json.h: Protobuf's own reader reads back what is written, whatever the texts
// hold; and what is masked is nowhere in it.
#include "server/message_json.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "credence/v1/decision_record.pb.h"
#include "nlohmann/json.hpp"
#include "tests/support/small_request.h"

namespace credence::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

v1::DecideRequest Request() {
  v1::DecideRequest request = testing::SmallRequest();
  request.set_policy("policies/recognition");
  request.mutable_known_at()->set_year(2016);
  request.set_trace(true);
  v1::Subject& customer = *request.mutable_case_()->mutable_subjects(0);
  (*customer.mutable_attributes())["segment"].set_symbol("education");
  (*customer.mutable_attributes())["tenant.name"].set_symbol("Northwind \"Traders\"\n");
  (*customer.mutable_attributes())["age"].set_days(-3);
  (*request.mutable_overlay()->mutable_params())["rate"].set_percent("12.5");
  request.mutable_overlay()->add_files()->set_raw_text("\xff\x00\x01");
  return request;
}

std::string Written(const v1::DecideRequest& request, const std::vector<std::string>& masks = {}) {
  const auto json = MessageJson::Plan(*v1::DecisionRecord::descriptor(), masks);
  EXPECT_TRUE(json.ok()) << json.status();
  std::string text = "{";
  if (json.ok()) json->AppendField(v1::DecisionRecord::kRequestFieldNumber, request, text);
  return text + "}";
}

v1::DecisionRecord ReadBack(const std::string& text) {
  v1::DecisionRecord record;
  const auto status = google::protobuf::util::JsonStringToMessage(text, &record);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << text;
  return record;
}

bool Equals(const google::protobuf::Message& a, const google::protobuf::Message& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

TEST(MessageJson, ProtobufReadsBackWhatWasWritten) {
  const v1::DecideRequest request = Request();
  const std::string text = Written(request);
  EXPECT_TRUE(Equals(ReadBack(text).request(), request)) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_TRUE(Equals(ReadBack(Written({})).request(), v1::DecideRequest()));
}

TEST(MessageJson, ARecordReadAndWrittenIsTheSameLine) {
  const auto json = MessageJson::Plan(*v1::DecisionRecord::descriptor(), {});
  const std::string line = "{\"id\":\"r-1\",\"customers\":[\"a > \\\"b\\\"\"],\"request\":" +
                           Written(Request()).substr(sizeof("{\"request\":") - 1);
  std::string again;
  json->Append(ReadBack(line), again);
  EXPECT_EQ(again, line);
}

TEST(MessageJson, NumbersOf64BitsAreTextsAndEnumsAreNames) {
  const auto json = MessageJson::Plan(*v1::DecisionRecord::descriptor(), {});
  v1::DecideColumnsResponse columns;
  v1::CreditColumn& credit = *columns.add_credits();
  credit.add_amounts(INT64_MIN);
  credit.add_amounts(INT64_MAX);
  credit.add_cases(UINT32_MAX);
  v1::Decision decision;
  v1::Result& result = *decision.add_results();
  result.set_outcome(v1::Result::HELD);
  result.mutable_held()->set_reason(static_cast<v1::Held::Reason>(77));  // of a later contract
  std::string text = "{";
  json->AppendField(v1::DecisionRecord::kColumnsResponseFieldNumber, columns, text);
  text += ',';
  json->AppendField(v1::DecisionRecord::kDecisionFieldNumber, decision, text);
  text += '}';
  EXPECT_THAT(text, HasSubstr("[\"-9223372036854775808\",\"9223372036854775807\"]"));
  EXPECT_THAT(text, HasSubstr("\"outcome\":\"HELD\""));
  EXPECT_THAT(text, HasSubstr("\"reason\":77"));
  EXPECT_TRUE(Equals(ReadBack(text).columns_response(), columns));
  EXPECT_TRUE(Equals(ReadBack(text).decision(), decision));
}

TEST(MessageJson, AMaskedTextIsMarkedAndAnythingElseIsLeftOut) {
  const std::string text = Written(
      Request(), {"request.case.evidence.id", "request.case.subjects.attributes.tenant.name",
                  "request.case.measures.value", "request.overlay.params", "request.known_at"});
  const v1::DecideRequest request = ReadBack(text).request();
  EXPECT_EQ(request.case_().evidence(0).id(), kMask);
  EXPECT_EQ(request.case_().evidence(0).kind(), "dpor");
  EXPECT_EQ(request.case_().subjects(0).attributes().count("tenant.name"), 0u);
  EXPECT_EQ(request.case_().subjects(0).attributes().count("segment"), 1u);
  EXPECT_FALSE(request.case_().measures(0).has_value());
  EXPECT_EQ(request.case_().measures(0).measure(), "seats");
  EXPECT_EQ(request.overlay().params_size(), 0);
  EXPECT_FALSE(request.has_known_at());
  EXPECT_THAT(text, AllOf(Not(HasSubstr("Traders")), Not(HasSubstr("12345"))));
  EXPECT_EQ(Written(Request(), {"request"}), "{}");
}

TEST(MessageJson, EveryPathThatNamesNothingIsToldWithWhatMayBeMeant) {
  const std::vector<std::string> masks = {"request.case.evidense.id", "request.policy.name", "",
                                          "request.case.evidence.id"};
  const auto json = MessageJson::Plan(*v1::DecisionRecord::descriptor(), masks);
  ASSERT_FALSE(json.ok());
  const std::string message(json.status().message());
  EXPECT_THAT(message, HasSubstr("`request.case.evidense.id` names no field: write "
                                 "`request.case.evidence`"));
  EXPECT_THAT(message, HasSubstr("`request.policy.name`: nothing stands below `request.policy`"));
  EXPECT_THAT(message, HasSubstr("`` names no field: there are id, time"));
}

std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonText(text, quoted);
  return quoted;
}

TEST(AppendJsonText, WhateverATextHoldsItIsOneLineOfJson) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(Quoted("\n\r\t\b\x1f"), R"("\n\r\t\u0008\u001f")");
  EXPECT_EQ(Quoted(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(Quoted("Zoë \u2028 \U0001F600"), "\"Zoë \u2028 \U0001F600\"");
  EXPECT_EQ(Quoted("\xff"
                   "a\xc3"),
            "\"\xEF\xBF\xBD"
            "a\xEF\xBF\xBD\"");
}

RC_GTEST_PROP(AppendJsonTextProperty, AnotherReaderReadsTheSame, (const std::string& bytes)) {
  const std::string quoted = Quoted(bytes);
  RC_ASSERT(quoted.find('\n') == std::string::npos);
  const std::string read = nlohmann::json::parse(quoted).get<std::string>();
  RC_ASSERT(Quoted(read) == quoted);
  const bool is_ascii = std::ranges::all_of(bytes, [](char c) { return c >= 0; });
  RC_ASSERT(!is_ascii || read == bytes);
}

}  // namespace
}  // namespace credence::server
