// The decision log from a call to `credence log`: each way to decide is recorded before it is
// answered, health and metrics say when it cannot be, and what was recorded is shown, found and
// decided again.
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/ran.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "server/decision_record.h"
#include "server/server.h"
#include "tests/support/error_reason.h"
#include "tests/support/golden.h"
#include "tests/support/http_get.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;
using ::testing::Not;

class DecisionLogTest : public ::testing::Test {
 protected:
  DecisionLogTest() {
    folder_.Write("rules/small.vocab", testing::kSmallVocabulary);
    folder_.Write("rules/2016.1.policy", testing::kSmallPolicy2016);
  }

  void Start(std::vector<std::string> masks = {}) {
    server::ServerOptions options{.rules_directory = folder_.PathOf("rules")};
    options.listen_address = "127.0.0.1:0";
    options.metrics_address = "127.0.0.1:0";
    options.log_level = "off";
    options.decision_log.file = log_;
    options.decision_log.masks = std::move(masks);
    auto started = server::Server::Start(options);
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    stub_ = v1::DecisionService::NewStub(grpc::CreateChannel(
        "127.0.0.1:" + std::to_string(server_->port()), grpc::InsecureChannelCredentials()));
  }

  static v1::DecideRequest Request(const std::string& customer = "northwind") {
    v1::DecideRequest request = testing::SmallRequest();
    request.mutable_case_()->set_id(customer);
    request.mutable_case_()->mutable_subjects(0)->set_id(customer);
    request.mutable_case_()->mutable_subjects(1)->set_parent(customer);
    return request;
  }

  v1::Decision Decide(const v1::DecideRequest& request) {
    grpc::ClientContext context;
    context.AddMetadata("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    v1::DecideResponse response;
    const grpc::Status status = stub_->Decide(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.decision();
  }

  // Of the log as it is now, without notes.
  std::vector<v1::DecisionRecord> Records() const {
    std::vector<v1::DecisionRecord> records;
    std::ifstream file(log_);
    for (std::string line; std::getline(file, line);) {
      v1::DecisionRecord record;
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &record).ok()) << line;
      if (!record.has_note()) records.push_back(record);
    }
    return records;
  }

