// Tests server/decision_listing.h: pages are together the whole, whatever ends each of them, and
// what is asked wrongly is refused by its name.
#include "server/decision_listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "server/page_token.h"
#include "tests/support/log_lines.h"
#include "tests/support/temporary_directory.h"

namespace credence::server {
namespace {

using ::credence::testing::LineOf;
using ::credence::testing::LinesOf;
using ::testing::HasSubstr;

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (payload) info.ParseFromString(std::string(*payload));
  return info.reason();
}

class DecisionListingTest : public ::testing::Test {
 protected:
  absl::Status List(const v1::ListDecisionsRequest& request, const ListingBudget& budget = {}) {
    Stop stop({});
    page_.Clear();
    return ListDecisions(log_, request, stop, &page_, budget);
  }

  // The numbers of the records of all pages; `between` is done after each but the last.
  template <typename Between>
  std::string All(v1::ListDecisionsRequest request, const ListingBudget& budget,
                  const Between& between) {
    std::string numbers;
    pages_ = 0;
    do {
      const absl::Status status = List(request, budget);
      EXPECT_TRUE(status.ok()) << status;
      for (const auto& record : page_.records()) numbers += record.id().substr(2) + " ";
      request.set_page_token(page_.next_page_token());
      if (!request.page_token().empty()) between(++pages_);
    } while (!request.page_token().empty() && pages_ < 1'000);
    return numbers;
  }
  std::string All(const v1::ListDecisionsRequest& request, const ListingBudget& budget = {}) {
    return All(request, budget, [](int) {});
  }

  std::string ReasonWith(const v1::ListDecisionsRequest& request) {
    return ReasonOf(List(request));
  }

  testing::TemporaryDirectory folder_;
  std::string log_ = folder_.PathOf("decisions.jsonl");
  v1::ListDecisionsResponse page_;
  int pages_ = 0;  // but the last
};

std::string Numbers(int first, int last) {
  std::string numbers;
  for (int number = first; number <= last; ++number) numbers += std::to_string(number) + " ";
  return numbers;
}

TEST_F(DecisionListingTest, PagesAreTogetherTheWhole) {
  folder_.Write("decisions.jsonl.000001", LinesOf(1, 17));
  folder_.Write("decisions.jsonl.000002", LinesOf(18, 25));
  folder_.Write("decisions.jsonl", LinesOf(26, 40));
  EXPECT_EQ(All({}), Numbers(1, 40));
  EXPECT_EQ(pages_, 0);
  for (const int size : {1, 7, 8, 40, 2'000'000'000}) {
    v1::ListDecisionsRequest request;
    request.set_page_size(size);
    EXPECT_EQ(All(request), Numbers(1, 40)) << size;
    for (const uint64_t bytes : {1u, 600u, 5'000u}) {
      EXPECT_EQ(All(request, {.bytes = bytes}), Numbers(1, 40)) << size << " in " << bytes;
      EXPECT_EQ(All(request, {.parsed_bytes = bytes}), Numbers(1, 40)) << size << " in " << bytes;
    }
  }
}

TEST_F(DecisionListingTest, AFilterThatMatchesNothingEndsAPageAllTheSame) {
  folder_.Write("decisions.jsonl", LinesOf(1, 100));
  v1::ListDecisionsRequest request;
  request.set_customer("nobody");
  ASSERT_TRUE(List(request, {.bytes = 4'000}).ok());
  EXPECT_EQ(page_.records_size(), 0);
  EXPECT_NE(page_.next_page_token(), "");
  EXPECT_EQ(All(request, {.bytes = 4'000}), "");
  EXPECT_GT(pages_, 3);
  request.set_customer("c77");
  EXPECT_EQ(All(request, {.bytes = 4'000}), "77 ");
}

TEST_F(DecisionListingTest, EachFilterNarrows) {
  folder_.Write("decisions.jsonl",
                LineOf({.number = 1}) + LineOf({.number = 2, .customer = "southwind"}) +
                    LineOf({.number = 3, .partner = "contoso"}) +
                    LineOf({.number = 4, .rule = "floor"}) +
                    LineOf({.number = 5, .caller = "batch"}) + "{\"id\":\"r-6\",\"note\":{}}\n");
  const auto found = [this](const auto& set) {
    v1::ListDecisionsRequest request;
    set(request);
    return All(request);
  };
  EXPECT_EQ(found([](auto&) {}), "1 2 3 4 5 6 ");
  EXPECT_EQ(found([](auto& of) { of.set_customer("northwind"); }), "1 3 4 5 ");
  EXPECT_EQ(found([](auto& of) { of.set_partner("contoso"); }), "3 ");
  EXPECT_EQ(found([](auto& of) { of.set_rule("floor"); }), "4 ");
  EXPECT_EQ(found([](auto& of) { of.set_caller("batch"); }), "5 ");
  EXPECT_EQ(found([](auto& of) { of.set_id("r-2"); }), "2 ");
  EXPECT_EQ(found([](auto& of) { of.set_after("r-4"); }), "5 6 ");
  EXPECT_EQ(found([](auto& of) {
              of.set_from("2016-04-01T12:00:02Z");
              of.set_until("2016-04-01T12:00:03Z");
            }),
            "2 3 ");
  EXPECT_EQ(found([](auto& of) {
              of.set_partner("adatum");
              of.set_customer("southwind");
            }),
            "2 ");
}

TEST_F(DecisionListingTest, FilesPutAsideBetweenPagesAreReadOn) {
  folder_.Write("decisions.jsonl", LinesOf(1, 10));
  v1::ListDecisionsRequest request;
  request.set_page_size(3);
  // Each page finds that what it was in is put aside, and that more was decided.
  const std::string all = All(request, {}, [this](int page) {
    if (page > 5) return;
    std::filesystem::rename(log_, log_ + ".00000" + std::to_string(page));
    folder_.Write("decisions.jsonl", LinesOf(10 * page + 1, 10 * page + 10));
  });
  EXPECT_EQ(all, Numbers(1, 60));
}

TEST_F(DecisionListingTest, AFileThatIsDeletedBetweenPagesIsSaid) {
  folder_.Write("decisions.jsonl.000001", LinesOf(1, 10));
  folder_.Write("decisions.jsonl", LinesOf(11, 20));
  v1::ListDecisionsRequest request;
  request.set_page_size(3);
  ASSERT_TRUE(List(request).ok());
  request.set_page_token(page_.next_page_token());
  folder_.Remove("decisions.jsonl.000001");
  const absl::Status gone = List(request);
  EXPECT_EQ(ReasonOf(gone), "PAGE_TOKEN_EXPIRED");
  EXPECT_THAT(std::string(gone.message()), HasSubstr("list anew"));
  folder_.Remove("decisions.jsonl");
  EXPECT_EQ(ReasonWith(request), "PAGE_TOKEN_EXPIRED");
  // Nothing was decided since all was moved away.
  EXPECT_EQ(All({}), "");
}

TEST_F(DecisionListingTest, DamagedLinesAreCounted) {
  folder_.Write("decisions.jsonl",
                LineOf({.number = 1}) + "\x01\xff\n{}\n" + LineOf({.number = 2}) + "{\"id\":\"r-3");
  ASSERT_TRUE(List({}).ok());
  EXPECT_EQ(page_.records_size(), 2);
  EXPECT_EQ(page_.damaged_lines(), 2);
}

TEST_F(DecisionListingTest, ARequestThatDoesNotParseIsRefusedByItsField) {
  folder_.Write("decisions.jsonl", LinesOf(1, 10));
  v1::ListDecisionsRequest request;
  request.set_from("noon");
  request.set_until("2016-02-30");
  const absl::Status times = List(request);
  EXPECT_EQ(ReasonOf(times), "FIELD_INVALID");
  EXPECT_THAT(std::string(times.message()), HasSubstr("from: `noon` is no day and no time"));
  EXPECT_THAT(std::string(times.message()), HasSubstr("until: "));
  request.Clear();
  request.set_page_size(-1);
  EXPECT_EQ(ReasonWith(request), "FIELD_INVALID");
  for (const std::string& token :
       {std::string("made up"), WritePageToken("12/340"), WritePageToken("0//17/0")}) {
    request.Clear();
    request.set_page_token(token);
    EXPECT_EQ(ReasonWith(request), "PAGE_TOKEN_INVALID") << token;
  }
  // Of another log.
  request.set_page_token(WritePageToken("0/9f3a0c5b7d21e846/4096/1"));
  EXPECT_EQ(ReasonWith(request), "PAGE_TOKEN_EXPIRED");
}

TEST_F(DecisionListingTest, WithoutALogTheSettingIsNamed) {
  log_.clear();
  const absl::Status absent = List({});
  EXPECT_EQ(ReasonOf(absent), "DECISION_LOG_ABSENT");
  EXPECT_TRUE(absl::IsFailedPrecondition(absent));
  EXPECT_THAT(std::string(absent.message()), HasSubstr("decision_log.file"));
}

TEST_F(DecisionListingTest, WhatCannotBeReadIsToldToTheOperatorAlone) {
  std::filesystem::create_directory(log_);
  const absl::Status status = List({});
  EXPECT_EQ(ReasonOf(status), "DECISION_LOG_FAILED");
  EXPECT_EQ(std::string(status.message()).find(log_), std::string::npos);
}

TEST_F(DecisionListingTest, ItEndsWithItsDeadlineAndWithItsCaller) {
  folder_.Write("decisions.jsonl", LinesOf(1, 300));
  v1::ListDecisionsResponse page;
  Stop late({.deadline = Stop::Time::min(), .turns = 1});
  EXPECT_TRUE(absl::IsDeadlineExceeded(ListDecisions(log_, {}, late, &page)));
  int asked = 0;
  Stop gone({.is_gone = [&asked] { return ++asked > 3; }, .turns = 1});
  EXPECT_TRUE(absl::IsCancelled(ListDecisions(log_, {}, gone, &page)));
  EXPECT_LT(page.records_size(), 100);
}

}  // namespace
}  // namespace credence::server
