#include "clients/lsp/frames.h"

#include <gtest/gtest.h>

#include <sstream>

#include "core/limits.h"

namespace credence::lsp {
namespace {

TEST(Frames, WhatIsWrittenIsRead) {
  std::stringstream stream;
  WriteFrame(stream, "{}");
  WriteFrame(stream, "[1]");
  std::string body;
  EXPECT_EQ(ReadFrame(stream, body), FrameRead::kMessage);
  EXPECT_EQ(body, "{}");
  EXPECT_EQ(ReadFrame(stream, body), FrameRead::kMessage);
  EXPECT_EQ(body, "[1]");
  EXPECT_EQ(ReadFrame(stream, body), FrameRead::kEnd);
}

TEST(Frames, GarbageIsSkippedUpToTheNextLength) {
  std::stringstream stream("garbage\nmore }}Content-Length: 2\r\n\r\n{}");
  std::string body;
  EXPECT_EQ(ReadFrame(stream, body), FrameRead::kMessage);
  EXPECT_EQ(body, "{}");
}

TEST(Frames, ALengthThatIsNoneEndsWithTheStream) {
  std::stringstream stream("Content-Length: much\r\n\r\n");
  std::string body;
  EXPECT_EQ(ReadFrame(stream, body), FrameRead::kAstray);
  EXPECT_EQ(ReadFrame(stream, body), FrameRead::kEnd);
}

TEST(Frames, AMessageThatIsTooLargeIsSkipped) {
  std::stringstream stream;
  stream << "Content-Length: " << limits::kEditorMessageBytesMax + 1 << "\r\n\r\n"
         << std::string(limits::kEditorMessageBytesMax + 1, ' ');
  WriteFrame(stream, "{}");
  std::string body;
  EXPECT_EQ(ReadFrame(stream, body), FrameRead::kAstray);
  EXPECT_EQ(ReadFrame(stream, body), FrameRead::kMessage);
  EXPECT_EQ(body, "{}");
}

}  // namespace
}  // namespace credence::lsp
