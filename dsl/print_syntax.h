// Prints dsl/ast.h as indented text, for tests and for people who ask how a rule was read.
//
//   amount 5% of revenue
//   -> amount
//        of                @4:10-4:23
//          literal 5%      @4:10-4:12
//          path revenue    @4:16-4:23
//
// Without places two texts that mean the same print the same, whatever their layout.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_PRINT_SYNTAX_H_
#define CREDENCE_DSL_PRINT_SYNTAX_H_

#include <string>

#include "dsl/ast.h"

namespace credence::dsl {

struct PrintSyntaxOptions {
  bool places = true;  // `@line:column-line:column`, the end after the last character
};

std::string PrintSyntax(const File& file, const PrintSyntaxOptions& options);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_PRINT_SYNTAX_H_
