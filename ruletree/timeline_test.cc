// Tests ruletree/timeline.h: the January 2016 switch first, then gaps and crowded periods.
#include "ruletree/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace credence::ruletree {
namespace {

using ::testing::ElementsAre;

Date Day(std::string_view text) { return *Date::Parse(text); }

PolicyPtr Version(std::string version, std::string_view from, Straddle straddle,
                  std::string_view through = "") {
  auto policy = std::make_shared<Policy>();
  policy->name = "recognition";
  policy->version = std::move(version);
  policy->from = Day(from);
  if (!through.empty()) policy->through = Day(through);
  policy->straddle = straddle;
  return policy;
}

// "2016-01-01..2016-01-13 by 2015.7", one a part.
std::vector<std::string> PartsOf(const Timeline& timeline, std::string_view period) {
  std::vector<std::string> parts;
  for (const PeriodPart& part : timeline.Parts(ParsePeriod(period)->range)) {
    parts.push_back(part.days.ToString() + " by " +
                    (part.policy ? part.policy->version : "nothing"));
  }
  return parts;
}

std::string InForce(const Timeline& timeline, std::string_view day) {
  const PolicyPtr policy = timeline.InForce(Day(day));
  return policy ? policy->version : "nothing";
}

Timeline TheSwitch() {
  return Timeline({Version("2016.1", "2016-01-14", Straddle::kSplitting),
                   Version("2015.7", "2015-07-01", Straddle::kGoverning)});
}

TEST(Timeline, TheDatePicksTheVersion) {
  const Timeline timeline = TheSwitch();
  EXPECT_EQ(InForce(timeline, "2015-06-30"), "nothing");
  EXPECT_EQ(InForce(timeline, "2015-07-01"), "2015.7");
  EXPECT_EQ(InForce(timeline, "2016-01-13"), "2015.7");
  EXPECT_EQ(InForce(timeline, "2016-01-14"), "2016.1");
  EXPECT_EQ(InForce(timeline, "2199-12-31"), "2016.1");
}

TEST(Timeline, VersionsAreInOrderOfTheirBeginning) {
  const Timeline timeline = TheSwitch();
  EXPECT_EQ(timeline.name(), "recognition");
  EXPECT_EQ(timeline.versions().front()->version, "2015.7");
  EXPECT_EQ(timeline.Find("2016.1"), timeline.versions().back());
  EXPECT_EQ(timeline.Find("2017.1"), nullptr);
}

TEST(Timeline, ASplittingVersionPartsThePeriodItBeginsIn) {
  EXPECT_THAT(PartsOf(TheSwitch(), "2016-01"),
              ElementsAre("2016-01-01..2016-01-13 by 2015.7", "2016-01-14..2016-01-31 by 2016.1"));
  EXPECT_THAT(PartsOf(TheSwitch(), "2015-12"), ElementsAre("2015-12-01..2015-12-31 by 2015.7"));
  EXPECT_THAT(PartsOf(TheSwitch(), "2016-02"), ElementsAre("2016-02-01..2016-02-29 by 2016.1"));
}

TEST(Timeline, AGoverningVersionTakesTheWholePeriodItBeginsIn) {
  const Timeline timeline({Version("a", "2015-07-01", Straddle::kOnBoundary),
                           Version("b", "2016-01-14", Straddle::kGoverning)});
  EXPECT_THAT(PartsOf(timeline, "2016-01"), ElementsAre("2016-01-01..2016-01-31 by b"));
}

TEST(Timeline, AVersionThatBeginsOnABoundaryPartsNothing) {
  const Timeline timeline({Version("a", "2015-07-01", Straddle::kOnBoundary),
                           Version("b", "2016-01-01", Straddle::kSplitting)});
  EXPECT_THAT(PartsOf(timeline, "2016-01"), ElementsAre("2016-01-01..2016-01-31 by b"));
  EXPECT_THAT(PartsOf(timeline, "2015-12"), ElementsAre("2015-12-01..2015-12-31 by a"));
  EXPECT_THAT(PartsOf(timeline, "2015-Q4"), ElementsAre("2015-10-01..2015-12-31 by a"));
}

TEST(Timeline, ALapsedVersionNeverBringsItsPredecessorBack) {
  const Timeline timeline({Version("a", "2015-07-01", Straddle::kOnBoundary),
                           Version("b", "2016-01-01", Straddle::kOnBoundary, "2016-02-29")});
  EXPECT_EQ(InForce(timeline, "2016-02-29"), "b");
  EXPECT_EQ(InForce(timeline, "2016-03-01"), "nothing");
  EXPECT_THAT(PartsOf(timeline, "2016-03"), ElementsAre("2016-03-01..2016-03-31 by nothing"));
}

TEST(Timeline, AGapBetweenTwoVersionsIsGovernedByNothing) {
  const Timeline timeline({Version("a", "2015-07-01", Straddle::kOnBoundary, "2015-12-31"),
                           Version("b", "2016-02-10", Straddle::kSplitting)});
  EXPECT_THAT(PartsOf(timeline, "2016-01"), ElementsAre("2016-01-01..2016-01-31 by nothing"));
  EXPECT_THAT(PartsOf(timeline, "2016-02"),
              ElementsAre("2016-02-01..2016-02-09 by nothing", "2016-02-10..2016-02-29 by b"));
}

TEST(Timeline, AVersionThatEndsInsideAPeriodGovernsItsDaysOfIt) {
  const Timeline timeline({Version("a", "2015-01-01", Straddle::kOnBoundary, "2016-01-20")});
  EXPECT_THAT(PartsOf(timeline, "2016-01"),
              ElementsAre("2016-01-01..2016-01-20 by a", "2016-01-21..2016-01-31 by nothing"));
  EXPECT_THAT(PartsOf(timeline, "2015-12"), ElementsAre("2015-12-01..2015-12-31 by a"));
  const Timeline to_the_end({Version("a", "2015-01-01", Straddle::kOnBoundary, "2016-01-31")});
  EXPECT_THAT(PartsOf(to_the_end, "2016-01"), ElementsAre("2016-01-01..2016-01-31 by a"));
}

TEST(Timeline, AfterAVersionThatEndedTheNextGovernsAsItsOwnWordSays) {
  const auto followed_by = [](std::string_view from, Straddle straddle) {
    return PartsOf(Timeline({Version("a", "2015-01-01", Straddle::kOnBoundary, "2016-01-10"),
                             Version("b", from, straddle)}),
                   "2016-01");
  };
  EXPECT_THAT(followed_by("2016-01-20", Straddle::kSplitting),
              ElementsAre("2016-01-01..2016-01-10 by a", "2016-01-11..2016-01-19 by nothing",
                          "2016-01-20..2016-01-31 by b"));
  EXPECT_THAT(followed_by("2016-01-11", Straddle::kSplitting),
              ElementsAre("2016-01-01..2016-01-10 by a", "2016-01-11..2016-01-31 by b"));
  EXPECT_THAT(followed_by("2016-01-20", Straddle::kGoverning),
              ElementsAre("2016-01-01..2016-01-31 by b"));
  EXPECT_THAT(followed_by("2016-02-20", Straddle::kGoverning),
              ElementsAre("2016-01-01..2016-01-10 by a", "2016-01-11..2016-01-31 by nothing"));
}

TEST(Timeline, AGoverningVersionThatEndsInsideThePeriodTakesItUpToItsEnd) {
  const Timeline timeline({Version("a", "2015-01-01", Straddle::kOnBoundary, "2016-01-10"),
                           Version("b", "2016-01-15", Straddle::kGoverning, "2016-01-20")});
  EXPECT_THAT(PartsOf(timeline, "2016-01"),
              ElementsAre("2016-01-01..2016-01-20 by b", "2016-01-21..2016-01-31 by nothing"));
}

TEST(Timeline, TwoVersionsMayBeginInOnePeriod) {
  const Timeline split({Version("a", "2015-07-01", Straddle::kOnBoundary),
                        Version("b", "2016-01-10", Straddle::kSplitting),
                        Version("c", "2016-01-20", Straddle::kSplitting)});
  EXPECT_THAT(PartsOf(split, "2016-01"),
              ElementsAre("2016-01-01..2016-01-09 by a", "2016-01-10..2016-01-19 by b",
                          "2016-01-20..2016-01-31 by c"));
  const Timeline mixed({Version("a", "2015-07-01", Straddle::kOnBoundary),
                        Version("b", "2016-01-10", Straddle::kSplitting),
                        Version("c", "2016-01-20", Straddle::kGoverning)});
  EXPECT_THAT(PartsOf(mixed, "2016-01"),
              ElementsAre("2016-01-01..2016-01-09 by a", "2016-01-10..2016-01-31 by c"));
}

TEST(Timeline, AnEmptyPeriodHasNoParts) {
  EXPECT_TRUE(TheSwitch().Parts({Day("2016-01-14"), Day("2016-01-14")}).empty());
}

// One to four, each beginning at most 60 days after the one before.
std::vector<PolicyPtr> SomeVersions() {
  std::vector<PolicyPtr> versions;
  int32_t from = Day("2015-07-01").days;
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    from += *rc::gen::inRange(1, 60);
    const Straddle straddle = *rc::gen::element(Straddle::kSplitting, Straddle::kGoverning);
    versions.push_back(Version(std::to_string(i), Date{from}.ToString(), straddle));
  }
  return versions;
}

