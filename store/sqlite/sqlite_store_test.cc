// Tests store/store.h on a file of SQLite's.
#include "store/sqlite/sqlite_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <sstream>

#include "store/sqlite/migrations.h"
#include "tests/support/temporary_directory.h"

namespace credence::store {
namespace {

using ::credence::testing::TemporaryDirectory;
using ::testing::ElementsAre;
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

facts::Record Seats(int64_t seats, const std::string& stated = "") {
  return {.key = "measure/active_users/ea1/2016-01",
          .row = 2,
          .stated = stated,
          .fact = facts::MeasureInput{.measure = "active_users",
                                      .subject = "ea1",
                                      .period = ParsePeriod("2016-01"),
                                      .value = {Type::Of(TypeKind::kCount), Rational(seats)}}};
}

facts::Record Designated(const std::string& partner) {
  return {.key = "dpor/ea1",
          .row = 3,
          .fact = facts::EvidenceInput{
              .id = "dpor/ea1",
              .kind = "dpor",
              .partner = partner,
              .subject = "ea1",
              .from = Day("2016-01-14"),
              .fields = {{"since", {Type::Of(TypeKind::kDate), Day("2016-01-14")}}}}};
}

class SqliteStoreTest : public ::testing::Test {
 protected:
  SqliteStoreTest() {
    EXPECT_EQ(*MigrateSqliteStore(path_), kSchemaVersion);
    store_ = *OpenSqliteStore(path_);
  }

  absl::StatusOr<RecordCounts> Record(const std::vector<facts::Record>& records,
                                      std::string_view known, const std::string& file = "") {
    return RecordIn(*store_, records, known, file);
  }

  static absl::StatusOr<RecordCounts> RecordIn(Store& store,
                                               const std::vector<facts::Record>& records,
                                               std::string_view known, const std::string& file) {
    auto stream = store.Record({.system = "test", .file = file, .sha256 = file}, Day(known));
    if (!stream.ok()) return stream.status();
    for (const facts::Record& record : records) {
      if (absl::Status status = (*stream)->Add(record); !status.ok()) return status;
    }
    return (*stream)->Commit();
  }

  static std::string DumpOf(Store& store) {
    std::ostringstream out;
    EXPECT_TRUE(store.Dump(out).ok());
    return out.str();
  }

  std::vector<std::string> KeysKnown(std::string_view day, const std::string& root = "northwind") {
    std::vector<std::string> keys;
    const std::vector<KnownFact> known = *store_->FactsOf(root, Day(day));
    for (const KnownFact& fact : known) keys.push_back(fact.key);
    return keys;
  }

  int64_t SeatsKnown(std::string_view day) {
    const std::vector<KnownFact> known = *store_->FactsOf("northwind", Day(day));
    for (const KnownFact& fact : known) {
      if (const auto* measure = std::get_if<facts::MeasureInput>(&fact.fact)) {
        for (int64_t seats = 0; seats < 1000; ++seats) {
          if (measure->value.value == Value(Rational(seats))) return seats;
        }
      }
    }
    return -1;
  }

  const std::vector<facts::Record> tree_ = {Subject("workload", "exchange", "ea1"),
                                            Subject("subscription", "ea1", "northwind"),
                                            Subject("customer", "northwind")};
  TemporaryDirectory folder_;
  std::string path_ = folder_.PathOf("book.db");
  std::unique_ptr<Store> store_;
};

TEST_F(SqliteStoreTest, AFactIsKnownFromTheDayItIsRecorded) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  ASSERT_TRUE(Record({Designated("adatum"), Subject("partner", "adatum")}, "2016-04-05").ok());
  EXPECT_THAT(KeysKnown("2016-01-31"), IsEmpty());
  EXPECT_THAT(KeysKnown("2016-04-04"),
              ElementsAre("subject/ea1", "subject/exchange", "subject/northwind"));
  EXPECT_THAT(KeysKnown("2016-04-05"), ElementsAre("dpor/ea1", "subject/adatum", "subject/ea1",
                                                   "subject/exchange", "subject/northwind"));
  EXPECT_THAT(KeysKnown("2016-04-05", "other"), IsEmpty());
  const std::vector<KnownFact> known = *store_->FactsOf("northwind", Day("2016-04-05"));
  EXPECT_EQ(ToText(known[0].fact), ToText(Designated("adatum").fact));
  EXPECT_EQ(known[0].recorded, Day("2016-04-05"));
  EXPECT_EQ(known[0].row, 3u);
}

TEST_F(SqliteStoreTest, ACorrectionTakesThePlaceAndLeavesTheDaysBefore) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  EXPECT_EQ(Record({Seats(40)}, "2016-02-01")->added, 1u);
  EXPECT_EQ(Record({Seats(40)}, "2016-03-01")->unchanged, 1u);
  EXPECT_EQ(Record({Seats(39)}, "2016-04-01")->corrected, 1u);
  EXPECT_EQ(SeatsKnown("2016-03-31"), 40);
  EXPECT_EQ(SeatsKnown("2016-04-01"), 39);
}

TEST_F(SqliteStoreTest, TheSameFileSaysNothingASecondTime) {
  ASSERT_TRUE(Record({Seats(40)}, "2016-02-01", "january.csv").ok());
  ASSERT_TRUE(Record({Seats(39)}, "2016-03-01", "corrected.csv").ok());
  const std::string before = DumpOf(*store_);
  EXPECT_EQ(Record({Seats(40)}, "2016-04-01", "january.csv")->unchanged, 1u);
  EXPECT_EQ(DumpOf(*store_), before);
}

TEST_F(SqliteStoreTest, WhatIsStatedLaterHoldsWhicheverComesFirst) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  ASSERT_TRUE(Record({Seats(39, "2016-02-03T00:00:00Z")}, "2016-02-05").ok());
  EXPECT_EQ(Record({Seats(40, "2016-02-02T00:00:00Z")}, "2016-03-05")->outdated, 1u);
  EXPECT_EQ(SeatsKnown("2016-03-05"), 39);
  EXPECT_EQ(Record({Seats(38, "2016-02-04T00:00:00Z")}, "2016-03-05")->corrected, 1u);
  EXPECT_EQ(SeatsKnown("2016-03-05"), 38);
}

TEST_F(SqliteStoreTest, KnownNeverGoesBack) {
  ASSERT_TRUE(Record({Seats(40)}, "2016-03-01").ok());
  const auto refused = Record({Seats(39)}, "2016-02-29");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("2016-03-01 or later"));
  EXPECT_EQ(store_->Retract(Seats(40).key, "wrong", Day("2016-02-29")).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteStoreTest, ARetractedFactIsKnownForTheDaysBefore) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  ASSERT_TRUE(Record({Seats(40)}, "2016-02-01").ok());
  ASSERT_TRUE(store_->Retract(Seats(40).key, "counted twice", Day("2016-04-01")).ok());
  EXPECT_EQ(SeatsKnown("2016-03-31"), 40);
  EXPECT_EQ(SeatsKnown("2016-04-01"), -1);
  EXPECT_EQ(store_->Retract(Seats(40).key, "again", Day("2016-04-01")).code(),
            absl::StatusCode::kNotFound);
  const auto learnt = store_->LearntOf("northwind", Day("2016-03-31"), Day("2016-04-01"));
  ASSERT_THAT(*learnt, SizeIs(1));
  EXPECT_TRUE((*learnt)[0].withdrawn);
  EXPECT_EQ((*learnt)[0].reason, "counted twice");
  EXPECT_THAT(*store_->LearntOf("northwind", Day("2016-04-01"), Day("2016-05-01")), IsEmpty());
  // And it may be known again.
  EXPECT_EQ(Record({Seats(40)}, "2016-05-01")->corrected, 1u);
  EXPECT_EQ(SeatsKnown("2016-05-01"), 40);
}

TEST_F(SqliteStoreTest, AStreamIsSeenWholeOrNotAtAll) {
  {
    auto stream = store_->Record({.system = "test"}, Day("2016-02-01"));
    for (const facts::Record& record : tree_) ASSERT_TRUE((*stream)->Add(record).ok());
    const auto other = *OpenSqliteStore(path_);
    EXPECT_THAT(*other->Roots("", 10, Day("2016-02-01")), IsEmpty());
  }
  EXPECT_THAT(*store_->Roots("", 10, Day("2016-02-01")), IsEmpty());
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  EXPECT_THAT(*store_->Roots("", 10, Day("2016-02-01")), ElementsAre("northwind"));
  EXPECT_THAT(*store_->Roots("northwind", 10, Day("2016-02-01")), IsEmpty());
}

TEST_F(SqliteStoreTest, AProcessKilledInMidStreamLeavesNothing) {
  ASSERT_TRUE(Record(tree_, "2016-02-01", "tree.csv").ok());
  const std::string before = DumpOf(*store_);
  store_.reset();
  const pid_t child = fork();
  if (child == 0) {
    const auto store = *OpenSqliteStore(path_);
    auto stream = store->Record({.system = "test"}, Day("2016-02-01"));
    (*stream)->Add(Seats(40)).IgnoreError();
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  store_ = *OpenSqliteStore(path_);
  EXPECT_EQ(DumpOf(*store_), before);
  EXPECT_EQ(Record({Seats(40)}, "2016-02-01")->added, 1u);
}

TEST_F(SqliteStoreTest, AFullDiskKeepsNothingAndSaysSo) {
  auto database = *Database::Open(path_, /*create=*/false);
  ASSERT_TRUE(database->Execute("PRAGMA max_page_count = 60").ok());
  SqliteStore full(std::move(database));
  std::vector<facts::Record> many;
  for (int i = 0; i < 20'000; ++i) many.push_back(Subject("customer", "c" + std::to_string(i)));
  const auto refused = RecordIn(full, many, "2016-02-01", "");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("make room"));
  EXPECT_THAT(*full.Roots("", 10, Day("2016-02-01")), IsEmpty());
}

TEST_F(SqliteStoreTest, AStoreOfAnotherSchemaSaysWhatToRun) {
  EXPECT_EQ(*MigrateSqliteStore(path_), 0);
  EXPECT_EQ(OpenSqliteStore(folder_.PathOf("none.db")).status().code(),
            absl::StatusCode::kNotFound);
  folder_.Write("text.db", "this is no database, however long it may become, by any means");
  EXPECT_EQ(OpenSqliteStore(folder_.PathOf("text.db")).status().code(),
            absl::StatusCode::kInvalidArgument);
  auto database = *Database::Open(path_, /*create=*/false);
  ASSERT_TRUE(database->Execute("PRAGMA user_version = 99").ok());
  const absl::Status newer = OpenSqliteStore(path_).status();
  EXPECT_EQ(newer.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(newer.message()), HasSubstr("run a version of Credence as new"));
  ASSERT_TRUE(database->Execute("PRAGMA user_version = 0").ok());
  EXPECT_THAT(std::string(OpenSqliteStore(path_).status().message()),
              HasSubstr("credence store migrate"));
}

TEST_F(SqliteStoreTest, ABackupIsTheSameBook) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  ASSERT_TRUE(store_->BackUpTo(folder_.PathOf("backup.db")).ok());
  EXPECT_EQ(DumpOf(**OpenSqliteStore(folder_.PathOf("backup.db"))), DumpOf(*store_));
}

// Every order of the same files gives the same book.
RC_GTEST_FIXTURE_PROP(SqliteStoreTest, TheOrderOfFilesMeansNothing, ()) {
  // A source says of all its records when they were stated, or of none.
  const bool says = *rc::gen::arbitrary<bool>();
  std::vector<std::pair<std::string, std::vector<facts::Record>>> files;
  for (const char* name : {"a.csv", "b.csv", "c.csv"}) {
    const int64_t seats = *rc::gen::inRange<int64_t>(38, 42);
    const std::string when = says ? "2016-02-0" + std::to_string(*rc::gen::inRange(1, 4)) : "";
    files.push_back(
        {name, {Seats(seats, when), Designated(seats % 2 == 0 ? "adatum" : "contoso")}});
  }
  std::vector<std::string> dumps;
  for (int order = 0; order < 2; ++order) {
    const TemporaryDirectory folder;
    const std::string path = folder.PathOf("book.db");
    RC_ASSERT(MigrateSqliteStore(path).ok());
    const auto store = *OpenSqliteStore(path);
    for (const auto& [name, records] : files) {
      RC_ASSERT(RecordIn(*store, records, "2016-02-01", name).ok());
      RC_ASSERT(RecordIn(*store, records, "2016-02-01", name).ok());
    }
    dumps.push_back(DumpOf(*store));
    std::reverse(files.begin(), files.end());
  }
  RC_ASSERT(dumps[0] == dumps[1]);
}

// The ledger --------------------------------------------------------------------------------

CloseRequest Month(std::string_view month, std::string_view known) {
  return {
      .policy = "recognition", .period = *ParsePeriod(month), .known = Day(known), .digest = "d"};
}

