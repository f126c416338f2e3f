// A close that is killed, loses its database, or meets another of its kind: the book is as if
// nothing had happened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <future>
#include <thread>

#include "store/backends/open_store.h"
#include "store/sql/sql_store.h"
#include "store/sqlite/sqlite_database.h"
#include "tests/support/postgres_server.h"
#include "tests/support/small_book.h"

namespace credence {
namespace {

using ::credence::testing::Compiled;
using ::credence::testing::KnownDay;
using ::credence::testing::kSeatsPolicy;
using ::credence::testing::kSeatsVocabulary;
using ::credence::testing::Measured;
using ::credence::testing::PostgresServer;
using ::credence::testing::Recognised;
using ::credence::testing::Subject;
using ::credence::testing::TemporaryDirectory;
using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::HasSubstr;

// Some batches of a close.
constexpr int kCustomers = 1500;

class CloseFaultsTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam() && PostgresServer::Instance() == nullptr) {
      GTEST_SKIP() << "PostgreSQL is not installed";
    }
    policies_ = Compiled({{"services.vocab", kSeatsVocabulary}, {"1.policy", kSeatsPolicy}});
  }

  // A book of many customers, ready to be closed.
  std::string MakeBook() {
    std::string place = GetParam() ? PostgresServer::Instance()->MakeDatabase()
                                   : folder_.PathOf("book" + std::to_string(++made_) + ".db");
    EXPECT_TRUE(store::MigrateStore(place).ok());
    const auto store = *store::OpenStore(place);
    auto stream = *store->Record({.system = "test"}, KnownDay("2016-01-31"));
    const auto add = [&stream](const facts::Record& record) {
      EXPECT_TRUE(stream->Add(record).ok());
    };
    for (int i = 0; i < kCustomers; ++i) {
      const std::string customer = "c" + std::to_string(10'000 + i);
      add(Subject("customer", customer));
      add(Subject("subscription", customer + ".s", customer));
      add(Recognised("dpor", "adatum", customer + ".s", "2015-07-01"));
      add(Measured("active_users", customer + ".s", "2016-01", Type::Of(TypeKind::kCount),
                   Rational(i + 1)));
    }
    EXPECT_TRUE(stream->Commit().ok());
    return place;
  }

  absl::StatusOr<book::CloseSummary> Close(const std::string& place) const {
    const auto store = store::OpenStore(place);
    if (!store.ok()) return store.status();
    return CloseIn(**store);
  }

  absl::StatusOr<book::CloseSummary> CloseIn(store::Store& store) const {
    return book::CloseBook(store, *policies_,
                           {.policy = "recognition",
                            .period = *ParsePeriod("2016-01"),
                            .known = KnownDay("2016-02-05")});
  }

  // Waits until a part of a close is posted.
  static void WaitForEntries(const std::string& place) {
    const auto store = *store::OpenStore(place);
    for (;;) {
      const auto some = store->Entries({}, 0, 1);
      ASSERT_TRUE(some.ok()) << some.status();
      if (!some->empty()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  // Every entry in order, but for its number.
  static std::string EntriesOf(const std::string& place) {
    const auto store = *store::OpenStore(place);
    const std::vector<store::Entry> entries = *store->Entries({}, 0, 2 * kCustomers);
    std::string text;
    for (const store::Entry& entry : entries) {
      text += entry.customer + " " + entry.key.subject + " " + entry.key.partner + " " +
              entry.key.period.ToString() + " " + ToDisplay(entry.amount, entry.type) + "\n";
    }
    return text;
  }

  // What an undisturbed close posts.
  std::string Expected() {
    const std::string place = MakeBook();
    const auto closed = Close(place);
    EXPECT_TRUE(closed.ok()) << closed.status();
    return EntriesOf(place);
  }

  TemporaryDirectory folder_;
  int made_ = 0;
  ruletree::PolicySetPtr policies_;
};

TEST_P(CloseFaultsTest, KilledInTheMiddleItGoesOn) {
  const std::string expected = Expected();
  const std::string place = MakeBook();
  const pid_t child = fork();
  if (child == 0) {
    Close(place).status().IgnoreError();
    _exit(0);
  }
  WaitForEntries(place);
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "it was done before it could be killed";
  const auto closed = Close(place);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_GT(closed->posted_before, 0u);
  EXPECT_LT(closed->posted_before, static_cast<uint64_t>(kCustomers));
  EXPECT_EQ(EntriesOf(place), expected);
}

TEST_P(CloseFaultsTest, TwoAtOnceMakeOneBook) {
  const std::string expected = Expected();
  const std::string place = MakeBook();
  auto other = std::async(std::launch::async, [&] { return Close(place).status(); });
  const absl::Status mine = Close(place).status();
  const absl::Status theirs = other.get();
  EXPECT_TRUE(mine.ok() || theirs.ok()) << mine << "; " << theirs;
  // Whoever comes second is told that it is done.
  for (const absl::Status& status : {mine, theirs}) {
    EXPECT_THAT(std::string(status.message()), AnyOf(Eq(""), HasSubstr("issued")));
  }
  EXPECT_EQ(EntriesOf(place), expected);
}

TEST_P(CloseFaultsTest, ADatabaseThatIsGoneAndBackLosesNothing) {
  if (!GetParam()) GTEST_SKIP() << "a file has no server to lose";
  const std::string expected = Expected();
  const std::string place = MakeBook();
  auto closing = std::async(std::launch::async, [&] { return Close(place).status(); });
  WaitForEntries(place);
  ASSERT_TRUE(PostgresServer::Instance()->Restart());
  const absl::Status lost = closing.get();
  EXPECT_EQ(lost.code(), absl::StatusCode::kUnavailable) << lost;
  EXPECT_THAT(std::string(lost.message()), HasSubstr("the connection is lost"));
  const auto closed = Close(place);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_GT(closed->posted_before, 0u);
  EXPECT_EQ(EntriesOf(place), expected);
}

TEST_P(CloseFaultsTest, ADiskThatIsFullAndHasRoomAgainLosesNothing) {
  if (GetParam()) GTEST_SKIP() << "the disk of a server is its own";
  const std::string expected = Expected();
  const std::string place = MakeBook();
  {
    auto database = *store::SqliteDatabase::Open(place, /*create=*/false);
    int64_t pages = 0;
    {
      store::Statement count = database->Prepare("PRAGMA page_count");
      ASSERT_TRUE(count.Step());
      pages = count.Number(0);
    }
    // Room for some batches, not for all.
    const std::string limit = "PRAGMA max_page_count = " + std::to_string(pages + 80);
    ASSERT_TRUE(database->Execute(limit).ok());
    store::SqlStore full(std::move(database));
    const absl::Status refused = CloseIn(full).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted) << refused;
    EXPECT_THAT(std::string(refused.message()), HasSubstr("make room and repeat"));
  }
  const std::string some = EntriesOf(place);
  EXPECT_FALSE(some.empty());
  EXPECT_EQ(expected.substr(0, some.size()), some) << "what is posted is whole customers, in order";
  EXPECT_LT(some.size(), expected.size());
  const auto closed = Close(place);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_GT(closed->posted_before, 0u);
  EXPECT_EQ(EntriesOf(place), expected);
}

INSTANTIATE_TEST_SUITE_P(On, CloseFaultsTest, ::testing::Bool(), [](const auto& one) {
  return std::string(one.param ? "Postgres" : "Sqlite");
});

}  // namespace
}  // namespace credence
