#include "clients/lsp/text_position.h"

#include <algorithm>

#include "core/code_point.h"

namespace credence::lsp {
namespace {

int UnitsOf(const CodePoint& point) { return point.valid && point.value > 0xffff ? 2 : 1; }

}  // namespace

TextPosition PositionAt(const Source& source, uint32_t offset) {
  offset = std::min(offset, static_cast<uint32_t>(source.text().size()));
  TextPosition position{source.LineOf(offset) - 1, 0};
  size_t at = source.LineStart(static_cast<int>(position.line));
  while (at < offset) {
    const CodePoint point = DecodeCodePoint(source.text(), at);
    at += static_cast<size_t>(point.length);
    if (at > offset) break;  // inside a code point: its start
    position.character += UnitsOf(point);
  }
  return position;
}

uint32_t OffsetAt(const Source& source, TextPosition position) {
  if (position.line < 0) return 0;
  if (position.line >= source.line_count()) return static_cast<uint32_t>(source.text().size());
  const int line = static_cast<int>(position.line);
  size_t at = source.LineStart(line);
  const size_t end = at + source.LineAt(line).size();
  for (int64_t units = 0; at < end;) {
    const CodePoint point = DecodeCodePoint(source.text(), at);
    units += UnitsOf(point);
    if (units > position.character) break;
    at += static_cast<size_t>(point.length);
  }
  return static_cast<uint32_t>(std::min(at, end));
}

}  // namespace credence::lsp
