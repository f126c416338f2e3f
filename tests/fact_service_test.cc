// FactService over gRPC: what a stream says is kept whole or not at all.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "credence/v1/fact_service.grpc.pb.h"
#include "server/embedded.h"
#include "server/store_upkeep.h"
#include "store/backends/open_store.h"
#include "tests/support/error_reason.h"
#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

using ::credence::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FactServiceTest : public ::testing::Test {
 protected:
  FactServiceTest() {
    EXPECT_TRUE(server::MigrateStore(path_).ok());
    Connect(path_);
  }

  void Connect(const std::string& store,
               std::chrono::milliseconds pause_max = std::chrono::seconds(30)) {
    embedded_ =
        *server::Embedded::Create({.rules_directory = "", .store = store, .pause_max = pause_max});
    stub_ = v1::FactService::NewStub(embedded_->channel());
  }

  static v1::RecordFactsRequest Begin() {
    v1::RecordFactsRequest request;
    request.mutable_source()->set_system("test");
    request.mutable_source()->mutable_known()->set_year(2016);
    request.mutable_source()->mutable_known()->set_month(4);
    request.mutable_source()->mutable_known()->set_day(5);
    return request;
  }

  static void AddCustomer(const std::string& id, v1::RecordFactsRequest& request) {
    v1::Fact& fact = *request.add_facts();
    fact.set_key("subject/" + id);
    fact.mutable_subject()->set_type("customer");
    fact.mutable_subject()->set_id(id);
  }

  grpc::Status Send(const std::vector<v1::RecordFactsRequest>& requests) {
    grpc::ClientContext context;
    auto writer = stub_->RecordFacts(&context, &response_);
    for (const v1::RecordFactsRequest& request : requests) {
      if (!writer->Write(request)) break;
    }
    writer->WritesDone();
    return writer->Finish();
  }

  std::vector<std::string> Customers() {
    return *(*store::OpenStore(path_))->Roots("", 10, *Date::Parse("2016-04-05"));
  }

  testing::TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("book.db");
  std::unique_ptr<server::Embedded> embedded_;
  std::unique_ptr<v1::FactService::Stub> stub_;
  v1::RecordFactsResponse response_;
};

TEST_F(FactServiceTest, AStreamThatPausesForLongLetsOthersWrite) {
  stub_.reset();
  Connect(path_, std::chrono::milliseconds(200));
  grpc::ClientContext context;
  v1::RecordFactsResponse nothing;
  const auto paused = stub_->RecordFacts(&context, &nothing);
  v1::RecordFactsRequest first = Begin();
  AddCustomer("northwind", first);
  ASSERT_TRUE(paused->Write(first));
  v1::RecordFactsRequest other = Begin();
  AddCustomer("wingtip", other);
  other.set_commit(true);
  const grpc::Status written = Send({other});
  EXPECT_TRUE(written.ok()) << written.error_message();
  const grpc::Status status = paused->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_THAT(status.error_message(), HasSubstr("nothing of it was kept; send it again"));
  EXPECT_THAT(Customers(), ElementsAre("wingtip"));
}

TEST_F(FactServiceTest, AStreamOfSeveralMessagesIsKeptAtItsCommit) {
  v1::RecordFactsRequest first = Begin();
  AddCustomer("northwind", first);
  v1::RecordFactsRequest second;
  AddCustomer("wingtip", second);
  second.set_commit(true);
  const grpc::Status status = Send({first, second});
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response_.added(), 2);
  EXPECT_THAT(Customers(), SizeIs(2));
}

TEST_F(FactServiceTest, AStreamWithoutCommitKeepsNothing) {
  v1::RecordFactsRequest first = Begin();
  AddCustomer("northwind", first);
  const grpc::Status status = Send({first});
  EXPECT_EQ(ReasonOf(status), "FIELD_INVALID");
  EXPECT_THAT(status.error_message(), HasSubstr("ended without `commit`"));
  EXPECT_THAT(Customers(), IsEmpty());
}

TEST_F(FactServiceTest, AFaultNamesItsFieldAndKeepsNothing) {
  v1::RecordFactsRequest request = Begin();
  AddCustomer("northwind", request);
  v1::Fact& fact = *request.add_facts();
  fact.set_key("dpor/ea1");
  fact.mutable_evidence()->set_kind("dpor");
  fact.mutable_evidence()->mutable_from()->set_year(2016);
  fact.mutable_evidence()->mutable_from()->set_month(2);
  fact.mutable_evidence()->mutable_from()->set_day(30);
  request.set_commit(true);
  const grpc::Status status = Send({request});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("facts[1].evidence.from"));
  EXPECT_THAT(Customers(), IsEmpty());
}

TEST_F(FactServiceTest, AStreamSaysFromWhenItIsKnown) {
  v1::RecordFactsRequest request;
  AddCustomer("northwind", request);
  request.set_commit(true);
  const grpc::Status status = Send({request});
  EXPECT_THAT(status.error_message(), HasSubstr("source.known"));
}

