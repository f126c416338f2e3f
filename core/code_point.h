// One code point of UTF-8 text at a time, and how it looks on a terminal.
//
//   DecodeCodePoint("é", 0)   -> {U+00E9, 2 bytes, valid}
//   DecodeCodePoint("\xff", 0) -> {0xFF, 1 byte, not valid}
//
// What comes from an author is never written to a terminal as it stands: control bytes,
// direction marks and broken UTF-8 are shown escaped, a tab as one space.
//
//   Printable("a\x1b[2J")     -> "a\x1b[2J" with the escape spelled in four characters
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_CODE_POINT_H_
#define CREDENCE_CORE_CODE_POINT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace credence {

struct CodePoint {
  char32_t value = 0;
  int length = 1;  // bytes; a byte that begins no code point stands for itself
  bool valid = true;
};

// REQUIRES: at < text.size().
CodePoint DecodeCodePoint(std::string_view text, std::size_t at);

// A code point as a terminal shows it: the bytes to write and the columns they take.
struct Glyph {
  std::string text;
  int columns = 1;  // 2 for wide East Asian letters, 0 for combining marks
};
Glyph GlyphOf(std::string_view text, std::size_t at, const CodePoint& point);

// `text` with everything escaped that could steer a terminal or mislead a reader.
std::string Printable(std::string_view text);
// Whether that is the text itself.
bool IsPrintable(std::string_view text);

// Columns that Printable(text) takes.
int PrintableColumns(std::string_view text);

}  // namespace credence

#endif  // CREDENCE_CORE_CODE_POINT_H_
