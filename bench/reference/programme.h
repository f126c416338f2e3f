// The reference policy as the engine decides by it, and its decisions as the native one tells them.
//
//   const ruletree::PolicySetPtr policies = CompileReference();
//   engine::Decided by_rules = engine::Decide(policies->timelines.front(), ToFacts(c), ByEngine());
//   AwardsOf(*by_rules.decision)  -> equal to what DecideNative(c, ...) says, sorted
//
// Thread-safe: no state.
#ifndef CREDENCE_BENCH_REFERENCE_PROGRAMME_H_
#define CREDENCE_BENCH_REFERENCE_PROGRAMME_H_

#include "bench/reference/native.h"
#include "engine/decide.h"
#include "ruletree/timeline.h"

namespace credence::bench::reference {

// Null when bench/reference does not compile, which its test says first.
ruletree::PolicySetPtr CompileReference();

// February 2016: awards and what is held, no reasons.
engine::Request ByEngine();

// Awards sorted.
Decided AwardsOf(const engine::Decision& decision);

}  // namespace credence::bench::reference

#endif  // CREDENCE_BENCH_REFERENCE_PROGRAMME_H_
