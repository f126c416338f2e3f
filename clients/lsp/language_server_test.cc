// Tests clients/lsp/language_server.h on what no editor sends; what one does is tested by
// tests/editor_test.py.
#include "clients/lsp/language_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "clients/lsp/frames.h"

namespace credence::lsp {
namespace {

using ::testing::HasSubstr;

// What is answered to one message, the stream's end after it.
std::string Answer(const std::string& message) {
  std::stringstream in;
  WriteFrame(in, message);
  std::stringstream out;
  EXPECT_EQ(RunLanguageServer(in, out), 1);
  std::string body;
  EXPECT_EQ(ReadFrame(out, body), FrameRead::kMessage);
  return body;
}

TEST(LanguageServer, AnIdThatIsNoTextOrNumberIsRefused) {
  constexpr int kDeep = 200'000;
  const std::string nested = std::string(kDeep, '[') + std::string(kDeep, ']');
  for (const std::string& id : {nested, std::string("{}"), std::string("null")}) {
    EXPECT_THAT(Answer(R"({"method":"initialize","id":)" + id + "}"),
                HasSubstr("an id is a text or a number"));
    EXPECT_THAT(Answer(R"({"id":)" + id + "}"), HasSubstr("the message has no method"));
  }
}

}  // namespace
}  // namespace credence::lsp