  cli::Ran Run(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.end(), {"--rules", folder_.PathOf("rules")});
    return cli::Run(arguments, input);
  }

  // A log that is the same each time: two decisions, one of them with an overlay.
  void WriteFixedLog(const std::vector<std::string>& masks = {}) {
    if (server_ == nullptr) Start();
    int64_t now = 1'459'512'000'000'250;  // 2016-04-01T12:00:00.000250Z
    const auto writer =
        server::RecordWriter::Create(masks, "5f3a", [&now] { return now += 3'600'000'000; });
    ASSERT_TRUE(writer.ok()) << writer.status();
    server::LogLines lines;
    lines.text = writer->Note(v1::LogNote::EVENT_STARTED, "");
    for (const char* customer : {"northwind", "south\"wind"}) {
      v1::DecideRequest request = Request(customer);
      if (customer[0] == 's') {
        (*request.mutable_overlay()->mutable_params())["rate"].set_percent("20");
        request.mutable_case_()->mutable_evidence()->RemoveLast();
      }
      v1::Decision decision = Decide(request);
      ASSERT_TRUE(writer
                      ->Add({.method = "Decide", .caller = "portal", .trace_id = "0af7"}, request,
                            decision, lines)
                      .ok());
    }
    folder_.Write("fixed.jsonl", lines.text);
  }

  // The revision is a digest of texts that tests share; its name would say nothing.
  static std::string WithoutRevision(std::string text) {
    for (size_t at = 0; (at = text.find("revision ", at)) != std::string::npos;) {
      at += 9;
      text.replace(at, text.find_first_of(",;\n", at) - at, "REVISION");
    }
    return text;
  }

  testing::TemporaryDirectory folder_;
  std::string log_ = folder_.PathOf("decisions.jsonl");
  std::string fixed_ = folder_.PathOf("fixed.jsonl");
  std::unique_ptr<server::Server> server_;
  std::unique_ptr<v1::DecisionService::Stub> stub_;
};

TEST_F(DecisionLogTest, ADecisionIsInTheLogWhenItIsAnswered) {
  Start();
  const v1::DecideRequest request = Request();
  const v1::Decision decision = Decide(request);
  const std::vector<v1::DecisionRecord> records = Records();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_TRUE(MessageDifferencer::Equals(records[0].request(), request));
  EXPECT_TRUE(MessageDifferencer::Equals(records[0].decision(), decision));
  EXPECT_EQ(records[0].method(), "Decide");
  EXPECT_EQ(records[0].caller(), "anonymous");
  EXPECT_EQ(records[0].trace_id(), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(records[0].revision(), decision.revision());
  const std::string told = testing::HttpGet(server_->metrics_port(), "/metrics");
  EXPECT_THAT(told, HasSubstr("credence_decision_log_failing 0"));
  EXPECT_THAT(told, HasSubstr("credence_decision_log_queue_records 0"));
}

TEST_F(DecisionLogTest, EachItemOfABatchIsARecordAndWhatIsRefusedIsNone) {
  Start();
  v1::BatchDecideRequest batch;
  for (const char* customer : {"a", "b", "c"}) *batch.add_items() = Request(customer);
  batch.mutable_items(1)->set_period("never");
  v1::BatchDecideResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->BatchDecide(&context, batch, &response).ok());
  grpc::ClientContext stream_context;
  const auto stream = stub_->StreamDecide(&stream_context);
  for (int turn = 0; turn < 2; ++turn) {
    ASSERT_TRUE(stream->Write(batch));
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(Records().size(), 2u + 2u * static_cast<size_t>(turn + 1));
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  const std::vector<v1::DecisionRecord> records = Records();
  ASSERT_EQ(records.size(), 6u);
  EXPECT_EQ(records[0].request().case_().id(), "a");
  EXPECT_EQ(records[1].request().case_().id(), "c");
  EXPECT_EQ(records[1].method(), "BatchDecide");
  EXPECT_EQ(records[2].method(), "StreamDecide");
}

TEST_F(DecisionLogTest, ColumnsAreRecordedAndDecidedAgain) {
  Start();
  v1::DecideColumnsRequest request;
  request.set_period("2016-02");
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        cases: 1
        subjects { type: "customer" counts: 1 }
        subjects { type: "subscription" counts: 1 parents: 0 }
        subjects { type: "partner" counts: 1 }
        measures {
          measure: "seats"
          period: "2016-02"
          values { values: 100 }
        }
        measures {
          measure: "revenue"
          period: "2016-02"
          values { values: 1234567 scale: 100 unit: "USD" }
        }
        evidence {
          kind: "dpor"
          counts: 1
          partners: 0
          subjects: 0
          from: 16617
          fields {
            field: "since"
            values { values: 16617 }
          }
        }
      )pb",
      request.mutable_batch()));
  v1::DecideColumnsResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub_->DecideColumns(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const std::vector<v1::DecisionRecord> records = Records();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_TRUE(MessageDifferencer::Equals(records[0].columns_request(), request));
  EXPECT_TRUE(MessageDifferencer::Equals(records[0].columns_response(), response));
  EXPECT_THAT(Run({"log", "show", log_}).out, HasSubstr("1 case in columns: 1 award"));
  EXPECT_THAT(Run({"log", "replay", log_}).out,
              HasSubstr("1 decided again: 1 the same, 0 otherwise"));
}

// Of grpc.health.v1: 1 is SERVING, 2 is NOT_SERVING.
int HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  const grpc::Slice asked(
      service.empty() ? "" : "\x0a" + std::string(1, static_cast<char>(service.size())) + service);
  const grpc::ByteBuffer request(&asked, 1);
  grpc::ByteBuffer response;
  grpc::ClientContext context;
  std::promise<grpc::Status> done;
  grpc::GenericStub(channel).UnaryCall(
      &context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
      [&done](grpc::Status status) { done.set_value(std::move(status)); });
  grpc::Slice slice;
  if (!done.get_future().get().ok() || !response.TrySingleSlice(&slice).ok()) return -1;
  return slice.size() == 2 ? slice.begin()[1] : -1;
}

TEST_F(DecisionLogTest, WhileItCannotBeWrittenNothingIsDecidedAndHealthAndMetricsSaySo) {
  Start();
  const auto channel = grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()),
                                           grpc::InsecureChannelCredentials());
  constexpr const char* kDecisions = "credence.v1.DecisionService";
  EXPECT_EQ(HealthOf(channel, kDecisions), 1);
  // A folder stands where the file was.
  std::filesystem::rename(log_, log_ + ".gone");
  std::filesystem::create_directory(log_);
  const auto reason = [this] {
    grpc::ClientContext context;
    v1::DecideResponse response;
    return testing::ReasonOf(stub_->Decide(&context, Request(), &response));
  };
  EXPECT_EQ(reason(), "DECISION_LOG_FAILED");
  EXPECT_EQ(reason(), "DECISION_LOG_FAILED");
  while (HealthOf(channel, kDecisions) == 1) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(HealthOf(channel, kDecisions), 2);
  EXPECT_EQ(HealthOf(channel, ""), 2);
  EXPECT_EQ(HealthOf(channel, "credence.v1.PolicyService"), 1);
  const std::string told = testing::HttpGet(server_->metrics_port(), "/metrics");
  EXPECT_THAT(told, HasSubstr("credence_decision_log_failing 1"));
  EXPECT_THAT(told, HasSubstr("credence_decision_log_refused_total 2"));
  std::filesystem::remove(log_);
  while (HealthOf(channel, "") != 1) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(HealthOf(channel, kDecisions), 1);
  Decide(Request());
  EXPECT_EQ(Records().size(), 1u);
}

