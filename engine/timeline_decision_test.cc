// What the calendar does to a decision: versions, parts of a period, and what was known when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/limits.h"
#include "engine/decide.h"
#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::Op;
using ruletree::PolicyPtr;
using ruletree::Sharing;
using ruletree::Timeline;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Pays `percent` of revenue to every designated partner.
PolicyPtr Version(const std::string& version, const std::string& from, int64_t percent,
                  ruletree::Straddle straddle = ruletree::Straddle::kOnBoundary) {
  PolicySketch sketch;
  sketch.policy().version = version;
  sketch.policy().from = Day(from);
  sketch.policy().straddle = straddle;
  const auto credit = sketch.Credit("incentive", Sharing::kEvery);
  const auto evidence = sketch.With("dpor");
  sketch.policy().params.push_back(
      {"rate", Type::Of(TypeKind::kPercent), {{kDateMin, Rational(percent, 100)}}});
  const auto rate =
      sketch.Add({.op = Op::kParam, .ref = 0, .type = Type::Of(TypeKind::kPercent)}, "rate");
  sketch.Award(credit, "deploy", evidence,
               sketch.Binary(Op::kMultiply, rate, sketch.Sum("revenue"), Dollars(),
                             "rate of sum of revenue"));
  return sketch.Build();
}

facts::Case Designated() {
  return CaseSketch({"adatum"})
      .Revenue("2015-12", "100")
      .Revenue("2016-01", "3100")
      .Revenue("2016-02", "200")
      .Designate("e1", "adatum", "2015-07-01")
      .Build();
}

std::vector<std::string> Lines(const Decided& decided) {
  std::vector<std::string> lines;
  if (!decided.ok()) return {"no decision"};
  for (const Result& result : decided.decision->results) {
    std::string line = result.days.ToString() + " " + result.policy->version;
    for (const Award& award : result.awards) line += " " + award.amount.ToString();
    lines.push_back(line);
  }
  return lines;
}

Request For(const std::string& period) { return {.days = ParsePeriod(period)->range}; }

auto FaultAt(const std::string& field, const std::string& words) {
  return AllOf(Field("field", &facts::Fault::field, field),
               Field("message", &facts::Fault::message, HasSubstr(words)));
}

TEST(TimelineDecisionTest, ARunningPeriodIsDecidedUpToTheDayAsked) {
  const Timeline timeline({Version("2015.7", "2015-07-01", 5),
                           Version("2016.1", "2016-01-14", 10, ruletree::Straddle::kSplitting)});
  const facts::Case the_case = Designated();
  Request request = For("2016-01");
  request.through = Day("2016-01-14");
  EXPECT_THAT(Lines(Decide(timeline, the_case, request)),
              ElementsAre("2016-01-01..2016-01-13 2015.7 65", "2016-01-14 2016.1 10"));
  request.through = Day("2016-01-10");
  EXPECT_THAT(Lines(Decide(timeline, the_case, request)),
              ElementsAre("2016-01-01..2016-01-10 2015.7 50"));
  request.through = Day("2015-12-31");
  EXPECT_THAT(Lines(Decide(timeline, the_case, request)), ElementsAre());
  request.through = Day("2016-03-31");
  EXPECT_THAT(Lines(Decide(timeline, the_case, request)),
              ElementsAre("2016-01-01..2016-01-13 2015.7 65", "2016-01-14..2016-01-31 2016.1 180"));
}

TEST(TimelineDecisionTest, ASplitMonthIsDecidedInPartsAndItsFlowProratedByDays) {
  const Timeline timeline({Version("2015.7", "2015-07-01", 5),
                           Version("2016.1", "2016-01-14", 10, ruletree::Straddle::kSplitting)});
  const facts::Case the_case = Designated();
  const Decided january = Decide(timeline, the_case, For("2016-01"));
  // 5% of 3,100 * 13/31 and 10% of 3,100 * 18/31.
  EXPECT_THAT(Lines(january),
              ElementsAre("2016-01-01..2016-01-13 2015.7 65", "2016-01-14..2016-01-31 2016.1 180"));
  const std::vector<Step>& steps = january.decision->results[0].awards[0].steps;
  EXPECT_THAT(steps, Contains(Field("text", &Step::text,
                                    "revenue of ea1 in 2016-01: 3,100.00 USD, 13 of 31 days = "
                                    "1,300.00 USD")));
  EXPECT_THAT(Lines(Decide(timeline, the_case, For("2015-12"))),
              ElementsAre("2015-12-01..2015-12-31 2015.7 5"));
}

TEST(TimelineDecisionTest, AGoverningVersionDecidesTheWholeMonthItBeginsIn) {
  const Timeline timeline({Version("2015.7", "2015-07-01", 5),
                           Version("2016.1", "2016-01-14", 10, ruletree::Straddle::kGoverning)});
  EXPECT_THAT(Lines(Decide(timeline, Designated(), For("2016-01"))),
              ElementsAre("2016-01-01..2016-01-31 2016.1 310"));
}

TEST(TimelineDecisionTest, APinnedVersionDecidesWhateverTheDatesSay) {
  const Timeline timeline({Version("2015.7", "2015-07-01", 5),
                           Version("2016.1", "2016-01-14", 10, ruletree::Straddle::kSplitting)});
  Request request = For("2016-01");
  request.version = "2015.7";
  EXPECT_THAT(Lines(Decide(timeline, Designated(), request)),
              ElementsAre("2016-01-01..2016-01-31 2015.7 155"));
  request.version = "2016.2";
  EXPECT_THAT(Decide(timeline, Designated(), request).faults,
              ElementsAre(FaultAt("version", "near: `2015.7`, `2016.1`")));
}