class ListFactsTest : public FactServiceTest {
 protected:
  ListFactsTest() {
    v1::RecordFactsRequest request = Begin();
    AddCustomer("northwind", request);
    for (const char* month : {"2016-01", "2016-02", "2016-03"}) {
      v1::Fact& fact = *request.add_facts();
      fact.set_key(std::string("measure/active_users/northwind/") + month);
      fact.set_row(7);
      fact.mutable_measure()->set_measure("active_users");
      fact.mutable_measure()->set_subject("northwind");
      fact.mutable_measure()->set_period(month);
      fact.mutable_measure()->mutable_value()->set_decimal("80");
    }
    request.set_commit(true);
    EXPECT_TRUE(Send({request}).ok());
    request_.set_customer("northwind");
  }

  grpc::Status List() {
    grpc::ClientContext context;
    return stub_->ListFacts(&context, request_, &listed_);
  }
  std::vector<std::string> Keys() {
    EXPECT_TRUE(List().ok());
    std::vector<std::string> keys;
    for (const v1::KnownFact& one : listed_.facts()) keys.push_back(one.fact().key());
    return keys;
  }

  v1::ListFactsRequest request_;
  v1::ListFactsResponse listed_;
};

TEST_F(ListFactsTest, AFactSaysWhatItIsSinceWhenAndWhereItCameFrom) {
  request_.set_sort("measure");
  ASSERT_THAT(Keys(), SizeIs(3));
  const v1::KnownFact& one = listed_.facts(0);
  EXPECT_EQ(one.fact().measure().value().decimal(), "80");
  EXPECT_EQ(one.fact().measure().period(), "2016-01");
  EXPECT_EQ(one.fact().row(), 7);
  EXPECT_EQ(one.recorded().month(), 4);
  EXPECT_FALSE(one.has_superseded());
  EXPECT_EQ(one.source().system(), "test");
}

TEST_F(ListFactsTest, PagesFollowOneAnotherAlsoWhereADayLeavesMostOut) {
  request_.set_page_size(1);
  std::vector<std::string> all;
  do {
    for (const std::string& key : Keys()) all.push_back(key);
    request_.set_page_token(listed_.next_page_token());
  } while (!request_.page_token().empty());
  EXPECT_THAT(all, SizeIs(4));
  request_.mutable_valid()->set_year(2016);
  request_.mutable_valid()->set_month(3);
  request_.mutable_valid()->set_day(31);
  EXPECT_THAT(Keys(), ElementsAre("measure/active_users/northwind/2016-03"));
  request_.set_page_token(listed_.next_page_token());
  EXPECT_THAT(Keys(), ElementsAre("subject/northwind"));
  EXPECT_EQ(listed_.next_page_token(), "");
}

TEST_F(ListFactsTest, WhatIsAskedWronglyIsNamed) {
  request_.set_sort("evidences");
  EXPECT_THAT(List().error_message(), HasSubstr("no sort of fact"));
  request_.clear_sort();
  request_.set_page_token("made up");
  EXPECT_EQ(ReasonOf(List()), "PAGE_TOKEN_INVALID");
  request_.clear_page_token();
  request_.set_customer("nortwind");
  EXPECT_EQ(ReasonOf(List()), "FACT_UNKNOWN");
  EXPECT_THAT(List().error_message(), HasSubstr("did you mean `northwind`?"));
  request_.clear_customer();
  EXPECT_EQ(ReasonOf(List()), "FIELD_INVALID");
  request_.set_history_of("none");
  EXPECT_EQ(ReasonOf(List()), "FACT_UNKNOWN");
}

TEST_F(ListFactsTest, TheHistoryOfAFactHasWhatWasRetractedAndWhy) {
  v1::RetractFactRequest retract;
  retract.set_key("measure/active_users/northwind/2016-01");
  retract.set_reason("counted twice");
  *retract.mutable_known() = Begin().source().known();
  retract.mutable_known()->set_day(6);
  grpc::ClientContext context;
  v1::RetractFactResponse retracted;
  ASSERT_TRUE(stub_->RetractFact(&context, retract, &retracted).ok());
  request_.clear_customer();
  request_.set_history_of(retract.key());
  EXPECT_THAT(Keys(), ElementsAre(retract.key(), retract.key()));
  EXPECT_TRUE(listed_.facts(0).fact().has_measure());
  EXPECT_EQ(listed_.facts(0).superseded().day(), 6);
  EXPECT_TRUE(listed_.facts(1).retracted());
  EXPECT_EQ(listed_.facts(1).reason(), "counted twice");
  EXPECT_FALSE(listed_.facts(1).fact().has_measure());
}

TEST_F(FactServiceTest, WithoutAStoreItSaysHowToNameOne) {
  Connect("");
  v1::RecordFactsRequest request = Begin();
  request.set_commit(true);
  EXPECT_EQ(ReasonOf(Send({request})), "STORE_ABSENT");
  Connect(folder_.PathOf("none.db"));
  const grpc::Status status = Send({request});
  EXPECT_EQ(ReasonOf(status), "STORE_ABSENT");
  EXPECT_THAT(status.error_message(), HasSubstr("credence store migrate"));
}

}  // namespace
}  // namespace credence
