// A case that a dozen rules can match, by a policy of that dozen and by policies of up to 10,000:
// the others require another product, so they are found to be out, not tried.
//
// `ratio` is the time over that of the dozen, in one run.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/thread_clock.h"
#include "core/check.h"
#include "dsl/compile.h"
#include "engine/decide.h"

namespace credence::bench {
namespace {

constexpr int kRulesOfProduct = 12;

std::string Vocabulary(int products) {
  std::string text =
      "vocabulary products version \"1\"\nsubject customer\nsubject line in customer\n"
      "evidence resale on line lasting\nmeasure seats : count per line each month, level\n"
      "attribute line.product : one of { ";
  for (int i = 0; i < products; ++i) text += (i > 0 ? ", p" : "p") + std::to_string(i);
  return text + " }\n";
}

std::string Policy(int products) {
  std::string text =
      "policy products version \"1\"\n  effective from 2016-01-01\n  uses products version \"1\"\n"
      "credit given : count for every partner per line each month\n  combine highest\n";
  for (int product = 0; product < products; ++product) {
    for (int i = 0; i < kRulesOfProduct; ++i) {
      text += "award given as p" + std::to_string(product) + "_" + std::to_string(i) +
              " to every partner with resale at any time in the period\n  when line.product is p" +
              std::to_string(product) + " and seats > " + std::to_string(10 * i) +
              "\n  amount seats + " + std::to_string(i) +
              "\n  because \"Larger lines earn more.\"\n";
    }
  }
  return text;
}

ruletree::PolicySetPtr Compile(int products) {
  const std::vector<SourcePtr> sources = {
      std::make_shared<Source>("products.vocab", Vocabulary(products)),
      std::make_shared<Source>("products.policy", Policy(products))};
  return dsl::Compile(sources).policies;
}

facts::Case OneCase() {
  facts::CaseBuilder builder("c");
  builder.AddSubject({.type = "customer", .id = "c"});
  for (int i = 0; i < 4; ++i) {
    const std::string id = "l" + std::to_string(i);
    builder.AddSubject({.type = "line",
                        .id = id,
                        .parent = "c",
                        .attributes = {{"product", {Type::Of(TypeKind::kSymbol), "p0"}}}});
    builder.AddMeasure({.measure = "seats",
                        .subject = id,
                        .period = ParsePeriod("2016-02"),
                        .value = {Type::Of(TypeKind::kCount), Rational(55 + i)}});
  }
  for (int i = 0; i < 3; ++i) {
    const std::string id = "p" + std::to_string(i);
    builder.AddSubject({.type = "partner", .id = id});
    builder.AddEvidence({.id = "e" + id,
                         .kind = "resale",
                         .partner = id,
                         .subject = "l" + std::to_string(i),
                         .from = Date::Parse("2016-01-01")});
  }
  std::vector<facts::Fault> faults;
  std::optional<facts::Case> built = std::move(builder).Build(faults);
  CREDENCE_CHECK(built.has_value());
  return *std::move(built);
}

double SecondsOf(const ruletree::Timeline& timeline, const facts::Case& the_case) {
  constexpr int kRounds = 200;
  engine::Request request;
  request.days = ParsePeriod("2016-02")->range;
  request.explain = false;
  request.refusals = false;
  const double start = SecondsOfThread();
  for (int i = 0; i < kRounds; ++i) {
    benchmark::DoNotOptimize(engine::Decide(timeline, the_case, request));
  }
  return (SecondsOfThread() - start) / kRounds;
}

void RulesThatCannotMatch(benchmark::State& state) {
  const ruletree::PolicySetPtr dozen = Compile(1);
  const ruletree::PolicySetPtr many = Compile(static_cast<int>(state.range(0)) / kRulesOfProduct);
  if (dozen == nullptr || many == nullptr) return state.SkipWithError("a policy is broken");
  const facts::Case the_case = OneCase();
  SecondsOf(many->timelines.front(), the_case);  // What is worked out of a policy once.
  double few = 0;
  double all = 0;
  for (auto _ : state) {
    few += SecondsOf(dozen->timelines.front(), the_case);
    all += SecondsOf(many->timelines.front(), the_case);
  }
  state.counters["us"] = all / static_cast<double>(state.iterations()) * 1e6;
  state.counters["ratio"] = all / few;
}
BENCHMARK(RulesThatCannotMatch)->Arg(120)->Arg(1'200)->Arg(10'008)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench
