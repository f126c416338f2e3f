// The decision log asked over gRPC: a server lists what it decided, and `credence log show
// --server` prints what `credence log show FILE` does, while files are put aside and fields are
// masked.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/ran.h"
#include "credence/v1/decision_log_service.grpc.pb.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "server/server.h"
#include "tests/support/error_reason.h"
#include "tests/support/log_lines.h"
#include "tests/support/small_programme.h"
#include "tests/support/small_request.h"
#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class DecisionsListedTest : public ::testing::Test {
 protected:
  DecisionsListedTest() {
    folder_.Write("rules/small.vocab", testing::kSmallVocabulary);
    folder_.Write("rules/2016.1.policy", testing::kSmallPolicy2016);
    options_.rules_directory = folder_.PathOf("rules");
    options_.listen_address = "127.0.0.1:0";
    options_.log_level = "off";
    options_.decision_log.file = log_;
  }

  void Start() {
    auto started = server::Server::Start(options_);
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    const auto channel = grpc::CreateChannel(Address(), grpc::InsecureChannelCredentials());
    decisions_ = v1::DecisionService::NewStub(channel);
    decided_ = v1::DecisionLogService::NewStub(channel);
  }
  std::string Address() const { return "127.0.0.1:" + std::to_string(server_->port()); }

  v1::Decision Decide(const std::string& customer) {
    v1::DecideRequest request = testing::SmallRequest();
    request.mutable_case_()->set_id("case of " + customer);
    request.mutable_case_()->mutable_subjects(0)->set_id(customer);
    request.mutable_case_()->mutable_subjects(1)->set_parent(customer);
    v1::DecideResponse response;
    grpc::ClientContext context;
    const grpc::Status status = decisions_->Decide(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.decision();
  }

  grpc::Status List(const v1::ListDecisionsRequest& request, v1::ListDecisionsResponse& page) {
    grpc::ClientContext context;
    return decided_->ListDecisions(&context, request, &page);
  }

  // Of every page, without notes.
  std::vector<v1::DecisionRecord> All(v1::ListDecisionsRequest request) {
    std::vector<v1::DecisionRecord> records;
    do {
      v1::ListDecisionsResponse page;
      const grpc::Status status = List(request, page);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (const v1::DecisionRecord& record : page.records()) {
        if (!record.has_note()) records.push_back(record);
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return records;
  }

  // What both print, of the server and of its files.
  std::string Shown(std::vector<std::string> query, const std::string& form = "text") const {
    std::vector<std::string> of_server = {"--server", Address(), "--output", form, "log", "show"};
    std::vector<std::string> of_files = {"--output", form, "log", "show", log_};
    of_server.insert(of_server.end(), query.begin(), query.end());
    of_files.insert(of_files.end(), query.begin(), query.end());
    const cli::Ran served = cli::Run(of_server);
    const cli::Ran read = cli::Run(of_files);
    EXPECT_EQ(served.exit_code, read.exit_code) << served.err;
    EXPECT_EQ(served.out, read.out);
    EXPECT_EQ(served.err, read.err);
    return served.out;
  }

  testing::TemporaryDirectory folder_;
  std::string log_ = folder_.PathOf("decisions.jsonl");
  server::ServerOptions options_;
  std::unique_ptr<server::Server> server_;
  std::unique_ptr<v1::DecisionService::Stub> decisions_;
  std::unique_ptr<v1::DecisionLogService::Stub> decided_;
};

TEST_F(DecisionsListedTest, WhatWasDecidedIsListedWhileFilesArePutAside) {
  options_.decision_log.rotate_bytes = 10'000;  // three of them
  Start();
  std::vector<v1::Decision> decisions;
  for (int i = 0; i < 12; ++i) decisions.push_back(Decide("customer" + std::to_string(i)));
  EXPECT_TRUE(std::filesystem::exists(log_ + ".000002"));
  v1::ListDecisionsRequest request;
  request.set_page_size(1);
  v1::ListDecisionsResponse first;
  ASSERT_TRUE(List(request, first).ok());
  const std::vector<v1::DecisionRecord> records = All(request);
  ASSERT_EQ(records.size(), decisions.size());
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals(records[i].decision(), decisions[i]));
    EXPECT_THAT(records[i].customers(), ElementsAre("customer" + std::to_string(i)));
    EXPECT_EQ(records[i].caller(), "anonymous");
  }
  request.set_page_token(first.next_page_token());
  std::filesystem::remove(log_ + ".000001");
  v1::ListDecisionsResponse page;
  const grpc::Status gone = List(request, page);
  EXPECT_EQ(gone.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(testing::ReasonOf(gone), "PAGE_TOKEN_EXPIRED");
}

TEST_F(DecisionsListedTest, TheCommandLinePrintsOfAServerWhatItPrintsOfItsFiles) {
  Start();
  for (const char* customer : {"northwind", "south\"wind", "westwind"}) Decide(customer);
  EXPECT_THAT(Shown({}), HasSubstr("1,234.57 USD"));
  EXPECT_THAT(Shown({"--customer", "south\"wind"}), Not(HasSubstr("westwind")));
  EXPECT_THAT(Shown({"--partner", "contoso", "--explain"}), HasSubstr("no dpor"));
  EXPECT_THAT(Shown({"--rule", "deploy", "--limit", "2"}), Not(HasSubstr("westwind")));
  EXPECT_THAT(Shown({"--caller", "anonymous", "--from", "2016-04-01"}), HasSubstr("westwind"));
  EXPECT_EQ(Shown({"--caller", "portal"}), "");
  EXPECT_EQ(Shown({"--until", "2016-04-01"}), "");
  const v1::DecisionRecord last = All({}).back();
  EXPECT_THAT(Shown({"--id", last.id()}), HasSubstr("westwind"));
  EXPECT_EQ(Shown({"--after", last.id()}), "");
  Shown({}, "json");
}

TEST_F(DecisionsListedTest, WhatIsMaskedStaysMasked) {
  options_.decision_log.masks = {"customers", "request.case", "decision.case_id", "caller"};
  Start();
  Decide("northwind");
  const std::vector<v1::DecisionRecord> records = All({});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_THAT(records[0].customers(), ElementsAre("[masked]"));
  EXPECT_EQ(records[0].caller(), "[masked]");
  EXPECT_FALSE(records[0].request().has_case_());
  EXPECT_THAT(records[0].DebugString(), Not(HasSubstr("northwind")));
  v1::ListDecisionsRequest request;
  request.set_customer("northwind");
  EXPECT_TRUE(All(request).empty());
}

TEST_F(DecisionsListedTest, DamagedLinesAreToldByTheCommandLineToo) {
  folder_.Write("decisions.jsonl", "not json\n" + testing::LineOf({}));
  Start();
  const cli::Ran ran = cli::Run({"--server", Address(), "log", "show"});
  EXPECT_EQ(ran.exit_code, cli::ExitCode::kNo);
  EXPECT_THAT(ran.err, HasSubstr("lines of the server's log that are no records: 1"));
  EXPECT_THAT(ran.out, HasSubstr("northwind"));
}

TEST_F(DecisionsListedTest, AServerWithoutALogSaysWhatToSet) {
  options_.decision_log.file.clear();
  Start();
  v1::ListDecisionsResponse page;
  const grpc::Status absent = List({}, page);
  EXPECT_EQ(absent.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(testing::ReasonOf(absent), "DECISION_LOG_ABSENT");
  const cli::Ran ran = cli::Run({"--server", Address(), "log", "show"});
  EXPECT_EQ(ran.exit_code, cli::ExitCode::kUsage);
  EXPECT_THAT(ran.err, HasSubstr("decision_log.file"));
  EXPECT_THAT(cli::Run({"log", "show"}).err, HasSubstr("name the FILE of a log"));
  EXPECT_EQ(cli::Run({"--server", Address(), "log", "show", "--from", "noon"}).exit_code,
            cli::ExitCode::kUsage);
}

}  // namespace
}  // namespace credence