TEST_F(DecisionLogTest, ASecondServerDoesNotWriteTheSameFile) {
  Start();
  server::ServerOptions options{.rules_directory = folder_.PathOf("rules")};
  options.listen_address = "127.0.0.1:0";
  options.log_level = "off";
  options.decision_log.file = log_;
  EXPECT_THAT(std::string(server::Server::Start(options).status().message()),
              HasSubstr("another server writes this log"));
  options.decision_log.masks = {"request.kase"};
  EXPECT_THAT(std::string(server::Server::Check(options).message()),
              HasSubstr("write `request.case`"));
}

TEST_F(DecisionLogTest, TheLogIsShownAsPeopleReadIt) {
  WriteFixedLog();
  const cli::Ran all = Run({"log", "show", fixed_});
  EXPECT_EQ(all.exit_code, cli::ExitCode::kDone) << all.err;
  EXPECT_TRUE(testing::MatchesGolden("tests/golden/cli/log/show.txt", WithoutRevision(all.out)));
  const cli::Ran one = Run({"log", "show", fixed_, "--partner", "contoso"});
  EXPECT_TRUE(
      testing::MatchesGolden("tests/golden/cli/log/show_partner.txt", WithoutRevision(one.out)));
  const cli::Ran explained = Run({"log", "show", fixed_, "--explain", "--id", "5f3a-2"});
  EXPECT_TRUE(testing::MatchesGolden("tests/golden/cli/log/show_explain.txt",
                                     WithoutRevision(explained.out)));
  WriteFixedLog({"customers", "request.case.evidence.id"});
  EXPECT_TRUE(testing::MatchesGolden("tests/golden/cli/log/show_masked.txt",
                                     WithoutRevision(Run({"log", "show", fixed_}).out)));
}

TEST_F(DecisionLogTest, RecordsAreFoundByPartnerCustomerRuleTimeAndPlace) {
  WriteFixedLog();
  const auto found = [&](const std::vector<std::string>& query) {
    std::vector<std::string> arguments = {"log", "show", fixed_, "--output", "json"};
    arguments.insert(arguments.end(), query.begin(), query.end());
    const cli::Ran ran = Run(arguments);
    EXPECT_EQ(ran.exit_code, cli::ExitCode::kDone) << ran.err;
    std::string ids;
    std::istringstream lines(ran.out);
    for (std::string line; std::getline(lines, line);) ids += line.substr(12, 1);
    return ids;
  };
  EXPECT_EQ(found({}), "123");
  EXPECT_EQ(found({"--partner", "adatum"}), "23");
  EXPECT_EQ(found({"--partner", "nobody"}), "");
  EXPECT_EQ(found({"--customer", "northwind"}), "2");
  EXPECT_EQ(found({"--customer", "south\"wind"}), "3");
  EXPECT_EQ(found({"--rule", "deploy"}), "23");
  EXPECT_EQ(found({"--rule", "other"}), "");
  EXPECT_EQ(found({"--from", "2016-04-01T14:00:00.00025Z"}), "23");
  EXPECT_EQ(found({"--from", "2016-04-01T15:00:00+00:00"}), "3");
  EXPECT_EQ(found({"--until", "2016-04-01T14:00:00.000250Z"}), "12");
  EXPECT_EQ(found({"--until", "2016-04-01"}), "123");
  EXPECT_EQ(found({"--from", "2016-04-02"}), "");
  EXPECT_EQ(found({"--id", "5f3a-2"}), "2");
  EXPECT_EQ(found({"--after", "5f3a-1", "--limit", "1"}), "2");
  EXPECT_EQ(Run({"log", "show", fixed_, "--from", "noon"}).exit_code, cli::ExitCode::kUsage);
  EXPECT_EQ(Run({"log", "show", folder_.PathOf("nothing")}).exit_code, cli::ExitCode::kUsage);
}

