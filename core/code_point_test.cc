#include "core/code_point.h"

#include <gtest/gtest.h>

#include <string>

namespace credence {
namespace {

struct Decoded {
  char32_t value;
  int length;
  bool valid;
};

void ExpectDecoded(std::string_view text, const Decoded& wanted) {
  const CodePoint point = DecodeCodePoint(text, 0);
  EXPECT_EQ(static_cast<uint32_t>(point.value), static_cast<uint32_t>(wanted.value)) << text;
  EXPECT_EQ(point.length, wanted.length) << text;
  EXPECT_EQ(point.valid, wanted.valid) << text;
}

TEST(CodePoint, LettersOfOneToFourBytesAreRead) {
  ExpectDecoded("a", {0x61, 1, true});
  ExpectDecoded("é", {0xE9, 2, true});
  ExpectDecoded("€", {0x20AC, 3, true});
  ExpectDecoded("😀", {0x1F600, 4, true});
  ExpectDecoded("\x7f", {0x7F, 1, true});
  ExpectDecoded("\xf4\x8f\xbf\xbf", {0x10FFFF, 4, true});
}

TEST(CodePoint, BrokenBytesStandForThemselves) {
  ExpectDecoded("\x80", {0x80, 1, false});              // a byte of the middle
  ExpectDecoded("\xc3", {0xC3, 1, false});              // cut short
  ExpectDecoded("\xe2\x82", {0xE2, 1, false});          // cut short
  ExpectDecoded("\xe2(a", {0xE2, 1, false});            // goes on with something else
  ExpectDecoded("\xc0\xaf", {0xC0, 1, false});          // overlong
  ExpectDecoded("\xe0\x80\xaf", {0xE0, 1, false});      // overlong
  ExpectDecoded("\xed\xa0\x80", {0xED, 1, false});      // half a surrogate pair
  ExpectDecoded("\xf4\x90\x80\x80", {0xF4, 1, false});  // past U+10FFFF
  ExpectDecoded("\xff", {0xFF, 1, false});
}

TEST(CodePoint, WhatCouldSteerATerminalIsShownEscaped) {
  EXPECT_EQ(Printable("a\x1b[2Jb"), "a\\x1b[2Jb");
  EXPECT_EQ(Printable("\a\b\r\n\x7f"), "\\x07\\x08\\x0d\\x0a\\x7f");
  EXPECT_EQ(Printable(std::string(1, 0)), "\\x00");
  EXPECT_EQ(Printable("\xc2\x9b"), "\\u{009b}");  // the one-byte form of ESC [
  EXPECT_EQ(Printable("\xff"), "\\xff");
}

TEST(CodePoint, MarksThatHideOrReorderTextAreShownEscaped) {
  EXPECT_EQ(Printable("a\u202eb"), "a\\u{202e}b");
  EXPECT_EQ(Printable("a\u2066b\u2069"), "a\\u{2066}b\\u{2069}");
  EXPECT_EQ(Printable("a\u200bb"), "a\\u{200b}b");
  EXPECT_EQ(Printable("\ufeff"), "\\u{feff}");
}

TEST(CodePoint, LettersOfAnyLanguageAreShownAsTheyAre) {
  EXPECT_EQ(Printable("Größe, façade, 日本, 😀"), "Größe, façade, 日本, 😀");
  EXPECT_EQ(Printable("a\tb"), "a b");
}

TEST(CodePoint, ColumnsAreThoseOfATerminal) {
  EXPECT_EQ(PrintableColumns(""), 0);
  EXPECT_EQ(PrintableColumns("Größe"), 5);
  EXPECT_EQ(PrintableColumns("日本"), 4);
  EXPECT_EQ(PrintableColumns("e\u0301"), 1);
  EXPECT_EQ(PrintableColumns("\t"), 1);
  EXPECT_EQ(PrintableColumns("\x1b"), 4);
  EXPECT_EQ(PrintableColumns("\u202e"), 8);
}

}  // namespace
}  // namespace credence
