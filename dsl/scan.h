// Bytes to tokens, in one pass, whatever the bytes are.
//
//   "amount 5%  # rate"  ->  tokens: word amount, number 5, sign %    comments: [11, 17)
//
// Says here what no grammar can say well: text that is not UTF-8 (C002), a text or a backtick
// that does not end (C003), letters and quotes from elsewhere outside texts and comments, and
// marks that turn the reading direction anywhere (C605), figures no number or date is written
// with (C012), and what is too long (C001). UTF-8 is welcome in texts and comments. A byte
// order mark at the start is skipped.
//
// Linear; a source that is no text at all gives one diagnostic and no token.
//
// Thread-safe: no state.
#ifndef CREDENCE_DSL_SCAN_H_
#define CREDENCE_DSL_SCAN_H_

#include <cstdint>
#include <vector>

#include "core/diagnostic.h"
#include "dsl/token.h"

namespace credence::dsl {

struct ScannedSource {
  std::vector<Token> tokens;
  std::vector<Span> comments;    // each from its `#` to its last byte, line end left out
  std::vector<uint32_t> faults;  // where the diagnostics below stand, ascending
};

ScannedSource Scan(const SourcePtr& source, Diagnostics& diagnostics);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_SCAN_H_