TEST_F(DecisionLogTest, FilesPutAsideAreReadBeforeAndInTheirOrder) {
  const auto line = [](int number) {
    return "{\"id\":\"x-" + std::to_string(number) + "\",\"note\":{}}\n";
  };
  folder_.Write("many.jsonl", line(3));
  folder_.Write("many.jsonl.000010", line(2));
  folder_.Write("many.jsonl.000009", line(1));
  folder_.Write("many.jsonl.lock", "");
  folder_.Write("many.jsonl.torn-1", "{\"id\":");
  EXPECT_EQ(Run({"log", "show", folder_.PathOf("many.jsonl"), "--output", "json"}).out,
            line(1) + line(2) + line(3));
  EXPECT_EQ(Run({"log", "show", folder_.PathOf("many.jsonl.000010"), "--output", "json"}).out,
            line(2));
  EXPECT_EQ(Run({"log", "show", "-", "--output", "json"}, line(7)).out, line(7));
}

TEST_F(DecisionLogTest, WhatAsksForNothingIsRefused) {
  WriteFixedLog();
  const auto complaint = [this](std::vector<std::string> more) {
    more.insert(more.begin(), {"log", "show", fixed_});
    const cli::Ran ran = Run(more);
    EXPECT_EQ(ran.exit_code, cli::ExitCode::kUsage);
    return ran.err;
  };
  EXPECT_THAT(complaint({"--from", "2016-04-02", "--until", "2016-04-01"}),
              HasSubstr("--until 2016-04-01 is before --from 2016-04-02"));
  EXPECT_THAT(complaint({"--limit", "0"}), HasSubstr("--limit"));
  EXPECT_THAT(complaint({"--limit", "-3"}), HasSubstr("--limit"));
}

TEST_F(DecisionLogTest, LinesThatAreNoRecordsAreToldAndPassedOver) {
  WriteFixedLog();
  std::ifstream file(fixed_);
  const std::string good(std::istreambuf_iterator<char>(file), {});
  const cli::Ran ran = Run({"log", "show", "-"}, "not json\n\n{}\n" + good + "{\"id\":\"cut");
  EXPECT_EQ(ran.exit_code, cli::ExitCode::kNo);
  EXPECT_THAT(ran.err, HasSubstr("<stdin>:1: this line is no record of a decision log"));
  EXPECT_THAT(ran.err, HasSubstr("<stdin>:3: "));
  EXPECT_THAT(ran.err, HasSubstr("the last line is not whole"));
  EXPECT_THAT(ran.out, HasSubstr("northwind"));
}

TEST_F(DecisionLogTest, WhatWasRecordedIsDecidedAgain) {
  WriteFixedLog();
  const cli::Ran same = Run({"log", "replay", fixed_});
  EXPECT_EQ(same.exit_code, cli::ExitCode::kDone) << same.err;
  EXPECT_EQ(same.out, "2 decided again: 2 the same, 0 otherwise\n");

  std::string changed = testing::kSmallPolicy2016;
  changed.replace(changed.find("10%"), 3, "20%");
  folder_.Write("rules/2016.1.policy", changed);
  const cli::Ran otherwise = Run({"log", "replay", fixed_});
  EXPECT_EQ(otherwise.exit_code, cli::ExitCode::kNo);
  EXPECT_TRUE(testing::MatchesGolden("tests/golden/cli/log/replay_otherwise.txt",
                                     WithoutRevision(otherwise.out)));
  EXPECT_EQ(Run({"log", "replay", fixed_, "--output", "json"}).out,
            "{\"id\":\"5f3a-2\",\"same\":false}\n{\"id\":\"5f3a-3\",\"same\":true}\n");
}

TEST_F(DecisionLogTest, WhatWasMaskedIsNotDecidedAgainAndSaysSo) {
  WriteFixedLog({"request.case.evidence.id"});
  const cli::Ran masked = Run({"log", "replay", fixed_});
  EXPECT_EQ(masked.exit_code, cli::ExitCode::kNo);
  // The other case has no evidence, so nothing of it was masked.
  EXPECT_THAT(masked.out, HasSubstr("what was asked was masked, so it cannot be decided again"));
  EXPECT_THAT(masked.out, HasSubstr("1 decided again: 1 the same, 0 otherwise; 1 could not be"));
  WriteFixedLog({"decision.results.awards.partner", "decision.results.refusals", "caller"});
  EXPECT_EQ(Run({"log", "replay", fixed_}).out, "2 decided again: 2 the same, 0 otherwise\n");
}

TEST_F(DecisionLogTest, ARecordThatWasChangedIsFoundOut) {
  WriteFixedLog();
  std::ifstream file(fixed_);
  std::string text(std::istreambuf_iterator<char>(file), {});
  const size_t at = text.find("12345");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 5, "92345");
  EXPECT_THAT(Run({"log", "replay", "-"}, text).out,
              HasSubstr("what was asked is not what its digest says"));
}

}  // namespace
}  // namespace credence
