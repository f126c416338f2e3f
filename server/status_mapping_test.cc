// Tests server/status_mapping.h: every reason has its code and travels as ErrorInfo, faults travel
// as BadRequest, a trailer stays small enough for any client, and what is internal stays inside.
#include "server/status_mapping.h"

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "server/log.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <typename Detail>
Detail DetailOf(const google::rpc::Status& status) {
  Detail detail;
  for (const auto& any : status.details()) {
    if (any.Is<Detail>()) any.UnpackTo(&detail);
  }
  return detail;
}

TEST(Refuse, CarriesReasonDomainAndMetadata) {
  const grpc::Status status =
      ToGrpcStatus(Refuse(v1::POLICY_UNKNOWN, "no policy `x`", {{"policy", "x"}}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "no policy `x`");
  const auto info = DetailOf<google::rpc::ErrorInfo>(DetailsOf(status));
  EXPECT_EQ(info.reason(), "POLICY_UNKNOWN");
  EXPECT_EQ(info.domain(), "credence.v1");
  EXPECT_EQ(info.metadata().at("policy"), "x");
}

TEST(Refuse, EveryReasonOfTheContractHasACodeOfItsOwn) {
  for (int i = v1::ErrorReason_MIN + 1; i <= v1::ErrorReason_MAX; ++i) {
    const absl::Status status = Refuse(static_cast<v1::ErrorReason>(i), "said");
    EXPECT_NE(status.code(), absl::StatusCode::kInternal) << i;
    EXPECT_NE(status.code(), absl::StatusCode::kOk) << i;
  }
}

TEST(RefuseFields, FaultsOfTheCaseAloneAreItsReason) {
  const std::vector<facts::Fault> faults = {{"case.evidence[0].from", "there is no 2015-02-29"}};
  const google::rpc::Status status = ToRpcStatus(RefuseFields(faults));
  EXPECT_EQ(status.message(), "case.evidence[0].from: there is no 2015-02-29");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "CASE_INVALID");
}

TEST(RefuseFields, AFaultOutsideTheCaseMakesItTheRequests) {
  const std::vector<facts::Fault> faults = {{"period", "found nothing"},
                                            {"case.feeds[0].kind", "the kind is missing"}};
  const google::rpc::Status status = ToRpcStatus(RefuseFields(faults));
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "FIELD_INVALID");
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(1).field(), "case.feeds[0].kind");
  EXPECT_EQ(bad.field_violations(1).description(), "the kind is missing");
}

TEST(RefuseOverLimit, NamesTheFieldTheLimitAndBothNumbers) {
  const absl::Status status = RefuseOverLimit("items", {"batch_items_max", "items", 1000}, 1001);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(),
            "items: 1,001 items; at most 1,000 are allowed, so send it as several requests");
  const auto info = DetailOf<google::rpc::ErrorInfo>(ToRpcStatus(status));
  EXPECT_EQ(info.metadata().at("limit"), "batch_items_max");
  EXPECT_EQ(info.metadata().at("maximum"), "1000");
  EXPECT_EQ(info.metadata().at("actual"), "1001");
}

TEST(ToGrpcStatus, ALongListIsCutToATrailerAndCounted) {
  std::vector<facts::Fault> faults;
  for (int i = 0; i < 1000; ++i) {
    faults.push_back({"case.evidence[" + std::to_string(i) + "].from", std::string(60, 'x')});
  }
  const absl::Status whole = RefuseFields(faults);
  const grpc::Status status = ToGrpcStatus(whole);
  EXPECT_LT(status.error_message().size() + status.error_details().size() * 4 / 3, 7'700u);
  const google::rpc::Status details = DetailsOf(status);
  const int kept = DetailOf<google::rpc::BadRequest>(details).field_violations_size();
  EXPECT_GT(kept, 20);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(details).metadata().at("omitted_violations"),
            std::to_string(1000 - kept));
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(ToRpcStatus(whole)).field_violations_size(), 1000);
}

TEST(ToGrpcStatus, ALongMessageIsCutBetweenLettersAndSaysSo) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "é";
  const grpc::Status status = ToGrpcStatus(Refuse(v1::POLICY_TEXT_INVALID, text));
  EXPECT_LT(status.error_message().size(), 1'000u);
  EXPECT_THAT(status.error_message(), HasSubstr("é ... (cut here"));
}

TEST(ToGrpcStatus, AnInternalErrorKeepsItsTextToItself) {
  SetLogLevel(LogLevel::kWarning);
  ::testing::internal::CaptureStderr();
  const grpc::Status status = ToGrpcStatus(InternalError("secret /etc/passwd"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("secret")));
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("secret /etc/passwd"));
}

TEST(ToGrpcStatus, AFailureThatIsNoRefusalIsInternalWhateverItsCode) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(ToGrpcStatus(NotFoundError("a file")).error_code(), grpc::StatusCode::INTERNAL);
  ::testing::internal::GetCapturedStderr();
}

TEST(ToGrpcStatus, CancellationStaysCancellation) {
  EXPECT_EQ(ToGrpcStatus(absl::CancelledError("gone")).error_code(), grpc::StatusCode::CANCELLED);
}

TEST(ToGrpcStatus, AnOverloadNamesItsLimitAndWhenToAskAgain) {
  const absl::Status refused =
      RefuseOverload("deadline", "it would wait 3 s", std::chrono::milliseconds(2'500));
  EXPECT_EQ(RetryDelayOf(refused), std::chrono::milliseconds(2'500));
  EXPECT_EQ(RetryDelayOf(Refuse(v1::LIMIT_EXCEEDED, "too many")), std::nullopt);
  const grpc::Status status = ToGrpcStatus(refused);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(), HasSubstr("it would wait 3 s; ask again later"));
  const auto retry = DetailOf<google::rpc::RetryInfo>(DetailsOf(status));
  EXPECT_EQ(retry.retry_delay().seconds(), 2);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  const auto info = DetailOf<google::rpc::ErrorInfo>(DetailsOf(status));
  EXPECT_EQ(info.reason(), "OVERLOADED");
  EXPECT_EQ(info.metadata().at("limit"), "deadline");
}

TEST(ToGrpcStatus, WhatPassesByItselfSaysWhenToAskAgain) {
  for (const v1::ErrorReason reason : {v1::OVERLOADED, v1::STORE_BUSY, v1::DECISION_LOG_FULL,
                                       v1::DECISION_LOG_FAILED, v1::STORE_FULL}) {
    const auto retry =
        DetailOf<google::rpc::RetryInfo>(DetailsOf(ToGrpcStatus(Refuse(reason, "later"))));
    EXPECT_EQ(retry.retry_delay().nanos() > 0, reason != v1::STORE_FULL);
  }
}

}  // namespace
}  // namespace credence::server
