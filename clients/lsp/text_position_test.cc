#include "clients/lsp/text_position.h"

#include <gtest/gtest.h>

namespace credence::lsp {
namespace {

TEST(TextPosition, CountsUnitsOfUtf16AndNotBytes) {
  const Source source("a", "# \xE2\x82\xAC\xF0\x9F\x98\x80x\nparam");
  EXPECT_EQ(PositionAt(source, 5), (TextPosition{0, 3}));
  EXPECT_EQ(PositionAt(source, 9), (TextPosition{0, 5}));
  EXPECT_EQ(OffsetAt(source, {0, 5}), 9u);
  EXPECT_EQ(OffsetAt(source, {0, 4}), 5u) << "inside a pair of surrogates";
  EXPECT_EQ(OffsetAt(source, {1, 2}), 13u);
}

TEST(TextPosition, WhatIsOutOfRangeIsTheNearestEnd) {
  const Source source("a", "ab\r\ncd");
  EXPECT_EQ(OffsetAt(source, {0, 99}), 2u);
  EXPECT_EQ(OffsetAt(source, {9, 0}), 6u);
  EXPECT_EQ(OffsetAt(source, {-1, 5}), 0u);
  EXPECT_EQ(OffsetAt(source, {1, -5}), 4u);
}

}  // namespace
}  // namespace credence::lsp
