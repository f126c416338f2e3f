// Rule files to a published set: parse, resolve, check, lower, and line the versions up.
//
//   Compiled result = Compile(sources);
//   if (result.diagnostics.HasErrors()) Render(result.diagnostics) ...
//   else serve(result.policies);
//
// Takes every vocabulary and policy of a programme together (in any order), because a policy
// is checked against the vocabulary it names and beside its other versions. All faults of all
// files come out of one call, sorted. A policy whose file has an error is absent from
// `policies`; `policies` is null when there is any error at all, so half a programme is never
// published. Warnings do not stop it.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_COMPILE_H_
#define CREDENCE_DSL_COMPILE_H_

#include <span>

#include "core/diagnostic.h"
#include "ruletree/timeline.h"

namespace credence::dsl {

struct Compiled {
  ruletree::PolicySetPtr policies;  // null when diagnostics.HasErrors()
  Diagnostics diagnostics;          // sorted
};

Compiled Compile(std::span<const SourcePtr> sources);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_COMPILE_H_
