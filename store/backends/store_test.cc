// Tests store/store.h on every backend: a file of SQLite's, and a PostgreSQL server of our own.
#include "store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <sstream>

#include "store/backends/open_store.h"
#include "store/postgres/postgres_database.h"
#include "store/sql/migrations.h"
#include "store/sql/sql_store.h"
#include "store/sqlite/sqlite_database.h"
#include "store/sqlite/sqlite_store.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temporary_directory.h"

namespace credence::store {
namespace {

using ::credence::testing::PostgresServer;
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

class StoreTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!IsSqlite() && PostgresServer::Instance() == nullptr) {
      GTEST_SKIP() << "PostgreSQL is not installed: apt install postgresql";
    }
    place_ = MakePlace();
    ASSERT_EQ(*MigrateStore(place_), kSchemaVersion);
    store_ = *Open();
  }

  static bool IsSqlite() { return std::string_view(GetParam()) == "Sqlite"; }
  std::string MakePlace() {
    return IsSqlite() ? "sqlite:" + folder_.PathOf("book" + std::to_string(++made_) + ".db")
                      : PostgresServer::Instance()->MakeDatabase();
  }
  absl::StatusOr<std::unique_ptr<Store>> Open() const { return OpenStore(place_); }

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
  int made_ = 0;
  std::string place_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreTest, AFactIsKnownFromTheDayItIsRecorded) {
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

TEST_P(StoreTest, ACorrectionTakesThePlaceAndLeavesTheDaysBefore) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  EXPECT_EQ(Record({Seats(40)}, "2016-02-01")->added, 1u);
  EXPECT_EQ(Record({Seats(40)}, "2016-03-01")->unchanged, 1u);
  EXPECT_EQ(Record({Seats(39)}, "2016-04-01")->corrected, 1u);
  EXPECT_EQ(SeatsKnown("2016-03-31"), 40);
  EXPECT_EQ(SeatsKnown("2016-04-01"), 39);
}

TEST_P(StoreTest, TheSameFileSaysNothingASecondTime) {
  ASSERT_TRUE(Record({Seats(40)}, "2016-02-01", "january.csv").ok());
  ASSERT_TRUE(Record({Seats(39)}, "2016-03-01", "corrected.csv").ok());
  const std::string before = DumpOf(*store_);
  EXPECT_EQ(Record({Seats(40)}, "2016-04-01", "january.csv")->unchanged, 1u);
  EXPECT_EQ(DumpOf(*store_), before);
}

TEST_P(StoreTest, WhatIsStatedLaterHoldsWhicheverComesFirst) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  ASSERT_TRUE(Record({Seats(39, "2016-02-03T00:00:00Z")}, "2016-02-05").ok());
  EXPECT_EQ(Record({Seats(40, "2016-02-02T00:00:00Z")}, "2016-03-05")->outdated, 1u);
  EXPECT_EQ(SeatsKnown("2016-03-05"), 39);
  EXPECT_EQ(Record({Seats(38, "2016-02-04T00:00:00Z")}, "2016-03-05")->corrected, 1u);
  EXPECT_EQ(SeatsKnown("2016-03-05"), 38);
}

