// Tests engine/batch/workbench.h and by_columns.h: what is kept and what is made anew, and that a
// decision is the same whoever made it. tests/batch_test.cc holds it to that at large.
#include "engine/batch/workbench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/batch/by_columns.h"
#include "engine/bind.h"
#include "engine/decide.h"
#include "engine/policy_sketch.h"
#include "engine/print_decision.h"

namespace credence::engine::batch {
namespace {

using ruletree::PolicyPtr;
using ruletree::Sharing;

DateRange DaysOf(const std::string& period) { return ParsePeriod(period)->range; }

PolicyPtr ForEvery() {
  PolicySketch sketch;
  const auto seats = sketch.Credit("seats", Sharing::kEvery);
  sketch.Award(seats, "deploy", sketch.With("dpor"), sketch.Sum("revenue"));
  return sketch.Build();
}

facts::Case CaseOf(int subscriptions) {
  facts::CaseBuilder builder("c");
  builder.AddSubject({.type = "customer", .id = "northwind"});
  builder.AddSubject({.type = "partner", .id = "adatum"});
  builder.AddSubject({.type = "partner", .id = "contoso"});
  for (int i = 0; i < subscriptions; ++i) {
    const std::string id = "ea" + std::to_string(i);
    builder.AddSubject({.type = "subscription", .id = id, .parent = "northwind"});
    builder.AddMeasure({.measure = "revenue",
                        .subject = id,
                        .period = ParsePeriod("2016-02"),
                        .value = {Dollars(), Rational(100 + i)}});
    builder.AddEvidence({.id = "e" + std::to_string(i),
                         .kind = "dpor",
                         .partner = "adatum",
                         .subject = id,
                         .from = Day("2015-07-01")});
  }
  std::vector<facts::Fault> faults;
  return *std::move(builder).Build(faults);
}

bool HasBench(const PolicyPtr& policy) {
  const facts::Case the_case = CaseOf(1);
  facts::FaultList faults;
  const auto bound = Bind(the_case, *policy->vocabulary, std::nullopt, faults);
  return WorkbenchesOf(*policy).Take(*bound, DaysOf("2016-02"), PeriodUnit::kMonth) != nullptr;
}

class WorkbenchTest : public ::testing::Test {
 protected:
  // With a case of a customer who has so many subscriptions.
  std::unique_ptr<Workbench> Take(const std::string& period, int subscriptions = 1) {
    const facts::Case the_case = CaseOf(subscriptions);
    facts::FaultList faults;
    return benches_.Take(*Bind(the_case, *policy_->vocabulary, std::nullopt, faults),
                         DaysOf(period), PeriodUnit::kMonth);
  }

  const PolicyPtr policy_ = ForEvery();
  Workbenches& benches_ = WorkbenchesOf(*policy_);
};

TEST_F(WorkbenchTest, AProgramIsMadeOnceForTheSameDays) {
  const ProgramPtr february = benches_.ProgramOf(DaysOf("2016-02"), PeriodUnit::kMonth);
  ASSERT_NE(february, nullptr);
  EXPECT_EQ(benches_.ProgramOf(DaysOf("2016-02"), PeriodUnit::kMonth), february);
  EXPECT_NE(benches_.ProgramOf(DaysOf("2016-03"), PeriodUnit::kMonth), february);
  EXPECT_EQ(&WorkbenchesOf(*policy_), &benches_);
}

TEST_F(WorkbenchTest, DaysAskedForLongAgoAreForgotten) {
  const ProgramPtr first = benches_.ProgramOf(DaysOf("2016-01"), PeriodUnit::kMonth);
  Period period = *ParsePeriod("2016-01");
  for (int i = 0; i < 300; ++i) {
    period = period.Next();
    benches_.ProgramOf(period.range, PeriodUnit::kMonth);
  }
  EXPECT_NE(benches_.ProgramOf(DaysOf("2016-01"), PeriodUnit::kMonth), first);
}

TEST_F(WorkbenchTest, ABenchIsUsedAgainAndIsEmptyThen) {
  std::unique_ptr<Workbench> bench = Take("2016-02", 3);
  ASSERT_NE(bench, nullptr);
  const Workbench* const first = bench.get();
  bench->decider.Decide(bench->columns, 0, 1, bench->outcome);
  EXPECT_EQ(bench->outcome.credits[0].awards.size(), 3u);
  EXPECT_NE(Take("2016-02").get(), first) << "it is in use";
  benches_.GiveBack(std::move(bench));
  EXPECT_NE(Take("2016-03").get(), first);
  bench = Take("2016-02");
  EXPECT_EQ(bench.get(), first);
  EXPECT_EQ(bench->columns.cases(), 1u);
  EXPECT_TRUE(bench->outcome.credits[0].awards.empty());
}

TEST_F(WorkbenchTest, ALargeCaseIsLeftToThePlainEvaluator) {
  EXPECT_NE(Take("2016-02", 126), nullptr);
  EXPECT_EQ(Take("2016-02", 127), nullptr) << "it has 257 subjects and records";
}

TEST_F(WorkbenchTest, OfBenchesThatAreManyTheLatestAreKept) {
  std::vector<std::unique_ptr<Workbench>> taken;
  for (const char* month : {"2016-02", "2016-03"}) {
    for (int i = 0; i < 8; ++i) taken.push_back(Take(month));
  }
  std::vector<const Workbench*> of_march;
  for (size_t i = 8; i < taken.size(); ++i) of_march.push_back(taken[i].get());
  for (auto& bench : taken) benches_.GiveBack(std::move(bench));
  for (int i = 0; i < 8; ++i) {
    taken[0] = Take("2016-03");
    EXPECT_THAT(of_march, ::testing::Contains(taken[0].get()));
    taken.push_back(std::move(taken[0]));
  }
}

TEST_F(WorkbenchTest, APolicyOfManyRulesIsLeftToTheIndexOfThePlainEvaluator) {
  PolicySketch sketch;
  const auto seats = sketch.Credit("seats", Sharing::kEvery);
  for (int i = 0; i < 129; ++i) {
    sketch.Award(seats, "deploy" + std::to_string(i), sketch.With("dpor"), sketch.Sum("revenue"));
  }
  EXPECT_FALSE(HasBench(sketch.Build()));
}

TEST_F(WorkbenchTest, ADecisionIsTheSameFromManyThreads) {
  const ruletree::Timeline timeline({policy_});
  const facts::Case the_case = CaseOf(7);
  Request request{.days = DaysOf("2016-02"), .explain = false, .refusals = false};
  const std::string plain = Print(*Decide(timeline, the_case, request).decision);
  request.parts_by = &ByColumns();
  std::vector<std::string> told(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& one : told) {
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) one = Print(*Decide(timeline, the_case, request).decision);
      });
    }
  }
  for (const std::string& one : told) EXPECT_EQ(one, plain);
}

TEST_F(WorkbenchTest, WhatColumnsCannotSayHasNoBench) {
  PolicySketch sketch;
  const auto seats = sketch.Credit("seats", Sharing::kShared);
  sketch.Award(seats, "deploy", sketch.With("dpor"), sketch.Sum("revenue"));
  const PolicyPtr shared = sketch.Build();
  EXPECT_EQ(WorkbenchesOf(*shared).ProgramOf(DaysOf("2016-02"), PeriodUnit::kMonth), nullptr);
  EXPECT_FALSE(HasBench(shared));
}

}  // namespace
}  // namespace credence::engine::batch
