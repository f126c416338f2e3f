// LedgerService over gRPC: the pages of a list stay those of one close, whatever is closed between
// them.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "credence/v1/ledger_service.grpc.pb.h"
#include "server/embedded.h"
#include "tests/support/error_reason.h"
#include "tests/support/small_book.h"

namespace credence {
namespace {

using ::credence::testing::Compiled;
using ::credence::testing::kSeatsPolicy;
using ::credence::testing::kSeatsVocabulary;
using ::credence::testing::Measured;
using ::credence::testing::ReasonOf;
using ::credence::testing::Recognised;
using ::credence::testing::SmallBook;
using ::credence::testing::Subject;
using ::credence::testing::TemporaryDirectory;
using ::testing::SizeIs;

// Two subscriptions with seats, and two whose seats are missing.
class LedgerServiceTest : public ::testing::Test {
 protected:
  LedgerServiceTest() {
    rules_.Write("services.vocab", kSeatsVocabulary);
    rules_.Write("1.policy", kSeatsPolicy);
    std::vector<facts::Record> records = {Subject("customer", "northwind"),
                                          Subject("partner", "adatum")};
    for (const char* subscription : {"a", "b", "c", "d"}) {
      records.push_back(Subject("subscription", subscription, "northwind"));
      records.push_back(Recognised("dpor", "adatum", subscription, "2015-01-01"));
    }
    for (const char* subscription : {"a", "b"}) records.push_back(Seats(subscription));
    book_.Record(records, "2016-01-31", "usage.csv");
    embedded_ =
        *server::Embedded::Create({.rules_directory = rules_.PathOf(""), .store = book_.path()});
    stub_ = v1::LedgerService::NewStub(embedded_->channel());
    Close("2016-02-05");
  }

  static facts::Record Seats(const std::string& subscription) {
    return Measured("active_users", subscription, "2016-01", Type::Of(TypeKind::kCount), 7);
  }

  // By the server, so that the rules are its own.
  void Close(const std::string& known) {
    v1::CloseBookRequest request;
    request.set_period("2016-01");
    const Date day = testing::KnownDay(known);
    request.mutable_known()->set_year(day.year());
    request.mutable_known()->set_month(day.month());
    request.mutable_known()->set_day(day.day());
    v1::CloseBookResponse response;
    grpc::ClientContext context;
    const grpc::Status status = stub_->CloseBook(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  // What was missing comes, and the period is closed again.
  void CloseWithTheRest() {
    book_.Record({Seats("c"), Seats("d")}, "2016-02-06", "late.csv");
    Close("2016-02-07");
  }

  v1::Statement Statement(const std::string& token) {
    v1::GetStatementRequest request;
    request.set_partner("adatum");
    request.set_page_size(1);
    request.set_page_token(token);
    v1::Statement response;
    grpc::ClientContext context;
    last_ = stub_->GetStatement(&context, request, &response);
    return response;
  }

  v1::ListHeldResponse Held(const std::string& token) {
    v1::ListHeldRequest request;
    request.set_page_size(1);
    request.set_page_token(token);
    v1::ListHeldResponse response;
    grpc::ClientContext context;
    last_ = stub_->ListHeld(&context, request, &response);
    return response;
  }

  TemporaryDirectory rules_;
  SmallBook book_{Compiled({{"services.vocab", kSeatsVocabulary}, {"1.policy", kSeatsPolicy}})};
  std::unique_ptr<server::Embedded> embedded_;
  std::unique_ptr<v1::LedgerService::Stub> stub_;
  grpc::Status last_;
};

TEST_F(LedgerServiceTest, AStatementIsOfOneClose) {
  const v1::Statement first = Statement("");
  ASSERT_TRUE(last_.ok()) << last_.error_message();
  ASSERT_THAT(first.entries(), SizeIs(1));
  ASSERT_THAT(first.totals(), SizeIs(1));
  EXPECT_EQ(first.totals(0).sum().text(), "14");
  CloseWithTheRest();
  const v1::Statement second = Statement(first.next_page_token());
  ASSERT_TRUE(last_.ok()) << last_.error_message();
  ASSERT_THAT(second.entries(), SizeIs(1));
  EXPECT_EQ(second.entries(0).subject(), "b");
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(second.known().day(), first.known().day());
  // From the first page on it is that of the last close.
  EXPECT_EQ(Statement("").entries(0).subject(), "c");
}

TEST_F(LedgerServiceTest, WhatIsHeldIsOfOneClose) {
  const v1::ListHeldResponse first = Held("");
  ASSERT_THAT(first.held(), SizeIs(1));
  EXPECT_EQ(first.held(0).subject(), "c");
  EXPECT_EQ(first.held(0).between(0), "adatum");
  CloseWithTheRest();
  const v1::ListHeldResponse second = Held(first.next_page_token());
  ASSERT_THAT(second.held(), SizeIs(1));
  EXPECT_EQ(second.held(0).subject(), "d");
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_THAT(Held("").held(), SizeIs(0));
}

TEST_F(LedgerServiceTest, ATokenIsOfItsList) {
  Statement("never given out");
  EXPECT_EQ(ReasonOf(last_), "PAGE_TOKEN_INVALID");
}

}  // namespace
}  // namespace credence