TEST_P(StoreTest, KnownNeverGoesBack) {
  ASSERT_TRUE(Record({Seats(40)}, "2016-03-01").ok());
  const auto refused = Record({Seats(39)}, "2016-02-29");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("2016-03-01 or later"));
  EXPECT_EQ(store_->Retract(Seats(40).key, "wrong", Day("2016-02-29")).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_P(StoreTest, ARetractedFactIsKnownForTheDaysBefore) {
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

TEST_P(StoreTest, FactsComeInPagesBySortAndPartner) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  ASSERT_TRUE(
      Record({Seats(40), Designated("adatum"), Subject("partner", "adatum")}, "2016-02-01").ok());
  const auto keys = [this](const FactFilter& filter) {
    std::vector<std::string> found;
    const auto facts = store_->FactsOf("northwind", Day("2016-02-01"), filter);
    for (const KnownFact& one : *facts) found.push_back(one.key);
    return found;
  };
  EXPECT_THAT(keys({.limit = 2}), ElementsAre("dpor/ea1", Seats(40).key));
  EXPECT_THAT(keys({.after_sort = "measure", .after_key = Seats(40).key, .limit = 2}),
              ElementsAre("subject/adatum", "subject/ea1"));
  EXPECT_THAT(keys({.sort = "measure"}), ElementsAre(Seats(40).key));
  EXPECT_THAT(keys({.partner = "adatum"}), ElementsAre("dpor/ea1"));
  EXPECT_THAT(keys({.partner = "contoso"}), IsEmpty());
}

TEST_P(StoreTest, EveryVersionOfAFactIsToldInTheOrderItCame) {
  ASSERT_TRUE(Record({Seats(40, "2016-02-02T00:00:00Z")}, "2016-02-01").ok());
  ASSERT_TRUE(Record({Seats(38, "2016-02-01T00:00:00Z")}, "2016-02-10").ok());  // outdated
  ASSERT_TRUE(store_->Retract(Seats(40).key, "counted twice", Day("2016-03-01")).ok());
  ASSERT_TRUE(Record({Seats(39)}, "2016-04-01").ok());
  const std::vector<FactVersion> all = *store_->VersionsOf(Seats(40).key, Day("2016-04-01"));
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(ToText(all[0].known.fact), ToText(Seats(40).fact));
  EXPECT_EQ(all[0].known.superseded, Day("2016-03-01"));
  EXPECT_EQ(all[0].known.stated, "2016-02-02T00:00:00Z");
  EXPECT_EQ(all[1].known.superseded, all[1].known.recorded);
  EXPECT_TRUE(all[2].retracted);
  EXPECT_EQ(all[2].reason, "counted twice");
  EXPECT_EQ(ToText(all[3].known.fact), ToText(Seats(39).fact));
  EXPECT_FALSE(all[3].known.superseded.has_value());
  // On a day before, what came later is not told, nor that it would come.
  const std::vector<FactVersion> before = *store_->VersionsOf(Seats(40).key, Day("2016-02-28"));
  ASSERT_THAT(before, SizeIs(2));
  EXPECT_FALSE(before[0].known.superseded.has_value());
  EXPECT_THAT(*store_->VersionsOf("none", Day("2016-04-01")), IsEmpty());
}

TEST_P(StoreTest, AStreamIsSeenWholeOrNotAtAll) {
  {
    auto stream = store_->Record({.system = "test"}, Day("2016-02-01"));
    for (const facts::Record& record : tree_) ASSERT_TRUE((*stream)->Add(record).ok());
    const auto other = *Open();
    EXPECT_THAT(*other->Roots("", 10, Day("2016-02-01")), IsEmpty());
  }
  EXPECT_THAT(*store_->Roots("", 10, Day("2016-02-01")), IsEmpty());
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  EXPECT_THAT(*store_->Roots("", 10, Day("2016-02-01")), ElementsAre("northwind"));
  EXPECT_THAT(*store_->Roots("northwind", 10, Day("2016-02-01")), IsEmpty());
}

TEST_P(StoreTest, AProcessKilledInMidStreamLeavesNothing) {
  ASSERT_TRUE(Record(tree_, "2016-02-01", "tree.csv").ok());
  const std::string before = DumpOf(*store_);
  store_.reset();
  const pid_t child = fork();
  if (child == 0) {
    const auto store = *Open();
    auto stream = store->Record({.system = "test"}, Day("2016-02-01"));
    (*stream)->Add(Seats(40)).IgnoreError();
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  store_ = *Open();
  EXPECT_EQ(DumpOf(*store_), before);
  EXPECT_EQ(Record({Seats(40)}, "2016-02-01")->added, 1u);
}

// Every order of the same files gives the same book.
TEST_P(StoreTest, TheOrderOfFilesMeansNothing) {
  // A source says of all its records when they were stated, or of none.
  for (const bool says : {false, true}) {
    std::vector<std::string> files = {"a.csv", "b.csv", "c.csv"};
    const auto seats_of = [](const std::string& file) { return 38 + (file[0] - 'a') * 5 % 3; };
    std::optional<std::string> dump;
    do {
      const std::string place = MakePlace();
      ASSERT_TRUE(MigrateStore(place).ok());
      const auto store = *OpenStore(place);
      for (const std::string& file : files) {
        const int seats = seats_of(file);
        const std::string stated = says ? "2016-02-0" + std::to_string(seats - 37) : "";
        const std::vector<facts::Record> records = {
            Seats(seats, stated), Designated(seats % 2 == 0 ? "adatum" : "contoso")};
        // Twice, and another time under another name.
        ASSERT_TRUE(RecordIn(*store, records, "2016-02-01", file).ok());
        ASSERT_TRUE(RecordIn(*store, records, "2016-02-01", file).ok());
        ASSERT_TRUE(RecordIn(*store, records, "2016-02-01", "again-" + file).ok());
      }
      EXPECT_EQ(dump.value_or(DumpOf(*store)), DumpOf(*store));
      dump = DumpOf(*store);
    } while (std::next_permutation(files.begin(), files.end()));
  }
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

TEST_P(StoreTest, ClosesComeOneAfterAnother) {
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

TEST_P(StoreTest, WhatComesAfterACloseIsKnownLater) {
  ASSERT_TRUE(store_->BeginClose(Month("2016-01", "2016-02-05")).ok());
  const absl::Status refused = Record({Seats(40)}, "2016-02-05").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("2016-02-06"));
  EXPECT_TRUE(Record({Seats(40)}, "2016-02-06").ok());
}

TEST_P(StoreTest, ACustomerIsPostedOnceInAClose) {
  const Close close = *store_->BeginClose(Month("2016-01", "2016-02-05"));
  const PostedDecision decision{.customer = "northwind",
                                .record = {.digest = "x"},
                                .entries = {Posting("2016-01", {61728, 100})}};
  EXPECT_FALSE(*store_->IsPosted(close, "northwind"));
  ASSERT_TRUE(store_->PostAll(close, {decision}).ok());
  ASSERT_TRUE(store_->PostAll(close, {decision}).ok());
  EXPECT_TRUE(*store_->IsPosted(close, "northwind"));
  const std::vector<Entry> entries = *store_->Entries({}, 0, 10);
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].amount, Rational(61728, 100));
  EXPECT_EQ(entries[0].key, Posting("2016-01", 1).key);
  EXPECT_EQ(entries[0].customer, "northwind");
  ASSERT_TRUE(store_->Issue(close).ok());
  EXPECT_EQ(store_->PostAll(close, {{.customer = "other"}}).code(),
            absl::StatusCode::kFailedPrecondition);
  const std::vector<PostedLine> posted = *store_->PostedFor("recognition", "northwind");
  ASSERT_THAT(posted, SizeIs(1));
  EXPECT_EQ(posted[0].sum, Rational(61728, 100));
}

TEST_P(StoreTest, WhatIsHeldComesInPagesWithThoseItWaitsFor) {
  const Close close = *store_->BeginClose(Month("2016-01", "2016-02-05"));
  // An id may have a comma in it.
  const std::vector<std::string> between = {"Contoso, Ltd", "adatum"};
  PostedDecision decision{.customer = "northwind", .record = {.digest = "x"}};
  decision.held.push_back(
      {.key = Posting("2016-01", 1).key, .reason = "tied", .between = between, .text = "tied"});
  decision.held.push_back({.key = Posting("2016-01", 1).key, .reason = "missing_input"});
  ASSERT_TRUE(store_->PostAll(close, {decision, {.customer = "other"}}).ok());
  const std::vector<HeldEntry> first = *store_->HeldOf(close, "", 0, 1);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(first[0].between, between);
  const std::vector<HeldEntry> second = *store_->HeldOf(close, "northwind", first[0].id, 10);
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_THAT(second[0].between, SizeIs(0));
  EXPECT_THAT(*store_->HeldOf(close, "other"), SizeIs(0));
}

TEST_P(StoreTest, AnEntryIsFoundByItsRulesAndKnowsWhoHadItDecided) {
  const Close close = *store_->BeginClose(Month("2016-01", "2016-02-05"));
  PostedDecision decision{
      .customer = "northwind",
      .record = {.digest = "x",
                 .facts = "f",
                 .origin = {.caller = "a.admin", .trace_id = "0af7", .time = "2016-02-05T10:00Z"}}};
  for (const char* rules : {"deploy_1\nsold", "deployed", ""}) {
    decision.entries.push_back(Posting("2016-01", 7));
    decision.entries.back().key.partner += std::to_string(decision.entries.size());
    decision.entries.back().rules = rules;
  }
  ASSERT_TRUE(store_->PostAll(close, {decision}).ok());
  const auto found = [this](const std::string& rule) {
    std::vector<std::string> rules;
    const auto entries = store_->Entries({.policy = "recognition", .rule = rule}, 0, 10);
    for (const Entry& entry : *entries) rules.push_back(entry.rules);
    return rules;
  };
  EXPECT_THAT(found("sold"), ElementsAre("deploy_1\nsold"));
  EXPECT_THAT(found("deploy_1"), ElementsAre("deploy_1\nsold"));
  EXPECT_THAT(found("deploy%1"), IsEmpty());
  EXPECT_THAT(found("deploy"), IsEmpty());
  EXPECT_THAT(found(""), ElementsAre("deploy_1\nsold", "deployed", ""));
  const auto decided = [this](const std::string& from, const std::string& until) {
    return store_->Entries({.from = from, .until = until}, 0, 10)->size();
  };
  EXPECT_EQ(decided("2016-02-05T10:00Z", "2016-02-05T10:00Z"), 3u);
  EXPECT_EQ(decided("2016-02-05T10:01Z", "") + decided("", "2016-02-05T09:59Z"), 0u);
  const int64_t id = store_->Entries({.rule = "deployed"}, 0, 10)->front().id;
  const absl::StatusOr<DecisionRecord> record = store_->DecisionOf(id);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->digest + record->facts + record->origin.caller + record->origin.trace_id +
                record->origin.time,
            "xfa.admin0af72016-02-05T10:00Z");
  EXPECT_EQ(store_->DecisionOf(id + 7).status().code(), absl::StatusCode::kNotFound);
}

TEST_P(StoreTest, EntriesComeInPagesAndByPartner) {
  const Close close = *store_->BeginClose(Month("2016-01", "2016-02-05"));
  PostedDecision decision{.customer = "northwind", .record = {.digest = "x"}};
  for (const char* partner : {"adatum", "contoso", "adatum"}) {
    decision.entries.push_back(Posting("2016-01", -7));
    decision.entries.back().key.partner = partner;
  }
  ASSERT_TRUE(store_->PostAll(close, {decision}).ok());
  const std::vector<Entry> first = *store_->Entries({}, 0, 2);
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_THAT(*store_->Entries({}, first.back().id, 2), SizeIs(1));
  EXPECT_THAT(*store_->Entries({.partner = "adatum"}, 0, 10), SizeIs(2));
  EXPECT_THAT(*store_->Entries({.policy = "other"}, 0, 10), IsEmpty());
}

// What goes wrong --------------------------------------------------------------------------------

TEST_P(StoreTest, AnotherWriterIsWaitedForAndThenNamed) {
  const auto stream = *store_->Record({.system = "test"}, Day("2016-02-01"));
  const auto other = *Open();
  const absl::Status refused = RecordIn(*other, tree_, "2016-02-01", "").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("another process is writing"));
}

TEST_P(StoreTest, ALongStreamSeesItsOwnRecords) {
  std::vector<facts::Record> records;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 200; ++i) records.push_back(Subject("customer", std::to_string(i)));
  }
  records.push_back(Subject("customer", "7", "northwind"));
  const RecordCounts counts = *Record(records, "2016-02-01");
  EXPECT_EQ(counts.added, 200u);
  EXPECT_EQ(counts.unchanged, 200u);
  EXPECT_EQ(counts.corrected + counts.outdated, 1u);
  EXPECT_THAT(*store_->Roots("", 1000, Day("2016-02-01")), SizeIs(199 + counts.outdated));
  const std::string before = DumpOf(*store_);
  EXPECT_EQ(Record(records, "2016-02-01")->added, 0u);
  EXPECT_EQ(DumpOf(*store_), before);
}

