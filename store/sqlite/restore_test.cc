// Tests RestoreSqliteStore: what is no whole copy of a store is refused, and leaves nothing behind.
// That a copy is the same book is among the tests of every backend (store/backends).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/sqlite/sqlite_database.h"
#include "store/sqlite/sqlite_store.h"
#include "tests/support/temporary_directory.h"

namespace credence::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RestoreSqliteTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(MigrateSqliteStore(path_).ok()); }
  absl::Status Restore() { return RestoreSqliteStore(copy_, place_); }
  void WriteCopy(const std::string& bytes) { folder_.Write("copy.db", bytes); }
  std::string BackedUp() {
    EXPECT_TRUE((*OpenSqliteStore(path_))->BackUpTo(copy_).ok());
    std::ostringstream text;
    text << std::ifstream(copy_, std::ios::binary).rdbuf();
    return text.str();
  }
  // All but the store, its copy, and what is written beside them.
  std::vector<std::string> Left() const {
    std::vector<std::string> names;
    for (const auto& one : std::filesystem::directory_iterator(folder_.PathOf("."))) {
      const std::string name = one.path().filename().string();
      if (!name.starts_with("book.db") && !name.starts_with("copy.db")) names.push_back(name);
    }
    return names;
  }

  credence::testing::TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("book.db");
  std::string copy_ = folder_.PathOf("copy.db");
  std::string place_ = folder_.PathOf("restored.db");
};

TEST_F(RestoreSqliteTest, ACopyThatEndsInTheMiddleIsRefused) {
  const std::string whole = BackedUp();
  WriteCopy(whole.substr(0, whole.size() / 2));
  const absl::Status status = Restore();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("copy.db: "));
  EXPECT_THAT(Left(), IsEmpty());
}

TEST_F(RestoreSqliteTest, ADatabaseOfSomethingElseIsRefused) {
  {
    const auto other = *SqliteDatabase::Open(copy_, /*create=*/true);
    ASSERT_TRUE(other->Execute("CREATE TABLE guests (name TEXT); PRAGMA user_version = 1").ok());
  }
  const absl::Status status = Restore();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("copy.db: this is no store"));
  EXPECT_THAT(Left(), IsEmpty());
}

TEST_F(RestoreSqliteTest, ACopyOfANewerSchemaNamesWhatToRun) {
  ASSERT_TRUE((*SqliteDatabase::Open(path_, /*create=*/false))->KeepSchemaVersion(99).ok());
  std::filesystem::copy(path_, copy_);
  EXPECT_THAT(std::string(Restore().message()), HasSubstr("run a version of Credence as new"));
  EXPECT_THAT(Left(), IsEmpty());
}

TEST_F(RestoreSqliteTest, AStoreInUseIsNoCopy) {
  BackedUp();
  folder_.Write("copy.db-wal", "pages");
  EXPECT_THAT(std::string(Restore().message()), HasSubstr("credence store backup"));
  std::filesystem::remove(copy_ + "-wal");
  // Nor is a place free beside which the log of another store lies.
  folder_.Write("restored.db-wal", "pages");
  EXPECT_EQ(Restore().code(), absl::StatusCode::kAlreadyExists);
  std::filesystem::remove(place_ + "-wal");
  EXPECT_TRUE(Restore().ok());
  EXPECT_THAT(Left(), ElementsAre("restored.db"));
}

}  // namespace
}  // namespace credence::store
