// Places in a text as editors count them: line and UTF-16 unit, both from 0.
//
//   "€x\n", byte 3   <->   {line 0, character 1}
//
// A character past its line's end is the line's end, a line past the last is the text's end, and
// a place inside a pair of surrogates is the pair's start: whatever an editor sends is a place.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_LSP_TEXT_POSITION_H_
#define CREDENCE_CLIENTS_LSP_TEXT_POSITION_H_

#include <cstdint>

#include "core/source.h"

namespace credence::lsp {

struct TextPosition {
  int64_t line = 0;
  int64_t character = 0;
  friend bool operator==(const TextPosition&, const TextPosition&) = default;
};

TextPosition PositionAt(const Source& source, uint32_t offset);
uint32_t OffsetAt(const Source& source, TextPosition position);

}  // namespace credence::lsp

#endif  // CREDENCE_CLIENTS_LSP_TEXT_POSITION_H_