TEST_P(StoreTest, KeysAreOrderedByTheirBytes) {
  ASSERT_TRUE(Record({Subject("customer", "B"), Subject("customer", "a"), Subject("customer", "Ä"),
                      Subject("customer", "a-b"), Subject("customer", "ab")},
                     "2016-02-01")
                  .ok());
  EXPECT_THAT(*store_->Roots("", 10, Day("2016-02-01")), ElementsAre("B", "a", "a-b", "ab", "Ä"));
  EXPECT_THAT(*store_->Roots("a", 2, Day("2016-02-01")), ElementsAre("a-b", "ab"));
}

TEST_P(StoreTest, TheAccountOfAPartnerBelongsToItsCase) {
  facts::Record partner = Subject("partner", "adatum");
  std::get<facts::SubjectInput>(partner.fact).attributes = {
      {"account", {Type::Of(TypeKind::kSubject), std::string("adatum_group")}}};
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  ASSERT_TRUE(
      Record({Designated("adatum"), partner, Subject("account", "adatum_group")}, "2016-02-01")
          .ok());
  EXPECT_THAT(KeysKnown("2016-02-01"),
              ElementsAre("dpor/ea1", "subject/adatum", "subject/adatum_group", "subject/ea1",
                          "subject/exchange", "subject/northwind"));
}

