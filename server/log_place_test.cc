// Tests server/log_place.h: a place comes back as it was written, and nothing else is one.
#include "server/log_place.h"

#include <gtest/gtest.h>

namespace credence::server {
namespace {

TEST(LogPlace, APlaceComesBack) {
  const LogPlace place{
      .number = 12, .beginning = "9f3a0c5b7d21e846", .offset = 4096, .passed = true};
  EXPECT_EQ(place.ToText(), "12/9f3a0c5b7d21e846/4096/1");
  const std::optional<LogPlace> read = LogPlace::FromText(place.ToText());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->number, 12u);
  EXPECT_EQ(read->beginning, place.beginning);
  EXPECT_EQ(read->offset, 4096u);
  EXPECT_TRUE(read->passed);
}

TEST(LogPlace, NothingElseIsOne) {
  for (const char* text :
       {"", "12", "recognition", "12/9f3a0c5b7d21e846/4096", "12/9f3a0c5b7d21e846/4096/2",
        "012/9f3a0c5b7d21e846/4096/1", "12/9f3a0c5b7d21e846/-1/1", "12//4096/1",
        "12/9F3A0C5B7D21E846/4096/1", "99999999999999999999/9f3a0c5b7d21e846/1/1",
        "12/9f3a0c5b7d21e846/4096/1/"}) {
    EXPECT_EQ(LogPlace::FromText(text), std::nullopt) << text;
  }
}

TEST(LogPlace, AFileIsKnownByItsFirstLineWhateverIsAdded) {
  EXPECT_EQ(DigestOfBeginning("{\"id\":\"a-1\"}\n"), DigestOfBeginning("{\"id\":\"a-1\"}\n{\"id"));
  EXPECT_NE(DigestOfBeginning("{\"id\":\"a-1\"}\n"), DigestOfBeginning("{\"id\":\"a-2\"}\n"));
  const std::string longer(kBeginningBytes, 'x');
  EXPECT_EQ(DigestOfBeginning(longer), DigestOfBeginning(longer + "y"));
}

}  // namespace
}  // namespace credence::server
