// PostgreSQL goes away and comes back while the server is written to and read from: no answer is
// wrong, no write that was acknowledged is lost, callers are told UNAVAILABLE meanwhile, and the
// server finds the database again by itself.
//
// CREDENCE_OUTAGES says how often; `./dev outages N` runs it long.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <future>
#include <iostream>
#include <thread>

#include "server/embedded.h"
#include "store/backends/open_store.h"
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
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr int kOutages = 2;
constexpr uint32_t kSeed = 2016;
constexpr int kWriters = 4;
constexpr milliseconds kRecoveryMax{2'000};
// How long callers wait before they ask again; the server suggests ten times as long.
constexpr milliseconds kPause{10};
constexpr milliseconds kBetweenCloses{100};

class OutagesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    postgres_ = PostgresServer::Instance();
    if (postgres_ == nullptr) GTEST_SKIP() << "PostgreSQL is not installed";
    folder_.Write("rules/services.vocab", testing::kSeatsVocabulary);
    folder_.Write("rules/1.policy", testing::kSeatsPolicy);
    place_ = postgres_->MakeDatabase();
    ASSERT_TRUE(store::MigrateStore(place_).ok());
    for (int i = 0; i < kWriters; ++i) writers_.emplace_back(i, kSeed + i, day_);
  }

  void StartLoad() {
    for (size_t i = 0; i < writers_.size(); ++i) {
      threads_.emplace_back([this, i] {
        BookWriter& writer = writers_[i];
        while (!stop_) {
          if (writer.Write(*calls_) == Told::kCutOff) {
            ++cut_off_;
            while (!writer.Settle(*calls_)) std::this_thread::sleep_for(kPause);
          }
          ++answered_[i];
        }
      });
    }
    threads_.emplace_back([this] {
      while (!stop_ || !closer_.is_settled()) {
        const bool done = closer_.Close(*calls_) == Told::kDone;
        std::this_thread::sleep_for(done ? kBetweenCloses : kPause);
      }
    });
    threads_.emplace_back([this] {
      while (!stop_) {
        if (reader_.Read(*calls_)) {
          ++answered_[kWriters];
        } else {
          std::this_thread::sleep_for(kPause);
        }
      }
    });
  }

  void StopLoad() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

  // Starts the database, and measures from when it first takes a connection: until a write and a
  // read are answered, and until every caller has an answer, which also waits for its turn.
  void BringBack() {
    auto started = std::async(std::launch::async, [this] { return postgres_->StartAgain(); });
    while (!store::OpenStore(place_).ok()) std::this_thread::sleep_for(milliseconds(1));
    const auto back = steady_clock::now();
    std::vector<int64_t> before;
    for (const auto& answered : answered_) before.push_back(answered);
    const auto is_answered = [&](size_t caller) { return answered_[caller] != before[caller]; };
    const auto wait_until = [back](const auto& is_so) {
      while (!is_so() && steady_clock::now() - back < 30 * kRecoveryMax) {
        std::this_thread::sleep_for(milliseconds(1));
      }
      return steady_clock::now() - back;
    };
    recoveries_.push_back(wait_until([&] {
      bool is_written = false;
      for (size_t i = 0; i < kWriters; ++i) is_written |= is_answered(i);
      return is_written && is_answered(kWriters);
    }));
    everybody_.push_back(wait_until([&] {
      bool all = true;
      for (size_t i = 0; i < before.size(); ++i) all &= is_answered(i);
      return all;
    }));
    EXPECT_TRUE(started.get());
  }

  TemporaryDirectory folder_;
  PostgresServer* postgres_ = nullptr;
  std::string place_;
  BookDay day_;
  std::vector<BookWriter> writers_;
  BookCloser closer_{kSeed, day_};
  BookReader reader_{kSeed};
  std::unique_ptr<BookCalls> calls_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stop_{false};
  std::array<std::atomic<int64_t>, kWriters + 1> answered_ = {};
  std::atomic<int64_t> cut_off_{0};
  std::vector<nanoseconds> recoveries_;
  std::vector<nanoseconds> everybody_;
};

TEST_F(OutagesTest, ADatabaseThatGoesAndComesBackLosesNothingAndIsFoundAgain) {
  std::mt19937 random(kSeed);
  ServingProcess server({.rules = folder_.PathOf("rules"), .store = place_});
  ASSERT_TRUE(server.Start()) << server.Log();
  calls_ = std::make_unique<BookCalls>(server.address());
  PrepareBook(*calls_, day_);
  StartLoad();
  const int outages = TimesWanted("CREDENCE_OUTAGES", kOutages);
  for (int outage = 0; outage < outages && !HasFailure(); ++outage) {
    std::this_thread::sleep_for(milliseconds(100 + random() % 900));
    EXPECT_TRUE(outage % 2 == 0 ? postgres_->Stop() : postgres_->Kill());
    std::this_thread::sleep_for(milliseconds(random() % 1'000));
    BringBack();
    EXPECT_LT(recoveries_.back(), kRecoveryMax) << "outage " << outage;
  }
  StopLoad();
  EXPECT_GT(cut_off_, 0);
  size_t kept = 0;
  std::vector<const BookWriter*> writers;
  for (BookWriter& writer : writers_) {
    writer.Check(*calls_);
    writer.Check(*calls_, /*all=*/true);
    kept += writer.kept().size();
    writers.push_back(&writer);
  }
  EXPECT_EQ(closer_.Close(*calls_), Told::kDone);

  const std::string place = folder_.PathOf("undisturbed.db");
  ASSERT_TRUE(store::MigrateStore(place).ok());
  const auto embedded =
      *server::Embedded::Create({.rules_directory = folder_.PathOf("rules"), .store = place});
  const BookCalls undisturbed(embedded->channel());
  PrepareBook(undisturbed, BookDay());
  ASSERT_TRUE(Replay(undisturbed, writers, closer_.closed()));
  EXPECT_EQ(EntriesIn(*calls_), EntriesIn(undisturbed));
  EXPECT_TRUE(DumpOfStore(place_) == DumpOfStore(place)) << "the dumps differ";
  EXPECT_EQ(server.Stop(), 0) << server.Log();
  std::cout << outages << " outages, every second by SIGKILL; " << kept << " changes kept, "
            << cut_off_ << " cut off and settled; " << closer_.closed().size() << " closes, "
            << reader_.answers() << " answers read, none wrong; until it serves again "
            << Spread(recoveries_) << ", until every caller had its turn " << Spread(everybody_)
            << "\n";
}

}  // namespace
}  // namespace credence