// Ends some of the versions before the next begins.
void EndSome(std::vector<PolicyPtr>& versions) {
  for (size_t i = 0; i < versions.size(); ++i) {
    const bool is_last = i + 1 == versions.size();
    const int32_t days = is_last ? 60 : versions[i + 1]->from.days - versions[i]->from.days;
    if (*rc::gen::arbitrary<bool>()) continue;
    auto ended = std::make_shared<Policy>(*versions[i]);
    ended->through = ended->from.AddDays(*rc::gen::inRange(0, days));
    versions[i] = std::move(ended);
  }
}

DateRange SomePeriod() {
  const int32_t begin = Day("2015-07-01").days + *rc::gen::inRange(0, 200);
  return {{begin}, {begin + *rc::gen::inRange(1, 120)}};
}

RC_GTEST_PROP(Timeline, ThePartsOfAPeriodCoverEachDayOnce, ()) {
  std::vector<PolicyPtr> versions = SomeVersions();
  EndSome(versions);
  const Timeline timeline(std::move(versions));
  const DateRange period = SomePeriod();
  Date next = period.begin;
  for (const PeriodPart& part : timeline.Parts(period)) {
    RC_ASSERT(part.days.begin == next);
    RC_ASSERT(!part.days.empty());
    RC_ASSERT(part.policy == timeline.InForce(part.days.last()));
    next = part.days.end;
  }
  RC_ASSERT(next == period.end);
}

RC_GTEST_PROP(Timeline, ADayThatAVersionGovernsIsNeverInAPartThatNoneDoes, ()) {
  std::vector<PolicyPtr> versions = SomeVersions();
  EndSome(versions);
  const Timeline timeline(std::move(versions));
  for (const PeriodPart& part : timeline.Parts(SomePeriod())) {
    if (part.policy != nullptr) continue;
    for (Date day = part.days.begin; day < part.days.end; day = day.AddDays(1)) {
      RC_ASSERT(timeline.InForce(day) == nullptr);
    }
  }
}

TEST(PolicySet, FindsAPolicyByItsName) {
  const PolicySet set{.timelines = {TheSwitch()}, .digest = ""};
  EXPECT_EQ(set.Find("recognition"), &set.timelines[0]);
  EXPECT_EQ(set.Find("a"), nullptr);
  EXPECT_EQ(set.Find("z"), nullptr);
}

}  // namespace
}  // namespace credence::ruletree
