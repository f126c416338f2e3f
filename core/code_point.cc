#include "core/code_point.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace credence {
namespace {

struct CodeRange {
  char32_t first;
  char32_t last;
};

// Controls, and the invisible marks that reorder or hide text (Unicode TR36, "Trojan Source").
constexpr std::array<CodeRange, 9> kEscaped = {{{0x0000, 0x001F},
                                                {0x007F, 0x009F},
                                                {0x00AD, 0x00AD},
                                                {0x061C, 0x061C},
                                                {0x200B, 0x200F},
                                                {0x2028, 0x202E},
                                                {0x2060, 0x206F},
                                                {0xFEFF, 0xFEFF},
                                                {0xFFF9, 0xFFFB}}};

// Marks that stand on the letter before them.
constexpr std::array<CodeRange, 6> kCombining = {{{0x0300, 0x036F},
                                                  {0x0483, 0x0489},
                                                  {0x1AB0, 0x1AFF},
                                                  {0x1DC0, 0x1DFF},
                                                  {0x20D0, 0x20FF},
                                                  {0xFE00, 0xFE0F}}};

// Letters two columns wide (Unicode UAX 11, by block).
constexpr std::array<CodeRange, 9> kWide = {{{0x1100, 0x115F},
                                             {0x2E80, 0xA4CF},
                                             {0xAC00, 0xD7A3},
                                             {0xF900, 0xFAFF},
                                             {0xFE30, 0xFE6F},
                                             {0xFF00, 0xFF60},
                                             {0xFFE0, 0xFFE6},
                                             {0x1F300, 0x1FAFF},
                                             {0x20000, 0x3FFFD}}};

bool In(const auto& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(), [value](const CodeRange& range) {
    return range.first <= value && value <= range.last;
  });
}

std::string Hex(uint32_t value, int digits_min) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (; value != 0 || static_cast<int>(out.size()) < digits_min; value >>= 4) {
    out.insert(out.begin(), digits[value & 0xF]);
  }
  return out;
}

// What a lead byte promises: the number of bytes, its own bits, and the least value that
// needs so many bytes (anything smaller is an overlong form, which is refused).
struct Lead {
  int length;
  char32_t bits;
  char32_t least;
};

Lead ReadLead(unsigned char byte) {
  if ((byte & 0xE0) == 0xC0) return {2, byte & 0x1Fu, 0x80};
  if ((byte & 0xF0) == 0xE0) return {3, byte & 0x0Fu, 0x800};
  if ((byte & 0xF8) == 0xF0) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

// Printable ASCII alone: nearly all there is.
bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

CodePoint DecodeCodePoint(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, 1, true};
  const CodePoint broken{first, 1, false};
  const Lead lead = ReadLead(first);
  if (lead.length == 0 || text.size() - at < static_cast<std::size_t>(lead.length)) return broken;
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < static_cast<std::size_t>(lead.length); ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return broken;
    value = (value << 6) | (byte & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.least || value > 0x10FFFF || surrogate) return broken;
  return {value, lead.length, true};
}

Glyph GlyphOf(std::string_view text, std::size_t at, const CodePoint& point) {
  if (point.value == '\t') return {" ", 1};
  if (point.valid && point.value >= 0x20 && point.value < 0x7F) {
    return {std::string(1, static_cast<char>(point.value)), 1};
  }
  if (!point.valid || point.value < 0x80) return {"\\x" + Hex(point.value, 2), 4};
  if (In(kEscaped, point.value)) {
    std::string escaped = "\\u{" + Hex(point.value, 4) + "}";
    const int columns = static_cast<int>(escaped.size());
    return {std::move(escaped), columns};
  }
  std::string bytes(text.substr(at, static_cast<std::size_t>(point.length)));
  const int columns = In(kCombining, point.value) ? 0 : In(kWide, point.value) ? 2 : 1;
  return {std::move(bytes), columns};
}

bool IsPrintable(std::string_view text) { return IsAscii(text) || Printable(text) == text; }

std::string Printable(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeCodePoint(text, at);
    out += GlyphOf(text, at, point).text;
    at += static_cast<std::size_t>(point.length);
  }
  return out;
}

int PrintableColumns(std::string_view text) {
  int columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeCodePoint(text, at);
    columns += GlyphOf(text, at, point).columns;
    at += static_cast<std::size_t>(point.length);
  }
  return columns;
}

}  // namespace credence
