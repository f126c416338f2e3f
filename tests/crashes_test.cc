// The server is killed at any moment while it is written to, again and again, and now and then
// while it starts: what was acknowledged is there, once; what was cut off is there whole or not at
// all; and each start serves. In the end the book is, byte for byte, the one that an undisturbed
// server makes of the same calls.
//
// CREDENCE_CRASHES says how often; `./dev crashes N` runs it long.
#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "server/embedded.h"
#include "store/backends/open_store.h"
#include "store/sqlite/sqlite_database.h"
#include "tests/book_writers.h"
#include "tests/support/postgres_server.h"
#include "tests/support/serving_process.h"
#include "tests/support/small_book.h"
#include "tests/support/times.h"

namespace credence {
namespace {

using ::credence::testing::BookCalls;
using ::credence::testing::BookCloser;
using ::credence::testing::BookDay;
using ::credence::testing::BookReader;
using ::credence::testing::BookWriter;
using ::credence::testing::DumpOfStore;
using ::credence::testing::EntriesIn;
using ::credence::testing::PostgresServer;
using ::credence::testing::PrepareBook;
using ::credence::testing::Replay;
using ::credence::testing::ServingProcess;
using ::credence::testing::Spread;
using ::credence::testing::TemporaryDirectory;
using ::credence::testing::TimesWanted;
using ::credence::testing::Told;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kCrashes = 5;
constexpr uint32_t kSeed = 2016;
constexpr int kWriters = 4;
constexpr milliseconds kBetweenCloses{50};
constexpr uint32_t kMomentMax = 400;      // milliseconds under load
constexpr uint32_t kStartMomentMax = 60;  // milliseconds after a start

class CrashesTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam() && PostgresServer::Instance() == nullptr) {
      GTEST_SKIP() << "PostgreSQL is not installed";
    }
    folder_.Write("rules/services.vocab", testing::kSeatsVocabulary);
    folder_.Write("rules/1.policy", testing::kSeatsPolicy);
    place_ =
        GetParam() ? PostgresServer::Instance()->MakeDatabase() : folder_.PathOf("served/book.db");
    folder_.Write("served/folder", "");
    ASSERT_TRUE(store::MigrateStore(place_).ok());
    for (int i = 0; i < kWriters; ++i) writers_.emplace_back(i, kSeed + i, day_);
  }

  // Everybody writes and reads until the server is gone.
  void LoadUntil(ServingProcess& server, milliseconds moment) {
    std::vector<std::thread> threads;
    killed_ = false;
    for (BookWriter& writer : writers_) {
      threads.emplace_back([this, &writer] { WriteUntilKilled(writer); });
    }
    threads.emplace_back([this] {
      while (closer_.Close(*calls_) == Told::kDone || !killed_) {
        std::this_thread::sleep_for(kBetweenCloses);
      }
    });
    threads.emplace_back([this] {
      while (reader_.Read(*calls_) || !killed_) continue;
    });
    std::this_thread::sleep_for(moment);
    killed_ = true;
    server.Kill();
    for (std::thread& thread : threads) thread.join();
  }

  // What is cut off while the server lives, because too many write, is settled at once.
  void WriteUntilKilled(BookWriter& writer) {
    for (;;) {
      if (writer.Write(*calls_) == Told::kCutOff) {
        while (!killed_ && !writer.Settle(*calls_)) continue;
        if (!writer.is_settled()) return;
        ++busy_;
      }
      ++answered_;
    }
  }

  // The same calls, asked of a server in this process that nothing befalls.
  void ExpectAsUndisturbed() {
    const std::string place = folder_.PathOf("undisturbed.db");
    ASSERT_TRUE(store::MigrateStore(place).ok());
    const auto embedded =
        *server::Embedded::Create({.rules_directory = folder_.PathOf("rules"), .store = place});
    const BookCalls undisturbed(embedded->channel());
    PrepareBook(undisturbed, BookDay());
    std::vector<const BookWriter*> writers;
    for (const BookWriter& writer : writers_) writers.push_back(&writer);
    ASSERT_TRUE(Replay(undisturbed, writers, closer_.closed()));
    EXPECT_EQ(EntriesIn(*calls_), EntriesIn(undisturbed));
    EXPECT_TRUE(DumpOfStore(place_) == DumpOfStore(place)) << "the dumps differ";
  }

  void ExpectWholeFile() const {
    const auto database = *store::SqliteDatabase::Open(place_, /*create=*/false);
    store::Statement check = database->Prepare("PRAGMA integrity_check");
    ASSERT_TRUE(check.Step());
    EXPECT_EQ(check.Text(0), "ok");
  }

  void PrintFigures(int crashes) const {
    size_t kept = 0;
    int found_kept = 0;
    int found_lost = 0;
    for (const BookWriter& writer : writers_) {
      kept += writer.kept().size();
      found_kept += writer.found_kept();
      found_lost += writer.found_lost();
    }
    std::cout << crashes << " kills under load, " << killed_starting_ << " more while it started; "
              << kept << " changes kept, each once, of " << found_kept + found_lost << " cut off "
              << found_kept << " were kept whole and " << found_lost << " not at all (" << busy_
              << " while others wrote for too long); " << closer_.closed().size()
              << " closes, which found " << closer_.resumed()
              << " customers posted by themselves before; " << reader_.answers()
              << " answers read; until it serves again " << Spread(restarts_) << "\n";
  }

  TemporaryDirectory folder_;
  std::string place_;
  BookDay day_;
  std::vector<BookWriter> writers_;
  BookCloser closer_{kSeed, day_};
  BookReader reader_{kSeed};
  std::unique_ptr<BookCalls> calls_;
  std::atomic<bool> killed_{false};
  std::atomic<int64_t> answered_{0};
  std::atomic<int64_t> busy_{0};
  int killed_starting_ = 0;
  std::vector<std::chrono::nanoseconds> restarts_;
};

