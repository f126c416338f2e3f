// Tests store/publication.h on every backend: what is published is there whole or not at all, is
// never changed, and two who publish at once are both in the sequence, or one is told.
#include "store/publication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "store/backends/open_store.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temporary_directory.h"

namespace credence::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Kind = PublishOutcome::Kind;

// 64 digits, as a digest has.
std::string Revision(char digit) { return std::string(64, digit); }

class PublicationTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const bool in_file = std::string_view(GetParam()) == "Sqlite";
    if (!in_file && testing::PostgresServer::Instance() == nullptr) {
      GTEST_SKIP() << "PostgreSQL is not installed: apt install postgresql";
    }
    place_ =
        in_file ? folder_.PathOf("book.db") : testing::PostgresServer::Instance()->MakeDatabase();
    ASSERT_TRUE(MigrateStore(place_).ok());
    store_ = *OpenStore(place_);
  }

  // Of one file that says the digit, so that revisions have different texts.
  static PublishRequest Request(char digit, const std::string& message = "") {
    return {.revision = Revision(digit),
            .files = {{"b.policy", std::string(1, digit)}, {"a.vocab", "the same"}},
            .at = 1'000 + digit,
            .by = "portal",
            .message = message};
  }
  PublishOutcome Publish(const PublishRequest& request) {
    const absl::StatusOr<PublishOutcome> outcome = store_->Publish(request);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *outcome : PublishOutcome{};
  }
  std::string Sequence() {
    std::string digits;
    const std::vector<Publication> listed = *Listed();
    for (const Publication& one : listed) digits += one.revision.front();
    return {digits.rbegin(), digits.rend()};
  }
  absl::StatusOr<std::vector<Publication>> Listed() {
    return store_->Publications(std::numeric_limits<int64_t>::max(), kAll);
  }

  testing::TemporaryDirectory folder_;
  std::string place_;
  std::unique_ptr<Store> store_;
};

TEST_P(PublicationTest, NothingIsActiveBeforeAnythingWasPublished) {
  EXPECT_EQ(*store_->LastPublication(), std::nullopt);
  EXPECT_THAT(*Listed(), IsEmpty());
  EXPECT_EQ(store_->FilesOf(Revision('a')).status().code(), absl::StatusCode::kNotFound);
}

TEST_P(PublicationTest, WhatIsPublishedIsActiveAndReadAsItWasWritten) {
  PublishRequest request = Request('a', "the first: é, 'quoted'");
  request.files.push_back({"empty.policy", ""});
  const PublishOutcome outcome = Publish(request);
  EXPECT_EQ(outcome.kind, Kind::kAdded);
  EXPECT_EQ(outcome.before, std::nullopt);
  const Publication expected{.number = 1,
                             .revision = Revision('a'),
                             .at = 1'000 + 'a',
                             .by = "portal",
                             .message = "the first: é, 'quoted'"};
  EXPECT_EQ(outcome.active, expected);
  const auto other = *OpenStore(place_);
  EXPECT_EQ(*other->LastPublication(), expected);
  EXPECT_THAT(*other->FilesOf(Revision('a')),
              ElementsAre(PublishedFile{"a.vocab", "the same"}, PublishedFile{"b.policy", "a"},
                          PublishedFile{"empty.policy", ""}));
}

TEST_P(PublicationTest, TheSameAgainAddsNothingWhateverIsExpected) {
  Publish(Request('a', "first"));
  PublishRequest again = Request('a', "again");
  again.expected = Revision('b');
  const PublishOutcome outcome = Publish(again);
  EXPECT_EQ(outcome.kind, Kind::kAlready);
  EXPECT_EQ(outcome.active->message, "first");
  EXPECT_EQ(Sequence(), "a");
}