TEST_P(StoreTest, AConnectionThatIsLostLosesTheStreamAndComesBack) {
  if (IsSqlite()) GTEST_SKIP() << "a file has no connection";
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  {
    auto stream = *store_->Record({.system = "test"}, Day("2016-02-01"));
    ASSERT_TRUE(stream->Add(Seats(40)).ok());
    const auto other = *PostgresDatabase::Open(place_);
    ASSERT_TRUE(other
                    ->Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                              "WHERE datname = current_database() AND pid <> pg_backend_pid()")
                    .ok());
    absl::Status lost = stream->Add(Seats(41));
    if (lost.ok()) lost = stream->Commit().status();
    EXPECT_EQ(lost.code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(lost.message()), HasSubstr("the connection is lost"));
  }
  EXPECT_EQ(Record({Seats(40)}, "2016-02-01")->added, 1u);
  EXPECT_THAT(DumpOf(*store_), HasSubstr("active_users"));
}

TEST_P(StoreTest, WhatReplacesTakesThePlaceOnTheSameDay) {
  ASSERT_TRUE(Record({Seats(80)}, "2016-02-01").ok());
  {
    // By its content alone the smaller would be outdated.
    const auto stream = *store_->Record({.system = "test"}, Day("2016-02-01"));
    ASSERT_TRUE(stream->Replace(Seats(40)).ok());
    EXPECT_EQ(stream->Commit()->corrected, 1u);
  }
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  EXPECT_EQ(SeatsKnown("2016-02-01"), 40);
}

TEST_P(StoreTest, AStoreOfAnotherSchemaSaysWhatToRun) {
  EXPECT_EQ(*MigrateStore(place_), 0);
  std::unique_ptr<Database> database;
  if (IsSqlite()) {
    database = *SqliteDatabase::Open(place_.substr(7), /*create=*/false);
  } else {
    database = *PostgresDatabase::Open(place_);
  }
  ASSERT_TRUE(database->KeepSchemaVersion(99).ok());
  const absl::Status newer = Open().status();
  EXPECT_EQ(newer.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(newer.message()), HasSubstr("run a version of Credence as new"));
  place_ = MakePlace();
  if (IsSqlite()) {
    ASSERT_TRUE(SqliteDatabase::Open(place_.substr(7), /*create=*/true).ok());
  }
  EXPECT_THAT(std::string(Open().status().message()), HasSubstr("credence store migrate"));
}

TEST_P(StoreTest, ABackupIsTheSameBook) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  ASSERT_TRUE(Record({Seats(40)}, "2016-02-01").ok());
  const Close close = *store_->BeginClose(Month("2016-01", "2016-02-05"));
  ASSERT_TRUE(
      store_->PostAll(close, {{.customer = "northwind", .entries = {Posting("2016-01", 7)}}}).ok());
  const std::string copy = folder_.PathOf("backup");
  ASSERT_TRUE(store_->BackUpTo(copy).ok());
  const std::string restored = MakePlace();
  const absl::Status status = RestoreStore(copy, restored);
  ASSERT_TRUE(status.ok()) << status;
  const auto store = *OpenStore(restored);
  EXPECT_THAT(DumpOf(*store_), HasSubstr("active_users"));
  EXPECT_EQ(DumpOf(*store), DumpOf(*store_));
  EXPECT_THAT(*store->Entries({}, 0, 10), SizeIs(1));
  // It goes on where it was, with numbers that were not given yet.
  EXPECT_TRUE(
      store->PostAll(close, {{.customer = "other", .entries = {Posting("2016-01", 8)}}}).ok());
  EXPECT_THAT(*store->Entries({}, 0, 10), SizeIs(2));
}

TEST_P(StoreTest, ABackupTakesItsPlaceWholeOrNotAtAll) {
  const std::string copy = folder_.PathOf("none/backup");
  EXPECT_THAT(std::string(store_->BackUpTo(copy).message()), HasSubstr("none/backup: "));
  EXPECT_FALSE(std::filesystem::exists(copy));
  folder_.Write("backup", "the one before");
  ASSERT_TRUE(store_->BackUpTo(folder_.PathOf("backup")).ok());
  const std::string restored = MakePlace();
  EXPECT_TRUE(RestoreStore(folder_.PathOf("backup"), restored).ok());
}

TEST_P(StoreTest, NothingIsRestoredOverAStore) {
  ASSERT_TRUE(Record(tree_, "2016-02-01").ok());
  const std::string copy = folder_.PathOf("backup");
  ASSERT_TRUE(store_->BackUpTo(copy).ok());
  const std::string before = DumpOf(*store_);
  const absl::Status refused = RestoreStore(copy, place_);
  EXPECT_EQ(refused.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(refused.message()), HasSubstr(" already; "));
  EXPECT_EQ(DumpOf(*store_), before);
}

TEST_P(StoreTest, WhatIsNoCopyLeavesThePlaceAsItWas) {
  const std::string place = MakePlace();
  const std::string copy = folder_.PathOf("copy");
  EXPECT_EQ(RestoreStore(copy, place).code(), absl::StatusCode::kNotFound);
  folder_.Write("copy", "no copy of anything, however long it may become, by any means");
  EXPECT_EQ(RestoreStore(copy, place).code(), absl::StatusCode::kInvalidArgument);
  folder_.Write("copy", std::string(IsSqlite() ? "PGDMP" : "SQLite format 3") + "\1\2\3");
  EXPECT_THAT(std::string(RestoreStore(copy, place).message()), HasSubstr("to restore it to"));
  EXPECT_FALSE(OpenStore(place).ok());
  ASSERT_EQ(*MigrateStore(place), kSchemaVersion);  // it is still free
}

INSTANTIATE_TEST_SUITE_P(On, StoreTest, ::testing::Values("Sqlite", "Postgres"),
                         [](const auto& backend) { return std::string(backend.param); });

}  // namespace
}  // namespace credence::store