TEST_P(CrashesTest, KilledAtAnyMomentItLosesNothingAndKeepsNothingTwice) {
  std::mt19937 random(kSeed);
  ServingProcess server({.rules = folder_.PathOf("rules"), .store = place_});
  ASSERT_TRUE(server.Start()) << server.Log();
  calls_ = std::make_unique<BookCalls>(server.address());
  PrepareBook(*calls_, day_);
  const int crashes = TimesWanted("CREDENCE_CRASHES", kCrashes);
  for (int crash = 0; crash < crashes && !HasFailure(); ++crash) {
    LoadUntil(server, milliseconds(random() % kMomentMax));
    if (crash % 8 == 3) {
      ASSERT_TRUE(server.Launch());
      std::this_thread::sleep_for(milliseconds(random() % kStartMomentMax));
      server.Kill();
      ++killed_starting_;
    }
    const auto begin = steady_clock::now();
    ASSERT_TRUE(server.Start()) << server.Log();
    restarts_.push_back(steady_clock::now() - begin);
    calls_ = std::make_unique<BookCalls>(server.address());
    for (BookWriter& writer : writers_) {
      ASSERT_TRUE(writer.Settle(*calls_));
      writer.Check(*calls_);
    }
    // A close that was cut off goes on now, or under the next load.
    if (random() % 2 == 0) {
      EXPECT_EQ(closer_.Close(*calls_), Told::kDone);
    }
  }
  for (BookWriter& writer : writers_) writer.Check(*calls_, /*all=*/true);
  for (int last = closer_.is_settled() ? 1 : 2; last > 0; --last) {
    EXPECT_EQ(closer_.Close(*calls_), Told::kDone);
  }
  EXPECT_GT(answered_, crashes);
  if (!HasFailure()) ExpectAsUndisturbed();
  EXPECT_EQ(server.Stop(), 0) << server.Log();
  if (!GetParam()) ExpectWholeFile();
  PrintFigures(crashes);
}

INSTANTIATE_TEST_SUITE_P(On, CrashesTest, ::testing::Bool(), [](const auto& one) {
  return std::string(one.param ? "Postgres" : "Sqlite");
});

}  // namespace
}  // namespace credence