TEST_P(PublicationTest, ARollBackIsAnotherRowAndNeedsNoFiles) {
  for (const char digit : {'a', 'b'}) Publish(Request(digit));
  const PublishOutcome back =
      Publish({.revision = Revision('a'), .at = 9, .by = "a.admin", .message = "b paid twice"});
  EXPECT_EQ(back.kind, Kind::kAdded);
  EXPECT_EQ(back.before->revision, Revision('b'));
  EXPECT_TRUE(back.active->rolled_back);
  EXPECT_FALSE(back.before->rolled_back);
  EXPECT_EQ(Sequence(), "aba");
  EXPECT_THAT(*store_->FilesOf(Revision('a')), SizeIs(2));
  EXPECT_EQ(store_->Publish({.revision = Revision('c')}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Sequence(), "aba");
}

TEST_P(PublicationTest, WhoExpectsAnotherRevisionIsToldWhichIsActive) {
  PublishRequest first = Request('a');
  first.expected = Revision('b');
  EXPECT_EQ(Publish(first).kind, Kind::kOther);
  EXPECT_THAT(*Listed(), IsEmpty());
  EXPECT_FALSE(store_->FilesOf(Revision('a')).ok());
  first.expected = "";
  EXPECT_EQ(Publish(first).kind, Kind::kAdded);
  PublishRequest second = Request('b');
  second.expected = "";
  const PublishOutcome refused = Publish(second);
  EXPECT_EQ(refused.kind, Kind::kOther);
  EXPECT_EQ(refused.active->revision, Revision('a'));
  second.expected = Revision('a');
  EXPECT_EQ(Publish(second).kind, Kind::kAdded);
}

TEST_P(PublicationTest, AFileThatIsNotKeptLeavesNothingOfItsPublication) {
  PublishRequest request = Request('a');
  request.files.push_back(request.files.front());  // the same name twice
  EXPECT_FALSE(store_->Publish(request).ok());
  EXPECT_EQ(*store_->LastPublication(), std::nullopt);
  EXPECT_EQ(Publish(Request('a')).kind, Kind::kAdded);
}

TEST_P(PublicationTest, PagesGoBackFromTheNewest) {
  for (const char digit : {'a', 'b', 'c', 'd', 'e'}) Publish(Request(digit));
  std::string seen;
  int64_t before = std::numeric_limits<int64_t>::max();
  for (int page = 0; page < 3; ++page) {
    const std::vector<Publication> some = *store_->Publications(before, 2);
    for (const Publication& one : some) seen += one.revision.front();
    before = some.back().number;
  }
  EXPECT_EQ(seen, "edcba");
  EXPECT_THAT(*store_->Publications(before, 2), IsEmpty());
}

TEST_P(PublicationTest, ARevisionIsFoundByItsBeginning) {
  for (const char digit : {'a', 'b'}) Publish(Request(digit));
  PublishRequest near = Request('c');
  near.revision.replace(0, 8, "aaaaaaaa");
  Publish(near);
  EXPECT_THAT(*store_->RevisionsFrom("aaaaaaaa", 2), ElementsAre(Revision('a'), near.revision));
  EXPECT_THAT(*store_->RevisionsFrom("aaaaaaaac", 2), ElementsAre(near.revision));
  EXPECT_THAT(*store_->RevisionsFrom(Revision('b'), 2), ElementsAre(Revision('b')));
  EXPECT_THAT(*store_->RevisionsFrom("9", 2), IsEmpty());
  EXPECT_THAT(*store_->RevisionsFrom("", 1), SizeIs(1));
}

// Those who say what they expect to replace are told when somebody was before them; those who do
// not are all in the sequence.
TEST_P(PublicationTest, OfManyAtOnceOneReplacesWhatAllExpected) {
  Publish(Request('0'));
  for (const bool expecting : {true, false}) {
    std::vector<Kind> kinds(4);
    std::vector<std::thread> publishers;
    const std::string active = (*store_->LastPublication())->revision;
    for (size_t i = 0; i < kinds.size(); ++i) {
      publishers.emplace_back([&, i] {
        const auto store = *OpenStore(place_);
        PublishRequest request = Request(static_cast<char>((expecting ? 'a' : '1') + i));
        if (expecting) request.expected = active;
        const auto outcome = store->Publish(request);
        ASSERT_TRUE(outcome.ok()) << outcome.status();
        kinds[i] = outcome->kind;
      });
    }
    for (std::thread& one : publishers) one.join();
    EXPECT_EQ(std::ranges::count(kinds, Kind::kAdded), expecting ? 1 : 4);
    EXPECT_EQ(std::ranges::count(kinds, Kind::kOther), expecting ? 3 : 0);
  }
  EXPECT_THAT(Sequence(), SizeIs(6));
}

TEST_P(PublicationTest, ABackupHoldsThem) {
  for (const char digit : {'a', 'b'}) Publish(Request(digit));
  const std::string copy = folder_.PathOf("backup");
  ASSERT_TRUE(store_->BackUpTo(copy).ok());
  const bool in_file = std::string_view(GetParam()) == "Sqlite";
  const std::string restored =
      in_file ? folder_.PathOf("other.db") : testing::PostgresServer::Instance()->MakeDatabase();
  const absl::Status status = RestoreStore(copy, restored);
  ASSERT_TRUE(status.ok()) << status;
  const auto other = *OpenStore(restored);
  EXPECT_EQ(*other->LastPublication(), *store_->LastPublication());
  EXPECT_EQ(*other->FilesOf(Revision('a')), *store_->FilesOf(Revision('a')));
  EXPECT_EQ(other->Publish(Request('c'))->active->number, 3);
}

INSTANTIATE_TEST_SUITE_P(On, PublicationTest, ::testing::Values("Sqlite", "Postgres"),
                         [](const auto& backend) { return std::string(backend.param); });

}  // namespace
}  // namespace credence::store
