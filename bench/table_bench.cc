// How long a table of 300 rows and 3 columns takes to be checked for gaps and overlaps, beside
// the same policy without it. The target is 50 ms.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "dsl/compile.h"

namespace credence::bench {
namespace {

constexpr const char* kVocabulary = R"(vocabulary card version "1"

subject customer

evidence enrolled on partner lasting

measure revenue : money in USD per partner each month, flow
measure growth  : percent per partner each month, level

attribute partner.region : one of { r0, r1, r2, r3, r4 }
)";

constexpr const char* kHeader = R"(policy card version "1"
  effective from 2016-01-01
  uses card version "1"

credit bonus : money in USD for every partner per partner each month
  rounded to nearest 0.01 USD

)";

constexpr const char* kAward = R"(
award bonus to every partner with enrolled on period.end
  amount AMOUNT
  because "The card."
)";

// Bands of a column from 0: "under 10", "10 to under 20", ..., "90 and up".
std::string Band(int band, int bands, int step, const std::string& unit) {
  const auto at = [&](int edge) { return std::to_string(edge * step) + unit; };
  if (band == 0) return "under " + at(1);
  if (band + 1 == bands) return at(band) + " and up";
  return at(band) + " to under " + at(band + 1);
}

// 5 regions, 6 bands of revenue and 10 of growth: every cell of the three columns once.
std::string Card() {
  std::string card = "table card\n  | partner.region | revenue | growth || rate |\n";
  for (int region = 0; region < 5; ++region) {
    for (int revenue = 0; revenue < 6; ++revenue) {
      for (int growth = 0; growth < 10; ++growth) {
        card += "  | r" + std::to_string(region) + " | " + Band(revenue, 6, 10'000, " USD") +
                " | " + Band(growth, 10, 5, "%") + " || " + std::to_string(1 + growth) + "% |\n";
      }
    }
  }
  return card;
}

std::vector<SourcePtr> Sources(bool with_card) {
  std::string award = kAward;
  award.replace(award.find("AMOUNT"), 6, with_card ? "card.rate of revenue" : "1% of revenue");
  return {std::make_shared<Source>("card.vocab", kVocabulary),
          std::make_shared<Source>("card.policy", kHeader + (with_card ? Card() : "") + award)};
}

void CompileCard(benchmark::State& state) {
  const std::vector<SourcePtr> sources = Sources(state.range(0) != 0);
  for (auto _ : state) {
    const dsl::Compiled compiled = dsl::Compile(sources);
    if (compiled.policies == nullptr) state.SkipWithError(Render(compiled.diagnostics).c_str());
    benchmark::DoNotOptimize(compiled.policies);
  }
}
BENCHMARK(CompileCard)->ArgName("rows_300")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench
