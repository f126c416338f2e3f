// Tests of PostgreSQL as a database what no other has: its states of error, and being away. What
// holds of every store is tested in store/backends/store_test.cc.
#include "store/postgres/postgres_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/postgres_server.h"

namespace credence::store {
namespace {

using ::credence::testing::PostgresServer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PostgresDatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::Instance() == nullptr) GTEST_SKIP() << "PostgreSQL is not installed";
    address_ = PostgresServer::Instance()->MakeDatabase();
  }

  std::string address_;
};

TEST_F(PostgresDatabaseTest, WhatFailedIsNotCommittedInSilence) {
  const auto database = *PostgresDatabase::Open(address_);
  ASSERT_TRUE(database->BeginWriting().ok());
  EXPECT_EQ(database->Execute("SELECT 1 FROM nowhere").code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(database->Execute("COMMIT").message()),
              HasSubstr("nothing of it was kept"));
}

// The settings that keep plans to indexes make every other way dear, not slow.
TEST_F(PostgresDatabaseTest, NothingIsCompiledForASmallTable) {
  const auto database = *PostgresDatabase::Open(address_);
  ASSERT_TRUE(database->Execute("CREATE TABLE small (known BIGINT)").ok());
  Statement plan = database->Prepare("EXPLAIN (ANALYZE) SELECT max(known) FROM small");
  std::string text;
  while (plan.Step()) text += plan.Text(0) + "\n";
  ASSERT_TRUE(plan.status().ok()) << plan.status();
  EXPECT_THAT(text, AllOf(HasSubstr("Seq Scan"), Not(HasSubstr("JIT"))));
}

TEST_F(PostgresDatabaseTest, OneThatMayNotBeWrittenSaysSo) {
  const auto database =
      *PostgresDatabase::Open(address_ + "&options=-cdefault_transaction_read_only%3Don");
  const absl::Status refused = database->Execute("CREATE TABLE facts ()");
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("read-only transaction"));
}

TEST_F(PostgresDatabaseTest, OneThatIsAwayIsNamedOnOneLine) {
  const auto database = *PostgresDatabase::Open(address_);
  ASSERT_TRUE(PostgresServer::Instance()->Stop());
  // Of the connection that is lost, and of one that cannot be made.
  for (const absl::Status& away :
       {database->Execute("SELECT 1"), PostgresDatabase::Open(address_).status(),
        database->BeginWriting()}) {
    EXPECT_EQ(away.code(), absl::StatusCode::kUnavailable) << away;
    EXPECT_THAT(std::string(away.message()),
                AllOf(HasSubstr(database->name()), HasSubstr("repeat it"), Not(HasSubstr("\n"))));
  }
  ASSERT_TRUE(PostgresServer::Instance()->StartAgain());
  EXPECT_TRUE(database->BeginWriting().ok());
}

}  // namespace
}  // namespace credence::store
