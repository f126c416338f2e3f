// Tests clients/cli/import_progress.h: a terminal is told now and then, and nothing else ever.
#include "clients/cli/import_progress.h"

#include <gtest/gtest.h>

#include <sstream>
#include <thread>

namespace credence::cli {
namespace {

struct Told {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console console{in, out, err};
};

void GoOn(ImportProgress& progress) {
  progress.At({.rows = 8'192, .bytes = 1'000'000});  // at once: too early
  std::this_thread::sleep_for(std::chrono::milliseconds(210));
  progress.At({.rows = 1'204'224, .bytes = 61'900'000});
  progress.At({.rows = 1'212'416, .bytes = 62'100'000});
}

TEST(ImportProgress, ATerminalIsToldNowAndThenOnOneLine) {
  Told told;
  told.console.err_is_terminal = true;
  ImportProgress progress(told.console, "usage.csv", 213'000'000);
  GoOn(progress);
  EXPECT_EQ(told.err.str(), "\r\x1b[Kusage.csv: 1,204,224 rows, 61 of 213 MB");
  progress.Clear();
  progress.Clear();
  EXPECT_EQ(told.err.str(), "\r\x1b[Kusage.csv: 1,204,224 rows, 61 of 213 MB\r\x1b[K");
}

TEST(ImportProgress, AFileOrAPipeIsToldNothing) {
  Told told;
  ImportProgress progress(told.console, "usage.csv", 213'000'000);
  GoOn(progress);
  progress.Clear();
  EXPECT_EQ(told.err.str(), "");
}

}  // namespace
}  // namespace credence::cli
