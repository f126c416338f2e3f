// Tests server/page_token.h: a token comes back as its name, and nothing else does.
#include "server/page_token.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace credence::server {
namespace {

TEST(PageToken, NothingIsTheFirstPage) { EXPECT_EQ(*ReadPageToken(""), ""); }

TEST(PageToken, ATokenIsOfLettersThatNeedNoEscape) {
  EXPECT_EQ(
      WritePageToken("recognition")
          .find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="),
      std::string::npos);
}

TEST(PageToken, AMadeUpTokenIsRefused) {
  for (const char* token : {"2", "recognition", "!!", "cmVjb2duaXRpb24="}) {
    EXPECT_EQ(ReadPageToken(token).status().code(), absl::StatusCode::kInvalidArgument) << token;
  }
}

RC_GTEST_PROP(PageToken, AnyNameComesBack, (const std::string& name)) {
  RC_ASSERT(*ReadPageToken(WritePageToken(name)) == name);
}

RC_GTEST_PROP(PageToken, AnEditedTokenIsRefused, (const std::string& name)) {
  std::string token = WritePageToken(name);
  token[*rc::gen::inRange<size_t>(0, 8)] ^= 1;
  RC_ASSERT(!ReadPageToken(token).ok());
}

}  // namespace
}  // namespace credence::server
