// Tests of the store in a file what no other has: a disk that is full, indexes, and files that are
// no store. What holds of every store is tested in store/backends/store_test.cc.
#include "store/sqlite/sqlite_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdint>

#include "store/sql/sql_store.h"
#include "store/sqlite/sqlite_database.h"
#include "tests/support/temporary_directory.h"

namespace credence::store {
namespace {

using ::credence::testing::TemporaryDirectory;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Date Day(std::string_view text) { return *Date::Parse(text); }

facts::Record Subject(const std::string& type, const std::string& id,
                      const std::string& parent = "") {
  return {.key = "subject/" + id,
          .row = 1,
          .fact = facts::SubjectInput{.type = type, .id = id, .parent = parent}};
}

class SqliteStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(MigrateSqliteStore(path_).ok()); }

  TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("book.db");
};

TEST_F(SqliteStoreTest, AFullDiskKeepsNothingAndSaysSo) {
  auto database = *SqliteDatabase::Open(path_, /*create=*/false);
  ASSERT_TRUE(database->Execute("PRAGMA max_page_count = 60").ok());
  SqlStore full(std::move(database));
  {
    const auto stream = *full.Record({.system = "test"}, Day("2016-02-01"));
    absl::Status refused;
    for (int i = 0; i < 20'000 && refused.ok(); ++i) {
      refused = stream->Add(Subject("customer", "c" + std::to_string(i)));
    }
    EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(std::string(refused.message()), HasSubstr("make room"));
  }
  EXPECT_THAT(*full.Roots("", 10, Day("2016-02-01")), IsEmpty());
}

// Steps of SQLite's machine since the test began, of connections that were opened since then.
class StepCount {
 public:
  StepCount() {
    steps_ = 0;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&Count));
  }
  ~StepCount() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&Count)); }

  static int64_t steps() { return steps_; }

 private:
  static int Count(sqlite3* connection, const char**, const sqlite3_api_routines*) {
    sqlite3_progress_handler(
        connection, 1, [](void*) { return ++steps_, 0; }, nullptr);
    return SQLITE_OK;
  }
  static int64_t steps_;
};
int64_t StepCount::steps_ = 0;

// What asking for some customers takes beside a number of others.
int64_t StepsBeside(int others, const std::string& path) {
  EXPECT_TRUE(MigrateSqliteStore(path).ok());
  {
    const auto store = *OpenSqliteStore(path);
    const auto stream = *store->Record({.system = "test"}, Day("2016-02-01"));
    for (int i = 0; i < others; ++i) {
      const std::string id = "c" + std::to_string(i);
      EXPECT_TRUE(stream->Add(Subject("customer", id)).ok());
      EXPECT_TRUE(stream->Add(Subject("subscription", "s" + id, id)).ok());
    }
    EXPECT_TRUE(stream->Commit().ok());
  }
  const StepCount count;
  const auto store = *OpenSqliteStore(path);
  const int64_t before = count.steps();
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(*store->FactsOf("c" + std::to_string(i), Day("2016-02-01")), SizeIs(2));
  }
  return count.steps() - before;
}

// A customer is found by indexes: a hundred times as many others take as many steps.
TEST_F(SqliteStoreTest, OtherCustomersDoNotSlowOneDown) {
  const int64_t few = StepsBeside(200, folder_.PathOf("few.db"));
  const int64_t many = StepsBeside(20'000, folder_.PathOf("many.db"));
  EXPECT_GT(few, 0);
  EXPECT_LT(many, few + few / 10);
}

TEST_F(SqliteStoreTest, WhatIsNoStoreIsNamed) {
  EXPECT_EQ(OpenSqliteStore(folder_.PathOf("none.db")).status().code(),
            absl::StatusCode::kNotFound);
  folder_.Write("text.db", "this is no database, however long it may become, by any means");
  EXPECT_EQ(OpenSqliteStore(folder_.PathOf("text.db")).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace credence::store
