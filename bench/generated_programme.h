// A programme of any size, in text, for the benchmarks.
//
// `rule_count` award rules over `rule_count / 100` credits (at least one), each with an
// evidence test, two guards, a bound and a reason: the shape of the rules people write. Short
// rules have one of each that a rule must have, about 100 bytes, so that 10,000 are 1 MB. The
// vocabulary is rules/cloud_recognition's in small.
//
//   GeneratedProgramme programme = GenerateProgramme(10'000);
//   dsl::Compile(programme.sources) -> no errors
//
// Thread-safe: no state.
#ifndef CREDENCE_BENCH_GENERATED_PROGRAMME_H_
#define CREDENCE_BENCH_GENERATED_PROGRAMME_H_

#include <vector>

#include "core/diagnostic.h"

namespace credence::bench {

struct GeneratedProgramme {
  std::vector<SourcePtr> sources;  // vocabulary, policy
  size_t bytes = 0;                // of both texts
};

enum class RuleShape { kUsual, kShort };

GeneratedProgramme GenerateProgramme(int rule_count, RuleShape shape = RuleShape::kUsual);

}  // namespace credence::bench

#endif  // CREDENCE_BENCH_GENERATED_PROGRAMME_H_