Entry Posting(std::string_view period, Rational amount) {
  Entry entry;
  entry.version = "2016.1";
  entry.key = {"incentive", "subscription", "ea1", "adatum", *ParsePeriod(period)};
  entry.type = Type::Money(*FindCurrency("USD"));
  entry.amount = entry.entitled = amount;
  return entry;
}

TEST_F(SqliteStoreTest, ClosesComeOneAfterAnother) {
  const Close january = *store_->BeginClose(Month("2016-01", "2016-02-05"));
  EXPECT_EQ(january.after, kDateMin);
  // Begun and not issued: the same goes on, another one waits.
  EXPECT_EQ(store_->BeginClose(Month("2016-01", "2016-02-05"))->id, january.id);
  EXPECT_THAT(std::string(store_->BeginClose(Month("2016-02", "2016-03-05")).status().message()),
              HasSubstr("recognition 2016-01 as known on 2016-02-05 is not issued yet"));
  ASSERT_TRUE(store_->Issue(january).ok());
  const std::pair<CloseRequest, const char*> refused[] = {
      {Month("2016-01", "2016-02-05"), "is issued"},
      {Month("2015-12", "2016-02-05"), "lies before 2016-01"},
      {Month("2016-03", "2016-04-05"), "cannot be closed before 2016-02"},
      {Month("2016-02", "2016-02-04"), "knew everything until 2016-02-05"},
      {Month("2016-Q2", "2016-07-05"), "closed by the month"},
  };
  for (const auto& [request, why] : refused) {
    const absl::Status status = store_->BeginClose(request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }
  const Close february = *store_->BeginClose(Month("2016-02", "2016-03-05"));
  EXPECT_EQ(february.first, *ParsePeriod("2016-01"));
  EXPECT_EQ(february.after, Day("2016-02-05"));
}

TEST_F(SqliteStoreTest, WhatComesAfterACloseIsKnownLater) {
  ASSERT_TRUE(store_->BeginClose(Month("2016-01", "2016-02-05")).ok());
  const absl::Status refused = Record({Seats(40)}, "2016-02-05").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("2016-02-06"));
  EXPECT_TRUE(Record({Seats(40)}, "2016-02-06").ok());
}

TEST_F(SqliteStoreTest, ACustomerIsPostedOnceInAClose) {
  const Close close = *store_->BeginClose(Month("2016-01", "2016-02-05"));
  const PostedDecision decision{
      .customer = "northwind", .digest = "x", .entries = {Posting("2016-01", {61728, 100})}};
  EXPECT_FALSE(*store_->IsPosted(close, "northwind"));
  ASSERT_TRUE(store_->Post(close, decision).ok());
  ASSERT_TRUE(store_->Post(close, decision).ok());
  EXPECT_TRUE(*store_->IsPosted(close, "northwind"));
  const std::vector<Entry> entries = *store_->Entries({}, 0, 10);
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].amount, Rational(61728, 100));
  EXPECT_EQ(entries[0].key, Posting("2016-01", 1).key);
  EXPECT_EQ(entries[0].customer, "northwind");
  ASSERT_TRUE(store_->Issue(close).ok());
  EXPECT_EQ(store_->Post(close, {.customer = "other"}).code(),
            absl::StatusCode::kFailedPrecondition);
  const std::vector<PostedLine> posted = *store_->PostedFor("recognition", "northwind");
  ASSERT_THAT(posted, SizeIs(1));
  EXPECT_EQ(posted[0].sum, Rational(61728, 100));
}

TEST_F(SqliteStoreTest, EntriesComeInPagesAndByPartner) {
  const Close close = *store_->BeginClose(Month("2016-01", "2016-02-05"));
  PostedDecision decision{.customer = "northwind", .digest = "x"};
  for (const char* partner : {"adatum", "contoso", "adatum"}) {
    decision.entries.push_back(Posting("2016-01", -7));
    decision.entries.back().key.partner = partner;
  }
  ASSERT_TRUE(store_->Post(close, decision).ok());
  const std::vector<Entry> first = *store_->Entries({}, 0, 2);
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_THAT(*store_->Entries({}, first.back().id, 2), SizeIs(1));
  EXPECT_THAT(*store_->Entries({.partner = "adatum"}, 0, 10), SizeIs(2));
  EXPECT_THAT(*store_->Entries({.policy = "other"}, 0, 10), IsEmpty());
}

}  // namespace
}  // namespace credence::store
