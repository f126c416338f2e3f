// Tests server/log_query.h: who is found by what, and that bytes never hide what would be found.
#include "server/log_query.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "server/decision_record.h"

namespace credence::server {
namespace {

constexpr const char* kRecord = R"pb(
  id: "r-1"
  time: "2016-04-01T12:00:00.000250Z"
  caller: "portal"
  customers: "north\"wind"
  request { case { subjects { type: "partner" id: "candidate" } } }
  decision {
    case_id: "case 7"
    results {
      awards {
        partner: "awarded"
        rules { name: "deploy" }
      }
      refusals {
        partner: "refused"
        rule { name: "excluded" }
      }
    }
    results {
      held {
        between: "tied"
        rules { name: "tie" }
      }
    }
    standings {
      partner: "standing"
      rule { name: "gold" }
    }
  }
)pb";

class LogQueryTest : public ::testing::Test {
 protected:
  LogQueryTest() {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kRecord, &record_));
    int64_t now = 1'459'512'000'000'250;
    const auto writer = RecordWriter::Create({}, "r", [now] { return now; });
    v1::DecideRequest request = record_.request();
    // Of the case itself, as the writer finds it.
    auto& customer = *request.mutable_case_()->add_subjects();
    customer.set_type("customer");
    customer.set_id("north\"wind");
    LogLines lines;
    EXPECT_TRUE(
        writer->Add({.method = "Decide", .caller = "portal"}, request, record_.decision(), lines)
            .ok());
    line_ = lines.text;
  }

  // What is found is not passed over by its bytes.
  bool Finds(const LogQuery& query) const {
    const bool matches = query.Matches(record_);
    EXPECT_TRUE(!matches || query.MayMatch(line_)) << line_;
    return matches;
  }

  v1::DecisionRecord record_;
  std::string line_;
};

TEST_F(LogQueryTest, PartnersAreFoundWhateverBecameOfThem) {
  for (const char* partner : {"candidate", "awarded", "refused", "tied", "standing"}) {
    EXPECT_TRUE(Finds({.partner = partner})) << partner;
  }
  EXPECT_FALSE(Finds({.partner = "nobody"}));
  EXPECT_FALSE(LogQuery{.partner = "nobody"}.MayMatch(line_));
}

TEST_F(LogQueryTest, RulesAreFoundThatAwardedRefusedOrHeld) {
  for (const char* rule : {"deploy", "excluded", "tie", "gold"}) {
    EXPECT_TRUE(Finds({.rule = rule})) << rule;
  }
  EXPECT_FALSE(Finds({.rule = "portal"}));
}

TEST_F(LogQueryTest, CustomersAreFoundByTheirIdAndByTheNameOfTheCase) {
  EXPECT_TRUE(Finds({.customer = "north\"wind"}));
  EXPECT_TRUE(Finds({.customer = "case 7"}));
  EXPECT_FALSE(Finds({.customer = "north"}));
}

TEST_F(LogQueryTest, CallersIdsAndTimesNarrowTogether) {
  EXPECT_TRUE(Finds({.caller = "portal"}));
  EXPECT_FALSE(Finds({.caller = "batch"}));
  EXPECT_TRUE(Finds({.partner = "tied", .rule = "gold", .caller = "portal", .id = "r-1"}));
  EXPECT_FALSE(Finds({.partner = "tied", .id = "r-8"}));
  const std::string at = record_.time();
  EXPECT_TRUE(Finds({.from = at, .until = at}));
  EXPECT_FALSE(Finds({.from = "2016-04-01T12:00:00.000251Z"}));
  EXPECT_FALSE((LogQuery{.until = "2016-04-01T12:00:00.000249Z"}.MayMatch(line_)));
}

TEST_F(LogQueryTest, WhatTheLogSaysOfItselfIsOfNobody) {
  v1::DecisionRecord note;
  note.set_id("r-1");
  note.mutable_note();
  EXPECT_TRUE(LogQuery{}.Matches(note));
  EXPECT_FALSE(LogQuery{.caller = "portal"}.Matches(note));
}

TEST(ReadLogTime, ADayIsMeantToItsEndAndATimeToTheMicrosecond) {
  EXPECT_EQ(ReadLogTime("2016-04-01", DayEnd::kFirst), "2016-04-01T00:00:00.000000Z");
  EXPECT_EQ(ReadLogTime("2016-04-01", DayEnd::kLast), "2016-04-01T23:59:59.999999Z");
  EXPECT_EQ(ReadLogTime("2016-04-01T14:00:00.00025+02:00", DayEnd::kLast),
            "2016-04-01T12:00:00.000250Z");
}

TEST(ReadLogTime, WhatIsNeitherIsNotTaken) {
  for (const char* text : {"noon", "2016-02-30", "2016-04-01T25:00:00Z", "2016-04-01 12:00",
                           "infinite-future", "infinite-past", "", "12016-04-01T12:00:00Z"}) {
    EXPECT_EQ(ReadLogTime(text, DayEnd::kFirst), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace credence::server