TEST(TimelineDecisionTest, DaysBeforeTheFirstVersionAreToldAsNotGoverned) {
  const Timeline timeline({Version("2015.7", "2016-01-01", 5)});
  Request request;
  request.days = DateRange::Through(Day("2015-11-20"), Day("2016-01-31"));
  const Decided decided = Decide(timeline, Designated(), request);
  EXPECT_THAT(Lines(decided), ElementsAre("2016-01-01..2016-01-31 2015.7 155"));
  ASSERT_THAT(decided.decision->ungoverned, SizeIs(2));
  EXPECT_EQ(decided.decision->ungoverned[0].days.ToString(), "2015-11-20..2015-11-30");
  EXPECT_EQ(decided.decision->ungoverned[0].reason,
            "no version of `recognition` is in force before 2016-01-01");
}

TEST(TimelineDecisionTest, ALapsedVersionIsNamedWhereNothingFollows) {
  auto ended = std::make_shared<ruletree::Policy>(*Version("2015.7", "2015-07-01", 5));
  ended->through = Day("2015-12-31");
  const Decided decided = Decide(Timeline({ended}), Designated(), For("2016-02"));
  EXPECT_THAT(decided.decision->results, SizeIs(0));
  EXPECT_EQ(decided.decision->ungoverned[0].reason,
            "no version of `recognition` is in force after 2015-12-31, the last day of `2015.7`");
}

TEST(TimelineDecisionTest, AParamIsReplacedForAWhatIfAndWronglyNamedOrTypedOnesAreRefused) {
  const Timeline timeline({Version("2015.7", "2015-07-01", 5)});
  const Type percent = Type::Of(TypeKind::kPercent);
  Request request = For("2016-02");
  request.params = {{"rate", {percent, Rational(1, 2)}}};
  EXPECT_THAT(Lines(Decide(timeline, Designated(), request)),
              ElementsAre("2016-02-01..2016-02-29 2015.7 100"));
  request.params = {{"rat", {percent, Rational(1, 2)}},
                    {"rate", {Type::Of(TypeKind::kNumber), Rational(50)}},
                    {"rate", {percent, Rational(1, 2)}}};
  EXPECT_THAT(Decide(timeline, Designated(), request).faults,
              ElementsAre(FaultAt("params[0].name", "near: `rate`"),
                          FaultAt("params[1].value", "expected percent, found 50"),
                          FaultAt("params[2].name", "`rate` is set twice")));
}

TEST(TimelineDecisionTest, DecidesAsItWasKnownOnAnEarlierDay) {
  CaseSketch sketch = CaseSketch({"adatum"}).Designate("e1", "adatum", "2015-07-01");
  const auto restate = [&](const std::string& dollars, std::optional<Date> recorded) {
    sketch.builder.AddMeasure({.measure = "revenue",
                               .subject = "ea1",
                               .period = ParsePeriod("2016-02"),
                               .value = {Dollars(), *Rational::FromDecimal(dollars)},
                               .recorded = recorded});
  };
  restate("1000", std::nullopt);
  restate("0", Day("2016-05-03"));
  const facts::Case the_case = sketch.Build();
  const Timeline timeline({Version("2015.7", "2015-07-01", 5)});
  Request request = For("2016-02");
  request.known_at = Day("2016-05-02");
  EXPECT_THAT(Lines(Decide(timeline, the_case, request)),
              ElementsAre("2016-02-01..2016-02-29 2015.7 50"));
  request.known_at = Day("2016-05-03");
  EXPECT_THAT(Lines(Decide(timeline, the_case, request)),
              ElementsAre("2016-02-01..2016-02-29 2015.7 0"));
  request.known_at.reset();
  EXPECT_THAT(Lines(Decide(timeline, the_case, request)),
              ElementsAre("2016-02-01..2016-02-29 2015.7 0"));
}

TEST(TimelineDecisionTest, RefusesMorePeriodsThanOneRequestMayAskFor) {
  auto daily = std::make_shared<ruletree::Policy>(*Version("2015.7", "2015-07-01", 5));
  daily->credits[0].each = PeriodUnit::kDay;
  const Timeline timeline({daily});
  Request request;
  const Date first = Day("2016-01-01");
  const auto days = static_cast<int32_t>(limits::kPeriodsMax);
  request.days = {first, first.AddDays(days)};
  EXPECT_TRUE(Decide(timeline, CaseSketch({}).Build(), request).ok());
  request.days.end = first.AddDays(days + 1);
  EXPECT_THAT(Decide(timeline, CaseSketch({}).Build(), request).faults,
              ElementsAre(FaultAt("days", "more than 3660 periods of one day")));
  request.days = {first, first};
  EXPECT_THAT(Decide(timeline, CaseSketch({}).Build(), request).faults,
              ElementsAre(FaultAt("days", "no days are asked for")));
}

TEST(TimelineDecisionTest, RefusesMoreQuestionsThanOneDecisionMayAnswer) {
  auto daily = std::make_shared<ruletree::Policy>(*Version("2015.7", "2015-07-01", 5));
  daily->credits[0].each = PeriodUnit::kDay;
  std::vector<std::string> partners;
  for (size_t i = 0; i < limits::kPartnersMax; ++i) partners.push_back("p" + std::to_string(i));
  CaseSketch sketch(partners);
  Request request;
  const auto days = static_cast<int32_t>(limits::kCandidatesMax / limits::kPartnersMax);
  request.days = {Day("2016-01-01"), Day("2016-01-01").AddDays(days + 1)};
  EXPECT_THAT(Decide(Timeline({daily}), sketch.Build(), request).faults,
              ElementsAre(FaultAt("days", "more than 1000000 combinations")));
}

}  // namespace
}  // namespace credence::engine
