// The versions of each policy beside one another: names, order, gaps and straddled periods.
//
//   C102  one version twice
//   C501  `supersedes` that is not the version before; two versions from one day; days between
//         two versions that nothing governs
//   C502  a version that begins inside a period and does not say how that is decided
//   C503  a param without a value on a day its version governs
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_CHECK_TIMELINE_H_
#define CREDENCE_DSL_CHECK_TIMELINE_H_

#include <vector>

#include "dsl/ast.h"
#include "dsl/faults.h"

namespace credence::dsl {

// A version as it was written. `file` has a policy header.
struct WrittenVersion {
  const File* file;
  Faults* faults;
};

void CheckTimelines(std::vector<WrittenVersion> versions);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_TIMELINE_H_
