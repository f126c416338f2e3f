// Cuts the tokens of a file into statements and pairs their brackets.
//
//   award a ...          ->  {award, tokens 0..9}
//     because "..."
//   param b = 3              {param, tokens 9..13}
//
// A statement starts where a line starts with a statement word outside brackets, or, so that a
// forgotten bracket spoils one statement only, where such a word stands at the margin. Brackets
// that do not pair (C004) or stand too deep (C005) are told once a statement, and the statement
// is marked faulty; so is one that holds a fault of the scan. Linear.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_STATEMENT_CUT_H_
#define CREDENCE_DSL_STATEMENT_CUT_H_

#include <cstdint>
#include <vector>

#include "core/diagnostic.h"
#include "dsl/scan.h"
#include "dsl/words.h"

namespace credence::dsl {

// Tokens [begin, end) of the file.
struct StatementCut {
  uint32_t begin = 0;
  uint32_t end = 0;
  const StatementWord* word = nullptr;  // nullptr: what stands before the first statement
  bool faulty = false;                  // told already: not to be parsed
};

// At most limits::kStatementsMax; what follows those is left out, with a diagnostic.
std::vector<StatementCut> CutStatements(const SourcePtr& source, const ScannedSource& scanned,
                                        Diagnostics& diagnostics);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_STATEMENT_CUT_H_
