// Tests server/decision_record.h: a record holds what was asked and answered, with its masks.
#include "server/decision_record.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "server/status_mapping.h"
#include "tests/support/error_reason.h"
#include "tests/support/small_request.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kNow = 1'459'512'000'000'250;  // 2016-04-01T12:00:00.000250Z

RecordWriter Writer(const std::vector<std::string>& masks = {}, size_t bytes_max = 1 << 20) {
  auto writer = RecordWriter::Create(
      masks, "5f3a", [] { return kNow; }, bytes_max);
  EXPECT_TRUE(writer.ok()) << writer.status();
  return *std::move(writer);
}

v1::Decision Decided() {
  v1::Decision decision;
  decision.set_revision("abc");
  decision.set_policy("recognition");
  v1::Award& award = *decision.add_results()->add_awards();
  award.set_partner("adatum");
  award.mutable_amount()->set_exact("1234.57");
  return decision;
}

const RecordedCall kCall{.method = "Decide", .caller = "portal\n", .trace_id = "0af7"};

v1::DecisionRecord ReadBack(const std::string& line) {
  v1::DecisionRecord record;
  const auto status = google::protobuf::util::JsonStringToMessage(line, &record);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << line;
  return record;
}

v1::DecisionRecord RecordOf(const std::vector<std::string>& masks) {
  LogLines lines;
  EXPECT_TRUE(Writer(masks).Add(kCall, testing::SmallRequest(), Decided(), lines).ok());
  return ReadBack(lines.text);
}

TEST(DecisionRecord, HoldsWhatWasAskedAndAnswered) {
  LogLines lines;
  const RecordWriter writer = Writer();
  ASSERT_TRUE(writer.Add(kCall, testing::SmallRequest(), Decided(), lines).ok());
  ASSERT_TRUE(writer.Add(kCall, testing::SmallRequest(), Decided(), lines).ok());
  EXPECT_EQ(lines.records, 2u);
  EXPECT_THAT(lines.text,
              ::testing::StartsWith(R"({"id":"5f3a-1","time":"2016-04-01T12:00:00.000250Z",)"));
  const size_t end = lines.text.find('\n');
  EXPECT_THAT(lines.text.substr(end + 1), ::testing::StartsWith(R"({"id":"5f3a-2",)"));
  const v1::DecisionRecord record = ReadBack(lines.text.substr(0, end));
  EXPECT_EQ(record.method(), "Decide");
  EXPECT_EQ(record.caller(), "portal\n");
  EXPECT_EQ(record.trace_id(), "0af7");
  EXPECT_EQ(record.revision(), "abc");
  EXPECT_EQ(record.case_sha256().size(), 64u);
  EXPECT_THAT(record.customers(), ElementsAre("northwind"));
  EXPECT_EQ(record.masks_size(), 0);
  using google::protobuf::util::MessageDifferencer;
  EXPECT_TRUE(MessageDifferencer::Equals(record.request(), testing::SmallRequest()));
  EXPECT_TRUE(MessageDifferencer::Equals(record.decision(), Decided()));
}

TEST(DecisionRecord, NamesItsMasksAndKeepsTheDigestOfTheFacts) {
  const std::vector<std::string> masks = {"caller", "customers", "request.case.evidence",
                                          "decision.results.awards.partner"};
  const v1::DecisionRecord record = RecordOf(masks);
  EXPECT_THAT(record.masks(), ::testing::ElementsAreArray(masks));
  EXPECT_EQ(record.caller(), kMask);
  EXPECT_THAT(record.customers(), ElementsAre(std::string(kMask)));
  EXPECT_EQ(record.request().case_().evidence_size(), 0);
  EXPECT_EQ(record.decision().results(0).awards(0).partner(), kMask);
  EXPECT_EQ(record.decision().results(0).awards(0).amount().exact(), "1234.57");
  EXPECT_EQ(record.case_sha256(), RecordOf({}).case_sha256());
  EXPECT_FALSE(RecordOf({"request"}).has_request());
}

TEST(DecisionRecord, EqualFactsHaveEqualDigests) {
  std::set<std::string> digests;
  for (int turn = 0; turn < 20; ++turn) {
    v1::DecideRequest request = testing::SmallRequest();
    auto& attributes = *request.mutable_case_()->mutable_subjects(0)->mutable_attributes();
    // A map has no order, and the digest does not depend on the one it happens to have.
    for (int i = 0; i < 20; ++i) attributes[std::to_string((i + turn) % 20)].set_symbol("x");
    LogLines lines;
    ASSERT_TRUE(Writer().Add(kCall, request, Decided(), lines).ok());
    digests.insert(ReadBack(lines.text).case_sha256());
  }
  EXPECT_EQ(digests.size(), 1u);
}

TEST(DecisionRecord, MasksThatCannotBeAreToldTogether) {
  const std::vector<std::string> masks = {"time", "requst.case", "decision.results"};
  const auto writer = RecordWriter::Create(masks, "", nullptr);
  EXPECT_EQ(writer.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message(writer.status().message());
  EXPECT_THAT(message, HasSubstr("`requst.case` names no field: write `request`"));
  EXPECT_THAT(message, HasSubstr("`time` is never masked"));
  EXPECT_THAT(message, Not(HasSubstr("`decision.results`")));
}

TEST(DecisionRecord, ColumnsAreOneRecord) {
  v1::DecideColumnsRequest request;
  request.mutable_batch()->set_cases(2);
  v1::DecideColumnsResponse response;
  response.set_revision("abc");
  response.add_credits()->add_amounts(123'457);
  LogLines lines;
  ASSERT_TRUE(Writer().Add(kCall, request, response, lines).ok());
  const v1::DecisionRecord record = ReadBack(lines.text);
  EXPECT_EQ(record.revision(), "abc");
  EXPECT_EQ(record.columns_request().batch().cases(), 2u);
  EXPECT_EQ(record.columns_response().credits(0).amounts(0), 123'457);
  EXPECT_FALSE(record.has_request());
}

TEST(DecisionRecord, ARecordThatIsTooLongIsRefusedAndLeavesNothing) {
  LogLines lines;
  ASSERT_TRUE(Writer().Add(kCall, testing::SmallRequest(), Decided(), lines).ok());
  const size_t bytes = lines.text.size();
  ASSERT_TRUE(Writer({}, bytes).Add(kCall, testing::SmallRequest(), Decided(), lines).ok());
  EXPECT_EQ(lines.text.size(), 2 * bytes);
  const absl::Status over =
      Writer({}, bytes - 1).Add(kCall, testing::SmallRequest(), Decided(), lines);
  EXPECT_EQ(testing::ReasonOf(ToGrpcStatus(over)), "LIMIT_EXCEEDED") << over;
  EXPECT_EQ(lines.text.size(), 2 * bytes);
  EXPECT_EQ(lines.records, 2u);
}

TEST(DecisionRecord, ANoteSaysWhatTheLogDid) {
  const v1::DecisionRecord record =
      ReadBack(Writer({"caller"}).Note(v1::LogNote::EVENT_RESUMED, "since \"noon\""));
  EXPECT_EQ(record.note().event(), v1::LogNote::EVENT_RESUMED);
  EXPECT_EQ(record.note().text(), "since \"noon\"");
  EXPECT_EQ(record.time(), "2016-04-01T12:00:00.000250Z");
  EXPECT_EQ(record.masks_size(), 1);
}

}  // namespace
}  // namespace credence::server
