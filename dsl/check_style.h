// Warnings about the way rules are written: double negatives (C601), and one reason given for
// two rules (C602).
//
//   unless not partner with dpor       C601: `when partner with dpor`
//
// Thread-safety: one policy is checked by one thread.
#ifndef CREDENCE_DSL_CHECK_STYLE_H_
#define CREDENCE_DSL_CHECK_STYLE_H_

#include "dsl/ast.h"
#include "dsl/faults.h"

namespace credence::dsl {

void CheckStyle(const File& file, Faults& faults);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_STYLE_H_
